/**
 * Standard normal quantile. Wichura (1988), Algorithm AS 241 (PPND16), Applied Statistics 37, 477–484: relative
 * accuracy about 1e-16. `probability` in (0, 1); 0 and 1 give ∓∞.
 */
export function normalQuantile(probability: number): number {
  if (!(probability >= 0 && probability <= 1)) throw new RangeError(`Not a probability: ${probability}`)
  const centred = probability - 0.5
  if (Math.abs(centred) <= 0.425) {
    const r = 0.180625 - centred * centred
    return (centred * polynomial(CENTRE_TOP, r)) / polynomial(CENTRE_BOTTOM, r)
  }
  const tail = centred < 0 ? probability : 1 - probability
  if (tail === 0) return centred < 0 ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
  const r = Math.sqrt(-Math.log(tail))
  const size =
    r <= 5
      ? polynomial(MIDDLE_TOP, r - 1.6) / polynomial(MIDDLE_BOTTOM, r - 1.6)
      : polynomial(FAR_TOP, r - 5) / polynomial(FAR_BOTTOM, r - 5)
  return centred < 0 ? -size : size
}

/** The z of a two-sided interval: 1.959964 for level 0.95. */
export function normalCritical(level: number): number {
  return normalQuantile(0.5 + level / 2)
}

/** P(X > x) for X ~ chi-square with `df` degrees of freedom; accurate also far in the tail. */
export function chiSquareSurvival(x: number, df: number): number {
  if (!(df > 0)) throw new RangeError(`Degrees of freedom must be positive: ${df}`)
  return x <= 0 ? 1 : upperGammaRatio(df / 2, x / 2)
}

/** P(B ≤ k) for B ~ Binomial(n, probability), by the incomplete beta function (DLMF 8.17.5). */
export function binomialDistribution(k: number, n: number, probability: number): number {
  if (k < 0) return 0
  if (k >= n) return 1
  return betaRatio(1 - probability, n - Math.floor(k), Math.floor(k) + 1)
}

/** The smallest k with P(B ≤ k) ≥ `target`, for B ~ Binomial(n, probability). */
export function binomialQuantile(target: number, n: number, probability: number): number {
  let below = -1
  let reaches = n
  while (reaches - below > 1) {
    const middle = Math.floor((below + reaches) / 2)
    if (binomialDistribution(middle, n, probability) >= target) reaches = middle
    else below = middle
  }
  return reaches
}

/** Student's t distribution function with `df` degrees of freedom (DLMF 8.17, Abramowitz & Stegun 26.7.1). */
export function studentDistribution(t: number, df: number): number {
  if (!(df > 0)) throw new RangeError(`Degrees of freedom must be positive: ${df}`)
  const tail = betaRatio(df / (df + t * t), df / 2, 0.5) / 2
  return t > 0 ? 1 - tail : tail
}

/** Student's t quantile, by bisection on the distribution function. `probability` in (0, 1). */
export function studentQuantile(probability: number, df: number): number {
  if (!(probability > 0 && probability < 1)) throw new RangeError(`Not inside (0, 1): ${probability}`)
  if (probability === 0.5) return 0
  const lowerTail = Math.min(probability, 1 - probability)
  let high = 1
  while (studentDistribution(-high, df) > lowerTail) high *= 2
  let low = 0
  for (let step = 0; step < 200 && high - low > 1e-15 * high; step++) {
    const middle = (low + high) / 2
    if (studentDistribution(-middle, df) > lowerTail) low = middle
    else high = middle
  }
  const size = (low + high) / 2
  return probability < 0.5 ? -size : size
}

/** Natural logarithm of the gamma function for x > 0: Lanczos (1964) with g = 607/128 and Godfrey's 15 terms. */
export function logGamma(x: number): number {
  let sum = LANCZOS[0] as number
  for (let k = 1; k < LANCZOS.length; k++) sum += (LANCZOS[k] as number) / (x - 1 + k)
  const base = x - 0.5 + LANCZOS_G
  return (x - 0.5) * Math.log(base) - base + Math.log(Math.sqrt(2 * Math.PI) * sum)
}

// Q(a, x) = Γ(a, x) ÷ Γ(a): series below a + 1, continued fraction (modified Lentz) above. DLMF 8.7.1 and 8.9.2.
function upperGammaRatio(a: number, x: number): number {
  const front = Math.exp(a * Math.log(x) - x - logGamma(a))
  if (x < a + 1) {
    let term = 1 / a
    let sum = term
    for (let k = 1; k < 10_000 && term > sum * 1e-17; k++) {
      term *= x / (a + k)
      sum += term
    }
    return Math.max(0, 1 - front * sum)
  }
  const fraction = lentz(x + 1 - a, (k) => [-k * (k - a), x + 2 * k + 1 - a])
  return front / fraction
}

// I_x(a, b), the regularised incomplete beta function: continued fraction DLMF 8.17.22, on the side where it is fast.
function betaRatio(x: number, a: number, b: number): number {
  if (x <= 0) return 0
  if (x >= 1) return 1
  if (x > (a + 1) / (a + b + 2)) return 1 - betaRatio(1 - x, b, a)
  const front = Math.exp(a * Math.log(x) + b * Math.log1p(-x) - logBeta(a, b))
  const fraction = lentz(1, (k) => {
    const m = Math.floor(k / 2)
    const numerator =
      k % 2 === 0
        ? (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
        : (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    return [numerator, 1]
  })
  return front / (a * fraction)
}

function logBeta(a: number, b: number): number {
  return logGamma(a) + logGamma(b) - logGamma(a + b)
}

// first + a1/(b1 + a2/(b2 + …)) by Lentz's method as modified by Thompson and Barnett (1986).
function lentz(first: number, term: (k: number) => [numerator: number, denominator: number]): number {
  const tiny = 1e-300
  let value = first === 0 ? tiny : first
  let c = value
  let d = 0
  for (let k = 1; k < 100_000; k++) {
    const [numerator, denominator] = term(k)
    d = denominator + numerator * d
    d = 1 / (d === 0 ? tiny : d)
    c = denominator + numerator / c
    if (c === 0) c = tiny
    const change = c * d
    value *= change
    if (Math.abs(change - 1) < 1e-16) break
  }
  return value
}

// Coefficients from the constant term upwards.
function polynomial(coefficients: readonly number[], x: number): number {
  let sum = 0
  for (let k = coefficients.length - 1; k >= 0; k--) sum = sum * x + (coefficients[k] as number)
  return sum
}

const LANCZOS_G = 607 / 128
const LANCZOS = [
  0.9999999999999971, 57.15623566586292, -59.59796035547549, 14.136097974741746, -0.4919138160976202,
  3.399464998481189e-5, 4.652362892704858e-5, -9.837447530487956e-5, 0.0001580887032249125,
  -0.00021026444172410488, 0.00021743961811521265, -0.0001643181065367639, 8.441822398385275e-5,
  -2.6190838401581408e-5, 3.6899182659531625e-6,
]

const CENTRE_TOP = [
  3.3871328727963665, 133.14166789178438, 1971.5909503065513, 13731.69376550946, 45921.95393154987,
  67265.7709270087, 33430.57558358813, 2509.0809287301227,
]
const CENTRE_BOTTOM = [
  1, 42.31333070160091, 687.1870074920579, 5394.196021424751, 21213.794301586597, 39307.89580009271,
  28729.085735721943, 5226.495278852854,
]
const MIDDLE_TOP = [
  1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045, 1.2704582524523684,
  0.2417807251774506, 0.022723844989269184, 0.0007745450142783414,
]
const MIDDLE_BOTTOM = [
  1, 2.053191626637759, 1.6763848301838038, 0.6897673349851, 0.14810397642748008, 0.015198666563616457,
  0.0005475938084995345, 1.0507500716444169e-9,
]
const FAR_TOP = [
  6.657904643501103, 5.463784911164114, 1.7848265399172913, 0.29656057182850487, 0.026532189526576124,
  0.0012426609473880784, 2.7115555687434876e-5, 2.0103343992922881e-7,
]
const FAR_BOTTOM = [
  1, 0.599832206555888, 0.1369298809227358, 0.014875361290850615, 0.0007868691311456133,
  1.8463183175100548e-5, 1.421511758316446e-7, 2.0442631033899397e-15,
]

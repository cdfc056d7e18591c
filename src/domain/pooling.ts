import { normalCritical, studentQuantile } from './distributions.ts'

export interface MeanEstimate {
  value: number
  /** Absent for a single value: one cannot show a spread. */
  lower?: number
  upper?: number
  n: number
}

/**
 * Mean of the values, each counted once however large its credential, with the interval of Student's t on n − 1
 * degrees of freedom. Undefined without values.
 */
export function unweightedMean(values: readonly number[], level = 0.95): MeanEstimate | undefined {
  const n = values.length
  if (n === 0) return undefined
  const value = sum(values) / n
  if (n === 1) return { value, n }
  const variance = sum(values.map((one) => (one - value) ** 2)) / (n - 1)
  const half = studentQuantile(0.5 + level / 2, n - 1) * Math.sqrt(variance / n)
  return { value, lower: value - half, upper: value + half, n }
}

export interface RandomEffects {
  /** Mean of the credentials' true values, with its interval. */
  mean: number
  standardError: number
  lower: number
  upper: number
  /** Where the true value of one further credential would lie; absent for fewer than three credentials. */
  prediction?: { lower: number; upper: number }
  /** Variance of the true values between credentials, and the share of all variation that it is. */
  tauSquared: number
  iSquared: number
  /** Cochran's heterogeneity statistic on k − 1 degrees of freedom. */
  q: number
  k: number
}

/**
 * Random-effects pooling of estimates with known variances: the moment estimate of the between-credential variance of
 * DerSimonian & Laird (1986), Controlled Clinical Trials 7, 177–188, weights 1 ÷ (variance + τ²), a normal (Wald)
 * interval for the mean, I² of Higgins & Thompson (2002), and the prediction interval of Higgins, Thompson &
 * Spiegelhalter (2009), JRSS A 172, 137–159: mean ± t(k − 2)·√(τ² + se²). Estimates whose variance is not a positive
 * number are refused with an error. Undefined without estimates.
 */
export function randomEffects(
  estimates: readonly { value: number; variance: number }[],
  level = 0.95,
): RandomEffects | undefined {
  const k = estimates.length
  if (k === 0) return undefined
  for (const { value, variance } of estimates) {
    if (!(Number.isFinite(value) && variance > 0 && Number.isFinite(variance))) {
      throw new RangeError(`Not an estimate with a variance: ${value}, ${variance}`)
    }
  }
  const values = estimates.map((estimate) => estimate.value)
  const fixed = estimates.map((estimate) => 1 / estimate.variance)
  const fixedMean = weightedMean(values, fixed)
  const q = sum(values.map((value, i) => (fixed[i] as number) * (value - fixedMean) ** 2))
  const scale = sum(fixed) - sum(fixed.map((weight) => weight * weight)) / sum(fixed)
  const tauSquared = k > 1 && scale > 0 ? Math.max(0, (q - (k - 1)) / scale) : 0

  const weights = estimates.map((estimate) => 1 / (estimate.variance + tauSquared))
  const mean = weightedMean(values, weights)
  const standardError = Math.sqrt(1 / sum(weights))
  const half = normalCritical(level) * standardError
  const pooled: RandomEffects = {
    mean,
    standardError,
    lower: mean - half,
    upper: mean + half,
    tauSquared,
    iSquared: q > k - 1 ? (q - (k - 1)) / q : 0,
    q,
    k,
  }
  if (k >= 3) {
    const reach = studentQuantile(0.5 + level / 2, k - 2) * Math.sqrt(tauSquared + standardError ** 2)
    pooled.prediction = { lower: mean - reach, upper: mean + reach }
  }
  return pooled
}

export interface PooledProportion {
  /** All successes ÷ all people: large credentials dominate it. */
  pooled: number
  /** Each credential once. */
  unweighted: MeanEstimate
  /** On the proportion scale; `between` is τ² on the logit scale. */
  randomEffects: {
    value: number
    lower: number
    upper: number
    prediction?: { lower: number; upper: number }
    between: number
  }
  k: number
}

/**
 * Pooled rate of several credentials, with the two figures that must stand beside it. Random effects are computed on
 * the logit scale, variance 1 ÷ x + 1 ÷ (n − x), half a person being added to both sides where a credential has none
 * on one, and turned back. Credentials without people are left out; undefined where none remains.
 */
export function pooledProportion(
  credentials: readonly { numerator: number; denominator: number }[],
  level = 0.95,
): PooledProportion | undefined {
  const counted = credentials.filter((credential) => credential.denominator > 0)
  const effects = randomEffects(counted.map(logitEstimate), level)
  const unweighted = unweightedMean(
    counted.map((credential) => credential.numerator / credential.denominator),
    level,
  )
  if (!effects || !unweighted) return undefined
  return {
    pooled:
      sum(counted.map((credential) => credential.numerator)) /
      sum(counted.map((credential) => credential.denominator)),
    unweighted: withinUnit(unweighted),
    randomEffects: {
      value: inverseLogit(effects.mean),
      lower: inverseLogit(effects.lower),
      upper: inverseLogit(effects.upper),
      ...(effects.prediction
        ? {
            prediction: {
              lower: inverseLogit(effects.prediction.lower),
              upper: inverseLogit(effects.prediction.upper),
            },
          }
        : {}),
      between: effects.tauSquared,
    },
    k: counted.length,
  }
}

function logitEstimate({ numerator, denominator }: { numerator: number; denominator: number }) {
  if (!(numerator >= 0 && numerator <= denominator)) {
    throw new RangeError(`${numerator} of ${denominator} is not a proportion`)
  }
  const add = numerator === 0 || numerator === denominator ? 0.5 : 0
  const yes = numerator + add
  const no = denominator - numerator + add
  return { value: Math.log(yes / no), variance: 1 / yes + 1 / no }
}

function withinUnit(estimate: MeanEstimate): MeanEstimate {
  if (estimate.lower === undefined || estimate.upper === undefined) return estimate
  return { ...estimate, lower: Math.max(0, estimate.lower), upper: Math.min(1, estimate.upper) }
}

function weightedMean(values: readonly number[], weights: readonly number[]): number {
  return sum(values.map((value, i) => value * (weights[i] as number))) / sum(weights)
}

function inverseLogit(x: number): number {
  return 1 / (1 + Math.exp(-x))
}

function sum(values: readonly number[]): number {
  let total = 0
  for (const value of values) total += value
  return total
}

/** A deterministic source of random draws; the domain has no other. */
export interface Random {
  /** In [0, 1), 53 random bits. */
  uniform(): number
  /** Whole number in [from, to], both inclusive, each equally likely. */
  integer(from: number, to: number): number
  normal(mean?: number, standardDeviation?: number): number
  exponential(rate?: number): number
  /** Shape and rate: mean shape ÷ rate. */
  gamma(shape: number, rate?: number): number
  bernoulli(probability: number): boolean
  pick<T>(choices: readonly T[]): T
  /** A shuffled copy. */
  shuffle<T>(values: readonly T[]): T[]
  /** An independent source for a part of the work, so that draws added elsewhere don't move it. */
  fork(name: string): Random
}

/**
 * Random draws from a seed, the same on every machine. xoshiro128** (Blackman & Vigna 2021, ACM TOMS 47, article 36),
 * its state filled from the seed's FNV-1a hash by SplitMix32 as its authors advise.
 */
export function seededRandom(seed: number | string): Random {
  const next = xoshiro128(seedState(String(seed)))

  const uniform = () => ((next() >>> 5) * 67_108_864 + (next() >>> 6)) / 9_007_199_254_740_992

  // Never 0, for logarithms.
  const positive = () => {
    for (;;) {
      const u = uniform()
      if (u > 0) return u
    }
  }

  const integer = (from: number, to: number) => {
    if (!(Number.isSafeInteger(from) && Number.isSafeInteger(to) && from <= to)) {
      throw new RangeError(`No whole number from ${from} to ${to}`)
    }
    const span = to - from + 1
    // 53-bit draws; those beyond the last whole multiple of the span would favour the small numbers.
    const limit = 9_007_199_254_740_992 - (9_007_199_254_740_992 % span)
    for (;;) {
      const draw = uniform() * 9_007_199_254_740_992
      if (draw < limit) return from + (draw % span)
    }
  }

  // Marsaglia & Bray's polar method (1964); the second draw is dropped so that a fork has no hidden state.
  const standardNormal = () => {
    for (;;) {
      const x = 2 * uniform() - 1
      const y = 2 * uniform() - 1
      const s = x * x + y * y
      if (s > 0 && s < 1) return x * Math.sqrt((-2 * Math.log(s)) / s)
    }
  }

  // Marsaglia & Tsang (2000), ACM TOMS 26, 363–372; shapes below 1 by their boost (section 6).
  const standardGamma = (shape: number): number => {
    if (!(shape > 0)) throw new RangeError(`The shape of a gamma must be positive: ${shape}`)
    if (shape < 1) return standardGamma(shape + 1) * positive() ** (1 / shape)
    const d = shape - 1 / 3
    const c = 1 / Math.sqrt(9 * d)
    for (;;) {
      const x = standardNormal()
      const v = (1 + c * x) ** 3
      if (v > 0 && Math.log(positive()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v
    }
  }

  return {
    uniform,
    integer,
    normal: (mean = 0, standardDeviation = 1) => mean + standardDeviation * standardNormal(),
    exponential: (rate = 1) => -Math.log(positive()) / rate,
    gamma: (shape, rate = 1) => standardGamma(shape) / rate,
    bernoulli: (probability) => uniform() < probability,
    pick: (choices) => {
      if (choices.length === 0) throw new RangeError('Nothing to pick from')
      return choices[integer(0, choices.length - 1)] as (typeof choices)[number]
    },
    shuffle: (values) => {
      const copy = [...values]
      // Fisher–Yates, from the end.
      for (let last = copy.length - 1; last > 0; last--) {
        const other = integer(0, last)
        const kept = copy[last] as (typeof copy)[number]
        copy[last] = copy[other] as (typeof copy)[number]
        copy[other] = kept
      }
      return copy
    },
    fork: (name) => seededRandom(`${seed}/${name}`),
  }
}

/** The bare generator: unsigned 32-bit words from a state of four, not all of them 0. */
export function xoshiro128(state: readonly [number, number, number, number]): () => number {
  let [a, b, c, d] = state
  return () => {
    const product = Math.imul(b, 5)
    const word = Math.imul((product << 7) | (product >>> 25), 9) >>> 0
    const shifted = b << 9
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= shifted
    d = (d << 11) | (d >>> 21)
    return word
  }
}

function seedState(seed: string): [number, number, number, number] {
  let hash = 0x811c9dc5
  for (let k = 0; k < seed.length; k++) hash = Math.imul(hash ^ seed.charCodeAt(k), 0x01000193)
  const word = () => {
    hash = (hash + 0x9e3779b9) | 0
    let mixed = hash ^ (hash >>> 16)
    mixed = Math.imul(mixed, 0x21f0aaad)
    mixed ^= mixed >>> 15
    mixed = Math.imul(mixed, 0x735a2d97)
    return mixed ^ (mixed >>> 15)
  }
  return [word(), word(), word(), word()]
}

import { designEffect } from './design-effect.ts'
import { binomialQuantile, normalCritical } from './distributions.ts'

export interface Interval {
  lower: number
  upper: number
}

/**
 * Wilson's score interval for a proportion. Wilson (1927), JASA 22, 209–212; Brown, Cai & DasGupta (2001),
 * Statistical Science 16, 101–133. Always within [0, 1]; exactly 0 and 1 at the ends. Undefined when n is 0: nobody
 * was asked, which is not the same as not knowing anything about someone.
 */
export function wilson(successes: number, n: number, level = 0.95): Interval | undefined {
  if (!(successes >= 0 && successes <= n)) throw new RangeError(`${successes} of ${n} is not a proportion`)
  if (n === 0) return undefined
  const z2 = normalCritical(level) ** 2
  const share = successes / n
  const centre = (share + z2 / (2 * n)) / (1 + z2 / n)
  const half = Math.sqrt(z2 * ((share * (1 - share)) / n + z2 / (4 * n * n))) / (1 + z2 / n)
  return {
    lower: successes === 0 ? 0 : Math.max(0, centre - half),
    upper: successes === n ? 1 : Math.min(1, centre + half),
  }
}

/**
 * Wilson's interval for people who may be counted more than once: each cluster is a person, with the enrolments and how
 * many of them are in the numerator. The size is divided by the design effect, the variance between persons of the
 * ratio estimator (Cochran 1977, section 6.4) over the binomial one; never by less than 1. Kish (1965), Survey Sampling.
 */
export function clusteredWilson(
  clusters: readonly { numerator: number; denominator: number }[],
  level = 0.95,
): Interval | undefined {
  let successes = 0
  let n = 0
  for (const { numerator, denominator } of clusters) {
    successes += numerator
    n += denominator
  }
  const plain = wilson(successes, n, level)
  const persons = clusters.length
  if (!plain || persons < 2 || persons === n || successes === 0 || successes === n) return plain
  const share = successes / n
  let squares = 0
  for (const { numerator, denominator } of clusters) squares += (numerator - share * denominator) ** 2
  const variance = (squares * persons) / ((persons - 1) * n * n)
  const designEffect = Math.max(1, variance / ((share * (1 - share)) / n))
  return wilson(successes / designEffect, n / designEffect, level)
}

/**
 * The same where it is known row by row whose each is: `counts[k]` is 1 for a row in the numerator, else 0, and
 * `persons[k]` as in `designEffect`. Wilson's interval for n ÷ design effect rows; the plain one where everybody has one.
 */
export function wilsonByPerson(
  counts: ArrayLike<number>,
  persons: ArrayLike<number> | undefined,
  level = 0.95,
): Interval | undefined {
  const n = counts.length
  let successes = 0
  for (let k = 0; k < n; k++) successes += counts[k] as number
  if (!persons || n === 0 || successes === 0 || successes === n) return wilson(successes, n, level)
  const share = successes / n
  const residuals = new Float64Array(n)
  for (let k = 0; k < n; k++) residuals[k] = (counts[k] as number) - share
  const effect = designEffect(residuals, persons)
  return wilson(successes / effect, n / effect, level)
}

/**
 * Ranks (from 1) of the order statistics that enclose a quantile with at least `level` confidence and at most half of
 * the remainder on either side, whatever the distribution: the lower rank is the largest l with
 * P(B < l) ≤ (1 − level) ÷ 2, the upper the smallest u with P(B ≥ u) ≤ (1 − level) ÷ 2, B ~ Binomial(n, probability).
 * David & Nagaraja (2003), Order Statistics, 3rd ed., section 7.1. A side on which the sample is too small is absent.
 */
export function orderStatisticRanks(
  n: number,
  probability: number,
  level = 0.95,
): { lower?: number; upper?: number } {
  if (n === 0) return {}
  const tail = (1 - level) / 2
  // P(B < l) ≤ tail ⇔ P(B ≤ l − 1) ≤ tail; the quantile at a hair above `tail` is the first k beyond it.
  const lower = binomialQuantile(tail * (1 + 1e-12), n, probability)
  const upper = binomialQuantile(1 - tail, n, probability) + 1
  return { ...(lower >= 1 ? { lower } : {}), ...(upper <= n ? { upper } : {}) }
}

/**
 * Interval for survival by Greenwood's variance on the log(−log) scale: S^exp(±z·σ), σ = √greenwood ÷ |log S| where
 * `greenwood` is Σ d ÷ (n(n − d)), the variance of S over S². Kalbfleisch & Prentice (2002), section 1.4. [1, 1] where
 * S = 1 and [0, 0] where S = 0: the scale says nothing there.
 */
export function survivalInterval(survival: number, greenwood: number, z: number): Interval {
  if (survival >= 1) return { lower: 1, upper: 1 }
  if (survival <= 0) return { lower: 0, upper: 0 }
  const sigma = Math.sqrt(greenwood) / -Math.log(survival)
  return { lower: survival ** Math.exp(z * sigma), upper: survival ** Math.exp(-z * sigma) }
}

/**
 * Interval for a cumulative incidence F with standard error `standardError`: F^exp(±z·se ÷ (F·ln F)), the log(−log)
 * transform of Kalbfleisch & Prentice (2002), section 8.2. [0, 0] where F = 0 and [1, 1] where F = 1.
 */
export function incidenceInterval(incidence: number, standardError: number, z: number): Interval {
  if (incidence <= 0) return { lower: 0, upper: 0 }
  if (incidence >= 1) return { lower: 1, upper: 1 }
  const shift = (z * standardError) / (incidence * Math.log(incidence))
  // ln F is negative, so that the larger exponent, and the lower bound, comes from −shift.
  return { lower: incidence ** Math.exp(-shift), upper: incidence ** Math.exp(shift) }
}

import { designEffect } from './design-effect.ts'
import { orderStatisticRanks } from './intervals.ts'

export interface QuantileEstimate {
  value: number
  /** Absent where the sample is too small for a bound on that side. */
  lower?: number
  upper?: number
  n: number
}

/**
 * Quantile of a sample with its distribution-free interval: the point is type 7 of Hyndman & Fan (1996), The American
 * Statistician 50, 361–365 (the interval between order statistics is divided in proportion), the bounds are order
 * statistics (`orderStatisticRanks`).
 *
 * `sorted` ascending, without NaN (`sortedSample` makes it); `probability` in [0, 1]. Undefined for an empty sample.
 */
export function quantileEstimate(
  sorted: ArrayLike<number>,
  probability: number,
  level = 0.95,
): QuantileEstimate | undefined {
  const value = quantile(sorted, probability)
  if (value === undefined) return undefined
  const ranks = orderStatisticRanks(sorted.length, probability, level)
  const estimate: QuantileEstimate = { value, n: sorted.length }
  if (ranks.lower !== undefined) estimate.lower = sorted[ranks.lower - 1]
  if (ranks.upper !== undefined) estimate.upper = sorted[ranks.upper - 1]
  return estimate
}

/**
 * The same for people who may stand in the sample more than once: ranks are taken for as many rows as the sample is worth,
 * n ÷ the design effect of the share at or below the quantile (Woodruff 1952, JASA 47, 635–646), and widened back to n.
 * `values` in any order, missing ones left out; `persons` as in `designEffect`.
 */
export function quantileByPerson(
  values: ArrayLike<number>,
  persons: ArrayLike<number>,
  probability: number,
  level = 0.95,
): QuantileEstimate | undefined {
  const sorted = sortedSample(values)
  const plain = quantileEstimate(sorted, probability, level)
  if (!plain) return undefined
  const residuals: number[] = []
  const whose: number[] = []
  for (let k = 0; k < values.length; k++) {
    if (!Number.isFinite(values[k] as number)) continue
    residuals.push(((values[k] as number) <= plain.value ? 1 : 0) - probability)
    whose.push(persons[k] as number)
  }
  const effect = designEffect(residuals, whose)
  if (effect === 1) return plain
  const n = sorted.length
  const worth = Math.max(1, Math.floor(n / effect))
  const ranks = orderStatisticRanks(worth, probability, level)
  const estimate: QuantileEstimate = { value: plain.value, n }
  if (ranks.lower !== undefined) {
    estimate.lower = sorted[Math.max(1, Math.floor((ranks.lower * n) / worth)) - 1]
  }
  if (ranks.upper !== undefined) estimate.upper = sorted[Math.ceil((ranks.upper * n) / worth) - 1]
  return estimate
}

/** Type-7 quantile of an ascending sample; undefined when it is empty. */
export function quantile(sorted: ArrayLike<number>, probability: number): number | undefined {
  if (!(probability >= 0 && probability <= 1)) throw new RangeError(`Not a probability: ${probability}`)
  const n = sorted.length
  if (n === 0) return undefined
  const position = (n - 1) * probability
  // (n − 1)·p is often an integer in exact arithmetic and a hair beside it in floating point.
  const nearest = Math.round(position)
  const below = Math.abs(position - nearest) < 1e-9 ? nearest : Math.floor(position)
  const fraction = Math.max(0, position - below)
  const left = sorted[below] as number
  if (fraction < 1e-9 || below + 1 >= n) return left
  return left + fraction * ((sorted[below + 1] as number) - left)
}

/** A sorted copy without missing (NaN) and infinite values. */
export function sortedSample(values: ArrayLike<number>): Float64Array {
  const sample = new Float64Array(values.length)
  let n = 0
  for (let k = 0; k < values.length; k++) {
    const value = values[k] as number
    if (Number.isFinite(value)) sample[n++] = value
  }
  return sample.subarray(0, n).sort()
}

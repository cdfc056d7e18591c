import { type Interval, wilson } from './intervals.ts'

export interface Share {
  numerator: number
  denominator: number
}

/**
 * Interval for the difference a − b of two independent shares, from their Wilson intervals: method 10 of Newcombe
 * (1998), Statistics in Medicine 17, 873–890. Undefined where one of the groups is empty.
 */
export function differenceInterval(a: Share, b: Share, level = 0.95): Interval | undefined {
  const first = wilson(a.numerator, a.denominator, level)
  const second = wilson(b.numerator, b.denominator, level)
  if (!first || !second) return undefined
  const p = a.numerator / a.denominator
  const q = b.numerator / b.denominator
  return {
    lower: p - q - Math.hypot(p - first.lower, second.upper - q),
    upper: p - q + Math.hypot(first.upper - p, q - second.lower),
  }
}

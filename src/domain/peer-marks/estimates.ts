import type { Prior } from './prior.ts'

export const methods = ['mean', 'median', 'blup', 'pg1'] as const
export type Method = (typeof methods)[number]

/** A value for each entity with its interval; NaN stands where `why` says that there is none. */
export interface Values {
  value: Float64Array
  lower: Float64Array
  upper: Float64Array
}

/** Marks of all submissions and leniency of all graders, in the order of the table. */
export interface Estimates {
  /** The method that made them: the mean where the data don't carry the one asked for. */
  method: Method
  /** Probability that an interval holds. */
  level: number
  prior: Prior | null
  marks: Values
  /** Points that a grader gives above the others (mean, median) or above the true marks (blup, pg1). */
  bias: Values
  /** Posterior variance of each bias; only blup and pg1. */
  biasVariance?: Float64Array
  /** 1 ÷ variance of a grader's marks about true mark and bias; only pg1. */
  precision?: Float64Array
  why: { marks: string; bias: string }
  notes: string[]
}

export interface Scale {
  lowest: number
  highest: number
}

/** Values and bounds held within a declared scale; without one they are left alone. */
export function within(scale: Scale | undefined, { value, lower, upper }: Values): Values {
  if (!scale) return { value, lower, upper }
  const hold = (x: number) => Math.min(Math.max(x, scale.lowest), scale.highest)
  return { value: value.map(hold), lower: lower.map(hold), upper: upper.map(hold) }
}

/** value ± critical × √variance. */
export function normalValues(value: Float64Array, variance: Float64Array, critical: number): Values {
  const half = variance.map((v) => critical * Math.sqrt(v))
  return {
    value,
    lower: value.map((x, k) => x - (half[k] as number)),
    upper: value.map((x, k) => x + (half[k] as number)),
  }
}

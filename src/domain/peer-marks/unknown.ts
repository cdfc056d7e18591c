/** What can't be computed from these data, and why: neither 0 nor NaN. */
export interface Undefined {
  undefined: string
}

export type Known<T = number> = T | Undefined

export function isKnown<T>(value: Known<T>): value is T {
  return !(typeof value === 'object' && value !== null && 'undefined' in value)
}

/** The number, or why there is none where it is not finite. */
export function known(value: number, why: string): Known {
  return Number.isFinite(value) ? value : { undefined: why }
}

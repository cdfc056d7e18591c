import { type DetailCode, detail } from './details.ts'
import { isObject } from './json-values.ts'
import { finding } from './reasons.ts'
import type { Check } from './result.ts'

// What the checks of shape ask of a part, and how they say that it isn't so.

export function isAddress(value: unknown): value is string {
  return isText(value) && URL.canParse(value)
}

export function isOptionalAddress(value: unknown): boolean {
  return value === undefined || isAddress(value)
}

export function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}

export function isFilledObject(value: unknown): boolean {
  return isObject(value) && Object.keys(value).length > 0
}

export function missing(part: string): Check {
  return finding('shape', 'part_missing', { part })
}

export function malformed(part: string, code: DetailCode): Check {
  return finding('shape', 'part_malformed', { part, detail: detail(code) })
}

import type { JsonObject } from './json-values.ts'
import { finding } from './reasons.ts'
import type { Check } from './result.ts'

/** Clocks differ: a start up to five minutes ahead is no lie. An end is an end. */
export const CLOCK_SKEW_MILLISECONDS = 5 * 60 * 1000

/** XML Schema dateTimeStamp, which Verifiable Credentials 2.0 requires: day, time and zone. */
const DATE_TIME_STAMP = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/

/** Start and end of validity, in the words of data model 2.0 and 1.1. */
export function checkDates(credential: JsonObject, now: Date): Check {
  const parts = ['validFrom', 'issuanceDate', 'validUntil', 'expirationDate'] as const
  const malformed = parts.find((part) => credential[part] !== undefined && !instantOf(credential[part]))
  if (malformed) return finding('dates', 'dates_malformed', { part: malformed })
  const from = credential.validFrom ?? credential.issuanceDate
  const until = credential.validUntil ?? credential.expirationDate
  const start = instantOf(from)
  const end = instantOf(until)
  if (start && end && end < start) {
    return finding('dates', 'dates_reversed', { from: String(from), until: String(until) })
  }
  if (start && start.getTime() > now.getTime() + CLOCK_SKEW_MILLISECONDS) {
    return finding('dates', 'not_yet_valid', { date: String(from) })
  }
  if (end && end <= now) return finding('dates', 'expired', { date: String(until) })
  const reason = end ? 'in_force_until' : 'in_force'
  return finding('dates', reason, { from: start ? String(from) : '–', until: end ? String(until) : '–' })
}

/** The instant of a complete date, or undefined. */
export function instantOf(value: unknown): Date | undefined {
  if (typeof value !== 'string' || !DATE_TIME_STAMP.test(value)) return undefined
  const instant = new Date(value)
  return Number.isNaN(instant.getTime()) ? undefined : instant
}

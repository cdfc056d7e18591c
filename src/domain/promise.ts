import { workingHoursBefore } from './working-hours.ts'

// "Marked within N days": until when peers have a piece, and whether the promise was kept.

const dayMs = 86_400_000

/** How many hours of work educators get before the promise ends: one day. */
const educatorHours = 8

/** Until when the marks were promised. */
export function promisedBy(handedInAt: Date, promiseDays: number): Date {
  return new Date(handedInAt.getTime() + promiseDays * dayMs)
}

/**
 * From when an educator is asked to take a piece as it is, whoever of the peers has come: as late as leaves educators
 * one day of work before the promise ends.
 */
export function educatorsFrom(handedInAt: Date, promiseDays: number): Date {
  const from = workingHoursBefore(promisedBy(handedInAt, promiseDays), educatorHours)
  return from > handedInAt ? from : handedInAt
}

export function isPromiseKept(handedInAt: Date, markedAt: Date, promiseDays: number): boolean {
  return markedAt <= promisedBy(handedInAt, promiseDays)
}

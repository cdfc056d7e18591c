import {
  type ClosedDays,
  dayOf,
  neverClosed,
  workingHoursAfter,
  workingHoursBefore,
} from './working-hours.ts'

// "Marked within N days": until when peers have a piece, and until when its author has the mark.

const dayMs = 86_400_000

/** How many hours of work educators get before the promise ends: one day. */
const educatorHours = 8

export interface Promised {
  handedInAt: Date
  promiseDays: number
  /** The days on which the provider is closed. */
  closed?: ClosedDays
}

/**
 * Until when the marks are promised: so many days later. Where the provider is closed in them, and a day's work of
 * educators would not be left, at the end of that day's work: a promise that nobody is there to keep is none. Its author
 * is told the date before handing in.
 */
export function promisedBy({ handedInAt, promiseDays, closed = neverClosed }: Promised): Date {
  const plain = new Date(handedInAt.getTime() + promiseDays * dayMs)
  if (!isClosedBetween(handedInAt, plain, closed)) return plain
  const worked = workingHoursAfter(handedInAt, educatorHours, closed)
  return worked > plain ? worked : plain
}

/**
 * From when an educator is asked to take a piece as it is, whoever of the peers has come: as late as leaves educators
 * one day of work before the promise ends.
 */
export function educatorsFrom(promised: Promised): Date {
  const { handedInAt, closed } = promised
  const from = workingHoursBefore(promisedBy(promised), educatorHours, closed)
  return from > handedInAt ? from : handedInAt
}

function isClosedBetween(from: Date, until: Date, closed: ClosedDays): boolean {
  if (closed.size === 0) return false
  for (let at = from.getTime(); at < until.getTime(); at += dayMs)
    if (closed.has(dayOf(new Date(at)))) return true
  return closed.has(dayOf(until))
}

import { monthsCap } from './pace.ts'
import { daysInMonth, instantOf, localTimeOf } from './time-zone.ts'

// The rules of fair billing, as one pure decision: may this learner be charged now? Whoever charges asks here, and so
// do the page that states the rules, the check of the ledger and the simulation.

export const trialHours = 7 * 24
/** A first charge comes at least so long after its reminder was handed to the mail server. */
export const reminderHoursBefore = 48
/** The reminder is sent earlier than it must be, so that a mail server may be away for a day. */
export const reminderSentHoursBefore = 72
/** A reminder older than this is forgotten by people: another one is sent before a first charge. */
export const reminderHoursGood = 14 * 24
/** A trial whose first charge still waits for the learner (an unconfirmed address) ends without one. */
export const lapseDaysAfterTrial = 30
/** After a failed charge work is taken for so long. */
export const daysAfterFailedCharge = 10
/** A charge that we are later with than this is not made: the days until the next one are a gift. */
export const lateHoursMax = 48

const hourMs = 3_600_000
const dayMs = 24 * hourMs

/** Seven times 24 hours, whatever the clocks on the wall do meanwhile. */
export function trialEndOf(startedAt: Date): Date {
  return new Date(startedAt.getTime() + trialHours * hourMs)
}

/** From when on the reminder of a first charge is sent. */
export function reminderDueAt(firstChargeAt: Date): Date {
  return new Date(firstChargeAt.getTime() - reminderSentHoursBefore * hourMs)
}

/** The first charge that is announced: after the trial, and long enough after a reminder that is sent now. */
export function firstChargeAfterReminder(trialEndsAt: Date, remindedAt: Date): Date {
  return new Date(Math.max(trialEndsAt.getTime(), remindedAt.getTime() + reminderHoursBefore * hourMs))
}

/**
 * How many monthly prices anybody pays at most; after them it is free to finish. The fair cap (pace.ts), and never
 * more than the provider's own.
 */
export function chargesMaxOf(advertisedWeeks: number, providersCap?: number | null): number {
  const fair = monthsCap(advertisedWeeks)
  return providersCap ? Math.max(1, Math.min(fair, providersCap)) : fair
}

/**
 * The moment of a charge: so many months after the first one, on its day of the month and at its time of day as the
 * learner's wall shows them, clipped to the month's length. Every month is reckoned from the first charge, so that
 * a 31st comes back after a February.
 * @param anchorAt the first charge
 * @param months 0 is the anchor itself
 */
export function chargeMoment(anchorAt: Date, months: number, timeZone: string): Date {
  if (months === 0) return new Date(anchorAt)
  const anchor = localTimeOf(anchorAt, timeZone)
  const monthsSinceZero = anchor.year * 12 + (anchor.month - 1) + months
  const year = Math.floor(monthsSinceZero / 12)
  const month = (monthsSinceZero % 12) + 1
  return instantOf({ ...anchor, year, month, day: Math.min(anchor.day, daysInMonth(year, month)) }, timeZone)
}

/** What is known of a subscription that may have to be charged. */
export interface ChargeFacts {
  trialEndsAt: Date
  /** When the next charge is planned. */
  dueAt: Date
  /** The first charge; null before it. */
  anchorAt: Date | null
  /** Months from the anchor to `dueAt`. */
  monthsSinceAnchor: number
  chargesPaid: number
  chargesMax: number
  /** The charge must be announced 48 hours before: a first one, or one after which months are reckoned anew. */
  reminderWanted: boolean
  reminderHandedOverAt: Date | null
  addressConfirmedAt: Date | null
  workDoneAt: Date | null
  /** Whether the subscription is paused. */
  isPaused: boolean
  /** The end of the paid period, where it was not yet asked whether anything was done in it. */
  idleCheckAt: Date | null
  timeZone: string
}

export type ChargeDecision =
  /** Where `startsAnew`, months are reckoned from this charge's day from now on. */
  | { kind: 'charge'; number: number; periodStart: Date; periodEnd: Date; startsAnew: boolean }
  | { kind: 'wait'; for: 'due' | 'trial_end' | 'reminder' | 'address' | 'resumption' | 'idle_check' }
  /** We are too late for this one; the next one is due then. */
  | { kind: 'skip'; dueAt: Date; monthsSinceAnchor: number }
  | { kind: 'end'; why: 'work_done' | 'trial_lapsed' }
  /** The cap is reached: free to finish. */
  | { kind: 'free' }

/** May this learner be charged now? In doubt the answer is to wait. */
export function decideCharge(facts: ChargeFacts, now: Date): ChargeDecision {
  if (facts.workDoneAt) return { kind: 'end', why: 'work_done' }
  if (facts.chargesPaid >= facts.chargesMax) return { kind: 'free' }
  if (facts.isPaused) return { kind: 'wait', for: 'resumption' }
  if (now < facts.trialEndsAt) return { kind: 'wait', for: 'trial_end' }
  if (!facts.addressConfirmedAt) {
    const lapsesAt = facts.trialEndsAt.getTime() + lapseDaysAfterTrial * dayMs
    const isLapsed = facts.chargesPaid === 0 && now.getTime() >= lapsesAt
    return isLapsed ? { kind: 'end', why: 'trial_lapsed' } : { kind: 'wait', for: 'address' }
  }
  if (now < facts.dueAt) return { kind: 'wait', for: 'due' }
  // Whether the month before is given back is asked first: an idle month pauses, and nothing more is charged.
  if (facts.idleCheckAt) return { kind: 'wait', for: 'idle_check' }
  const number = facts.chargesPaid + 1
  if (facts.reminderWanted || !facts.anchorAt) {
    if (!reminderAllows(facts.reminderHandedOverAt, now)) return { kind: 'wait', for: 'reminder' }
    const periodEnd = chargeMoment(now, 1, facts.timeZone)
    return { kind: 'charge', number, periodStart: now, periodEnd, startsAnew: true }
  }
  if (now.getTime() - facts.dueAt.getTime() > lateHoursMax * hourMs) return skipTo(facts, facts.anchorAt, now)
  const periodEnd = chargeMoment(facts.anchorAt, facts.monthsSinceAnchor + 1, facts.timeZone)
  return { kind: 'charge', number, periodStart: facts.dueAt, periodEnd, startsAnew: false }
}

/** Whether a reminder was handed over long enough ago, and not too long. */
export function reminderAllows(handedOverAt: Date | null, now: Date): boolean {
  if (!handedOverAt) return false
  const hours = (now.getTime() - handedOverAt.getTime()) / hourMs
  return hours >= reminderHoursBefore && hours <= reminderHoursGood
}

function skipTo(facts: ChargeFacts, anchorAt: Date, now: Date): ChargeDecision {
  let months = facts.monthsSinceAnchor
  let dueAt = facts.dueAt
  while (dueAt <= now) dueAt = chargeMoment(anchorAt, ++months, facts.timeZone)
  return { kind: 'skip', dueAt, monthsSinceAnchor: months }
}

/** A cancellation can be taken back for so long. */
export const takeBackDays = 30

export interface CancelFacts {
  state: 'trial' | 'active' | 'past_due' | 'paused' | 'free_to_finish' | 'cancelled' | 'ended'
  trialEndsAt: Date
  paidUntil: Date | null
  accessUntil: Date | null
  pausedLeftMs: number | null
}

/**
 * Until when work is taken after cancelling now: to the end of the trial or of what was paid. What a pause kept runs out from
 * now on (and is the new end of the trial or of what was paid).
 */
export function accessAfterCancelling(facts: CancelFacts, now: Date): Date {
  if (facts.state === 'paused') return new Date(now.getTime() + (facts.pausedLeftMs ?? 0))
  const until =
    facts.state === 'past_due' && facts.accessUntil
      ? facts.accessUntil
      : (facts.paidUntil ?? facts.trialEndsAt)
  return until > now ? until : now
}

export interface TakeBackFacts {
  cancelledAt: Date
  trialEndsAt: Date
  paidUntil: Date | null
  chargesPaid: number
  chargesMax: number
  workDoneAt: Date | null
  /** The learner asked for the last month's money back. */
  lastAskedBack: boolean
}

/** How a subscription goes on whose cancellation is taken back. */
export type TakenBack =
  | { kind: 'too_late' }
  | { kind: 'free' }
  /** Who took the last of the months back can't finish for free; another one there is not. */
  | { kind: 'asked_back' }
  /** What was paid (or the trial) still runs: the next charge comes at its end. */
  | { kind: 'runs_on'; state: 'trial' | 'active'; until: Date }
  /** A new paid period begins with the next charge, 48 hours after its reminder at the earliest. */
  | { kind: 'starts_anew'; state: 'trial' | 'active'; nextChargeAt: Date }

/** What taking back a cancellation does now; nothing is charged at that moment. */
export function takenBack(facts: TakeBackFacts, now: Date): TakenBack {
  if (facts.workDoneAt || now.getTime() >= facts.cancelledAt.getTime() + takeBackDays * dayMs)
    return { kind: 'too_late' }
  if (facts.chargesPaid >= facts.chargesMax) return { kind: facts.lastAskedBack ? 'asked_back' : 'free' }
  const state = facts.chargesPaid > 0 ? 'active' : 'trial'
  const until = facts.paidUntil ?? facts.trialEndsAt
  if (until > now) return { kind: 'runs_on', state, until }
  return { kind: 'starts_anew', state, nextChargeAt: new Date(now.getTime() + reminderHoursBefore * hourMs) }
}

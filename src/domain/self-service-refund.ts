import { shareRoundedUp } from './money.ts'
import { instantOf, localTimeOf } from './time-zone.ts'

// Getting money back without asking anybody, within 14 days of any charge.

/** Days in which a charge can be given back by the learner alone. */
export const refundDays = 14
/** Days of the right of withdrawal (Directive 2011/83/EU Art. 9; UK Consumer Contracts Regulations 2013, reg. 30). */
export const withdrawalDays = 14

const dayMs = 86_400_000

/** Where the law gives 14 days to withdraw: the European Economic Area and the United Kingdom (ISO 3166-1). */
export const withdrawalCountries: ReadonlySet<string> = new Set(
  'AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE IS LI NO GB'.split(' '),
)

/** Whether the law gives a right to withdraw; where the country isn't known, the learner has it too. */
export function mayWithdraw(country: string | null): boolean {
  return country === null || withdrawalCountries.has(country)
}

/**
 * The end of a term of whole days: the last moment of its last day on the learner's wall, the day on which it began
 * not counted (Regulation (EEC) 1182/71 Art. 3).
 */
export function termEndOf(beganAt: Date, days: number, timeZone: string): Date {
  const { year, month, day } = localTimeOf(beganAt, timeZone)
  const midnight = new Date(Date.UTC(year, month - 1, day + days + 1))
  return instantOf(
    {
      year: midnight.getUTCFullYear(),
      month: midnight.getUTCMonth() + 1,
      day: midnight.getUTCDate(),
      hour: 0,
      minute: 0,
      second: 0,
      millisecond: 0,
    },
    timeZone,
  )
}

export interface RefundFacts {
  chargedAt: Date
  periodStart: Date
  periodEnd: Date
  /** What is left of the period, in milliseconds (billing-pause.ts). */
  leftMs: number
  /** Whether anything was opened since the charge. */
  wasOpened: boolean
  /** The first charge of the subscription: the right of withdrawal. */
  isFirst: boolean
  country: string | null
  timeZone: string
  amountMinor: number
  creditMinor: number
  refundedCardMinor: number
  refundedCreditMinor: number
  isDisputed: boolean
}

export type RefundOffer =
  | { kind: 'none'; why: 'too_late' | 'given_back' | 'nothing_left' | 'disputed' }
  | {
      kind: 'offer'
      reason: 'self_service' | 'withdrawal'
      /** To the card; what credit paid comes back as credit. */
      cardMinor: number
      creditMinor: number
      inFull: boolean
      unusedDays: number
      periodDays: number
      /** Until when it can be asked for. */
      until: Date
    }

/**
 * What a learner gets back for a charge now, to be shown before it is asked for: all of it where nothing was opened
 * since, or where the law gives a right to withdraw; else unused whole days ÷ days of the period, rounded up.
 */
export function refundOfferOf(facts: RefundFacts, now: Date): RefundOffer {
  const until = termEndOf(facts.chargedAt, refundDays, facts.timeZone)
  if (facts.isDisputed) return { kind: 'none', why: 'disputed' }
  if (now >= until) return { kind: 'none', why: 'too_late' }
  const paidMinor = facts.amountMinor + facts.creditMinor
  const refundedMinor = facts.refundedCardMinor + facts.refundedCreditMinor
  if (refundedMinor >= paidMinor) return { kind: 'none', why: 'given_back' }
  const periodDays = periodDaysOf(facts.periodStart, facts.periodEnd)
  const unusedDays = Math.min(periodDays, Math.floor(facts.leftMs / dayMs))
  const withdraws = facts.isFirst && mayWithdraw(facts.country)
  const inFull = withdraws || !facts.wasOpened
  const owedMinor = inFull ? paidMinor : shareRoundedUp(paidMinor, unusedDays, periodDays)
  // What went back already is part of what is owed: asking again gives nothing more, also where the time that is left
  // stays as it was because the work was done.
  const minor = owedMinor - refundedMinor
  if (minor <= 0) return { kind: 'none', why: 'nothing_left' }
  const cardMinor = Math.min(minor, Math.max(0, facts.amountMinor - facts.refundedCardMinor))
  return {
    kind: 'offer',
    reason: withdraws ? 'withdrawal' : 'self_service',
    cardMinor,
    creditMinor: minor - cardMinor,
    inFull,
    unusedDays,
    periodDays,
    until,
  }
}

/** Days of a period as the calendar has them: a change of the clock makes no day shorter. */
export function periodDaysOf(start: Date, end: Date): number {
  return Math.max(1, Math.round((end.getTime() - start.getTime()) / dayMs))
}

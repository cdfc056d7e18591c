import { DAYS_PER_MONTH } from './pace.ts'

// Hours a week → when it is done → what it costs, and back from a date to the hours a week that it takes. The same for
// somebody who only looks (seven free days, nothing paid) and for somebody in the middle of it.

const dayMs = 86_400_000

export interface PaceOffer {
  /** Hours of work that are left: as the provider says, and as the middle half of finishers needed, where known. */
  hours: { stated: number; from?: number; to?: number }
  /** Days from now until the next charge; before enrolling the days of the trial. */
  daysToCharge: number
  /** What a month costs, and how many more are charged at most. */
  priceMinor: number
  chargesLeft: number
  /** Paid already. */
  paidMinor: number
}

export interface PaceForecast {
  days: number
  /** Monthly prices still to be paid. */
  months: number
  /** In all, what was paid before included. */
  costMinor: number
}

/**
 * What `hours` of work take and cost at a pace (methods.md, Cost): a month is charged when it begins, and the last one
 * is the one in which the work is done.
 * @returns undefined where the pace is not above 0 or the hours are not 0 or more
 */
export function forecastAtPace(
  offer: PaceOffer,
  hours: number,
  hoursPerWeek: number,
): PaceForecast | undefined {
  if (!(Number.isFinite(hours) && hours >= 0 && Number.isFinite(hoursPerWeek) && hoursPerWeek > 0))
    return undefined
  const days = (hours / hoursPerWeek) * 7
  // Exactly three months must not become four because 30.4375 × 3 was rounded.
  const begun = Math.max(0, Math.ceil((days - offer.daysToCharge) / DAYS_PER_MONTH - 1e-9))
  const months = Math.min(begun, offer.chargesLeft)
  return { days, months, costMinor: offer.paidMinor + months * offer.priceMinor }
}

/** The hours that a date is reckoned with: what three of four finishers got along with, else what is stated. */
export function hoursForDate({ hours }: Pick<PaceOffer, 'hours'>): number {
  return hours.to ?? hours.stated
}

/** When it is done at a pace, in epoch milliseconds. */
export function finishAtPace(offer: PaceOffer, hoursPerWeek: number, nowMs: number): number | undefined {
  const days = forecastAtPace(offer, hoursForDate(offer), hoursPerWeek)?.days
  return days === undefined ? undefined : nowMs + days * dayMs
}

/**
 * Hours a week that it takes to be done by a moment, rounded up to a tenth so that it is kept.
 * @returns undefined where the moment is not after now
 */
export function paceToFinishBy(offer: PaceOffer, byMs: number, nowMs: number): number | undefined {
  const weeks = (byMs - nowMs) / (7 * dayMs)
  if (!(Number.isFinite(weeks) && weeks > 0)) return undefined
  return Math.ceil((hoursForDate(offer) / weeks) * 10 - 1e-9) / 10
}

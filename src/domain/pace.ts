/** Days of a month on average: 365.25 ÷ 12, the month of all pace and cost figures. */
export const DAYS_PER_MONTH = 30.4375
export const TRIAL_DAYS = 7

/**
 * Months that `hours` of work take at `hoursPerWeek`: hours ÷ (hours a week) ÷ (30.4375 ÷ 7). Undefined where one of
 * them is missing, hours are negative, or the hours a week are not positive.
 */
export function monthsAtPace(
  hours: number | undefined,
  hoursPerWeek: number | undefined,
): number | undefined {
  const days = daysAtPace(hours, hoursPerWeek)
  return days === undefined ? undefined : days / DAYS_PER_MONTH
}

/**
 * Monthly prices that somebody pays at a pace, without the cap. The trial's seven days come off the whole time before
 * it is counted in months: months after the trial = (days − 7) ÷ 30.4375, of which every month begun is paid. Who needs
 * seven days or fewer pays nothing.
 */
export function monthsPaidAtPace(
  hours: number | undefined,
  hoursPerWeek: number | undefined,
  trialDays = TRIAL_DAYS,
): number | undefined {
  const days = daysAtPace(hours, hoursPerWeek)
  if (days === undefined) return undefined
  // Exactly three months must not become four because 30.4375 × 3 was rounded.
  return Math.max(0, Math.ceil((days - trialDays) / DAYS_PER_MONTH - 1e-9))
}

/** The most monthly prices that are ever charged: floor(2 × advertised weeks × 7 ÷ 30.4375), at least one. */
export function monthsCap(advertisedWeeks: number): number {
  if (!(advertisedWeeks >= 0)) throw new RangeError(`Not a number of weeks: ${advertisedWeeks}`)
  return Math.max(1, Math.floor((2 * advertisedWeeks * 7) / DAYS_PER_MONTH + 1e-9))
}

/**
 * Cost at somebody's pace in the currency's minor unit: ceil(months after the trial) × price, at most the cap. Undefined
 * like `monthsAtPace`.
 */
export function costAtPace(offer: {
  hours: number | undefined
  hoursPerWeek: number | undefined
  advertisedWeeks: number
  priceMinor: number
  trialDays?: number
}): { months: number; costMinor: number; capped: boolean } | undefined {
  const months = monthsPaidAtPace(offer.hours, offer.hoursPerWeek, offer.trialDays)
  if (months === undefined) return undefined
  if (!(Number.isSafeInteger(offer.priceMinor) && offer.priceMinor >= 0)) {
    throw new RangeError(`Not a price in minor units: ${offer.priceMinor}`)
  }
  const cap = monthsCap(offer.advertisedWeeks)
  const paid = Math.min(months, cap)
  return { months: paid, costMinor: paid * offer.priceMinor, capped: months > cap }
}

/** Weeks that `hours` of work take at `hoursPerWeek`. Undefined like `monthsAtPace`. */
export function weeksAtPace(hours: number | undefined, hoursPerWeek: number | undefined): number | undefined {
  const days = daysAtPace(hours, hoursPerWeek)
  return days === undefined ? undefined : days / 7
}

function daysAtPace(hours: number | undefined, hoursPerWeek: number | undefined): number | undefined {
  if (hours === undefined || hoursPerWeek === undefined) return undefined
  if (!(Number.isFinite(hours) && Number.isFinite(hoursPerWeek) && hours >= 0 && hoursPerWeek > 0))
    return undefined
  return (hours / hoursPerWeek) * 7
}

import { requireWhole } from './money.ts'

// Paying for the whole credential at once.

const daysPerMonth = 30.4375

/**
 * The price of the whole credential: what the provider states; else as many monthly prices as the advertised time
 * takes, rounded down, at least one. Never more than what is left until the cap.
 * @param chargesMax the cap, in monthly prices; `chargesPaid` of them were paid already
 * @returns 0 where there is nothing left to pay
 */
export function oncePriceOf({
  monthlyMinor,
  onceMinor,
  advertisedWeeks,
  chargesMax,
  chargesPaid = 0,
}: {
  monthlyMinor: number
  onceMinor?: number | null
  advertisedWeeks: number
  chargesMax: number
  chargesPaid?: number
}): number {
  for (const value of [monthlyMinor, onceMinor ?? 0, chargesMax, chargesPaid]) requireWhole(value)
  const stated = onceMinor ?? monthlyMinor * Math.max(1, Math.floor((advertisedWeeks * 7) / daysPerMonth))
  return Math.max(0, Math.min(stated, monthlyMinor * (chargesMax - chargesPaid)))
}

import { requireWhole, shareRoundedUp } from './money.ts'

// Paying for the whole credential at once, and what is given back of it.

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

/** A purchase can be given back within so many days. */
export const onceRefundDays = 14
const dayMs = 86_400_000

/**
 * What is given back when the buyer asks for it themselves, within 14 days: the unused whole days of the advertised
 * time, rounded up for them; in full where nothing was opened since it was paid. Where the law gives the full price
 * back within 14 days, it is given in full as well.
 * @returns undefined where the 14 days are over
 */
export function onceRefundOf(
  { totalMinor, paidAt, advertisedWeeks }: { totalMinor: number; paidAt: Date; advertisedWeeks: number },
  { now, opened, lawGivesAll = false }: { now: Date; opened: boolean; lawGivesAll?: boolean },
): number | undefined {
  const sinceMs = now.getTime() - paidAt.getTime()
  if (sinceMs > onceRefundDays * dayMs) return undefined
  if (!opened || lawGivesAll) return totalMinor
  const periodDays = Math.max(1, Math.ceil(advertisedWeeks * 7))
  const unusedDays = Math.max(0, periodDays - Math.ceil(Math.max(0, sinceMs) / dayMs))
  return shareRoundedUp(totalMinor, unusedDays, periodDays)
}

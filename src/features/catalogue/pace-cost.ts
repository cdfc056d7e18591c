import { monthsPaidAtPace } from '../../domain/pace.ts'
import { chargesMaxOf } from '../../domain/trial.ts'

/** What the cost at a pace is computed from: hours of the middle half of finishers, or the advertised ones. */
export interface PaceOffer {
  hoursFrom: number
  hoursTo: number
  priceMinor: number
  chargesMax: number
}

export interface PaceCost {
  monthsFrom: number
  monthsTo: number
  costFromMinor: number
  costToMinor: number
}

export function paceOffer(
  credential: {
    effortHours: number
    advertisedWeeks: number
    facts: { price: 'free' | { cap_months?: number | undefined } }
  },
  priceMinor: number,
  observed: { from: number; to: number } | undefined,
): PaceOffer {
  const { price } = credential.facts
  return {
    hoursFrom: observed?.from ?? credential.effortHours,
    hoursTo: observed?.to ?? credential.effortHours,
    priceMinor,
    chargesMax: chargesMaxOf(credential.advertisedWeeks, price === 'free' ? null : price.cap_months),
  }
}

/** Months that are paid and what they cost, at most the cap, for a pace in hours a week. */
export function costAt(offer: PaceOffer, hoursPerWeek: number): PaceCost {
  const months = (hours: number) => Math.min(offer.chargesMax, monthsPaidAtPace(hours, hoursPerWeek) ?? 0)
  const [monthsFrom, monthsTo] = [months(offer.hoursFrom), months(offer.hoursTo)]
  return {
    monthsFrom,
    monthsTo,
    costFromMinor: monthsFrom * offer.priceMinor,
    costToMinor: monthsTo * offer.priceMinor,
  }
}

import { nextPrices, type OfferedDiscount, withDiscount } from '../../../domain/discount.ts'
import type { CodeRefusal } from './use-code.ts'

/** The code on the trial's page: as typed, and what it takes off or why it doesn't. */
export interface TrialCode {
  text: string
  discount?: OfferedDiscount
  error?: CodeRefusal
}

/** What each charge would cost this person: aid that was granted and the code, the larger one first. */
export function trialPrices(
  offer: { price_minor: number; aid_percent: number },
  code: TrialCode | undefined,
  chargesMax: number,
): number[] {
  let state = { discount_bp: 0, discount_charges_left: null as number | null, discount_after_bp: 0 }
  const aid = { bp: Math.min(offer.aid_percent * 100, 10_000), charges: null }
  state = withDiscount(state, aid) ?? state
  if (code?.discount) state = withDiscount(state, code.discount) ?? state
  return nextPrices(offer.price_minor, state, chargesMax)
}

/** Where the price changes once: so many charges at the first price, then the other; undefined where it stays. */
export function priceStep(prices: readonly number[]): { n: number; later: number } | undefined {
  const n = prices.findIndex((price) => price !== prices[0])
  return n < 0 ? undefined : { n, later: prices[n]! }
}

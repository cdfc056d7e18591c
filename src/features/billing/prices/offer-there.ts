import type { Config } from '../../../platform/config.ts'
import type { TrialOffer } from '../queries.ts'
import { type AskedPrice, askedPrice } from './price-there.ts'

/** An offer with the price of the country that the buyer named, which holds while they are enrolled. */
export type OfferThere = TrialOffer & { asked?: AskedPrice }

/** @param country as the buyer chose it; null: the base price, and no tax is reckoned */
export function offerThere(
  config: Pick<Config, 'taxTable'>,
  offer: TrialOffer,
  country: string | null,
): OfferThere {
  const { stated_price: stated, price_minor: price } = offer
  if (price === null || !stated || stated === 'free') return offer
  // The edition's own columns are the base price; facts of older editions may hold no more than them.
  const base = { ...stated, monthly: price, currency: offer.currency ?? stated.currency }
  const asked = askedPrice(config, base, { country, advertisedWeeks: offer.advertised_weeks })
  return { ...offer, price_minor: asked.monthlyMinor, currency: asked.currency, asked }
}

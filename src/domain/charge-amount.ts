import { discountOf } from './discount.ts'
import { withTax } from './tax.ts'

/** What decides the price of a month: a subscription's own columns. */
export interface MonthPrice {
  price_minor: number
  discount_bp: number
  tax_rate_bp: number
  tax_added: boolean
}

/** How a charge comes about, in minor units: list − discount + tax (where it is added) − credit = amount. */
export interface ChargeAmount {
  listMinor: number
  discountMinor: number
  /** The part of what is paid that is tax. */
  taxMinor: number
  taxAdded: boolean
  /** Paid out of the learner's own credit. */
  creditMinor: number
  /** Asked of the card. */
  amountMinor: number
}

/**
 * What one month costs now.
 * @param creditMinor the learner's credit; as much of it as the month costs is used
 */
export function chargeAmount(price: MonthPrice, creditMinor: number): ChargeAmount {
  const listMinor = price.price_minor
  const discountMinor = discountOf(listMinor, price.discount_bp)
  const rule = { rateBp: price.tax_rate_bp, added: price.tax_added }
  const { totalMinor, taxMinor } = withTax(listMinor - discountMinor, rule)
  const used = Math.min(Math.max(0, creditMinor), totalMinor)
  return {
    listMinor,
    discountMinor,
    taxMinor,
    taxAdded: price.tax_added,
    creditMinor: used,
    amountMinor: totalMinor - used,
  }
}

/** What a month costs in all, by card and by credit. */
export function monthTotal(price: MonthPrice): number {
  return chargeAmount(price, 0).amountMinor
}

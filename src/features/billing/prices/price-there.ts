import { oncePriceOf } from '../../../domain/once-price.ts'
import { type PriceThere, priceIn, type StatedPrice } from '../../../domain/price-list.ts'
import { type TaxRule, withTax } from '../../../domain/tax.ts'
import { chargesMaxOf } from '../../../domain/trial.ts'
import type { Config } from '../../../platform/config.ts'
import { type TaxRow, taxRowOf, taxRuleOf } from '../tax/tax-table.ts'

/** What a credential costs somebody in a country, with the tax that is asked for there. */
export interface AskedPrice extends PriceThere {
  country: string | null
  taxRule: TaxRule
  /** Its name and rate; undefined where none is reckoned. */
  tax: TaxRow | undefined
  /** What leaves the pocket a month: tax that is added included. */
  askedMonthlyMinor: number
  /** The same for everything at once; before tax in `onceListMinor`. */
  askedOnceMinor: number
  onceListMinor: number
}

/** The price in a country. @param country null: the base price, no tax reckoned */
export function askedPrice(
  config: Pick<Config, 'taxTable'>,
  stated: StatedPrice,
  { country, advertisedWeeks }: { country: string | null; advertisedWeeks: number },
): AskedPrice {
  const there = priceIn(stated, country)
  const taxRule = taxRuleOf(config, country)
  const onceListMinor = oncePriceOf({
    monthlyMinor: there.monthlyMinor,
    onceMinor: there.onceMinor,
    advertisedWeeks,
    chargesMax: chargesMaxOf(advertisedWeeks, stated.cap_months),
  })
  return {
    ...there,
    country,
    taxRule,
    tax: taxRowOf(config, country),
    askedMonthlyMinor: withTax(there.monthlyMinor, taxRule).totalMinor,
    askedOnceMinor: withTax(onceListMinor, taxRule).totalMinor,
    onceListMinor,
  }
}

import type { Locale } from '../../../domain/locales.ts'
import { type TaxRule, withTax } from '../../../domain/tax.ts'
import { countryName } from '../../../ui/country-picker.tsx'
import { formatMoney, formatPercent } from '../../../ui/format.ts'
import type { TaxRow } from '../tax/tax-table.ts'
import { pricesMessages } from './prices.messages.ts'

/** Which tax is in a price or comes on top, and how much of it, in a sentence. @param priceMinor before added tax */
export function taxInWords(
  locale: Locale,
  {
    priceMinor,
    currency,
    country,
    rule,
    tax,
  }: {
    priceMinor: number
    currency: string
    country: string | null
    rule: TaxRule
    tax: Pick<TaxRow, 'name'> | undefined
  },
): string {
  const t = pricesMessages(locale)
  if (country === null) return t('taxUnknown')
  const words = { country: countryName(locale, country) }
  if (!tax || rule.rateBp === 0) return t('taxNone', words)
  const { taxMinor, totalMinor } = withTax(priceMinor, rule)
  return t(rule.added ? 'taxAdded' : 'taxIn', {
    ...words,
    rate: formatPercent(locale, rule.rateBp / 10_000, 2),
    name: tax.name,
    tax: formatMoney(locale, taxMinor, currency),
    price: formatMoney(locale, priceMinor, currency),
    total: formatMoney(locale, totalMinor, currency),
  })
}

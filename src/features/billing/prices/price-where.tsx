import { CountryPicker, countryName } from '../../../ui/country-picker.tsx'
import { formatMoney } from '../../../ui/format.ts'
import type { PageContext } from '../../../ui/page-context.ts'
import { urls } from '../../../urls.ts'
import type { AskedPrice } from './price-there.ts'
import { pricesMessages } from './prices.messages.ts'
import { taxInWords } from './tax-words.ts'

/** Where the buyer lives, what that means for the price, and the tax in it: said before anybody agrees. */
export function PriceWhere({
  page,
  asked,
  priceMinor,
  slug,
  isOnce = false,
}: {
  page: PageContext
  asked: AskedPrice
  /** Before tax that is added. */
  priceMinor: number
  slug: string
  /** On the page where everything is paid at once. */
  isOnce?: boolean
}) {
  const { locale } = page
  const t = pricesMessages(locale)
  const { country, currency } = asked
  return (
    <div class="price-where">
      <CountryPicker page={page} />
      <p class="small">
        {asked.isListed && country && `${t('listedPrice', { country: countryName(locale, country) })} `}
        {taxInWords(locale, { priceMinor, currency, country, rule: asked.taxRule, tax: asked.tax })}{' '}
        <a href={urls.taxTable()}>{t('taxTitle')}</a>
      </p>
      {isOnce ? (
        <p class="small">
          <a href={urls.trial({ credential: slug })}>
            {t('byMonth', { price: formatMoney(locale, asked.askedMonthlyMinor, currency) })}
          </a>
        </p>
      ) : (
        <p class="small">
          <a href={urls.once({ credential: slug })}>
            {t('atOnce', { price: formatMoney(locale, asked.askedOnceMinor, currency) })}
          </a>
        </p>
      )}
    </div>
  )
}

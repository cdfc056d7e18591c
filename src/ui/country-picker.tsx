import { countryCodes } from '../domain/countries.ts'
import type { Locale } from '../domain/locales.ts'
import { urls } from '../urls.ts'
import { countryMessages } from './country.messages.ts'
import type { PageContext } from './page-context.ts'

/**
 * Says where the reader lives, because prices and tax follow from it: they choose, nothing is looked up. Works without
 * script; the choice is kept in a cookie.
 */
export function CountryPicker({ page, label }: { page: PageContext; label?: string }) {
  const t = countryMessages(page.locale)
  return (
    <form class="country-picker" method="post" action={urls.country()}>
      <input type="hidden" name="back" value={page.path} />
      <label for="country">{label ?? t('countryLabel')}</label>
      <span class="with-button">
        <CountrySelect
          locale={page.locale}
          id="country"
          name="country"
          chosen={page.country}
          none={t('countryNone')}
        />
        <button class="btn plain small">{t('countryShow')}</button>
      </span>
    </form>
  )
}

/** All countries by the reader's names for them, in the reader's order. */
export function CountrySelect({
  locale,
  id,
  name,
  chosen,
  none,
}: {
  locale: Locale
  id: string
  name: string
  chosen: string | null
  none: string
}) {
  return (
    <select id={id} name={name} autocomplete="country">
      <option value="" selected={chosen === null}>
        {none}
      </option>
      {countriesOf(locale).map(({ code, name }) => (
        <option key={code} value={code} selected={chosen === code}>
          {name}
        </option>
      ))}
    </select>
  )
}

/** The reader's name for a country. */
export function countryName(locale: Locale, code: string): string {
  return countriesOf(locale).find((one) => one.code === code)?.name ?? code
}

const kept = new Map<Locale, { code: string; name: string }[]>()

function countriesOf(locale: Locale): { code: string; name: string }[] {
  let countries = kept.get(locale)
  if (!countries) {
    const names = new Intl.DisplayNames([locale], { type: 'region' })
    const { compare } = new Intl.Collator(locale)
    countries = countryCodes
      .map((code) => ({ code, name: names.of(code) ?? code }))
      .sort((a, b) => compare(a.name, b.name))
    kept.set(locale, countries)
  }
  return countries
}

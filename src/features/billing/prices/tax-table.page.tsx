import { countryName } from '../../../ui/country-picker.tsx'
import { formatDate, formatPercent } from '../../../ui/format.ts'
import { Layout } from '../../../ui/layout.tsx'
import type { PageContext } from '../../../ui/page-context.ts'
import type { TaxTable } from '../tax/tax-table.ts'
import { pricesMessages } from './prices.messages.ts'

/** The tax table in force, for everybody to see. */
export function TaxTablePage({ page, table }: { page: PageContext; table: TaxTable }) {
  const { locale } = page
  const t = pricesMessages(locale)
  const rows = Object.entries(table.countries)
    .map(([code, row]) => ({ code, country: countryName(locale, code), ...row }))
    .sort((a, b) => a.country.localeCompare(b.country, locale))
  return (
    <Layout page={page} title={t('taxTitle')}>
      <section>
        <h1>{t('taxTitle')}</h1>
        <p>{t('taxLead')}</p>
        <p class="small">
          {t('taxAsOf', { date: formatDate(locale, new Date(`${table.as_of}T00:00:00Z`)) })}{' '}
          <span lang="en" dir="auto">
            {table.note}
          </span>
        </p>
        <div class="table-scroll" tabIndex={0} role="region" aria-label={t('taxTitle')}>
          <table class="plain">
            <thead>
              <tr>
                <th scope="col">{t('columnCountry')}</th>
                <th scope="col">{t('columnTax')}</th>
                <th scope="col">{t('columnRate')}</th>
                <th scope="col">{t('columnHow')}</th>
                <th scope="col">{t('columnSource')}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.code}>
                  <th scope="row">{row.country}</th>
                  <td>{row.name}</td>
                  <td>{formatPercent(locale, row.rate_bp / 10_000, 2)}</td>
                  <td>{t(row.added ? 'howAdded' : 'howIn')}</td>
                  <td dir="auto">{row.source}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </section>
    </Layout>
  )
}

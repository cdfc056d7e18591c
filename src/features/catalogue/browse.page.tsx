import { Layout } from '../../ui/layout.tsx'
import type { PageContext } from '../../ui/page-context.ts'
import { urls } from '../../urls.ts'
import { CatalogueList } from './catalogue-list.tsx'
import type { CatalogueLine } from './find-entries.ts'
import { fieldChoices } from './forms.ts'
import { messages } from './messages.ts'
import type { CatalogueEntry } from './queries.ts'
import { nameOf } from './words.ts'

/** The fields of work, with how much there is in each. */
export function FieldsPage({ page, entries }: { page: PageContext; entries: CatalogueEntry[] }) {
  const t = messages(page.locale)
  const count = (field: string) => entries.filter((entry) => entry.field === field).length
  return (
    <Layout page={page} title={t('fieldsTitle')} description={t('fieldsLead')}>
      <section>
        <p class="kicker">
          <a href={urls.home()}>{t('compareCatalogue')}</a>
        </p>
        <h1>{t('fieldsTitle')}</h1>
        <p class="lead">{t('fieldsLead')}</p>
        <table class="plain browse-list">
          <tbody>
            {fieldChoices.map((field) => (
              <tr key={field}>
                <th scope="row">
                  <a href={urls.field({ field })}>{t(`field_${field}`)}</a>
                </th>
                <td class="num">{count(field) === 0 ? '–' : t('fieldCount', { n: count(field) })}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </Layout>
  )
}

/** One field: every label in it. */
export function FieldPage({
  page,
  field,
  lines,
}: {
  page: PageContext
  field: (typeof fieldChoices)[number]
  lines: CatalogueLine[]
}) {
  const t = messages(page.locale)
  const title = t(`field_${field}`)
  return (
    <Layout page={page} title={title} description={t('fieldLead')}>
      <section>
        <p class="kicker">
          <a href={urls.fields()}>{t('fieldsTitle')}</a>
        </p>
        <h1>{title}</h1>
        {lines.length === 0 ? (
          <p class="none">{t('fieldNone')}</p>
        ) : (
          <>
            <p class="lead">
              {t('fieldLead')} <a href={`${urls.methods()}#ranking`}>{t('why')}</a>
            </p>
            <CatalogueList page={page} lines={lines} compareForm="compare" />
          </>
        )}
        {lines.length > 1 && (
          <form id="compare" class="compare-bar" method="get" action={urls.compare()}>
            <button class="btn plain">{t('compareButton')}</button>
            <small>{t('compareHint')}</small>
          </form>
        )}
      </section>
    </Layout>
  )
}

/** Who publishes here. */
export function ProvidersPage({ page, entries }: { page: PageContext; entries: CatalogueEntry[] }) {
  const { locale } = page
  const t = messages(locale)
  const providers = [...new Map(entries.map(({ provider }) => [provider.slug, provider])).values()].sort(
    (a, b) => a.name.localeCompare(b.name),
  )
  return (
    <Layout page={page} title={t('providersTitle')} description={t('providersLead')}>
      <section>
        <p class="kicker">
          <a href={urls.home()}>{t('compareCatalogue')}</a>
        </p>
        <h1>{t('providersTitle')}</h1>
        <p class="lead">{t('providersLead')}</p>
        <table class="plain browse-list">
          <tbody>
            {providers.map((provider) => (
              <tr key={provider.slug}>
                <th scope="row">
                  <a href={urls.provider({ provider: provider.slug })}>{provider.name}</a>
                </th>
                <td>
                  {t(`provider_${provider.kind}`)}, {nameOf(locale, 'region', provider.country)}
                </td>
                <td class="num">
                  {t('fieldCount', {
                    n: entries.filter((entry) => entry.provider.slug === provider.slug).length,
                  })}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </Layout>
  )
}

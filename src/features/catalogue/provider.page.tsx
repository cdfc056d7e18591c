import { formatDate } from '../../ui/format.ts'
import { Layout } from '../../ui/layout.tsx'
import type { PageContext } from '../../ui/page-context.ts'
import { safeHref } from '../../ui/safe-link.ts'
import { CatalogueList } from './catalogue-list.tsx'
import type { CatalogueLine } from './find-entries.ts'
import { messages } from './messages.ts'
import type { ProviderDetails } from './queries.ts'
import { nameOf } from './words.ts'

/** Who stands behind a credential: country, kind, quality assurance, and everything that they publish here. */
export function ProviderPage({
  page,
  provider,
  lines,
}: {
  page: PageContext
  provider: ProviderDetails
  lines: CatalogueLine[]
}) {
  const { locale } = page
  const t = messages(locale)
  const { quality, website } = provider.facts
  const href = website && safeHref(website)
  return (
    <Layout page={page} title={provider.name}>
      <section>
        <p class="kicker">
          {t('providerAbout', {
            kind: t(`provider_${provider.kind}`),
            country: nameOf(locale, 'region', provider.country),
          })}
        </p>
        <h1>{provider.name}</h1>
        {provider.demonstration && <p class="warning">{t('invented')}</p>}
        <div class="prose" dir="auto" dangerouslySetInnerHTML={{ __html: provider.aboutHtml }} />
        <dl class="facts">
          <dt>{t('providerReviewers')}</dt>
          <dd dir="auto">{quality.reviewers}</dd>
          <dt>{t('providerProcess')}</dt>
          <dd dir="auto">{quality.process}</dd>
          <dt>{t('providerReviewed')}</dt>
          <dd>{formatDate(locale, new Date(quality.review_date))}</dd>
          {href && (
            <>
              <dt>{t('website')}</dt>
              <dd>
                <a href={href}>{website}</a>
              </dd>
            </>
          )}
        </dl>
      </section>
      <section>
        <h2>{t('providerCredentials')}</h2>
        <CatalogueList page={page} lines={lines} level={3} />
      </section>
    </Layout>
  )
}

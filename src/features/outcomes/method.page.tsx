import { Layout } from '../../ui/layout.tsx'
import type { PageContext } from '../../ui/page-context.ts'
import { urls } from '../../urls.ts'
import { figureTitle } from './figure-titles.ts'
import { messages } from './messages.ts'
import type { MethodPage } from './method-pages.ts'

/** One page of docs/methods: how a figure is computed, or what all of them share. */
export function MethodDocument({ page, method }: { page: PageContext; method: MethodPage }) {
  const t = messages(page.locale)
  return (
    <Layout page={page} title={method.title}>
      <section>
        <p class="kicker">
          <a href={urls.methods()}>{t('methods')}</a>
        </p>
        <h1 lang="en" dir="ltr">
          {method.title}
        </h1>
        {page.locale !== 'en' && <p class="quiet">{t('methodInEnglish')}</p>}
        {method.figures.length > 0 && (
          <p class="small">
            {t('methodFigures')}{' '}
            {method.figures.map((name) => figureTitle(page.locale, name, '')).join(' · ')}
          </p>
        )}
        <div class="prose" lang="en" dir="ltr" dangerouslySetInnerHTML={{ __html: method.html }} />
        <p>
          <a href={urls.data()}>{t('methodData')}</a>
        </p>
      </section>
    </Layout>
  )
}

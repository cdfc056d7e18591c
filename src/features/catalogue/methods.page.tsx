import { Layout } from '../../ui/layout.tsx'
import type { PageContext } from '../../ui/page-context.ts'
import { urls } from '../../urls.ts'
import type { MethodPage } from '../outcomes/api.ts'
import { messages } from './messages.ts'

/** How every published number is computed, from docs/methods. */
export function MethodsPage({
  page,
  methods,
  figurePages,
}: {
  page: PageContext
  methods: MethodPage[]
  /** The pages of single figures, and what they share. */
  figurePages: { name: string; title: string }[]
}) {
  const t = messages(page.locale)
  return (
    <Layout page={page} title={t('methodsTitle')} description={t('methodsLead')}>
      <section>
        <h1>{t('methodsTitle')}</h1>
        <p class="lead">{t('methodsLead')}</p>
        {page.locale !== 'en' && <p class="quiet">{t('methodsEnglish')}</p>}
        <nav aria-label={t('contents')}>
          <ul class="contents" lang="en" dir="ltr">
            {methods.map((method) => (
              <li key={method.name}>
                <a href={`#${method.name}`}>{method.title}</a>
              </li>
            ))}
          </ul>
        </nav>
      </section>
      <section id="figures">
        <h2>{t('methodsOfFigures')}</h2>
        <ul class="contents" lang="en" dir="ltr">
          {figurePages.map((one) => (
            <li key={one.name}>
              <a href={urls.method({ method: one.name })}>{one.title}</a>
            </li>
          ))}
        </ul>
      </section>
      {methods.map((method) => (
        <section key={method.name} id={method.name} lang="en" dir="ltr">
          <h2>{method.title}</h2>
          <div class="prose" dangerouslySetInnerHTML={{ __html: method.html }} />
        </section>
      ))}
    </Layout>
  )
}

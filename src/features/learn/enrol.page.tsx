import { Layout } from '../../ui/layout.tsx'
import type { PageContext } from '../../ui/page-context.ts'
import { urls } from '../../urls.ts'
import type { EntryCheck } from './entry-check.ts'
import { EntryCheckNote } from './entry-check-note.tsx'
import { IntentFields } from './intent-fields.tsx'
import { messages } from './messages.ts'

/** Enrolling where nothing is to be paid. */
export function EnrolPage({
  page,
  credential,
  hoursPerWeek,
  entryCheck,
}: {
  page: PageContext
  credential: { slug: string; title: string }
  hoursPerWeek: number
  entryCheck: EntryCheck | undefined
}) {
  const t = messages(page.locale)
  const title = t('enrolTitle', { title: credential.title })
  return (
    <Layout page={page} title={title}>
      <section class="narrow">
        <h1>{title}</h1>
        <p>{t('enrolText')}</p>
        <form method="post" action={urls.enrolFree({ credential: credential.slug })}>
          <IntentFields page={page} hoursPerWeek={hoursPerWeek} />
          <EntryCheckNote page={page} credential={credential.slug} entryCheck={entryCheck} />
          <button class="btn">{t('enrolButton')}</button>
        </form>
      </section>
    </Layout>
  )
}

export function InPreparationPage({ page, title }: { page: PageContext; title: string }) {
  const t = messages(page.locale)
  return (
    <Layout page={page} title={title}>
      <section class="narrow">
        <h1>{title}</h1>
        <p class="warning">{t('inPreparation')}</p>
        <p>
          <a href={urls.home()}>{t('toCatalogue')}</a>
        </p>
      </section>
    </Layout>
  )
}

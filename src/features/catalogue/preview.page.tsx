import { Layout } from '../../ui/layout.tsx'
import type { PageContext } from '../../ui/page-context.ts'
import { urls } from '../../urls.ts'
import { messages } from './messages.ts'
import type { PreviewLesson } from './queries.ts'

/** A lesson for everybody: the whole text, and where to go on. */
export function PreviewPage({ page, lesson }: { page: PageContext; lesson: PreviewLesson }) {
  const t = messages(page.locale)
  const { credential, spec } = lesson
  const headings = spec.headings.filter((heading) => heading.level === 2)
  return (
    <Layout page={page} title={lesson.title} description={spec.summary ?? undefined}>
      <div class="preview">
        <article>
          <p class="kicker">
            {t('previewBand')}{' '}
            <a href={urls.credential({ credential })}>
              {t('previewOf', { course: lesson.courseTitle, title: lesson.credentialTitle })}
            </a>
          </p>
          <div lang={lesson.language} dir="auto">
            <h1>{lesson.title}</h1>
            <p class="quiet">{t('minutes', { n: lesson.minutes })}</p>
            <div class="prose" dangerouslySetInnerHTML={{ __html: lesson.bodyHtml }} />
          </div>
          <p class="quiet">{t('previewIncludes')}</p>
          <p class="buttons preview-next">
            {lesson.status === 'open' && (
              <a
                class="btn"
                href={
                  lesson.priceMinor === null ? urls.enrolFree({ credential }) : urls.trial({ credential })
                }
              >
                {t(lesson.priceMinor === null ? 'enrolFree' : 'startTrial')}
              </a>
            )}
            <a class="btn plain" href={urls.credential({ credential })}>
              {t('backToLabel', { title: lesson.credentialTitle })}
            </a>
          </p>
        </article>
        {headings.length > 1 && (
          <nav aria-label={t('contents')} class="no-print">
            <h2 class="kicker">{t('contents')}</h2>
            <ol class="contents" lang={lesson.language}>
              {headings.map((heading) => (
                <li key={heading.id}>
                  <a href={`#${heading.id}`}>{heading.text}</a>
                </li>
              ))}
            </ol>
          </nav>
        )}
      </div>
    </Layout>
  )
}

import { formatAmount } from '../../ui/figure-text.ts'
import { Tag } from '../../ui/label.tsx'
import type { PageContext } from '../../ui/page-context.ts'
import { urls } from '../../urls.ts'
import { messages } from './messages.ts'
import type { CredentialDetails, OutlineCourse } from './queries.ts'

/** What you will do, course by course; what is not written yet says so. */
export function Outline({ page, credential }: { page: PageContext; credential: CredentialDetails }) {
  return (
    <ol class="outline">
      {credential.courses.map((course) => (
        <Course key={course.slug} page={page} credential={credential} course={course} />
      ))}
    </ol>
  )
}

function Course({
  page,
  credential,
  course,
}: {
  page: PageContext
  credential: CredentialDetails
  course: OutlineCourse
}) {
  const { locale } = page
  const t = messages(locale)
  const planned = credential.facts.planned.filter((item) => item.course === course.slug)
  const modules = [...new Set(course.items.map((item) => item.module))]
  return (
    <li>
      <details>
        <summary>
          <span>
            <b>{course.title}</b> {course.status === 'in_preparation' && <Tag>{t('inPreparation')}</Tag>}
            <small dir="auto">{course.summary}</small>
          </span>
          <span class="num">{t('hoursShort', { n: formatAmount(locale, Number(course.effort_hours)) })}</span>
        </summary>
        {modules.map((module) => (
          <div key={module} class="outline-module">
            <h3>{module}</h3>
            <ul class="outline-items">
              {course.items
                .filter((item) => item.module === module)
                .map((item) => (
                  <li key={item.id}>
                    <span>
                      {item.preview && item.kind === 'lesson' ? (
                        <a
                          href={urls.previewLesson({
                            credential: credential.slug,
                            course: course.slug,
                            item: item.slug,
                          })}
                        >
                          {item.title}
                        </a>
                      ) : (
                        item.title
                      )}{' '}
                      <small>
                        {t(`item_${item.kind}`)}
                        {item.preview && item.kind === 'lesson' && ` · ${t('previewLink')}`}
                      </small>
                    </span>
                    <small class="num">{t('minutes', { n: item.minutes })}</small>
                  </li>
                ))}
            </ul>
          </div>
        ))}
        {planned.length > 0 && (
          <div class="outline-module planned">
            <p class="quiet">{t('planned', { n: planned.length })}</p>
            <ul class="outline-items">
              {planned.map((item) => (
                <li key={`${item.module} ${item.title}`}>
                  <span>
                    {item.title} <small>{t(`item_${item.kind}`)}</small>
                  </span>
                </li>
              ))}
            </ul>
          </div>
        )}
      </details>
    </li>
  )
}

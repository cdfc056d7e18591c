import { formatNumber, formatPercent } from '../../ui/format.ts'
import type { PageContext } from '../../ui/page-context.ts'
import { urls } from '../../urls.ts'
import type { QuizSpec } from '../authoring/published-item.ts'
import { ItemFrame, type LearnerItem } from '../learn/api.ts'
import { messages } from './messages.ts'

interface QuizPageProps extends LearnerItem {
  page: PageContext
  attempts: {
    id: string
    number: number
    submitted_at: Date | null
    points: number | null
    points_max: number | null
  }[]
  refused?: 'none left' | 'ended'
}

/** A quiz before and between attempts: what it asks, how often, what was reached so far. */
export function QuizPage({ page, attempts, refused, ...learner }: QuizPageProps) {
  const t = messages(page.locale)
  const { enrolment, item } = learner
  const spec = item.spec as QuizSpec
  const open = attempts.find((attempt) => attempt.submitted_at === null)
  const left = spec.attempts_max === null ? null : spec.attempts_max - attempts.length
  return (
    <ItemFrame page={page} {...learner}>
      {spec.intro_html && (
        <div
          class="prose"
          lang={learner.edition.language}
          dir="auto"
          dangerouslySetInnerHTML={{ __html: spec.intro_html }}
        />
      )}
      <p>
        {t('questions', { n: spec.question_count })}.{' '}
        {item.passShare !== null && t('passAt', { percent: formatPercent(page.locale, item.passShare) })}{' '}
        {left === null ? t('attemptsFree') : t('attemptsLeft', { n: Math.max(0, left) })}
      </p>
      {refused && <p class="warning">{t(refused === 'ended' ? 'ended' : 'noneLeft')}</p>}
      {open ? (
        <p>
          <a class="btn" href={urls.attempt({ attempt: open.id })}>
            {t('goOn')}
          </a>
        </p>
      ) : (
        enrolment.works &&
        (left === null || left > 0) && (
          <form method="post" action={urls.attempts({ enrolment: enrolment.id, item: item.id })}>
            <button class="btn">{t(attempts.length > 0 ? 'startAgain' : 'start')}</button>
          </form>
        )
      )}
      {attempts.some((attempt) => attempt.submitted_at) && (
        <>
          <h2>{t('before')}</h2>
          <ul>
            {attempts
              .filter((attempt) => attempt.submitted_at)
              .map((attempt) => (
                <li key={attempt.id}>
                  {t('attemptRow', {
                    n: attempt.number,
                    points: formatNumber(page.locale, attempt.points ?? 0),
                    max: formatNumber(page.locale, attempt.points_max ?? 0),
                  })}
                  , <a href={urls.attempt({ attempt: attempt.id })}>{t('lookAt')}</a>
                </li>
              ))}
          </ul>
        </>
      )}
    </ItemFrame>
  )
}

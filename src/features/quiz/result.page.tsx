import { markAnswer } from '../../domain/quiz-marking.ts'
import { formatNumber, formatPercent } from '../../ui/format.ts'
import type { PageContext } from '../../ui/page-context.ts'
import { urls } from '../../urls.ts'
import type { QuestionKey } from '../authoring/published-item.ts'
import { ItemFrame, type LearnerItem } from '../learn/api.ts'
import { messages } from './messages.ts'
import { shuffleOptions } from './option-order.ts'
import type { AttemptRow, MarkedRow } from './queries.ts'

/** A submitted attempt: what was right, what was not, and why. */
export function ResultPage({
  page,
  attempt,
  questions,
  ...learner
}: LearnerItem & { page: PageContext; attempt: AttemptRow; questions: MarkedRow[] }) {
  const t = messages(page.locale)
  const { enrolment, item } = learner
  const points = attempt.points ?? 0
  const pointsMax = attempt.pointsMax ?? 1
  const passed = points >= (item.passShare ?? 0) * pointsMax - 1e-9
  return (
    <ItemFrame page={page} {...learner}>
      <p class={passed ? 'good' : 'warning'} role="status">
        <b>
          {t('resultTitle', {
            n: attempt.number,
            points: formatNumber(page.locale, points, 2),
            max: formatNumber(page.locale, pointsMax, 2),
          })}
          .
        </b>{' '}
        {passed ? t('passed') : t('notPassed', { percent: formatPercent(page.locale, item.passShare ?? 0) })}{' '}
        <span class="quiet">{t('markedBy')}</span>
      </p>
      {questions.map((question, index) => (
        <MarkedQuestion
          key={question.id}
          page={page}
          attempt={attempt}
          question={question}
          n={index + 1}
          total={questions.length}
        />
      ))}
      <p>
        <a class="btn plain" href={urls.item({ enrolment: enrolment.id, item: item.id })}>
          {t('backToQuiz')}
        </a>
      </p>
    </ItemFrame>
  )
}

function MarkedQuestion({
  page,
  attempt,
  question,
  n,
  total,
}: {
  page: PageContext
  attempt: AttemptRow
  question: MarkedRow
  n: number
  total: number
}) {
  const t = messages(page.locale)
  const { asked, key, response } = question
  const share = question.points / question.pointsMax
  const marks = {
    points: formatNumber(page.locale, question.points, 2),
    max: formatNumber(page.locale, question.pointsMax, 2),
  }
  const verdict = response === null ? 'unanswered' : share >= 1 ? 'right' : share > 0 ? 'partly' : 'wrong'
  const mistake = mistakeHtml(key, response)
  return (
    <section class="ask marked" aria-label={t('question', { n, total })}>
      <p class="kicker">{t('question', { n, total })}</p>
      <div class="prose" dir="auto" dangerouslySetInnerHTML={{ __html: asked.prompt_html }} />
      {'options' in asked ? (
        <ul class="options">
          {shuffleOptions(asked.options, asked.shuffle, attempt.seed, question.slug).map((option) => {
            const chosen = response !== null && 'choices' in response && response.choices.includes(option.id)
            const correct = 'correct' in key && key.correct.includes(option.id)
            const feedback = 'feedback_html' in key ? key.feedback_html[option.id] : undefined
            return (
              <li key={option.id} class={correct ? 'correct' : chosen ? 'mistaken' : undefined}>
                <span dir="auto" dangerouslySetInnerHTML={{ __html: option.html }} />
                <small>
                  {[correct && t('isCorrect'), chosen && t('youChose')].filter(Boolean).join(' · ')}
                </small>
                {feedback && (chosen || correct) && (
                  <div class="feedback" dir="auto" dangerouslySetInnerHTML={{ __html: feedback }} />
                )}
              </li>
            )
          })}
        </ul>
      ) : (
        <p>
          {response !== null && 'text' in response && (
            <span dir="auto">{t('yourAnswer', { answer: response.text })} </span>
          )}
          {share < 1 && <b>{t('correctAnswer', { answer: rightAnswer(page, key) })}</b>}
        </p>
      )}
      <div class={verdict === 'right' ? 'good' : 'warning'}>
        <b>{t(verdict, marks)}</b>
        <div
          dir="auto"
          dangerouslySetInnerHTML={{ __html: mistake ?? (share >= 1 ? key.right_html : key.wrong_html) }}
        />
      </div>
      {key.worked_html && (
        <details>
          <summary>{t('worked')}</summary>
          <div class="prose" dir="auto" dangerouslySetInnerHTML={{ __html: key.worked_html }} />
        </details>
      )}
    </section>
  )
}

function mistakeHtml(key: QuestionKey, response: MarkedRow['response']): string | undefined {
  if (!('mistakes' in key)) return undefined
  const { mistake } = markAnswer(key, response)
  return mistake === undefined ? undefined : key.mistakes[mistake]?.feedback_html
}

function rightAnswer(page: PageContext, key: QuestionKey): string {
  if (key.kind === 'numeric') return formatNumber(page.locale, key.answer, 6)
  return key.kind === 'short_text' ? (key.accepted[0] ?? '') : ''
}

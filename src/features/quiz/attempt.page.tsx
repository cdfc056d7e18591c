import type { PageContext } from '../../ui/page-context.ts'
import { urls } from '../../urls.ts'
import { ItemFrame, type LearnerItem } from '../learn/api.ts'
import { messages } from './messages.ts'
import { shuffleOptions } from './option-order.ts'
import type { AskedRow, AttemptRow } from './queries.ts'

interface AttemptPageProps extends LearnerItem {
  page: PageContext
  attempt: AttemptRow
  questions: AskedRow[]
  saved?: boolean
}

/**
 * An open attempt: one form that works without script. A small script saves each answer as it is given and says so.
 */
export function AttemptPage({ page, attempt, questions, saved, ...learner }: AttemptPageProps) {
  const t = messages(page.locale)
  return (
    <ItemFrame page={page} {...learner} scripts={['quiz/save-answers']}>
      {saved && (
        <p class="good" role="status">
          {t('saved')}
        </p>
      )}
      <form
        method="post"
        action={urls.attemptSubmission({ attempt: attempt.id })}
        data-answers={urls.attemptAnswers({ attempt: attempt.id })}
        data-says={JSON.stringify({
          saved: t('saved'),
          saving: t('saving'),
          notSaved: t('notSaved'),
          alreadySubmitted: t('alreadySubmitted'),
        })}
      >
        {questions.map((question, index) => (
          <Question
            key={question.id}
            page={page}
            attempt={attempt}
            question={question}
            n={index + 1}
            total={questions.length}
          />
        ))}
        <p class="buttons">
          <button class="btn">{t('submit')}</button>
          <button class="btn plain" formaction={urls.attemptAnswers({ attempt: attempt.id })}>
            {t('save')}
          </button>
          <output class="quiet" data-status />
        </p>
      </form>
    </ItemFrame>
  )
}

function Question({
  page,
  attempt,
  question,
  n,
  total,
}: {
  page: PageContext
  attempt: AttemptRow
  question: AskedRow
  n: number
  total: number
}) {
  const t = messages(page.locale)
  const { asked, response } = question
  const isChoice = asked.kind === 'single_choice' || asked.kind === 'multiple_choice'
  const name = `q-${question.id}`
  const promptId = `p-${question.id}`
  return (
    <fieldset class="ask" data-question={question.id} aria-labelledby={promptId}>
      <p class="kicker">
        {t('question', { n, total })} · {t('points', { n: question.weight })}
      </p>
      <div id={promptId} class="prose" dir="auto" dangerouslySetInnerHTML={{ __html: asked.prompt_html }} />
      {isChoice ? (
        <>
          <p class="quiet">{t(asked.kind === 'single_choice' ? 'chooseOne' : 'chooseAny')}</p>
          <input type="hidden" name={`shown-${question.id}`} value="1" />
          {shuffleOptions(asked.options, asked.shuffle, attempt.seed, question.slug).map((option) => (
            <label key={option.id} class="choice">
              <input
                type={asked.kind === 'single_choice' ? 'radio' : 'checkbox'}
                name={name}
                value={option.id}
                checked={response !== null && 'choices' in response && response.choices.includes(option.id)}
              />
              <span dir="auto" dangerouslySetInnerHTML={{ __html: option.html }} />
            </label>
          ))}
        </>
      ) : (
        <p class="field">
          <label for={name}>{t(asked.kind === 'numeric' ? 'yourNumber' : 'yourText')}</label>
          <span class="with-unit">
            <input
              id={name}
              name={name}
              type="text"
              inputMode={asked.kind === 'numeric' ? 'decimal' : 'text'}
              autocomplete="off"
              value={response !== null && 'text' in response ? response.text : ''}
              maxLength={2000}
              dir="auto"
            />
            {asked.kind === 'numeric' && asked.unit && <span>{asked.unit}</span>}
          </span>
        </p>
      )}
    </fieldset>
  )
}

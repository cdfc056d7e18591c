import { Choices, ErrorSummary } from '../../ui/form.tsx'
import { Layout } from '../../ui/layout.tsx'
import type { PageContext } from '../../ui/page-context.ts'
import { urls } from '../../urls.ts'
import { ratingAnswers, ratingQuestions } from './forms.ts'
import type { Learning } from './learning.page.tsx'
import { messages } from './messages.ts'

interface RatingPageProps extends Learning {
  page: PageContext
  /** What was typed, where it could not be taken. */
  typed?: Record<string, string>
  error?: 'starsMissing'
}

/** Stars and three questions: for everybody who enrolled, whatever became of it. */
export function RatingPage({ page, enrolment, edition, typed, error }: RatingPageProps) {
  const t = messages(page.locale)
  const { rating } = enrolment
  const chosen = (name: 'stars' | (typeof ratingQuestions)[number]) =>
    typed ? (typed[name] ?? '') : String(rating?.[name] ?? '')
  const title = t('rateTitleOf', { title: edition.title })
  return (
    <Layout page={page} title={title}>
      <section class="narrow">
        <p class="kicker">
          <a href={urls.enrolment({ enrolment: enrolment.id })}>{edition.title}</a>
        </p>
        <h1>{t('rateTitle')}</h1>
        <p>{t('rateText')}</p>
        {rating && <p class="quiet">{t('rated', { n: rating.stars })}</p>}
        <ErrorSummary title={t('rateError')} says={error ? [{ name: 'stars-3', text: t(error) }] : []} />
        <form method="post" action={urls.rating({ enrolment: enrolment.id })} class="stack">
          <fieldset class="stars field" aria-describedby={error && 'e-stars'}>
            <legend>{t('starsLegend')}</legend>
            {[1, 2, 3, 4, 5].map((n) => (
              <label key={n}>
                <input
                  id={`f-stars-${n}`}
                  type="radio"
                  name="stars"
                  value={n}
                  checked={chosen('stars') === String(n)}
                />{' '}
                {t('stars', { n })}
              </label>
            ))}
            {error && (
              <span id="e-stars" class="error">
                {t(error)}
              </span>
            )}
          </fieldset>
          {ratingQuestions.map((question) => (
            <Choices
              key={question}
              name={question}
              legend={t(`ask_${question}`)}
              value={chosen(question)}
              choices={[
                ...ratingAnswers.map((value) => ({ value, label: t(`answer_${value}`) })),
                { value: '', label: t('skip') },
              ]}
            />
          ))}
          <p class="hint">{t('ratePrivacy')}</p>
          <p>
            <button class="btn">{t(rating ? 'rateAgain' : 'rateButton')}</button>
          </p>
        </form>
      </section>
    </Layout>
  )
}

import type { Criterion } from '../../domain/rubric.ts'
import type { PageContext } from '../../ui/page-context.ts'
import { urls } from '../../urls.ts'
import { reportReasons, wordsCharactersMax } from './forms.ts'
import { messages } from './messages.ts'
import type { PiecePageProps } from './piece.page.tsx'
import type { ReceivedReview } from './piece-views.ts'

const usefulness = [2, 1, 0] as const

/** How useful one comment was. The fields belong to the form of their review, which stands below the results. */
export function UsefulFields({
  page,
  review,
  criterion,
}: {
  page: PageContext
  review: ReceivedReview
  criterion: Criterion
}) {
  const t = messages(page.locale)
  const name = `useful-${criterion.id}`
  return (
    <fieldset class="useful no-print">
      <legend>{t('wasUseful')}</legend>
      {usefulness.map((value) => (
        <label key={value}>
          <input
            type="radio"
            form={`ratings-${review.id}`}
            name={name}
            value={value}
            checked={review.useful[criterion.id] === value}
          />{' '}
          {t(`useful_${value}`)}
        </label>
      ))}
    </fieldset>
  )
}

/** What the author can do with each review as a whole: say how useful it was, thank, answer, report. */
export function ReviewsReceived({ page, piece, errors = {}, typed = {} }: PiecePageProps) {
  const t = messages(page.locale)
  return (
    <section class="stack no-print" aria-labelledby="received">
      <h2 id="received">{t('receivedTitle')}</h2>
      <ul class="received">
        {piece.peers.map((review, index) => (
          <li key={review.id}>
            <h3>{review.by ?? t('reviewer', { n: index + 1 })}</h3>
            <OneReview page={page} pieceId={piece.id} review={review} errors={errors} typed={typed} />
          </li>
        ))}
      </ul>
    </section>
  )
}

function OneReview({
  page,
  pieceId,
  review,
  errors = {},
  typed = {},
}: Pick<PiecePageProps, 'page' | 'errors' | 'typed'> & { pieceId: string; review: ReceivedReview }) {
  const t = messages(page.locale)
  const where = { handIn: pieceId, review: review.id }
  const answerField = `answer-${review.id}`
  return (
    <>
      <div class="buttons">
        <form id={`ratings-${review.id}`} method="post" action={urls.commentRatings(where)}>
          <button class="btn plain">{t('saveUseful')}</button>
        </form>
        {review.thanked ? (
          <span class="quiet">{t('thanked')}</span>
        ) : (
          <form method="post" action={urls.reviewThanks(where)}>
            <button class="btn plain">{t('thank')}</button>
          </form>
        )}
      </div>
      <details open={Boolean(errors[answerField])}>
        <summary>{t(review.answer ? 'answerAgain' : 'answer')}</summary>
        <form method="post" action={urls.reviewAnswer(where)}>
          <Words
            page={page}
            name="words"
            id={answerField}
            label={t('yourAnswer')}
            error={errors[answerField]}
          >
            {typed[answerField] ?? review.answer ?? ''}
          </Words>
          <button class="btn plain">{t('sendAnswer')}</button>
        </form>
      </details>
      <Report page={page} pieceId={pieceId} review={review} errors={errors} typed={typed} />
    </>
  )
}

function Report({
  page,
  pieceId,
  review,
  errors = {},
  typed = {},
}: Pick<PiecePageProps, 'page' | 'errors' | 'typed'> & { pieceId: string; review: ReceivedReview }) {
  const t = messages(page.locale)
  const field = `report-${review.id}`
  const error = errors[field]
  if (review.report)
    return (
      <p class="quiet">
        {t(
          review.report.upheld === null ? 'reportWaits' : review.report.upheld ? 'reportUpheld' : 'reportNot',
        )}{' '}
        <span dir="auto">{review.report.decision}</span>
      </p>
    )
  return (
    <details open={Boolean(error)}>
      <summary>{t('report')}</summary>
      <form method="post" action={urls.reviewReport({ handIn: pieceId, review: review.id })}>
        <fieldset class="field">
          <legend>{t('reportWhy')}</legend>
          {reportReasons.map((reason, index) => (
            <label key={reason} class="choice">
              <input type="radio" name="reason" value={reason} id={index === 0 ? `f-${field}` : undefined} />
              <span>{t(`report_${reason}`)}</span>
            </label>
          ))}
          {error && <span class="error">{t(error.key, error.values)}</span>}
        </fieldset>
        <Words page={page} name="words" id={`${field}-words`} label={t('reportWords')}>
          {typed[field] ?? ''}
        </Words>
        <button class="btn plain">{t('sendReport')}</button>
      </form>
    </details>
  )
}

function Words({
  page,
  name,
  id,
  label,
  error,
  children,
}: {
  page: PageContext
  name: string
  id: string
  label: string
  error?: NonNullable<PiecePageProps['errors']>[string]
  children: string
}) {
  const t = messages(page.locale)
  return (
    <div class="field">
      <label for={`f-${id}`}>{label}</label>
      <textarea
        id={`f-${id}`}
        name={name}
        rows={3}
        dir="auto"
        maxLength={wordsCharactersMax}
        aria-invalid={error ? 'true' : undefined}
        aria-describedby={error ? `e-${id}` : undefined}
      >
        {children}
      </textarea>
      {error && (
        <span id={`e-${id}`} class="error">
          {t(error.key, error.values)}
        </span>
      )}
    </div>
  )
}

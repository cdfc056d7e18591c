import { ErrorSummary } from '../../ui/form.tsx'
import { formatMoment } from '../../ui/format.ts'
import { Layout } from '../../ui/layout.tsx'
import type { PageContext } from '../../ui/page-context.ts'
import { urls } from '../../urls.ts'
import { type FieldErrors, skipReasons } from './forms.ts'
import { messages } from './messages.ts'
import { PieceBeside } from './piece-beside.tsx'
import type { GivenReview } from './piece-views.ts'
import { MarksGiven } from './results.tsx'
import { ReviewerHelp } from './reviewer-help.tsx'
import { RubricFields } from './rubric.tsx'

interface ReviewPageProps {
  page: PageContext
  review: GivenReview
  typed?: Record<string, string>
  errors?: FieldErrors
  draftSaved?: boolean
  /** What speaks against the review that was sent: it comes back once. */
  signs?: ('hasty' | 'brief' | 'repeated')[]
}

/** A piece of somebody else, without their name: to mark, or as it was marked. */
export function ReviewPage(props: ReviewPageProps) {
  const { page, review } = props
  const t = messages(page.locale)
  const title = t('reviewTitle', { title: review.project.title })
  const isOpen = !review.submittedAt && !review.skipReason
  return (
    <Layout
      page={page}
      title={title}
      scripts={isOpen ? ['peer-review/draft', 'learn/activity'] : ['learn/activity']}
    >
      <section
        class="stack"
        data-enrolment={review.enrolmentId}
        data-item={review.project.itemId}
        data-activity={urls.activity()}
      >
        <p class="kicker">
          <a href={urls.item({ enrolment: review.enrolmentId, item: review.project.itemId })}>
            {t('backToProject')}
          </a>
        </p>
        <h1>{title}</h1>
        {review.authorName && <p>{t('pieceOf', { name: review.authorName })}</p>}
        {review.skipReason ? (
          <p class="none">{t(review.skipReason === 'withdrawn' ? 'reviewWithdrawn' : 'reviewPassedOn')}</p>
        ) : review.submittedAt ? (
          <Submitted page={page} review={review} />
        ) : (
          <ToMark {...props} />
        )}
      </section>
    </Layout>
  )
}

function Submitted({ page, review }: { page: PageContext; review: GivenReview }) {
  const t = messages(page.locale)
  const { criteria } = review.project
  return (
    <>
      {review.notCountedWhy ? (
        <p class="warning" role="status">
          {t(`notCounted_${review.notCountedWhy}`)}{' '}
          {review.reportDecision && <span dir="auto">{review.reportDecision}</span>}
        </p>
      ) : (
        <p class="good" role="status">
          {t('reviewThanks')} {review.thanked && t('authorThanks')}
        </p>
      )}
      {review.answer && (
        <p class="words" dir="auto">
          <b>{t('authorAnswers')}</b> {review.answer}
        </p>
      )}
      <ReviewerHelp page={page} project={review.project} compared={review.compared} />
      <PieceBeside page={page} piece={review.piece}>
        <h2>{t('yourMarks')}</h2>
        {review.own && (
          <MarksGiven
            page={page}
            criteria={criteria}
            marks={review.own}
            beside={({ id }) => {
              const useful = review.useful[id]
              return (
                useful !== undefined && (
                  <dd class="quiet">{t('foundUseful', { useful: t(`useful_${useful as 0 | 1 | 2}`) })}</dd>
                )
              )
            }}
          />
        )}
        {review.educator && (
          <>
            <h2>{t('educatorMarks')}</h2>
            <p>{t('educatorMarksNote')}</p>
            <MarksGiven page={page} criteria={criteria} marks={review.educator} />
          </>
        )}
      </PieceBeside>
    </>
  )
}

function ToMark({ page, review, typed, errors = {}, draftSaved, signs = [] }: ReviewPageProps) {
  const t = messages(page.locale)
  const late = review.expiresAt <= page.now
  const where = { review: review.id }
  return (
    <>
      <p class={late ? 'warning' : undefined}>
        {t(late ? 'reviewLate' : 'reviewUntil', {
          moment: formatMoment(page.locale, review.expiresAt, page.viewer?.timeZone ?? 'UTC'),
        })}
      </p>
      <p>{t('reviewHow')}</p>
      <ReviewerHelp page={page} project={review.project} compared={review.compared} />
      {draftSaved && (
        <p class="good" role="status">
          {t('draftSaved')}
        </p>
      )}
      <ErrorSummary
        title={t('errors')}
        says={Object.entries(errors).map(([name, error]) => ({ name, text: t(error.key, error.values) }))}
      />
      <PieceBeside page={page} piece={review.piece}>
        <form
          method="post"
          action={urls.review(where)}
          data-draft={urls.review(where)}
          data-saved={t('draftSaved')}
          data-unsaved={t('draftUnsaved')}
        >
          <h2>{t('yourMarks')}</h2>
          <RubricFields
            page={page}
            rubric={review.project}
            typed={typed ?? review.typed ?? {}}
            errors={errors}
            prompts
          />
          {signs.length > 0 && (
            <div class="warning" role="alert">
              <p>{t('lowEffort')}</p>
              <ul>
                {signs.map((sign) => (
                  <li key={sign}>{t(`sign_${sign}`)}</li>
                ))}
              </ul>
              <label class="choice">
                <input type="checkbox" name="sure" value="1" />
                <span>{t('sureAnyway')}</span>
              </label>
            </div>
          )}
          <div class="buttons">
            <button class="btn">{t('submitReview')}</button>
            <button class="btn plain" name="draft" value="1">
              {t('saveDraft')}
            </button>
            <small data-draft-state role="status" />
          </div>
        </form>
        <SkipForm page={page} review={review} errors={errors} />
      </PieceBeside>
    </>
  )
}

function SkipForm({ page, review, errors = {} }: Pick<ReviewPageProps, 'page' | 'review' | 'errors'>) {
  const t = messages(page.locale)
  return (
    <details class="skip-piece" open={Boolean(errors.reason)}>
      <summary>{t('skip')}</summary>
      <form method="post" action={urls.reviewSkip({ review: review.id })}>
        <fieldset class="field" aria-describedby={errors.reason ? 'e-reason' : undefined}>
          <legend>{t('skipWhy')}</legend>
          {skipReasons.map((reason, index) => (
            <label key={reason} class="choice">
              <input type="radio" name="reason" value={reason} id={index === 0 ? 'f-reason' : undefined} />
              <span>{t(`skip_${reason}`)}</span>
            </label>
          ))}
          {errors.reason && (
            <span id="e-reason" class="error">
              {t(errors.reason.key)}
            </span>
          )}
        </fieldset>
        <button class="btn plain">{t('skipButton')}</button>
      </form>
    </details>
  )
}

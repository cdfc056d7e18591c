import { ErrorSummary } from '../../ui/form.tsx'
import { formatDate, formatMoment, formatNumber, formatPercent } from '../../ui/format.ts'
import type { PageContext } from '../../ui/page-context.ts'
import { urls } from '../../urls.ts'
import { type FieldErrors, filesBytesMax, textCharactersMax, toMegabytes } from './forms.ts'
import { messages } from './messages.ts'
import type { OwnWork } from './piece-views.ts'
import type { Project } from './project.ts'
import { RubricTable } from './rubric.tsx'
import type { Standing } from './standing.ts'

/** What the page says after a form did its work. */
export type Said =
  | 'handed-in'
  | 'already'
  | 'draft'
  | 'reviewed'
  | 'passed-on'
  | 'nothing-left'
  | 'hand-in-first'

export interface ProjectBodyProps {
  page: PageContext
  enrolmentId: string
  project: Project
  work: OwnWork
  standing: Standing
  onceKey: string
  said?: Said
  /** What was typed, where the form comes back with errors. */
  typed?: string
  errors?: FieldErrors
}

const saidKeys = {
  'handed-in': 'saidHandedIn',
  already: 'saidAlready',
  draft: 'saidDraft',
  reviewed: 'saidReviewed',
  'passed-on': 'saidPassedOn',
  'nothing-left': 'saidNothingLeft',
  'hand-in-first': 'saidHandInFirst',
} as const

/** A project inside the frame of its item: brief, rubric, and whatever is next for this learner. */
export function ProjectBody(props: ProjectBodyProps) {
  const { page, project, standing, said, errors = {} } = props
  const t = messages(page.locale)
  return (
    <>
      {said && (
        <p
          class={
            said === 'already' || said === 'hand-in-first' || said === 'nothing-left' ? 'warning' : 'good'
          }
          role="status"
        >
          {t(saidKeys[said])}
        </p>
      )}
      <ErrorSummary
        title={t('errors')}
        says={Object.entries(errors).map(([name, error]) => ({ name, text: t(error.key, error.values) }))}
      />
      {standing.piece && <NextSteps {...props} />}
      <div class="project">
        <div class="prose" dir="auto" dangerouslySetInnerHTML={{ __html: project.briefHtml }} />
        <aside aria-labelledby="rubric">
          <h2 id="rubric">{t('rubric')}</h2>
          <p>{t('passNote', { share: formatPercent(page.locale, project.passShare) })}</p>
          <RubricTable page={page} criteria={project.criteria} />
        </aside>
      </div>
      {standing.mayHandIn && <HandInForm {...props} />}
    </>
  )
}

function NextSteps({ page, enrolmentId, project, work, standing }: ProjectBodyProps) {
  const t = messages(page.locale)
  const piece = standing.piece!
  const left = Math.max(0, standing.owed - standing.given)
  return (
    <section class="next-steps stack" aria-labelledby="next">
      <h2 id="next">{t('whatNext')}</h2>
      <ol class="steps">
        <li class="done">
          {t('stepHandedIn', {
            moment: formatMoment(page.locale, piece.handedInAt, page.viewer?.timeZone ?? 'UTC'),
          })}{' '}
          <a href={urls.handIn({ handIn: piece.id })}>{t('seePiece')}</a>
        </li>
        {standing.owed > 0 && (
          <li class={left === 0 ? 'done' : 'now'}>
            {left === 0
              ? t('stepGiven', { given: standing.given })
              : t('stepGive', { given: standing.given, owed: standing.owed, left })}
            <ReviewsGiven
              page={page}
              enrolmentId={enrolmentId}
              itemId={project.itemId}
              standing={standing}
              left={left}
            />
          </li>
        )}
        {project.marking.peers > 0 && (
          <li class={piece.state === 'with_peers' ? 'now' : 'done'}>
            {t('stepPeers', { n: piece.peerMarks, peers: project.marking.peers })}
          </li>
        )}
        <li class={piece.state === 'marked' ? 'done' : piece.state === 'with_educator' ? 'now' : ''}>
          {piece.state === 'marked' ? t('stepMarked') : t('stepEducator', { provider: project.providerName })}{' '}
          {piece.state !== 'marked' &&
            standing.markedUntil &&
            t('stepUntil', { date: formatDate(page.locale, standing.markedUntil, page.viewer?.timeZone) })}
        </li>
      </ol>
      <PieceList page={page} work={work} project={project} standing={standing} left={left} />
    </section>
  )
}

function ReviewsGiven({
  page,
  enrolmentId,
  itemId,
  standing,
  left,
}: {
  page: PageContext
  enrolmentId: string
  itemId: string
  standing: Standing
  left: number
}) {
  const t = messages(page.locale)
  const inTime = standing.held.some((review) => !review.late)
  return (
    <>
      {standing.held.map((review) => (
        <p key={review.id}>
          <a class={review.late ? undefined : 'btn'} href={urls.review({ review: review.id })}>
            {t(review.late ? 'continueLate' : 'continueReview')}
          </a>{' '}
          {!review.late && (
            <small>
              {t('yoursUntil', {
                moment: formatMoment(page.locale, review.expiresAt, page.viewer?.timeZone ?? 'UTC'),
              })}
            </small>
          )}
        </p>
      ))}
      {!inTime && (
        <form method="post" action={urls.reviews({ enrolment: enrolmentId, item: itemId })}>
          <button class={left > 0 ? 'btn' : 'btn plain'}>{t(left > 0 ? 'getPiece' : 'getAnother')}</button>
        </form>
      )}
      {standing.submitted.length > 0 && (
        <p>
          {standing.submitted.map((review, index) => (
            <>
              {index > 0 && ' · '}
              <a key={review.id} href={urls.review({ review: review.id })}>
                {t('yourReview', { n: index + 1 })}
              </a>
            </>
          ))}
        </p>
      )}
    </>
  )
}

function PieceList({
  page,
  work,
  project,
  standing,
  left,
}: Pick<ProjectBodyProps, 'page' | 'work' | 'project' | 'standing'> & { left: number }) {
  const t = messages(page.locale)
  const marked = work.pieces.filter((piece) => piece.state === 'marked')
  if (marked.length === 0) return null
  return (
    <>
      <ul class="marked-pieces">
        {marked.map((piece) => (
          <li key={piece.id}>
            <a href={urls.handIn({ handIn: piece.id })}>{t('pieceN', { n: piece.number })}</a>:{' '}
            <b class="num">
              {t('pointsOf', {
                points: formatNumber(page.locale, piece.points ?? 0, 2),
                max: piece.pointsMax ?? 0,
              })}
            </b>
          </li>
        ))}
      </ul>
      <p class={standing.passed ? 'good' : 'warning'}>
        {standing.passed
          ? left > 0
            ? t('passedButOwes', { left })
            : t('passed')
          : t('notPassed', { share: formatPercent(page.locale, project.passShare) })}
      </p>
    </>
  )
}

function HandInForm({
  page,
  enrolmentId,
  project,
  work,
  standing,
  onceKey,
  typed,
  errors = {},
}: ProjectBodyProps) {
  const t = messages(page.locale)
  const { marking, handIn, itemId } = project
  const where = { enrolment: enrolmentId, item: itemId }
  return (
    <section class="hand-in-piece stack" aria-labelledby="hand-in">
      <h2 id="hand-in">{t(work.pieces.length > 0 ? 'handInAgain' : 'handIn')}</h2>
      <div class="terms stack">
        <p>
          {t(marking.peers > 0 ? 'termsPeers' : 'termsEducator', {
            peers: marking.peers,
            provider: project.providerName,
            days: marking.promise_days,
          })}
        </p>
        {standing.owed > 0 && <p>{t('termsOwed', { owed: standing.owed })}</p>}
        <p>{t('termsNames')}</p>
      </div>
      <form
        method="post"
        action={urls.handIns(where)}
        encType="multipart/form-data"
        data-draft={urls.handInDraft(where)}
        data-saved={t('draftSaved')}
        data-unsaved={t('draftUnsaved')}
      >
        <input type="hidden" name="once" value={onceKey} />
        {handIn.text && (
          <div class="field wide">
            <label for="f-text">{t('text')}</label>
            <small id="h-text" class="hint">
              {t('textHint')}
            </small>
            <textarea
              id="f-text"
              name="text"
              rows={14}
              dir="auto"
              maxLength={textCharactersMax}
              aria-invalid={errors.text ? 'true' : undefined}
              aria-describedby={`h-text${errors.text ? ' e-text' : ''}`}
            >
              {typed ?? work.draft?.text ?? ''}
            </textarea>
            {errors.text && (
              <span id="e-text" class="error">
                {t(errors.text.key, errors.text.values)}
              </span>
            )}
          </div>
        )}
        {handIn.files && (
          <div class="field wide">
            <label for="f-files">{t('files')}</label>
            <small id="h-files" class="hint">
              {t('filesHint', {
                n: handIn.files.max_count,
                extensions: handIn.files.extensions.join(', '),
                mb: toMegabytes(Math.min(handIn.files.max_bytes, filesBytesMax)),
              })}
            </small>
            <input
              id="f-files"
              type="file"
              name="files"
              multiple={handIn.files.max_count > 1}
              accept={handIn.files.extensions.map((extension) => `.${extension}`).join(',')}
              aria-invalid={errors.files ? 'true' : undefined}
              aria-describedby={`h-files${errors.files ? ' e-files' : ''}`}
            />
            {errors.files && (
              <span id="e-files" class="error">
                {t(errors.files.key, errors.files.values)}
              </span>
            )}
            {Object.keys(errors).length > 0 && <small>{t('filesAgain')}</small>}
          </div>
        )}
        <div class="buttons">
          <button class="btn">{t('handInButton')}</button>
          {handIn.text && (
            <button class="btn plain" formaction={urls.handInDraft(where)}>
              {t('saveDraft')}
            </button>
          )}
          <small data-draft-state role="status">
            {work.draft &&
              t('draftFrom', {
                moment: formatMoment(page.locale, work.draft.savedAt, page.viewer?.timeZone ?? 'UTC'),
              })}
          </small>
        </div>
      </form>
    </section>
  )
}

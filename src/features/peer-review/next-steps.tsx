import { dayOf } from '../../domain/working-hours.ts'
import { formatDate, formatMoment, formatNumber, formatPercent } from '../../ui/format.ts'
import type { PageContext } from '../../ui/page-context.ts'
import { urls } from '../../urls.ts'
import { Closures } from './calendar/closures.tsx'
import { messages } from './messages.ts'
import type { OwnPieceRow } from './piece-views.ts'
import type { ProjectBodyProps } from './project.page.tsx'
import type { Project } from './project.ts'
import { promiseMessages } from './promise.messages.ts'
import { ReviewerHelp } from './reviewer-help.tsx'
import type { Standing } from './standing.ts'

/** What happened to the newest piece, what is asked of its author, and what comes next. */
export function NextSteps({ page, enrolmentId, project, work, standing }: ProjectBodyProps) {
  const t = messages(page.locale)
  const piece = standing.piece!
  const left = Math.max(0, standing.owed - standing.given)
  const until = standing.markedUntil
  const untilThen = until ? work.closures.filter((one) => one.firstDay <= dayOf(until)) : []
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
            {work.trainingLeft > 0 ? (
              <TrainingNext page={page} enrolmentId={enrolmentId} project={project} work={work} />
            ) : (
              <ReviewsGiven
                page={page}
                enrolmentId={enrolmentId}
                itemId={project.itemId}
                standing={standing}
                left={left}
              />
            )}
            <ReviewerHelp page={page} project={project} compared={work.compared} />
          </li>
        )}
        {project.marking.peers > 0 && (
          <li class={piece.state === 'with_peers' ? 'now' : 'done'}>
            {t('stepPeers', { n: piece.peerMarks, peers: piece.peersWanted })}{' '}
            {piece.peersWanted > project.marking.peers && t('stepOneMore')}
          </li>
        )}
        <li class={piece.state === 'marked' ? 'done' : piece.state === 'with_educator' ? 'now' : ''}>
          {t(lastStepKey(piece, project), {
            provider: project.providerName,
            share: formatPercent(page.locale, project.marking.audit.share),
          })}{' '}
          {piece.state !== 'marked' &&
            standing.markedUntil &&
            t('stepUntil', { date: formatDate(page.locale, standing.markedUntil, page.viewer?.timeZone) })}
          {piece.state !== 'marked' && (
            <Closures page={page} provider={project.providerName} closures={untilThen} />
          )}
        </li>
      </ol>
      <PieceList page={page} work={work} project={project} standing={standing} left={left} />
      {left === 0 && project.marking.peers > 0 && work.trainingLeft === 0 && (
        <LikeToReview page={page} enrolmentId={enrolmentId} project={project} work={work} />
      )}
    </section>
  )
}

function lastStepKey(piece: OwnPieceRow, { marking }: Project) {
  if (piece.state === 'marked') return 'stepMarked'
  if (marking.educator_share > 0 || piece.state === 'with_educator') return 'stepEducator'
  return 'stepAudit'
}

function TrainingNext({
  page,
  enrolmentId,
  project,
  work,
}: Pick<ProjectBodyProps, 'page' | 'enrolmentId' | 'project' | 'work'>) {
  const t = messages(page.locale)
  const where = { enrolment: enrolmentId, item: project.itemId }
  return (
    <>
      <p>{t('trainFirst', { n: work.trainingLeft })}</p>
      <form method="post" action={urls.trainings(where)}>
        <button class="btn">{t('train')}</button>
      </form>
    </>
  )
}

// Who gave what they owe may help pieces that find no reviewers: they are asked once, and mailed only if they say so.
function LikeToReview({
  page,
  enrolmentId,
  project,
  work,
}: Pick<ProjectBodyProps, 'page' | 'enrolmentId' | 'project' | 'work'>) {
  const t = promiseMessages(page.locale)
  return (
    <form
      class="like-to-review"
      method="post"
      action={urls.reviewInvitations({ enrolment: enrolmentId, item: project.itemId })}
    >
      <h3>{t('likeToReview')}</h3>
      <p>{t(work.volunteers ? 'likeIsOn' : 'likeHow')}</p>
      <button class="btn plain" name="invite" value={work.volunteers ? 'no' : 'yes'}>
        {t(work.volunteers ? 'likeOff' : 'likeOn')}
      </button>
    </form>
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
              {!review.counts && ` (${t('notCounting')})`}
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

import { sumResults } from '../../domain/rubric.ts'
import { ErrorSummary } from '../../ui/form.tsx'
import { formatMoment, formatNumber, formatPercent } from '../../ui/format.ts'
import { Layout } from '../../ui/layout.tsx'
import type { PageContext } from '../../ui/page-context.ts'
import { urls } from '../../urls.ts'
import { AppealForm } from './appeal-form.tsx'
import type { FieldErrors } from './forms.ts'
import { messages } from './messages.ts'
import { PieceContent } from './piece-content.tsx'
import type { OwnPiece } from './piece-views.ts'
import { ReviewsReceived, UsefulFields } from './received-reviews.tsx'
import { DecisionHistory, type Marker, MarkInForce, ResultTable } from './results.tsx'
import { RubricTable } from './rubric.tsx'

export interface PiecePageProps {
  page: PageContext
  piece: OwnPiece
  mayAppeal: boolean
  saved?: boolean
  typed?: Record<string, string>
  errors?: FieldErrors
}

/** A piece for its author: the result once it is there, what can be done about it, and what was handed in. */
export function PiecePage(props: PiecePageProps) {
  const { page, piece, saved, errors = {} } = props
  const t = messages(page.locale)
  const { project } = piece
  const title = t('pieceTitle', { title: project.title, n: piece.number })
  return (
    <Layout page={page} title={title}>
      <section class="stack">
        <p class="kicker">
          <a href={urls.item({ enrolment: piece.enrolmentId, item: project.itemId })}>{t('backToProject')}</a>
        </p>
        <h1>{title}</h1>
        <p>
          {t('handedInAt', {
            moment: formatMoment(page.locale, piece.handedInAt, page.viewer?.timeZone ?? 'UTC'),
          })}
        </p>
        {saved && (
          <p class="good" role="status">
            {t('saved')}
          </p>
        )}
        <ErrorSummary
          title={t('errors')}
          says={Object.entries(errors).map(([name, error]) => ({ name, text: t(error.key, error.values) }))}
        />
        {piece.state === 'marked' ? (
          <Result {...props} />
        ) : (
          <p class="none">{t(piece.state === 'withdrawn' ? 'stateWithdrawn' : 'stateWaiting')}</p>
        )}
      </section>
      <section class="stack">
        <h2>{t('whatYouHandedIn')}</h2>
        <PieceContent page={page} piece={piece.content} />
      </section>
      <section class="stack print-only" aria-labelledby="rubric">
        <h2 id="rubric">{t('rubric')}</h2>
        <RubricTable page={page} rubric={project} />
      </section>
    </Layout>
  )
}

function Result(props: PiecePageProps) {
  const { page, piece, mayAppeal } = props
  const t = messages(page.locale)
  const { project } = piece
  const total = sumResults(piece.results)
  const passed = total.points >= project.passShare * total.pointsMax - 1e-9
  const inForce = piece.decisions.at(-1)
  return (
    <>
      <div class={passed ? 'good total' : 'warning total'}>
        <p class="big num">
          {t('pointsOf', { points: formatNumber(page.locale, total.points, 2), max: total.pointsMax })}
        </p>
        <p>
          {t(passed ? 'resultPassed' : 'resultNotPassed', {
            share: formatPercent(page.locale, project.passShare),
          })}{' '}
          {!piece.countsFrom && t('resultOwes')}
        </p>
      </div>
      {inForce && <MarkInForce page={page} decision={inForce} />}
      <p>
        {t('whoMarked', {
          peers: piece.peers.filter((review) => !review.afterMark).length,
          peerShare: formatPercent(page.locale, total.shares.peers),
          educatorShare: formatPercent(page.locale, total.shares.educators),
          educators: total.shares.educators > 0 ? 1 : 0,
          provider: project.providerName,
        })}{' '}
        {piece.isAudited && project.marking.educator_share === 0 && t('wasAudited')}
      </p>
      {piece.refusal && (
        <p class="bad" role="note">
          {t('refused')} <span dir="auto">{piece.refusal}</span>
        </p>
      )}
      <h2>{t('byCriterion')}</h2>
      <ResultTable
        page={page}
        criteria={project.criteria}
        results={piece.results}
        markers={markersOf(props)}
        appeals={piece.appeals}
        underWords={(marker, criterion) => {
          const review = piece.peers[marker]
          return review && <UsefulFields page={page} review={review} criterion={criterion} />
        }}
      />
      {piece.peers.length > 0 && <ReviewsReceived {...props} />}
      {mayAppeal && <AppealForm {...props} />}
      <DecisionHistory page={page} decisions={piece.decisions} />
    </>
  )
}

function markersOf({ page, piece }: PiecePageProps): Marker[] {
  const t = messages(page.locale)
  return [
    ...piece.peers.map((marks, index) => ({
      name: `${marks.by ?? t('reviewer', { n: index + 1 })}${marks.afterMark ? ` (${t('afterMark')})` : ''}`,
      marks,
    })),
    ...piece.educators.map((marks, index) => ({
      name: piece.educators.length > 1 ? t('educatorN', { n: index + 1 }) : t('educator'),
      marks,
    })),
  ]
}

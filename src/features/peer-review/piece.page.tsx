import { sumResults } from '../../domain/rubric.ts'
import { formatMoment, formatNumber, formatPercent } from '../../ui/format.ts'
import { Layout } from '../../ui/layout.tsx'
import type { PageContext } from '../../ui/page-context.ts'
import { urls } from '../../urls.ts'
import { messages } from './messages.ts'
import { PieceContent } from './piece-content.tsx'
import type { OwnPiece } from './piece-views.ts'
import { ResultTable } from './rubric.tsx'

/** A piece for its author: the result once it is there, and what was handed in. */
export function PiecePage({ page, piece }: { page: PageContext; piece: OwnPiece }) {
  const t = messages(page.locale)
  const { project } = piece
  const title = t('pieceTitle', { title: project.title, n: piece.number })
  const zone = page.viewer?.timeZone ?? 'UTC'
  return (
    <Layout page={page} title={title}>
      <section class="stack">
        <p class="kicker">
          <a href={urls.item({ enrolment: piece.enrolmentId, item: project.itemId })}>{t('backToProject')}</a>
        </p>
        <h1>{title}</h1>
        <p>{t('handedInAt', { moment: formatMoment(page.locale, piece.handedInAt, zone) })}</p>
        {piece.state === 'marked' ? (
          <Result page={page} piece={piece} />
        ) : (
          <p class="none">{t(piece.state === 'withdrawn' ? 'stateWithdrawn' : 'stateWaiting')}</p>
        )}
      </section>
      <section class="stack">
        <h2>{t('whatYouHandedIn')}</h2>
        <PieceContent page={page} handInId={piece.id} text={piece.text} files={piece.files} />
      </section>
    </Layout>
  )
}

function Result({ page, piece }: { page: PageContext; piece: OwnPiece }) {
  const t = messages(page.locale)
  const { project } = piece
  const total = sumResults(piece.results)
  const passed = total.points >= project.passShare * total.pointsMax - 1e-9
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
      <p>
        {t('whoMarked', {
          peers: piece.peers.length,
          peerShare: formatPercent(page.locale, total.shares.peers),
          educatorShare: formatPercent(page.locale, total.shares.educators),
          educators: piece.educator ? 1 : 0,
          provider: project.providerName,
        })}
      </p>
      <h2>{t('byCriterion')}</h2>
      <ResultTable
        page={page}
        criteria={project.criteria}
        results={piece.results}
        peers={piece.peers}
        educator={piece.educator}
      />
    </>
  )
}

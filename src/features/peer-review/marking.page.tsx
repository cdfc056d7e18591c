import { peersHaveUntil } from '../../domain/allocation.ts'
import { sumResults } from '../../domain/rubric.ts'
import { ErrorSummary } from '../../ui/form.tsx'
import { formatDate, formatMoment, formatNumber } from '../../ui/format.ts'
import { Layout } from '../../ui/layout.tsx'
import type { PageContext } from '../../ui/page-context.ts'
import { urls } from '../../urls.ts'
import type { FieldErrors } from './forms.ts'
import { messages } from './messages.ts'
import { PieceContent } from './piece-content.tsx'
import type { PieceToMark, QueueRow } from './piece-views.ts'
import { ResultTable, RubricFields } from './rubric.tsx'

/** What waits for this educator, the longest waiting first. */
export function QueuePage({ page, rows, rowsMax }: { page: PageContext; rows: QueueRow[]; rowsMax: number }) {
  const t = messages(page.locale)
  return (
    <Layout page={page} title={t('queueTitle')}>
      <section class="stack">
        <h1>{t('queueTitle')}</h1>
        {rows.length === 0 ? (
          <p class="none">{t('queueEmpty')}</p>
        ) : (
          <>
            <p>
              {rows.length < rowsMax ? t('queueCount', { n: rows.length }) : t('queueMany', { n: rowsMax })}
            </p>
            <ol class="queue">
              {rows.map((row) => (
                <QueueLine key={row.id} page={page} row={row} />
              ))}
            </ol>
          </>
        )}
      </section>
    </Layout>
  )
}

function QueueLine({ page, row }: { page: PageContext; row: QueueRow }) {
  const t = messages(page.locale)
  const days = Math.floor((page.now.getTime() - row.handedInAt.getTime()) / 86_400_000)
  const promised = peersHaveUntil(row.handedInAt, row.promiseDays)
  return (
    <li>
      <div>
        <h2>
          <a href={urls.markPiece({ handIn: row.id })}>{row.title}</a>
        </h2>
        <small>{row.credentialTitle}</small>
      </div>
      <dl>
        <div>
          <dt>{t('queueWaiting')}</dt>
          <dd>{t('days', { n: days })}</dd>
        </div>
        <div>
          <dt>{t('queuePeers')}</dt>
          <dd>{t('peersOf', { n: row.peerMarks, peers: row.peers })}</dd>
        </div>
        <div>
          <dt>{t('queuePromised')}</dt>
          <dd>
            {formatDate(page.locale, promised, page.viewer?.timeZone)}
            {promised <= page.now && (
              <>
                {' '}
                <b class="overdue">{t('overdue')}</b>
              </>
            )}
          </dd>
        </div>
      </dl>
    </li>
  )
}

interface MarkPiecePageProps {
  page: PageContext
  view: PieceToMark
  typed?: Record<string, string>
  errors?: FieldErrors
  already?: boolean
}

/** A piece for an educator: marked blind first, then everybody's marks side by side. */
export function MarkPiecePage({ page, view, typed = {}, errors = {}, already }: MarkPiecePageProps) {
  const t = messages(page.locale)
  const { project } = view
  const title = t('markTitle', { title: project.title })
  const zone = page.viewer?.timeZone ?? 'UTC'
  return (
    <Layout page={page} title={title}>
      <section class="stack">
        <p class="kicker">
          <a href={urls.markingQueue()}>{t('backToQueue')}</a> · {view.credentialTitle}
        </p>
        <h1>{title}</h1>
        <p>{t('handedInAt', { moment: formatMoment(page.locale, view.handedInAt, zone) })}</p>
        {already && (
          <p class="warning" role="status">
            {t('markAlready')}
          </p>
        )}
        <ErrorSummary
          title={t('errors')}
          says={Object.entries(errors).map(([name, error]) => ({ name, text: t(error.key, error.values) }))}
        />
        <div class="marking">
          <div class="stack">
            <h2>{t('thePiece')}</h2>
            <PieceContent
              page={page}
              handInId={view.piece.handInId}
              text={view.piece.text}
              files={view.piece.files}
            />
          </div>
          <div class="stack">
            {view.state === 'marked' ? (
              <SideBySide page={page} view={view} />
            ) : (
              <form method="post" action={urls.markPiece({ handIn: view.piece.handInId })}>
                <h2>{t('yourMarks')}</h2>
                <p>{t('markBlind', { n: view.peerMarks, share: project.marking.educator_share })}</p>
                <RubricFields page={page} criteria={project.criteria} typed={typed} errors={errors} />
                <button class="btn">{t('saveMarks')}</button>
              </form>
            )}
          </div>
        </div>
      </section>
    </Layout>
  )
}

function SideBySide({ page, view }: { page: PageContext; view: PieceToMark }) {
  const t = messages(page.locale)
  const total = sumResults(view.results)
  return (
    <>
      <h2>{t('result')}</h2>
      <p class="good" role="status">
        {t('markSaved', { points: formatNumber(page.locale, total.points, 2), max: total.pointsMax })}
      </p>
      <ResultTable
        page={page}
        criteria={view.project.criteria}
        results={view.results}
        peers={view.peers}
        educator={view.educator}
      />
    </>
  )
}

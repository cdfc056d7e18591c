import { formatDate } from '../../ui/format.ts'
import { Layout } from '../../ui/layout.tsx'
import type { PageContext } from '../../ui/page-context.ts'
import { Table } from '../../ui/table.tsx'
import { urls, withQuery } from '../../urls.ts'
import type { QueueFilter } from './educator-queries.ts'
import { markingMessages } from './marking.messages.ts'
import type { EducatorLoad, QueueRow } from './piece-views.ts'
import { promiseMessages } from './promise.messages.ts'
import { doubtDays } from './queue-order.ts'

export interface QueuePageProps {
  page: PageContext
  rows: QueueRow[]
  rowsMax: number
  filter: QueueFilter
  counts: Record<string, number>
  load: EducatorLoad[]
  /** Providers whose only educator this one is, and what waits there for somebody else. */
  alone: { provider: string; waits: number }[]
}

export const queueFilters = [
  'all',
  'mine',
  'appeal',
  'report',
  'offensive',
  'doubt',
  'audit',
  'second',
  'late',
  'every',
] as const satisfies QueueFilter[]

/** What waits for this educator: by promise and doubt, with why an educator is asked. */
export function QueuePage({ page, rows, rowsMax, filter, counts, load, alone }: QueuePageProps) {
  const t = markingMessages(page.locale)
  return (
    <Layout page={page} title={t('queueTitle')}>
      <section class="stack">
        <h1>{t('queueTitle')}</h1>
        <p>
          <a href={urls.closedDays()}>{promiseMessages(page.locale)('calendarTitle')}</a>
        </p>
        <Alone page={page} alone={alone} />
        <Filters page={page} filter={filter} counts={counts} />
        {rows.length === 0 ? (
          <p class="none">{t('queueEmpty')}</p>
        ) : (
          <>
            <p>
              {rows.length < rowsMax ? t('queueCount', { n: rows.length }) : t('queueMany', { n: rowsMax })}
            </p>
            <p class="quiet">{t('queueOrder', { days: doubtDays })}</p>
            <ol class="queue">
              {rows.map((row) => (
                <QueueLine key={row.id} page={page} row={row} />
              ))}
            </ol>
          </>
        )}
      </section>
      {load.length > 1 && <Load page={page} load={load} />}
    </Layout>
  )
}

// Appeals, second markings and whatever this educator had a part in: with nobody else there, they wait.
function Alone({ page, alone }: Pick<QueuePageProps, 'page' | 'alone'>) {
  const t = markingMessages(page.locale)
  return (
    <>
      {alone.map(({ provider, waits }) => (
        <div key={provider} class="warning" role="note">
          <p>
            <b>{t('aloneTitle', { provider })}</b>
          </p>
          <p>
            {t('aloneText', { provider })} {waits > 0 && <b>{t('aloneWaits', { n: waits })}</b>}
          </p>
        </div>
      ))}
    </>
  )
}

// Kinds of which nothing waits are left out, but for the one that is looked at.
function Filters({ page, filter, counts }: Pick<QueuePageProps, 'page' | 'filter' | 'counts'>) {
  const t = markingMessages(page.locale)
  const shown = queueFilters.filter((one) => one === 'all' || one === filter || (counts[one] ?? 0) > 0)
  if (shown.length < 2) return null
  return (
    <nav class="queue-filters" aria-label={t('queueFilters')}>
      {shown.map((one) => (
        <a
          key={one}
          href={withQuery(urls.markingQueue(), { for: one === 'all' ? undefined : one })}
          aria-current={one === filter ? 'page' : undefined}
        >
          {t(one === 'all' ? 'filter_all' : one === 'mine' ? 'filter_mine' : `reason_${one}`)}{' '}
          <span class="num">{counts[one] ?? 0}</span>
        </a>
      ))}
    </nav>
  )
}

function QueueLine({ page, row }: { page: PageContext; row: QueueRow }) {
  const t = markingMessages(page.locale)
  const days = Math.floor((page.now.getTime() - row.handedInAt.getTime()) / 86_400_000)
  return (
    <li>
      <div>
        <h2>
          <a href={urls.markPiece({ handIn: row.id })}>{row.title}</a>
        </h2>
        <small>{row.credentialTitle}</small>
        <p class="tags">
          {row.reasons.map((reason) => (
            <span key={reason} class="tag">
              {t(`reason_${reason}`)}
            </span>
          ))}{' '}
          {row.assignee && <span class="tag">{t(row.assignee === 'me' ? 'takenByMe' : 'takenByOther')}</span>}
        </p>
      </div>
      <dl>
        <div>
          <dt>{t('queueWaiting')}</dt>
          <dd>{t('days', { n: days })}</dd>
        </div>
        <div>
          <dt>{t('queuePeers')}</dt>
          <dd>{t('peersOf', { n: row.peerMarks, peers: row.peersWanted })}</dd>
        </div>
        <div>
          <dt>{t('queuePromised')}</dt>
          <dd>
            {formatDate(page.locale, row.dueAt, page.viewer?.timeZone)}
            {row.dueAt <= page.now && (
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

function Load({ page, load }: { page: PageContext; load: EducatorLoad[] }) {
  const t = markingMessages(page.locale)
  return (
    <section class="stack">
      <h2>{t('loadTitle')}</h2>
      <Table
        label={t('loadTitle')}
        rows={load}
        keyOf={(row) => row.personKey}
        columns={[
          {
            title: t('loadName'),
            cell: (row) => (row.isMe ? t('loadMe') : row.name || t('loadNoName')),
          },
          { title: t('loadTaken'), cell: (row) => row.taken },
          { title: t('loadDone'), cell: (row) => row.doneInMonth },
        ]}
      />
    </section>
  )
}

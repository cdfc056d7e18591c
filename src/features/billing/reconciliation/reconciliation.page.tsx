import type { BookLine, DifferenceKind } from '../../../domain/reconcile.ts'
import { formatDate, formatMoment, formatMoney, formatNumber } from '../../../ui/format.ts'
import { Layout } from '../../../ui/layout.tsx'
import type { PageContext } from '../../../ui/page-context.ts'
import { Table } from '../../../ui/table.tsx'
import { urls } from '../../../urls.ts'
import type { selectDisputes } from '../disputes/queries.ts'
import { SimulatedBand } from '../trial.page.tsx'
import type { KeptDifference, ReconciledDay } from './differences.ts'
import { reconciliationMessages } from './reconciliation.messages.ts'

type Dispute = Awaited<ReturnType<typeof selectDisputes>>[number]

interface ReconciliationPageProps {
  page: PageContext
  gateway: string
  simulated: boolean
  differences: KeptDifference[]
  days: ReconciledDay[]
  disputes: Dispute[]
  isAsked: boolean
}

/** For the operator: where the gateway's books and ours differ, and what to do about each. */
export function ReconciliationPage(props: ReconciliationPageProps) {
  const { page, gateway, simulated, differences, isAsked } = props
  const t = reconciliationMessages(page.locale)
  return (
    <Layout page={page} title={t('title')}>
      <section class="stack">
        {simulated && <SimulatedBand page={page} />}
        <h1>{t('title')}</h1>
        <p>{t('lead', { gateway })}</p>
        {isAsked && (
          <p class="good" role="status">
            {t('asked')}
          </p>
        )}
        <form method="post" action={urls.reconciliationRuns()}>
          <button class="btn plain">{t('again')}</button>
        </form>
      </section>
      <section>
        <h2>{t('open')}</h2>
        {differences.length === 0 ? (
          <p class="good">{t('none')}</p>
        ) : (
          <Differences page={page} rows={differences} />
        )}
      </section>
      <section>
        <h2>{t('disputes')}</h2>
        {props.disputes.length === 0 ? (
          <p class="none">{t('disputesNone')}</p>
        ) : (
          <Disputes page={page} rows={props.disputes} />
        )}
      </section>
      <section>
        <h2>{t('days')}</h2>
        {props.days.length === 0 ? (
          <p class="none">{t('daysNone')}</p>
        ) : (
          <Days page={page} rows={props.days} />
        )}
      </section>
    </Layout>
  )
}

function Differences({ page, rows }: { page: PageContext; rows: KeptDifference[] }) {
  const t = reconciliationMessages(page.locale)
  return (
    <Table
      label={t('open')}
      rows={rows}
      keyOf={(row) => `${row.kind} ${row.reference}`}
      columns={[
        { title: t('day'), cell: (row) => dayOf(page, row.day) },
        {
          title: t('kind'),
          cell: (row) => (
            <>
              {t(row.kind as DifferenceKind)} <br />
              <code>{row.reference}</code> <br />
              <small class="quiet">
                {row.gone_at
                  ? t('gone', { date: formatDate(page.locale, row.gone_at, 'UTC') })
                  : t('since', { date: formatDate(page.locale, row.found_at, 'UTC') })}
              </small>
            </>
          ),
        },
        { title: t('ours'), cell: (row) => lineOf(page, row.ours as BookLine | null) },
        { title: t('theirs'), cell: (row) => lineOf(page, row.theirs as BookLine | null) },
      ]}
    />
  )
}

function Disputes({ page, rows }: { page: PageContext; rows: Dispute[] }) {
  const t = reconciliationMessages(page.locale)
  return (
    <Table
      label={t('disputes')}
      rows={rows}
      keyOf={(row) => row.id}
      columns={[
        { title: t('openedAt'), cell: (row) => formatDate(page.locale, row.opened_at, 'UTC') },
        { title: t('reference'), cell: (row) => <code>{row.gateway_reference}</code> },
        { title: t('amount'), cell: (row) => formatMoney(page.locale, row.amount_minor, row.currency) },
        { title: t('reason'), cell: (row) => row.reason },
        { title: t('state'), cell: (row) => t(stateKey(row.state)) },
      ]}
    />
  )
}

function Days({ page, rows }: { page: PageContext; rows: ReconciledDay[] }) {
  const t = reconciliationMessages(page.locale)
  return (
    <Table
      label={t('days')}
      rows={rows}
      keyOf={(row) => `${row.gateway} ${row.day}`}
      columns={[
        { title: t('day'), cell: (row) => dayOf(page, row.day) },
        {
          title: t('counted'),
          cell: (row) => {
            const n = row.counted as Record<string, number>
            return t('countedText', {
              charges: n.charge ?? 0,
              refunds: n.refund ?? 0,
              disputes: n.dispute ?? 0,
              transfers: n.transfer ?? 0,
              payouts: n.bank_payout ?? 0,
            })
          },
        },
        { title: t('differences'), cell: (row) => formatNumber(page.locale, row.differences) },
        {
          title: t('lookedAt'),
          cell: (row) => formatMoment(page.locale, row.looked_at, page.viewer?.timeZone ?? 'UTC'),
        },
      ]}
    />
  )
}

function lineOf(page: PageContext, line: BookLine | null) {
  const t = reconciliationMessages(page.locale)
  if (!line) return t('nothing')
  const words = {
    amount: formatMoney(page.locale, line.amountMinor, line.currency),
    state: t(stateKey(line.state)),
  }
  return line.feeMinor === null
    ? t('line', words)
    : t('lineFee', { ...words, fee: formatMoney(page.locale, line.feeMinor, line.currency) })
}

const states = [
  'asked',
  'open',
  'won',
  'lost',
  'succeeded',
  'failed',
  'intended',
  'withdrawn',
  'refused',
] as const

function stateKey(state: string) {
  const known = states.find((one) => one === state)
  return `state_${known ?? 'open'}` as const
}

function dayOf(page: PageContext, day: string): string {
  return formatDate(page.locale, new Date(`${day}T00:00:00Z`), 'UTC')
}

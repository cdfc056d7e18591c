import { formatDate, formatMoney } from '../../../ui/format.ts'
import { Layout } from '../../../ui/layout.tsx'
import type { PageContext } from '../../../ui/page-context.ts'
import { Table } from '../../../ui/table.tsx'
import { urls } from '../../../urls.ts'
import { SimulatedBand } from '../trial.page.tsx'
import { refundableDays } from './make-statements.ts'
import { monthInWords, payoutInWords } from './payout-words.ts'
import { payoutsMessages } from './payouts.messages.ts'
import type { OwnProvider, Statement } from './queries.ts'

interface PayoutsPageProps {
  page: PageContext
  provider: OwnProvider
  simulated: boolean
  /** Payouts are played too: there is no account to connect. */
  isPlayed: boolean
  balances: { currency: string; balance: number; reserve: number }[]
  statements: Statement[]
  isAway?: boolean
  /** The gateway's own page with its questions. */
  continueUrl?: string
}

/** A provider's money: what stands now, where it goes, and a statement for every month. */
export function PayoutsPage(props: PayoutsPageProps) {
  const { page, provider, simulated, balances, statements, isAway } = props
  const t = payoutsMessages(page.locale)
  const title = t('title', { provider: provider.name })
  return (
    <Layout page={page} title={title}>
      <section class="stack">
        {simulated && <SimulatedBand page={page} />}
        <h1>{title}</h1>
        <p>{t('lead')}</p>
        <p class="label-links">
          <a href={urls.providerMoney({ provider: provider.slug })}>{t('whatPeoplePaid')}</a> ·{' '}
          <a href={urls.codes({ provider: provider.slug })}>{t('codes')}</a>
        </p>
        {isAway && (
          <p class="warning" role="status">
            {t('away')}
          </p>
        )}
      </section>
      <section>
        <h2>{t('now')}</h2>
        {balances.length === 0 ? (
          <p class="none">{t('nothing')}</p>
        ) : (
          <Balances page={page} rows={balances} />
        )}
        <p class="quiet">{t('reserveWhy', { days: refundableDays })}</p>
      </section>
      <Account {...props} />
      <section>
        <h2>{t('statements')}</h2>
        {statements.length === 0 ? (
          <p class="none">{t('statementsNone')}</p>
        ) : (
          <Statements page={page} rows={statements} />
        )}
      </section>
    </Layout>
  )
}

function Balances({ page, rows }: { page: PageContext; rows: PayoutsPageProps['balances'] }) {
  const t = payoutsMessages(page.locale)
  return (
    <Table
      label={t('now')}
      rows={rows}
      keyOf={(row) => row.currency}
      columns={[
        { title: t('currency'), cell: (row) => row.currency },
        { title: t('balance'), cell: (row) => formatMoney(page.locale, row.balance, row.currency) },
        { title: t('reserve'), cell: (row) => formatMoney(page.locale, row.reserve, row.currency) },
        {
          title: t('free'),
          cell: (row) => formatMoney(page.locale, Math.max(0, row.balance - row.reserve), row.currency),
        },
      ]}
    />
  )
}

function Account({ page, provider, isPlayed, continueUrl }: PayoutsPageProps) {
  const t = payoutsMessages(page.locale)
  const isReady = provider.account_state === 'ready'
  const says = isReady ? 'accountReady' : provider.reference ? 'accountIncomplete' : 'accountNone'
  return (
    <section class="stack">
      <h2>{t('account')}</h2>
      <p>{t(isPlayed ? 'accountSimulated' : says)}</p>
      {continueUrl && (
        <p>
          <a class="btn" href={continueUrl} rel="noreferrer">
            {t('toGateway')}
          </a>
        </p>
      )}
      {!isPlayed && !isReady && !continueUrl && (
        <form method="post" action={urls.payoutAccount({ provider: provider.slug })}>
          <button class="btn">{t(provider.reference ? 'goOn' : 'connect')}</button>
        </form>
      )}
    </section>
  )
}

function Statements({ page, rows }: { page: PageContext; rows: Statement[] }) {
  const t = payoutsMessages(page.locale)
  const money = (row: Statement, minor: number) => formatMoney(page.locale, minor, row.currency)
  return (
    <Table
      label={t('statements')}
      rows={rows}
      keyOf={(row) => row.id}
      columns={[
        {
          title: t('month'),
          cell: (row) => (
            <a href={urls.statement({ statement: row.id })}>{monthInWords(page.locale, row.month)}</a>
          ),
        },
        { title: t('closing'), cell: (row) => money(row, row.closing_minor) },
        {
          title: t('paidOut'),
          cell: (row) => `${money(row, row.payout_minor)}, ${payoutInWords(page.locale, row)}`,
        },
      ]}
    />
  )
}

/** One month of one currency; prints on one page. */
export function StatementPage({
  page,
  statement,
  simulated,
}: {
  page: PageContext
  statement: Statement
  simulated: boolean
}) {
  const t = payoutsMessages(page.locale)
  const money = (minor: number) => formatMoney(page.locale, minor, statement.currency)
  const title = t('statementTitle', {
    month: monthInWords(page.locale, statement.month),
    currency: statement.currency,
  })
  const lines = [
    ['opening', statement.opening_minor],
    ['charges', statement.charges_minor],
    ['refunds', statement.refunds_minor],
    ['disputes', statement.disputes_minor],
    ['fees', statement.fees_minor],
    ['other', statement.other_minor],
    ['payouts', statement.payouts_minor],
  ] as const
  const carried = statement.closing_minor - statement.payout_minor
  return (
    <Layout page={page} title={title}>
      <section class="narrow stack">
        {simulated && <SimulatedBand page={page} />}
        <h1>{title}</h1>
        <p>
          {t('statementFor', {
            provider: statement.provider_name,
            date: formatDate(page.locale, statement.made_at, 'UTC'),
          })}
        </p>
        <table class="plain sums">
          <thead>
            <tr>
              <th scope="col">{t('columnWhat')}</th>
              <th scope="col">{t('columnAmount')}</th>
            </tr>
          </thead>
          <tbody>
            {lines.map(([key, minor]) => (
              <tr key={key}>
                <th scope="row">{t(key)}</th>
                <td>{money(minor)}</td>
              </tr>
            ))}
            <tr class="sum">
              <th scope="row">{t('closing')}</th>
              <td>
                <b>{money(statement.closing_minor)}</b>
              </td>
            </tr>
            <tr>
              <th scope="row">{t('keptBack')}</th>
              <td>{money(statement.reserve_minor)}</td>
            </tr>
            <tr class="sum">
              <th scope="row">{t('payout')}</th>
              <td>
                <b>{money(statement.payout_minor)}</b>
                {statement.payout_state && (
                  <>
                    <br />
                    <small>{payoutInWords(page.locale, statement)}</small>
                  </>
                )}
              </td>
            </tr>
            <tr>
              <th scope="row">{t('carried')}</th>
              <td>{money(carried)}</td>
            </tr>
          </tbody>
        </table>
        <p class="buttons no-print">
          <a href={urls.statementCsv({ statement: statement.id })}>{t('csv')}</a>
          <a href={urls.payouts({ provider: statement.slug })}>{t('back')}</a>
        </p>
        <p class="quiet no-print">{t('print')}</p>
      </section>
    </Layout>
  )
}

import { formatDate, formatMoney } from '../../../ui/format.ts'
import { Layout } from '../../../ui/layout.tsx'
import type { PageContext } from '../../../ui/page-context.ts'
import { urls } from '../../../urls.ts'
import { SimulatedBand } from '../trial.page.tsx'
import type { BankRefund, OpenBill } from './bill-queries.ts'
import { ordersMessages } from './orders.messages.ts'

export type BillsNotice = 'noted' | 'notNoted' | 'referenceMissing'

/** The operator's list of bills that wait for a transfer, and of transfers that go back. */
export function BillsPage({
  page,
  bills,
  refunds,
  notice,
  simulated,
}: {
  page: PageContext
  bills: OpenBill[]
  refunds: BankRefund[]
  notice?: BillsNotice
  simulated: boolean
}) {
  const { locale } = page
  const t = ordersMessages(locale)
  return (
    <Layout page={page} title={t('billsTitle')}>
      <section>
        {simulated && <SimulatedBand page={page} />}
        <h1>{t('billsTitle')}</h1>
        {notice && (
          <p class={notice === 'noted' ? 'good' : 'warning'} role="status">
            {t(notice)}
          </p>
        )}
        <p>{t('billsLead')}</p>
        {bills.length === 0 ? (
          <p class="none">{t('billsNone')}</p>
        ) : (
          <Rows
            page={page}
            caption={t('billsTitle')}
            rows={bills.map((bill) => ({
              id: bill.order_id,
              invoiceId: bill.invoice_id,
              label: bill.label,
              at: bill.issued_at,
              due: bill.due_at,
              amount: formatMoney(locale, bill.total_minor, bill.currency),
              action: urls.billPayment({ order: bill.order_id }),
              button: t('noteReceived'),
            }))}
          />
        )}
        <h2>{t('refundsTitle')}</h2>
        {refunds.length === 0 ? (
          <p class="none">{t('refundsNone')}</p>
        ) : (
          <Rows
            page={page}
            caption={t('refundsTitle')}
            rows={refunds.map((refund) => ({
              id: refund.id,
              invoiceId: refund.invoice_id,
              label: refund.label,
              at: refund.intended_at,
              due: null,
              amount: formatMoney(locale, refund.amount_minor, refund.currency),
              action: urls.billRefund({ refund: refund.id }),
              button: t('noteSent'),
            }))}
          />
        )}
      </section>
    </Layout>
  )
}

interface Row {
  id: string
  invoiceId: string
  label: string
  at: Date
  due: Date | null
  amount: string
  action: string
  button: string
}

function Rows({ page, caption, rows }: { page: PageContext; caption: string; rows: Row[] }) {
  const { locale, now } = page
  const t = ordersMessages(locale)
  return (
    <div class="table-scroll" tabIndex={0} role="region" aria-label={caption}>
      <table class="plain">
        <thead>
          <tr>
            <th scope="col">{t('columnBill')}</th>
            <th scope="col">{t('columnIssued')}</th>
            <th scope="col">{t('columnDue')}</th>
            <th scope="col" class="amount">
              {t('columnAmount')}
            </th>
            <th scope="col">{t('columnNote')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              <td>
                <a href={urls.invoice({ invoice: row.invoiceId })}>{row.label}</a>
              </td>
              <td>{formatDate(locale, row.at)}</td>
              <td>
                {row.due && formatDate(locale, row.due)}
                {row.due && row.due < now && ` · ${t('overdue')}`}
              </td>
              <td class="amount">{row.amount}</td>
              <td>
                <form method="post" action={row.action} class="with-button">
                  <input
                    name="reference"
                    maxLength={140}
                    required
                    autocomplete="off"
                    aria-label={t('reference', { label: row.label })}
                  />
                  <button class="btn plain small">{row.button}</button>
                </form>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

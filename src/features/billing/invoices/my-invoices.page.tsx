import { formatDate, formatMoney } from '../../../ui/format.ts'
import { Layout } from '../../../ui/layout.tsx'
import type { PageContext } from '../../../ui/page-context.ts'
import { urls } from '../../../urls.ts'
import type { OwnOrder } from '../orders/queries.ts'
import { SimulatedBand } from '../trial.page.tsx'
import { invoicesMessages } from './invoices.messages.ts'
import type { InvoiceLine } from './issue-invoice.ts'
import type { OwnInvoice } from './queries.ts'

/** Every paper of a person, newest first. */
export function MyInvoicesPage({
  page,
  invoices,
  orders,
  simulated,
}: {
  page: PageContext
  invoices: OwnInvoice[]
  orders: OwnOrder[]
  simulated: boolean
}) {
  const t = invoicesMessages(page.locale)
  return (
    <Layout page={page} title={t('mineTitle')}>
      <section class="stack">
        {simulated && <SimulatedBand page={page} />}
        <h1>{t('mineTitle')}</h1>
        <p>{t(invoices.length > 0 ? 'mineLead' : 'mineNone')}</p>
        <p>
          <a href={urls.billingDetails()}>{t('toDetails')}</a>
        </p>
        {invoices.length > 0 && <Invoices page={page} invoices={invoices} />}
        {orders.length > 0 && <Orders page={page} orders={orders} />}
      </section>
    </Layout>
  )
}

function Invoices({ page, invoices }: { page: PageContext; invoices: OwnInvoice[] }) {
  const { locale } = page
  const t = invoicesMessages(locale)
  const timeZone = page.viewer?.timeZone
  return (
    <div class="table-scroll" tabIndex={0} role="region" aria-label={t('mineTitle')}>
      <table class="plain">
        <thead>
          <tr>
            <th scope="col">{t('columnDate')}</th>
            <th scope="col">{t('columnNumber')}</th>
            <th scope="col">{t('columnFor')}</th>
            <th scope="col">{t('columnFrom')}</th>
            <th scope="col" class="amount">
              {t('columnAmount')}
            </th>
            <th scope="col">{t('columnPdf')}</th>
          </tr>
        </thead>
        <tbody>
          {invoices.map((invoice) => {
            const [line] = invoice.lines as unknown as InvoiceLine[]
            const isBack = invoice.kind === 'credit_note'
            const minor = isBack ? -invoice.total_minor : invoice.total_minor
            return (
              <tr key={invoice.id}>
                <td>{formatDate(locale, invoice.issued_at, timeZone)}</td>
                <td class="paper-number">
                  <a href={urls.invoice({ invoice: invoice.id })}>{invoice.label}</a>
                </td>
                <td>
                  <span dir="auto">{line?.title}</span>
                  {invoice.order_state === 'open' && invoice.due_at && ` · ${t('open')}`}
                </td>
                <td>{invoice.provider_name}</td>
                <td class="amount">{formatMoney(locale, minor, invoice.currency)}</td>
                <td>
                  <a
                    href={urls.invoicePdf({ invoice: invoice.id })}
                    aria-label={t('pdfOf', { label: invoice.label })}
                  >
                    {t('pdf')}
                  </a>
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}

function Orders({ page, orders }: { page: PageContext; orders: OwnOrder[] }) {
  const { locale } = page
  const t = invoicesMessages(locale)
  return (
    <>
      <h2>{t('ordersTitle')}</h2>
      <ul class="plain-list">
        {orders.map((order) => (
          <li key={order.id}>
            <a href={urls.order({ order: order.id })}>
              <span dir="auto">{order.title}</span>, {formatMoney(locale, order.total_minor, order.currency)}
            </a>{' '}
            {formatDate(locale, order.created_at, page.viewer?.timeZone)}
          </li>
        ))}
      </ul>
    </>
  )
}

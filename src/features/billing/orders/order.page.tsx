import type { RefundOffer } from '../../../domain/self-service-refund.ts'
import { formatDate, formatMoment, formatMoney } from '../../../ui/format.ts'
import { Layout } from '../../../ui/layout.tsx'
import type { PageContext } from '../../../ui/page-context.ts'
import { urls } from '../../../urls.ts'
import { SimulatedBand } from '../trial.page.tsx'
import { ordersMessages } from './orders.messages.ts'
import type { Order, OrderSurroundings } from './queries.ts'

export type OrderNotice = 'backDone' | 'backChanged' | 'backNothing'

interface OrderPageProps {
  page: PageContext
  order: Order
  around: OrderSurroundings
  papers: { id: string; label: string; kind: string }[]
  givenBackMinor: number
  offer: RefundOffer | undefined
  notice?: OrderNotice
  simulated: boolean
}

/** One purchase: how it stands, its papers, and the way back. */
export function OrderPage({
  page,
  order,
  around,
  papers,
  givenBackMinor,
  offer,
  notice,
  simulated,
}: OrderPageProps) {
  const { locale } = page
  const t = ordersMessages(locale)
  const money = (minor: number) => formatMoney(locale, minor, order.currency)
  const timeZone = page.viewer?.timeZone ?? 'UTC'
  const state = order.state === 'open' && order.pays_by === 'invoice' ? 'bill' : order.state
  const date = order.settled_at ? formatDate(locale, order.settled_at, timeZone) : ''
  return (
    <Layout page={page} title={t('orderTitle', { title: around.title })}>
      <section class="narrow">
        {simulated && <SimulatedBand page={page} />}
        <h1>{t('orderTitle', { title: around.title })}</h1>
        {notice && (
          <p class={notice === 'backDone' ? 'good' : 'warning'} role="status">
            {t(notice)}
          </p>
        )}
        <p class="state">
          {t(`state_${state as 'paid'}`, { date, total: money(order.total_minor) })}
          {givenBackMinor > 0 && ` ${t('givenBack', { amount: money(givenBackMinor) })}`}
        </p>
        <dl class="facts">
          <dt>{t('what')}</dt>
          <dd>{t(`kind_${order.kind as 'seats'}`, { n: order.quantity })}</dd>
          <dt>{t('simpleTotal')}</dt>
          <dd>{money(order.total_minor)}</dd>
        </dl>
        {papers.length > 0 && (
          <ul class="plain-list">
            {papers.map(({ id, label, kind }) => (
              <li key={id}>
                <a href={urls.invoice({ invoice: id })}>
                  {t(kind === 'credit_note' ? 'creditPaper' : 'paper', { label })}
                </a>
              </li>
            ))}
          </ul>
        )}
        <p class="buttons">
          {order.state === 'paid' && order.enrolment_id && (
            <a class="btn" href={urls.enrolment({ enrolment: order.enrolment_id })}>
              {t('toLearning')}
            </a>
          )}
          {order.state === 'failed' && order.kind === 'once' && (
            <a class="btn" href={urls.once({ credential: around.slug })}>
              {t('again')}
            </a>
          )}
          <a href={urls.money()}>{t('toMoney')}</a>
        </p>
      </section>
      {offer?.kind === 'offer' && <GiveBack page={page} order={order} offer={offer} />}
    </Layout>
  )
}

function GiveBack({
  page,
  order,
  offer,
}: {
  page: PageContext
  order: Order
  offer: RefundOffer & { kind: 'offer' }
}) {
  const { locale } = page
  const t = ordersMessages(locale)
  const amount = formatMoney(locale, offer.cardMinor, order.currency)
  const moment = formatMoment(locale, offer.until, page.viewer?.timeZone ?? 'UTC')
  return (
    <section class="narrow">
      <h2>{t('backTitle')}</h2>
      <p>
        {t(offer.inFull ? 'backFull' : 'backPart', {
          amount,
          moment,
          unused: offer.unusedDays,
          days: offer.periodDays,
        })}{' '}
        {t('backEnds')}
      </p>
      <form method="post" action={urls.orderRefund({ order: order.id })}>
        <input type="hidden" name="minor" value={offer.cardMinor} />
        <button class="btn plain">{t('backButton', { amount })}</button>
      </form>
    </section>
  )
}

import { isLocale, type Locale } from '../../../domain/locales.ts'
import type { Tx } from '../../../platform/db/pool.ts'
import { queueMail } from '../../../platform/mail.ts'
import { formatMoney } from '../../../ui/format.ts'
import { composeMail, type MailContent } from '../../../ui/mail.tsx'
import { urls } from '../../../urls.ts'
import { type BillingDeps, gatewayOf } from '../gateway-of.ts'
import { orderMailMessages } from './order-mail.messages.ts'
import type { Order, OrderSurroundings } from './queries.ts'

/** An order was paid: what for, how much, its invoice, and how long it can be given back. */
export async function mailOrderPaid(
  tx: Tx,
  deps: BillingDeps,
  order: Order,
  around: OrderSurroundings,
  invoiceId: string,
): Promise<void> {
  const { t, ...words } = wordsOf(order, around)
  const toLearning = order.kind === 'once' && order.enrolment_id
  await send(tx, deps, order, around, {
    kind: 'order-paid',
    key: order.id,
    subject: t('paidSubject', words),
    paragraphs: [
      t('paidText', words),
      t(`paidAfter_${order.kind as 'once'}`, words),
      `${t('orderAt')} ${deps.config.publicUrl.origin}${urls.order({ order: order.id })}`,
      `${t('invoiceAt')} ${deps.config.publicUrl.origin}${urls.invoice({ invoice: invoiceId })}`,
    ],
    link: toLearning
      ? {
          label: t('learningLink'),
          url: deps.config.publicUrl.origin + urls.enrolment({ enrolment: order.enrolment_id! }),
        }
      : { label: t('moneyLink'), url: deps.config.publicUrl.origin + urls.money() },
  })
}

export async function mailOrderFailed(
  tx: Tx,
  deps: BillingDeps,
  order: Order,
  around: OrderSurroundings,
): Promise<void> {
  // The seats began and are owed: their bill comes as an invoice now, and its own mail says so.
  if (order.kind === 'seats') return
  const { t, ...words } = wordsOf(order, around)
  await send(tx, deps, order, around, {
    kind: 'order-failed',
    key: order.id,
    subject: t('failedSubject', words),
    paragraphs: [t('failedText', words)],
    link: {
      label: t('credentialLink'),
      url: deps.config.publicUrl.origin + urls.credential({ credential: around.slug }),
    },
  })
}

export async function mailOrderRefunded(
  tx: Tx,
  deps: BillingDeps,
  order: Order,
  around: OrderSurroundings,
  refund: { id: string; amount_minor: number; noteId: string | undefined },
): Promise<void> {
  const { t, locale, ...words } = wordsOf(order, around)
  const back = formatMoney(locale, refund.amount_minor, order.currency)
  const at = refund.noteId && `${deps.config.publicUrl.origin}${urls.invoice({ invoice: refund.noteId })}`
  await send(tx, deps, order, around, {
    kind: 'order-refunded',
    key: refund.id,
    subject: t('refundedSubject', { ...words, back }),
    paragraphs: [t('refundedText', { ...words, back }), ...(at ? [`${t('noteAt')} ${at}`] : [])],
    link: { label: t('moneyLink'), url: deps.config.publicUrl.origin + urls.money() },
  })
}

async function send(
  tx: Tx,
  deps: BillingDeps,
  order: Order,
  around: OrderSurroundings,
  { kind, key, ...content }: Omit<MailContent, 'locale'> & { kind: string; key: string },
): Promise<void> {
  if (!around.email) return
  const locale = localeOf(around)
  const simulated = gatewayOf(deps).simulated ? [orderMailMessages(locale)('simulated')] : []
  await queueMail(tx, deps, {
    idempotencyKey: `billing.${kind}:${key}`,
    purpose: `billing.${kind}`,
    personKey: order.person_key,
    to: around.email,
    ...composeMail({ locale, ...content, paragraphs: [...simulated, ...content.paragraphs] }),
  })
}

function wordsOf(order: Order, around: OrderSurroundings) {
  const locale = localeOf(around)
  const amount = formatMoney(locale, order.total_minor, order.currency)
  return { t: orderMailMessages(locale), locale, title: around.title, amount, n: order.quantity }
}

function localeOf(around: OrderSurroundings): Locale {
  return around.locale && isLocale(around.locale) ? around.locale : 'en'
}

import type { Tx } from '../../../platform/db/pool.ts'
import { newId } from '../../../platform/random.ts'
import { type BillingDeps, gatewayOf } from '../gateway-of.ts'
import type { Order } from '../orders/queries.ts'
import type { Subscription } from '../queries.ts'
import { taxRowOf } from '../tax/tax-table.ts'
import { nextNumber } from './next-number.ts'
import { selectParties } from './queries.ts'

// Invoices are frozen papers: who sold what to whom, with which tax, under which number. They are written in the
// transaction that moves the money they are about, at its end, because the number holds back whoever needs the next.

/** What stands on a line; words are made when it is shown, in the language of the paper. */
export interface InvoiceLine {
  what: 'month' | 'once' | 'gift' | 'vouchers' | 'seats' | 'refund'
  title: string
  /** The period that is paid for. */
  from?: string
  to?: string
  quantity: number
  unitMinor: number
  discountMinor: number
  /** The number of the corrected invoice. */
  corrects?: string
  reason?: string
}

/** Days within which a bill is to be paid. */
export const billDueDays = 30

interface PaidCharge {
  id: string
  gateway: string
  currency: string
  list_minor: number
  discount_minor: number
  amount_minor: number
  credit_minor: number
  tax_minor: number
  tax_added: boolean
  period_start: Date | null
  period_end: Date | null
}
type Sold = { order: Order } | { subscription: Subscription }

/**
 * The invoice of a charge that succeeded; where it was billed before, that bill. Safe to repeat.
 * @returns the invoice's id
 */
export async function issueInvoice(
  tx: Tx,
  deps: BillingDeps,
  {
    charge,
    id,
    ...sold
  }: { charge: PaidCharge /** where it is linked to before it is written */; id?: string } & Sold,
): Promise<string> {
  const before = await tx
    .selectFrom('invoices')
    .select('id')
    .where('kind', '=', 'invoice')
    .where((eb) =>
      'order' in sold
        ? eb.or([eb('charge_id', '=', charge.id), eb('order_id', '=', sold.order.id)])
        : eb('charge_id', '=', charge.id),
    )
    .executeTakeFirst()
  if (before) return before.id
  const sale = 'order' in sold ? sold.order : sold.subscription
  return write(tx, deps, {
    id,
    sale: { ...sale, enrolment_id: 'order' in sold ? null : sold.subscription.enrolment_id },
    editionId: 'order' in sold ? sold.order.edition_id : null,
    kind: 'invoice',
    chargeId: charge.id,
    orderId: 'order' in sold ? sold.order.id : null,
    simulated: isSimulated(deps, charge.gateway),
    currency: charge.currency,
    totalMinor: charge.amount_minor + charge.credit_minor,
    taxMinor: charge.tax_minor,
    creditMinor: charge.credit_minor,
    lineOf: (title) =>
      'order' in sold
        ? orderLine(sold.order, title)
        : {
            what: 'month',
            title,
            from: charge.period_start?.toISOString(),
            to: charge.period_end?.toISOString(),
            quantity: 1,
            unitMinor: charge.list_minor,
            discountMinor: charge.discount_minor,
          },
  })
}

/** The bill of an order that is paid later, by bank transfer. */
export async function issueBill(tx: Tx, deps: BillingDeps, order: Order): Promise<string> {
  return write(tx, deps, {
    sale: { ...order, enrolment_id: null },
    editionId: order.edition_id,
    kind: 'invoice',
    chargeId: null,
    orderId: order.id,
    simulated: gatewayOf(deps).simulated,
    currency: order.currency,
    totalMinor: order.total_minor,
    taxMinor: order.tax_minor,
    creditMinor: 0,
    dueAt: new Date(deps.clock.now().getTime() + billDueDays * 86_400_000),
    lineOf: (title) => orderLine(order, title),
  })
}

/**
 * The credit note of a refund that succeeded, to the card or as credit: it corrects the invoice of the charge.
 * @returns its id; undefined where no invoice was ever written for the charge. Safe to repeat.
 */
export async function issueCreditNote(
  tx: Tx,
  deps: BillingDeps,
  {
    refund,
    charge,
  }: {
    refund: { id: string; amount_minor: number; tax_minor: number; reason: string }
    charge: { id: string; order_id: string | null }
  },
): Promise<string | undefined> {
  // Credit that is left goes back to the card; the credit note was written when the credit was given.
  if (refund.reason === 'credit_left') return undefined
  const before = await tx
    .selectFrom('invoices')
    .select('id')
    .where('refund_id', '=', refund.id)
    .executeTakeFirst()
  if (before) return before.id
  const invoice = await tx
    .selectFrom('invoices')
    .selectAll()
    .where('kind', '=', 'invoice')
    .where((eb) =>
      charge.order_id
        ? eb.or([eb('charge_id', '=', charge.id), eb('order_id', '=', charge.order_id)])
        : eb('charge_id', '=', charge.id),
    )
    .executeTakeFirst()
  if (!invoice) return undefined
  const [first] = invoice.lines as unknown as InvoiceLine[]
  const now = deps.clock.now()
  const id = newId(now, deps.random)
  const unitMinor = refund.amount_minor - (invoice.tax_added ? refund.tax_minor : 0)
  const line: InvoiceLine = {
    what: 'refund',
    title: first?.title ?? '',
    quantity: 1,
    unitMinor,
    discountMinor: 0,
    corrects: invoice.label,
    reason: refund.reason,
  }
  const { seller, buyer } = invoice
  const number = await nextNumber(tx, deps, {
    providerId: invoice.provider_id,
    kind: 'credit_note',
    simulated: invoice.simulated,
  })
  await tx
    .insertInto('invoices')
    .values({
      id,
      ...number,
      kind: 'credit_note',
      simulated: invoice.simulated,
      person_key: invoice.person_key,
      provider_id: invoice.provider_id,
      charge_id: charge.id,
      order_id: invoice.order_id,
      refund_id: refund.id,
      corrects_id: invoice.id,
      issued_at: now,
      currency: invoice.currency,
      net_minor: refund.amount_minor - refund.tax_minor,
      tax_minor: refund.tax_minor,
      total_minor: refund.amount_minor,
      tax_rate_bp: invoice.tax_rate_bp,
      tax_added: invoice.tax_added,
      tax_name: invoice.tax_name,
      country: invoice.country,
      language: invoice.language,
      seller: JSON.stringify(seller),
      buyer: JSON.stringify(buyer),
      lines: JSON.stringify([line]),
    })
    .execute()
  return id
}

interface Paper {
  id?: string
  sale: {
    person_key: string
    provider_id: string
    country: string | null
    tax_rate_bp: number
    tax_added: boolean
    enrolment_id: string | null
  }
  editionId: string | null
  kind: 'invoice'
  chargeId: string | null
  orderId: string | null
  simulated: boolean
  currency: string
  totalMinor: number
  taxMinor: number
  creditMinor: number
  dueAt?: Date
  lineOf: (title: string) => InvoiceLine
}

async function write(tx: Tx, deps: BillingDeps, paper: Paper): Promise<string> {
  const now = deps.clock.now()
  const { sale } = paper
  const { seller, buyer, language, title } = await selectParties(tx, {
    providerId: sale.provider_id,
    personKey: sale.person_key,
    editionId: paper.editionId,
    enrolmentId: sale.enrolment_id,
  })
  const id = paper.id ?? newId(now, deps.random)
  const number = await nextNumber(tx, deps, {
    providerId: sale.provider_id,
    kind: paper.kind,
    simulated: paper.simulated,
  })
  await tx
    .insertInto('invoices')
    .values({
      id,
      ...number,
      kind: paper.kind,
      simulated: paper.simulated,
      person_key: sale.person_key,
      provider_id: sale.provider_id,
      charge_id: paper.chargeId,
      order_id: paper.orderId,
      issued_at: now,
      due_at: paper.dueAt ?? null,
      currency: paper.currency,
      net_minor: paper.totalMinor - paper.taxMinor,
      tax_minor: paper.taxMinor,
      total_minor: paper.totalMinor,
      credit_minor: paper.creditMinor,
      tax_rate_bp: sale.tax_rate_bp,
      tax_added: sale.tax_added,
      tax_name: taxRowOf(deps.config, sale.country)?.name ?? '',
      country: sale.country,
      language,
      seller: JSON.stringify(seller),
      buyer: JSON.stringify(buyer),
      lines: JSON.stringify([paper.lineOf(title)]),
    })
    .execute()
  return id
}

function orderLine(order: Order, title: string): InvoiceLine {
  return {
    what: order.kind as InvoiceLine['what'],
    title,
    quantity: order.quantity,
    unitMinor: order.unit_minor,
    discountMinor: order.discount_minor,
  }
}

// Whether real money moved: by the gateway that moved it; credit and bank transfers are as real as the site.
function isSimulated(deps: BillingDeps, gateway: string): boolean {
  const own = gatewayOf(deps)
  return gateway === 'simulated' || own.simulated
}

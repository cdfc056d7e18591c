import { sql } from 'kysely'
import { audit, auditAll } from '../../../platform/audit.ts'
import type { Tx } from '../../../platform/db/pool.ts'
import { newId } from '../../../platform/random.ts'
import type { BillingDeps } from '../gateway-of.ts'
import { placeOrder } from '../orders/place-order.ts'
import { noteUsedSeats } from './give-out.ts'
import { mailBill } from './mails.ts'
import { type AgreementRow, lockOptionalAgreement } from './queries.ts'

/** A bill that is open for longer than this ends the giving out of seats; who has begun notices nothing. */
const unpaidDaysMax = 45

/**
 * Notes whose learners began, and bills every month that is over, once: one order for the seats that began in it. Safe to
 * repeat; whatever was noted late comes with the next month.
 */
export async function billSeats(deps: BillingDeps): Promise<void> {
  const now = deps.clock.now()
  await noteUsedSeats(deps.db, now)
  const monthBegins = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1))
  const { rows } = await sql<{ agreement_id: string }>`select distinct agreement_id from seats
    where used_at < ${monthBegins} and bill_id is null`.execute(deps.db)
  for (const { agreement_id: id } of rows)
    await deps.db.transaction().execute((tx) => billMonth(tx, deps, id, monthBegins))
  await closeUnpaid(deps)
}

/** The card refused: the same seats come as an invoice, and no learner notices. */
export async function seatsFailed(deps: BillingDeps, orderId: string): Promise<void> {
  await deps.db.transaction().execute(async (tx) => {
    const bill = await tx
      .selectFrom('seat_bills')
      .select(['id', 'agreement_id', 'month'])
      .where('order_id', '=', orderId)
      .forUpdate()
      .executeTakeFirst()
    if (!bill) return
    const agreement = (await lockOptionalAgreement(tx, bill.agreement_id))!
    const { quantity } = await tx
      .selectFrom('orders')
      .select('quantity')
      .where('id', '=', orderId)
      .executeTakeFirstOrThrow()
    const placed = await orderSeats(tx, deps, agreement, { quantity, paysBy: 'invoice' })
    await tx.updateTable('seat_bills').set({ order_id: placed.orderId }).where('id', '=', bill.id).execute()
    await mailBill(tx, deps, agreement, {
      ...placed,
      billId: bill.id,
      month: bill.month,
      quantity,
      how: 'refused',
    })
  })
}

async function billMonth(tx: Tx, deps: BillingDeps, agreementId: string, monthBegins: Date): Promise<void> {
  const now = deps.clock.now()
  const agreement = (await lockOptionalAgreement(tx, agreementId))!
  const month = new Date(monthBegins)
  month.setUTCMonth(month.getUTCMonth() - 1)
  const monthDay = month.toISOString().slice(0, 10)
  const seats = await tx
    .selectFrom('seats')
    .select('id')
    .where('agreement_id', '=', agreementId)
    .where('used_at', '<', monthBegins)
    .where('bill_id', 'is', null)
    .forUpdate()
    .execute()
  const billed = await tx
    .selectFrom('seat_bills')
    .select('id')
    .where('agreement_id', '=', agreementId)
    .where('month', '=', monthDay)
    .executeTakeFirst()
  if (billed || seats.length === 0) return
  const quantity = seats.length
  const placed = await orderSeats(tx, deps, agreement, { quantity, paysBy: payableBy(agreement) })
  const id = newId(now, deps.random)
  await tx
    .insertInto('seat_bills')
    .values({ id, agreement_id: agreementId, month: monthDay, order_id: placed.orderId, made_at: now })
    .execute()
  await tx
    .updateTable('seats')
    .set({ bill_id: id })
    .where(
      'id',
      'in',
      seats.map((seat) => seat.id),
    )
    .execute()
  await audit(tx, {
    at: now,
    actor: null,
    action: 'billing.seats-billed',
    subjectKind: 'seat-agreement',
    subjectId: agreementId,
    detail: { month: monthDay, quantity, order: placed.orderId },
  })
  const how = payableBy(agreement)
  await mailBill(tx, deps, agreement, { ...placed, billId: id, month: monthDay, quantity, how })
}

// A card that is gone (its owner was erased) is no way to pay any more.
function payableBy(agreement: AgreementRow): 'card' | 'invoice' {
  return agreement.pays_by === 'card' && agreement.payment_method_id ? 'card' : 'invoice'
}

async function orderSeats(
  tx: Tx,
  deps: BillingDeps,
  agreement: AgreementRow,
  { quantity, paysBy }: { quantity: number; paysBy: 'card' | 'invoice' },
) {
  return placeOrder(tx, deps, {
    kind: 'seats',
    personKey: agreement.buyer_key,
    credentialId: agreement.credential_id,
    providerId: agreement.provider_id,
    editionId: agreement.edition_id,
    quantity,
    unitMinor: agreement.unit_minor,
    currency: agreement.currency,
    country: agreement.country,
    tax: { rateBp: agreement.tax_rate_bp, added: agreement.tax_added },
    paysBy,
    paymentMethodId: paysBy === 'card' ? (agreement.payment_method_id ?? undefined) : undefined,
    onSession: false,
  })
}

async function closeUnpaid(deps: BillingDeps): Promise<void> {
  const now = deps.clock.now()
  const late = new Date(now.getTime() - unpaidDaysMax * 86_400_000)
  await deps.db.transaction().execute(async (tx) => {
    const { rows } = await sql<{ id: string }>`update seat_agreements g set closed_at = ${now}
      where closed_at is null and exists (
        select 1 from seat_bills b join orders o on o.id = b.order_id
        where b.agreement_id = g.id and o.state = 'open' and o.pays_by = 'invoice' and o.created_at < ${late})
      returning id`.execute(tx)
    await auditAll(
      tx,
      rows.map(({ id }) => ({
        at: now,
        actor: null,
        action: 'billing.seats-closed',
        subjectKind: 'seat-agreement',
        subjectId: id,
        detail: { why: 'unpaid' },
      })),
    )
  })
}

import { taxOfRefund } from '../../../domain/tax.ts'
import { audit } from '../../../platform/audit.ts'
import type { Tx } from '../../../platform/db/pool.ts'
import { addJob } from '../../../platform/jobs.ts'
import { newId } from '../../../platform/random.ts'
import type { RefundAnswer } from '../gateway.ts'
import { type BillingDeps, gatewayOf } from '../gateway-of.ts'
import { issueCreditNote } from '../invoices/issue-invoice.ts'
import { bookRefund } from '../ledger.ts'
import { mailOrderRefunded } from './mails.ts'
import {
  lockOptionalOrder,
  selectGivenBack,
  selectOptionalOrderCharge,
  selectOptionalPaidCharge,
  selectOrderSurroundings,
} from './queries.ts'

export type OrderRefundReason = 'self_service' | 'withdrawal' | 'unused_seats' | 'operator'
export type OrderRefundOutcome =
  | { kind: 'intended'; refundId: string; minor: number }
  /** Not paid, or all of it was given back; for this reason it was given back before. */
  | { kind: 'nothing' }

/**
 * Intends to give back an order or a part of it, in the caller's transaction; a job asks the gateway. Once for each
 * reason; never more than was paid. Where an order was paid by bank transfer, the operator sends the money.
 * @param minor how much; without it, all that was not given back so far
 */
export async function refundOrder(
  tx: Tx,
  deps: BillingDeps,
  {
    orderId,
    minor,
    reason,
    actor = null,
  }: { orderId: string; minor?: number; reason: OrderRefundReason; actor?: string | null },
): Promise<OrderRefundOutcome> {
  const order = await lockOptionalOrder(tx, orderId)
  const charge = order && (await selectOptionalPaidCharge(tx, orderId))
  if (!order || !charge) return { kind: 'nothing' }
  const before = await selectGivenBack(tx, charge.id)
  const left = charge.amount_minor - before.totalMinor
  const amount = Math.min(minor ?? left, left)
  if (amount <= 0) return { kind: 'nothing' }
  const now = deps.clock.now()
  const id = newId(now, deps.random)
  const inserted = await tx
    .insertInto('refunds')
    .values({
      id,
      charge_id: charge.id,
      reason,
      amount_minor: amount,
      tax_minor: taxOfRefund({ totalMinor: charge.amount_minor, taxMinor: charge.tax_minor }, before, amount),
      currency: charge.currency,
      form: 'card',
      state: 'intended',
      intended_at: now,
    })
    .onConflict((conflict) => conflict.columns(['charge_id', 'reason', 'form']).doNothing())
    .executeTakeFirst()
  if (!inserted.numInsertedOrUpdatedRows) return { kind: 'nothing' }
  await addJob(tx, 'billing.refund', { refund: id }, { key: `refund:${id}` })
  await audit(tx, {
    at: now,
    actor,
    action: 'billing.refund-intended',
    subjectKind: 'order',
    subjectId: orderId,
    detail: { refund: id, reason, amount_minor: amount, currency: charge.currency },
  })
  return { kind: 'intended', refundId: id, minor: amount }
}

/** Asks the gateway for an order's refund and books its answer, once. A month's refund is none of this. */
export async function makeOrderRefund(deps: BillingDeps, refundId: string): Promise<void> {
  const refund = await deps.db
    .selectFrom('refunds as r')
    .innerJoin('charges as c', 'c.id', 'r.charge_id')
    .select(['r.id', 'r.state', 'r.amount_minor', 'c.gateway', 'c.gateway_reference', 'c.order_id'])
    .where('r.id', '=', refundId)
    .where('c.order_id', 'is not', null)
    .executeTakeFirst()
  // A bank transfer is sent by the operator, who then says so.
  if (refund?.state !== 'intended' || !refund.gateway_reference || refund.gateway === 'bank') return
  const answer = await gatewayOf(deps).refund({
    idempotencyKey: refund.id,
    chargeReference: refund.gateway_reference,
    amountMinor: refund.amount_minor,
  })
  await deps.db.transaction().execute((tx) => settleOrderRefund(tx, deps, refundId, answer))
}

/** Books the answer to a refund: ledger, credit note, order and mail, once. */
export async function settleOrderRefund(
  tx: Tx,
  deps: BillingDeps,
  refundId: string,
  answer: RefundAnswer,
): Promise<void> {
  const now = deps.clock.now()
  const found = await tx
    .selectFrom('refunds as r')
    .innerJoin('charges as c', 'c.id', 'r.charge_id')
    .select(['c.order_id', 'c.id as charge_id'])
    .where('r.id', '=', refundId)
    .executeTakeFirstOrThrow()
  const order = (await lockOptionalOrder(tx, found.order_id ?? ''))!
  const outcome =
    answer.state === 'succeeded' ? { gateway_reference: answer.reference } : { refusal: answer.why }
  const refund = await tx
    .updateTable('refunds')
    .set({ state: answer.state, settled_at: now, ...outcome })
    .where('id', '=', refundId)
    .where('state', '=', 'intended')
    .returningAll()
    .executeTakeFirst()
  if (!refund) return
  await audit(tx, {
    at: now,
    actor: null,
    action: answer.state === 'succeeded' ? 'billing.refunded' : 'billing.refund-refused',
    subjectKind: 'refund',
    subjectId: refundId,
    detail: outcome,
  })
  if (answer.state === 'refused') return
  const charge = (await selectOptionalOrderCharge(tx, found.charge_id))!
  await bookRefund(tx, deps, { refund, charge, sale: order, at: answer.at, simulated: order.simulated })
  const back = await selectGivenBack(tx, charge.id)
  if (back.totalMinor >= charge.amount_minor && order.state === 'paid')
    await tx.updateTable('orders').set({ state: 'refunded' }).where('id', '=', order.id).execute()
  await addJob(tx, 'billing.order-refunded', { order: order.id }, { key: `order-refunded:${refundId}` })
  const around = await selectOrderSurroundings(tx, order)
  const noteId = await issueCreditNote(tx, deps, { refund, charge })
  await mailOrderRefunded(tx, deps, order, around, { ...refund, noteId })
}

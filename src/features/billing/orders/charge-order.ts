import { audit } from '../../../platform/audit.ts'
import type { Tx } from '../../../platform/db/pool.ts'
import { addJob } from '../../../platform/jobs.ts'
import { recordEvent } from '../../learn/api.ts'
import type { ChargeAnswer } from '../gateway.ts'
import type { BillingDeps } from '../gateway-of.ts'
import { giveWhole } from '../grants/give-whole.ts'
import { issueInvoice } from '../invoices/issue-invoice.ts'
import { bookCharge } from '../ledger.ts'
import { mailOrderFailed, mailOrderPaid } from './mails.ts'
import type { OrderAnswers } from './place-order.ts'
import {
  lockOptionalOrder,
  type Order,
  type OrderCharge,
  selectOptionalOrderCharge,
  selectOrderSurroundings,
} from './queries.ts'
import { refundOrder } from './refund-order.ts'

// The charge of an order, on the same way as a month's: an intention, a job that asks the gateway, a settlement that
// happens once. Everything that changes an order takes its row's lock first.

type SettledAnswer = Extract<ChargeAnswer, { state: 'succeeded' | 'failed' }>

const askedAgainAfterMs = 15 * 60_000

/**
 * Says that the gateway is about to be asked for an order.
 * @returns undefined where it isn't to be asked (now): the charge is settled, was asked a moment ago, or is withdrawn
 *   because it became wrong
 */
export async function prepareOrderCharge(
  deps: BillingDeps,
  chargeId: string,
): Promise<{ cardReference: string; personKey: string } | undefined> {
  const now = deps.clock.now()
  return deps.db.transaction().execute(async (tx) => {
    const locked = await lockIntended(tx, chargeId)
    if (!locked) return undefined
    const { order, charge } = locked
    if (charge.sent_at && now.getTime() - charge.sent_at.getTime() < askedAgainAfterMs) return undefined
    const { erased_at: erasedAt } = await selectOrderSurroundings(tx, order)
    const method = order.payment_method_id
      ? await tx
          .selectFrom('payment_methods')
          .select('gateway_reference')
          .where('id', '=', order.payment_method_id)
          .where('gateway', '=', charge.gateway)
          .executeTakeFirst()
      : undefined
    if (order.state !== 'open' || erasedAt || !method) {
      await withdraw(tx, deps, order)
      return undefined
    }
    await tx.updateTable('charges').set({ sent_at: now }).where('id', '=', charge.id).execute()
    return { cardReference: method.gateway_reference, personKey: order.person_key }
  })
}

/** Matches the gateway's answer to the order, once, however often the same answer arrives. */
export async function settleOrderCharge(
  deps: BillingDeps,
  chargeId: string,
  answer: SettledAnswer,
): Promise<void> {
  await deps.db.transaction().execute(async (tx) => {
    const locked = await lockIntended(tx, chargeId)
    if (!locked) return
    if (answer.state === 'succeeded') await settlePaid(tx, deps, { ...locked, answer })
    else await settleFailed(tx, deps, { ...locked, answer })
  })
}

async function lockIntended(
  tx: Tx,
  chargeId: string,
): Promise<{ order: Order; charge: OrderCharge } | undefined> {
  const before = await selectOptionalOrderCharge(tx, chargeId)
  if (before?.state !== 'intended') return undefined
  const order = (await lockOptionalOrder(tx, before.order_id))!
  const charge = await selectOptionalOrderCharge(tx, chargeId)
  return charge?.state === 'intended' ? { order, charge } : undefined
}

interface Settling<State extends SettledAnswer['state']> {
  order: Order
  charge: OrderCharge
  answer: SettledAnswer & { state: State }
}

/** What a payment does, in one transaction: charge, order, enrolment, ledger, invoice, mail and what waits for it. */
export async function settlePaid(
  tx: Tx,
  deps: BillingDeps,
  { order, charge, answer }: Settling<'succeeded'>,
): Promise<void> {
  const now = deps.clock.now()
  await tx
    .updateTable('charges')
    .set({ state: 'succeeded', settled_at: now, gateway_reference: answer.reference })
    .where('id', '=', charge.id)
    .execute()
  const given = order.kind === 'once' ? await giveBought(tx, deps, order, answer.at) : undefined
  const enrolmentId = given?.enrolmentId ?? null
  await tx
    .updateTable('orders')
    .set({ state: 'paid', settled_at: now, enrolment_id: enrolmentId })
    .where('id', '=', order.id)
    .execute()
  const paid: Order = { ...order, state: 'paid', settled_at: now, enrolment_id: enrolmentId }
  await bookCharge(tx, deps, { charge, sale: paid, at: answer.at, simulated: order.simulated })
  await audit(tx, {
    at: now,
    actor: null,
    action: 'billing.order-paid',
    subjectKind: 'order',
    subjectId: order.id,
    detail: { charge: charge.id, amount_minor: charge.amount_minor, currency: charge.currency },
  })
  await addJob(tx, 'billing.order-paid', { order: order.id }, { key: `order-paid:${order.id}` })
  const around = await selectOrderSurroundings(tx, order)
  // The number of an invoice is taken last: whoever needs the next one waits for the end of this transaction.
  const invoiceId = await issueInvoice(tx, deps, { charge, order: paid })
  await mailOrderPaid(tx, deps, paid, around, invoiceId)
  // Somebody who has nothing left to pay for (a gift came in between) pays nothing.
  if (given?.kind === 'had_already') await refundOrder(tx, deps, { orderId: order.id, reason: 'operator' })
}

async function giveBought(tx: Tx, deps: BillingDeps, order: Order, at: Date) {
  const asked = order.asked as OrderAnswers
  const { entryCheck } = asked
  const given = await giveWhole(tx, deps, {
    because: 'once',
    personKey: order.person_key,
    credentialId: order.credential_id,
    editionId: order.edition_id,
    intent: asked.intent ?? {},
    hoursPerWeek: asked.hoursPerWeek,
    entryCheck: entryCheck && { ...entryCheck, checkedAt: new Date(entryCheck.checkedAt) },
  })
  if (given.kind !== 'had_already')
    await recordEvent(tx, deps, { enrolmentId: given.enrolmentId, kind: 'committed', at })
  return given
}

async function settleFailed(
  tx: Tx,
  deps: BillingDeps,
  { order, charge, answer }: Settling<'failed'>,
): Promise<void> {
  const now = deps.clock.now()
  await tx
    .updateTable('charges')
    .set({ state: 'failed', settled_at: now, failure: answer.failure })
    .where('id', '=', charge.id)
    .execute()
  await tx
    .updateTable('orders')
    .set({ state: 'failed', settled_at: now, failure: answer.failure })
    .where('id', '=', order.id)
    .where('state', '=', 'open')
    .execute()
  await audit(tx, {
    at: now,
    actor: null,
    action: 'billing.order-failed',
    subjectKind: 'order',
    subjectId: order.id,
    detail: { charge: charge.id, failure: answer.failure },
  })
  await addJob(tx, 'billing.order-failed', { order: order.id }, { key: `order-failed:${order.id}` })
  await mailOrderFailed(tx, deps, order, await selectOrderSurroundings(tx, order))
}

/**
 * Cancels an order that nothing was asked of the gateway for; one that was asked for is settled by the answer.
 * @returns whether it is cancelled now
 */
export async function cancelOrder(tx: Tx, deps: BillingDeps, orderId: string): Promise<boolean> {
  const order = await lockOptionalOrder(tx, orderId)
  if (!order) return false
  if (order.state !== 'open') return order.state === 'cancelled'
  const asked = await tx
    .selectFrom('charges')
    .select('id')
    .where('order_id', '=', orderId)
    .where('state', '=', 'intended')
    .where('sent_at', 'is not', null)
    .executeTakeFirst()
  if (asked) return false
  await withdraw(tx, deps, order)
  return true
}

async function withdraw(tx: Tx, deps: BillingDeps, order: Order): Promise<void> {
  const now = deps.clock.now()
  await tx
    .updateTable('charges')
    .set({ state: 'withdrawn', settled_at: now })
    .where('order_id', '=', order.id)
    .where('state', '=', 'intended')
    .execute()
  if (order.state !== 'open') return
  await tx
    .updateTable('orders')
    .set({ state: 'cancelled', settled_at: now })
    .where('id', '=', order.id)
    .execute()
  await audit(tx, {
    at: now,
    actor: null,
    action: 'billing.order-cancelled',
    subjectKind: 'order',
    subjectId: order.id,
    detail: {},
  })
  // What was bought isn't paid: seats come as an invoice, a gift forgets whom it was for.
  await addJob(tx, 'billing.order-failed', { order: order.id }, { key: `order-failed:${order.id}` })
}

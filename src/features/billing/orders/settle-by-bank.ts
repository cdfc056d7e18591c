import { audit } from '../../../platform/audit.ts'
import type { BillingDeps } from '../gateway-of.ts'
import { settlePaid } from './charge-order.ts'
import { intendOrderCharge } from './place-order.ts'
import { lockOptionalOrder, selectOptionalOrderCharge } from './queries.ts'
import { settleOrderRefund } from './refund-order.ts'

// Bank transfers: the operator sees the money on the bank's statement and says so, once.

/**
 * Notes that a bill was paid by bank transfer.
 * @param reference what the bank's statement says
 * @returns whether it was noted now
 */
export async function settleByBank(
  deps: BillingDeps,
  { orderId, reference, actor }: { orderId: string; reference: string; actor: string },
): Promise<boolean> {
  const now = deps.clock.now()
  return deps.db.transaction().execute(async (tx) => {
    const order = await lockOptionalOrder(tx, orderId)
    if (order?.state !== 'open' || order.pays_by !== 'invoice') return false
    const chargeId = await intendOrderCharge(tx, deps, order, { gateway: 'bank', onSession: false })
    const charge = (await selectOptionalOrderCharge(tx, chargeId))!
    await audit(tx, {
      at: now,
      actor,
      action: 'billing.transfer-received',
      subjectKind: 'order',
      subjectId: orderId,
      detail: { reference },
    })
    await settlePaid(tx, deps, {
      order,
      charge,
      answer: { state: 'succeeded', reference: `bank:${reference}`, at: now },
    })
    return true
  })
}

/**
 * Notes that a refund of a bill was sent by bank transfer.
 * @returns false where it was sent before, or isn't one that is sent by bank
 */
export async function settleRefundByBank(
  deps: BillingDeps,
  { refundId, reference, actor }: { refundId: string; reference: string; actor: string },
): Promise<boolean> {
  const now = deps.clock.now()
  return deps.db.transaction().execute(async (tx) => {
    const refund = await tx
      .selectFrom('refunds as r')
      .innerJoin('charges as c', 'c.id', 'r.charge_id')
      .select('r.state')
      .where('r.id', '=', refundId)
      .where('c.gateway', '=', 'bank')
      .forUpdate('r')
      .executeTakeFirst()
    if (refund?.state !== 'intended') return false
    await audit(tx, {
      at: now,
      actor,
      action: 'billing.transfer-sent',
      subjectKind: 'refund',
      subjectId: refundId,
      detail: { reference },
    })
    await settleOrderRefund(tx, deps, refundId, {
      state: 'succeeded',
      reference: `bank:${reference}`,
      at: now,
    })
    return true
  })
}

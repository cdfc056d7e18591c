import type { NotNull } from 'kysely'
import { audit } from '../../platform/audit.ts'
import type { Tx } from '../../platform/db/pool.ts'
import { addJob } from '../../platform/jobs.ts'
import { newId } from '../../platform/random.ts'
import type { RefundAnswer } from './gateway.ts'
import { type BillingDeps, gatewayOf } from './gateway-of.ts'
import { bookRefund } from './ledger.ts'
import { mailRefunded } from './mails.ts'
import {
  lockOptionalSubscription,
  type Subscription,
  selectOptionalCharge,
  selectSurroundings,
} from './queries.ts'

/**
 * Gives back whatever was charged after the last qualifying hand-in: a mark that comes late can move that moment
 * before a charge. The intention is stored here; a job asks the gateway. Safe to repeat.
 */
export async function giveBackAfterWork(
  tx: Tx,
  deps: BillingDeps,
  subscription: Subscription,
  workDoneAt: Date,
): Promise<void> {
  const now = deps.clock.now()
  const charges = await tx
    .selectFrom('charges as c')
    .leftJoin('refunds as r', (join) =>
      join.onRef('r.charge_id', '=', 'c.id').on('r.reason', '=', 'work_done'),
    )
    .select(['c.id', 'c.amount_minor', 'c.currency'])
    .where('c.subscription_id', '=', subscription.id)
    .where('c.state', '=', 'succeeded')
    .where('c.intended_at', '>', workDoneAt)
    .where('r.id', 'is', null)
    .execute()
  for (const charge of charges) {
    const id = newId(now, deps.random)
    const { amount_minor, currency } = charge
    await tx
      .insertInto('refunds')
      .values({
        id,
        charge_id: charge.id,
        reason: 'work_done',
        amount_minor,
        currency,
        state: 'intended',
        intended_at: now,
      })
      .execute()
    await addJob(tx, 'billing.refund', { refund: id }, { key: `refund:${id}` })
    await audit(tx, {
      at: now,
      actor: null,
      action: 'billing.refund-intended',
      subjectKind: 'charge',
      subjectId: charge.id,
      detail: { refund: id, reason: 'work_done', amount_minor, currency },
    })
  }
}

/** Asks the gateway for a refund and books its answer, once. The gateway knows a key that it has heard before. */
export async function makeRefund(deps: BillingDeps, refundId: string): Promise<void> {
  const refund = await deps.db
    .selectFrom('refunds as r')
    .innerJoin('charges as c', 'c.id', 'r.charge_id')
    .select([
      'r.id',
      'r.state',
      'r.amount_minor',
      'r.tax_minor',
      'r.form',
      'r.reason',
      'c.gateway_reference',
      'c.subscription_id',
      'c.id as charge_id',
    ])
    .where('r.id', '=', refundId)
    .where('c.subscription_id', 'is not', null)
    .$narrowType<{ subscription_id: NotNull }>()
    .executeTakeFirst()
  if (refund?.state !== 'intended' || !refund.gateway_reference) return
  const answer = await gatewayOf(deps).refund({
    idempotencyKey: refund.id,
    chargeReference: refund.gateway_reference,
    amountMinor: refund.amount_minor,
  })
  await deps.db.transaction().execute(async (tx) => {
    const subscription = (await lockOptionalSubscription(tx, { id: refund.subscription_id }))!
    const settled = await settle(tx, deps, refundId, answer)
    if (!settled || answer.state === 'refused') return
    const charge = (await selectOptionalCharge(tx, refund.charge_id))!
    const around = await selectSurroundings(tx, subscription)
    const { amount_minor: amountMinor } = refund
    await bookRefund(tx, deps, {
      refund,
      charge,
      sale: subscription,
      at: answer.at,
      simulated: around.simulated,
    })
    await mailRefunded(tx, deps, subscription, around, { id: refundId, amountMinor })
  })
}

async function settle(tx: Tx, deps: BillingDeps, id: string, answer: RefundAnswer): Promise<boolean> {
  const now = deps.clock.now()
  const outcome =
    answer.state === 'succeeded' ? { gateway_reference: answer.reference } : { refusal: answer.why }
  const updated = await tx
    .updateTable('refunds')
    .set({ state: answer.state, settled_at: now, ...outcome })
    .where('id', '=', id)
    .where('state', '=', 'intended')
    .executeTakeFirst()
  if (updated.numUpdatedRows !== 1n) return false
  await audit(tx, {
    at: now,
    actor: null,
    action: answer.state === 'succeeded' ? 'billing.refunded' : 'billing.refund-refused',
    subjectKind: 'refund',
    subjectId: id,
    detail: outcome,
  })
  return true
}

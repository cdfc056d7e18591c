import type { NotNull } from 'kysely'
import { audit } from '../../platform/audit.ts'
import type { Tx } from '../../platform/db/pool.ts'
import type { RefundAnswer } from './gateway.ts'
import { type BillingDeps, gatewayOf } from './gateway-of.ts'
import { issueCreditNote } from './invoices/issue-invoice.ts'
import { bookRefund } from './ledger.ts'
import { mailRefunded } from './mails.ts'
import { lockOptionalSubscription, selectOptionalCharge, selectSurroundings } from './queries.ts'
import { giveBackCredit } from './refunds/give-back.ts'
import { showNextCharges } from './show-next-charge.ts'

/**
 * Makes a refund of a month that was intended and books it, once: the gateway gives back to the card, and credit is
 * ours to give. The gateway knows a key that it has heard before.
 */
export async function makeRefund(deps: BillingDeps, refundId: string): Promise<void> {
  const refund = await selectOptionalIntended(deps, refundId)
  if (!refund?.gateway_reference) return
  const answer: RefundAnswer =
    refund.form === 'credit'
      ? { state: 'succeeded', reference: `credit:${refund.id}`, at: deps.clock.now() }
      : await gatewayOf(deps).refund({
          idempotencyKey: refund.id,
          chargeReference: refund.gateway_reference,
          amountMinor: refund.amount_minor,
        })
  await settleRefund(deps, refundId, answer)
}

/** Books the answer to a month's refund: ledger, credit note and mail, once. */
export async function settleRefund(deps: BillingDeps, refundId: string, answer: RefundAnswer): Promise<void> {
  await deps.db.transaction().execute(async (tx) => {
    const refund = await selectOptionalIntended({ db: tx }, refundId)
    if (!refund) return
    const subscription = (await lockOptionalSubscription(tx, { id: refund.subscription_id }))!
    const settled = await settle(tx, deps, refundId, answer)
    if (!settled || answer.state === 'refused') return
    const charge = (await selectOptionalCharge(tx, refund.charge_id))!
    const around = await selectSurroundings(tx, subscription)
    const { simulated } = around
    await bookRefund(tx, deps, { refund, charge, sale: subscription, at: answer.at, simulated })
    // What was an idle month is told of when it is paused (idle/check-idle.ts).
    if (refund.reason !== 'idle_period') await mailRefunded(tx, deps, subscription, around, refund)
    if (subscription.next_charge_at) await showNextCharges(tx, [subscription])
    else if (['cancelled', 'ended', 'free_to_finish'].includes(subscription.state))
      await giveBackCredit(tx, deps, subscription)
    await issueCreditNote(tx, deps, { refund, charge })
  })
}

async function selectOptionalIntended({ db }: Pick<BillingDeps, 'db'>, refundId: string) {
  return db
    .selectFrom('refunds as r')
    .innerJoin('charges as c', 'c.id', 'r.charge_id')
    .select(['r.id', 'r.amount_minor', 'r.tax_minor', 'r.form', 'r.reason'])
    .select(['c.gateway_reference', 'c.subscription_id', 'c.id as charge_id'])
    .where('r.id', '=', refundId)
    .where('r.state', '=', 'intended')
    .where('c.subscription_id', 'is not', null)
    .$narrowType<{ subscription_id: NotNull }>()
    .executeTakeFirst()
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

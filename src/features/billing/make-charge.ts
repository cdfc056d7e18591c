import type { Executor } from '../../platform/db/pool.ts'
import { addJob } from '../../platform/jobs.ts'
import { type ChargeAnswer, GatewayUnclear } from './gateway.ts'
import { type BillingDeps, gatewayOf } from './gateway-of.ts'
import { type Charge, lockOptionalSubscription, selectOptionalCharge, selectSurroundings } from './queries.ts'
import { settleCharge } from './settle-charge.ts'

/** How long an unanswered question to the gateway may still be on its way, before it may be asked again. */
export const askedAgainAfterMs = 15 * 60_000
const lookedUpAgainAfterMs = 60_000

/**
 * Asks the gateway for a charge that was intended, and settles it with the answer. The gateway is first asked whether
 * it knows the charge already: after a crash at any point that is where the truth is. Safe to repeat and to run twice
 * at once.
 */
export async function makeCharge(deps: BillingDeps, chargeId: string): Promise<void> {
  const charge = await selectOptionalCharge(deps.db, chargeId)
  if (charge?.state !== 'intended') return
  const gateway = gatewayOf(deps)
  const known = charge.sent_at ? await gateway.lookup(charge.id) : undefined
  if (known) return settleCharge(deps, charge.id, known)
  const cardReference = await markSent(deps, charge)
  if (!cardReference) return
  const answer = await ask(deps, charge, cardReference)
  if (answer) await settleCharge(deps, charge.id, answer)
}

// Says that the gateway is about to be asked, unless the charge became wrong since it was intended. From here on only
// the gateway knows whether money moved.
async function markSent(deps: BillingDeps, charge: Charge): Promise<string | undefined> {
  const now = deps.clock.now()
  return deps.db.transaction().execute(async (tx) => {
    const subscription = (await lockOptionalSubscription(tx, { id: charge.subscription_id }))!
    const current = await selectOptionalCharge(tx, charge.id)
    if (current?.state !== 'intended') return undefined
    if (current.sent_at && now.getTime() - current.sent_at.getTime() < askedAgainAfterMs) {
      await lookUpLater(tx, deps, charge.id, askedAgainAfterMs)
      return undefined
    }
    const around = await selectSurroundings(tx, subscription)
    const method = subscription.payment_method_id
      ? await tx
          .selectFrom('payment_methods')
          .select('gateway_reference')
          .where('id', '=', subscription.payment_method_id)
          .executeTakeFirst()
      : undefined
    const isStillRight =
      ['trial', 'active', 'past_due'].includes(subscription.state) &&
      !around.work_done_at &&
      !around.erased_at &&
      around.email_confirmed_at !== null
    if (!isStillRight || !method) {
      await tx
        .updateTable('charges')
        .set({ state: 'withdrawn', settled_at: now })
        .where('id', '=', charge.id)
        .execute()
      // Where the subscription goes on, the sweep looks at it anew.
      if (['trial', 'active'].includes(subscription.state))
        await tx
          .updateTable('subscriptions')
          .set({ next_charge_at: charge.period_start })
          .where('id', '=', subscription.id)
          .execute()
      return undefined
    }
    await tx.updateTable('charges').set({ sent_at: now }).where('id', '=', charge.id).execute()
    return method.gateway_reference
  })
}

async function ask(
  deps: BillingDeps,
  charge: Charge,
  cardReference: string,
): Promise<ChargeAnswer | undefined> {
  try {
    return await gatewayOf(deps).charge({
      idempotencyKey: charge.id,
      cardReference,
      amountMinor: charge.amount_minor,
      currency: charge.currency,
      onSession: charge.on_session,
    })
  } catch (error) {
    if (!(error instanceof GatewayUnclear)) throw error
    deps.log.info('gateway-unclear', { charge: charge.id, why: error.message })
    await lookUpLater(deps.db, deps, charge.id, lookedUpAgainAfterMs)
    return undefined
  }
}

async function lookUpLater(db: Executor, deps: BillingDeps, chargeId: string, ms: number): Promise<void> {
  const runAt = new Date(deps.clock.now().getTime() + ms)
  await addJob(db, 'billing.charge', { charge: chargeId }, { key: `charge-again:${chargeId}`, runAt })
}

import type { Executor } from '../../platform/db/pool.ts'
import { addJob } from '../../platform/jobs.ts'
import { urls } from '../../urls.ts'
import { type ChargeAnswer, GatewayUnclear, type SettledAnswer } from './gateway.ts'
import { type BillingDeps, gatewayOf } from './gateway-of.ts'
import { isWithinMandate, widenMandate } from './mandates/record-mandate.ts'
import { prepareOrderCharge, settleOrderCharge } from './orders/charge-order.ts'
import { selectOptionalOrderCharge } from './orders/queries.ts'
import { type Charge, lockOptionalSubscription, selectOptionalCharge, selectSurroundings } from './queries.ts'
import { settleCharge } from './settle-charge.ts'

/** How long an unanswered question to the gateway may still be on its way, before it may be asked again. */
export const askedAgainAfterMs = 15 * 60_000
/** How long the learner has at their bank's page; after that nothing is charged, and they may try again. */
export const confirmedWithinMs = 60 * 60_000
const lookedUpAgainAfterMs = 60_000

/**
 * Asks the gateway for a charge that was intended, and settles it with the answer. The gateway is first asked whether
 * it knows the charge already: after a crash at any point that is where the truth is. Safe to repeat and to run twice
 * at once.
 */
export async function makeCharge(deps: BillingDeps, chargeId: string): Promise<void> {
  const charge = await selectOptionalCharge(deps.db, chargeId)
  if (!charge) return makeOrderCharge(deps, chargeId)
  if (charge.state !== 'intended') return
  if (charge.amount_minor === 0) return settleCharge(deps, charge.id, byCredit(deps, charge.id))
  const settle = (settled: SettledAnswer) => settleCharge(deps, charge.id, settled)
  if (charge.sent_at && (await settleKnown(deps, charge, charge.sent_at, settle))) return
  const prepared = await prepare(deps, charge)
  if (prepared === 'mandate_needed')
    return settleCharge(deps, charge.id, { state: 'failed', failure: prepared, at: deps.clock.now() })
  if (!prepared) return
  const answer = await askForCharge(deps, charge, prepared.cardReference)
  if (answer) await settleAnswer(deps, charge.id, answer, settle)
}

// The charge of an order, on the same way.
async function makeOrderCharge(deps: BillingDeps, chargeId: string): Promise<void> {
  const charge = await selectOptionalOrderCharge(deps.db, chargeId)
  if (charge?.state !== 'intended') return
  const settle = (settled: SettledAnswer) => settleOrderCharge(deps, chargeId, settled)
  if (charge.sent_at && (await settleKnown(deps, charge, charge.sent_at, settle))) return
  const prepared = await prepareOrderCharge(deps, chargeId)
  if (!prepared) return
  const answer = await askForCharge(deps, charge, prepared.cardReference)
  if (answer) await settleAnswer(deps, chargeId, answer, settle)
}

/** Nothing is asked of a card where the learner's own credit covers the month. */
function byCredit(deps: BillingDeps, chargeId: string): SettledAnswer {
  return { state: 'succeeded', reference: `credit:${chargeId}`, at: deps.clock.now() }
}

// The gateway was asked before. What it knows settles the charge; what waits for the learner too long is ended.
async function settleKnown(
  deps: BillingDeps,
  charge: { id: string },
  sentAt: Date,
  settle: (settled: SettledAnswer) => Promise<void>,
): Promise<boolean> {
  const gateway = gatewayOf(deps)
  const known = await knownOrUnclear(deps, charge.id)
  if (known === 'unclear') return true
  if (!known) return false
  const isLate = deps.clock.now().getTime() - sentAt.getTime() > confirmedWithinMs
  const answer = known.state === 'needs_confirmation' && isLate ? await gateway.abandon(charge.id) : known
  await settleAnswer(deps, charge.id, answer, settle)
  return true
}

async function knownOrUnclear(
  deps: BillingDeps,
  chargeId: string,
): Promise<ChargeAnswer | 'unclear' | undefined> {
  try {
    return await gatewayOf(deps).lookup(chargeId)
  } catch (error) {
    if (!(error instanceof GatewayUnclear)) throw error
    deps.log.info('gateway-unclear', { charge: chargeId, why: error.message })
    await lookUpLater(deps.db, deps, chargeId, lookedUpAgainAfterMs)
    return 'unclear'
  }
}

// Says that the gateway is about to be asked, unless the charge became wrong since it was intended. From here on only
// the gateway knows whether money moved.
async function prepare(
  deps: BillingDeps,
  charge: Charge,
): Promise<{ cardReference: string } | 'mandate_needed' | undefined> {
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
          .where('gateway', '=', charge.gateway)
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
    if (!(await isWithinMandate(tx, charge))) {
      // Dearer than agreed: only the learner's own word, given on the page that shows the amount, makes it right.
      if (!charge.on_session) return 'mandate_needed'
      await widenMandate(tx, deps, { subscription, around, charge })
    }
    await tx.updateTable('charges').set({ sent_at: now }).where('id', '=', charge.id).execute()
    return { cardReference: method.gateway_reference }
  })
}

/** Asks the gateway; without an answer the question is looked up later. */
export async function askForCharge(
  deps: BillingDeps,
  charge: { id: string; amount_minor: number; currency: string; on_session: boolean },
  cardReference: string,
): Promise<ChargeAnswer | undefined> {
  try {
    return await gatewayOf(deps).charge({
      idempotencyKey: charge.id,
      cardReference,
      amountMinor: charge.amount_minor,
      currency: charge.currency,
      onSession: charge.on_session,
      returnUrl: deps.config.publicUrl.origin + urls.chargeConfirmed({ charge: charge.id }),
    })
  } catch (error) {
    if (!(error instanceof GatewayUnclear)) throw error
    deps.log.info('gateway-unclear', { charge: charge.id, why: error.message })
    await lookUpLater(deps.db, deps, charge.id, lookedUpAgainAfterMs)
    return undefined
  }
}

/** Settles with an answer; what waits for the learner is looked at again when their time is over. */
export async function settleAnswer(
  deps: BillingDeps,
  chargeId: string,
  answer: ChargeAnswer,
  settle: (settled: SettledAnswer) => Promise<void>,
): Promise<void> {
  if (answer.state === 'needs_confirmation')
    return lookUpLater(deps.db, deps, chargeId, confirmedWithinMs + lookedUpAgainAfterMs)
  return settle(answer)
}

async function lookUpLater(db: Executor, deps: BillingDeps, chargeId: string, ms: number): Promise<void> {
  const runAt = new Date(deps.clock.now().getTime() + ms)
  await addJob(db, 'billing.charge', { charge: chargeId }, { key: `charge-again:${chargeId}`, runAt })
}

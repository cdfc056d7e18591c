import { discountAfterCharge, discountOf } from '../../domain/discount.ts'
import { chargeMoment, daysAfterFailedCharge } from '../../domain/trial.ts'
import { audit } from '../../platform/audit.ts'
import type { Tx } from '../../platform/db/pool.ts'
import { recordEvent, setNextCharge, setWorksUntil } from '../learn/api.ts'
import type { SettledAnswer } from './gateway.ts'
import type { BillingDeps } from './gateway-of.ts'
import { bookCharge } from './ledger.ts'
import { mailFailed, mailReceipt } from './mails.ts'
import {
  type Charge,
  lockOptionalSubscription,
  type Subscription,
  selectOptionalCharge,
  selectSurroundings,
} from './queries.ts'
import { giveBackAfterWork } from './refund-charge.ts'

/**
 * Matches the gateway's answer to the intention: charge, ledger, subscription, access, event and mail change in one
 * transaction, once, however often the same answer arrives.
 */
export async function settleCharge(
  deps: BillingDeps,
  chargeId: string,
  answer: SettledAnswer,
): Promise<void> {
  await deps.db.transaction().execute(async (tx) => {
    const before = await selectOptionalCharge(tx, chargeId)
    if (before?.state !== 'intended') return
    // Everything that changes a subscription or its charges takes the subscription's lock first.
    const subscription = (await lockOptionalSubscription(tx, { id: before.subscription_id }))!
    const charge = await selectOptionalCharge(tx, chargeId)
    if (charge?.state !== 'intended') return
    if (answer.state === 'succeeded') await succeed(tx, deps, { subscription, charge, answer })
    else await fail(tx, deps, { subscription, charge, answer })
  })
}

interface Settling<State extends SettledAnswer['state']> {
  subscription: Subscription
  charge: Charge
  answer: SettledAnswer & { state: State }
}

async function succeed(
  tx: Tx,
  deps: BillingDeps,
  { subscription, charge, answer }: Settling<'succeeded'>,
): Promise<void> {
  const now = deps.clock.now()
  const around = await selectSurroundings(tx, subscription)
  await tx
    .updateTable('charges')
    .set({ state: 'succeeded', settled_at: now, gateway_reference: answer.reference })
    .where('id', '=', charge.id)
    .execute()
  await bookCharge(tx, deps, { charge, sale: subscription, at: answer.at, simulated: around.simulated })
  const paid = afterPayment(subscription, charge)
  await tx.updateTable('subscriptions').set(paid).where('id', '=', subscription.id).execute()
  const { enrolment_id: enrolmentId } = subscription
  const goesOn = paid.state === 'active' || paid.state === 'free_to_finish'
  if (goesOn) await setWorksUntil(tx, enrolmentId, null)
  else if (subscription.state === 'cancelled') await setWorksUntil(tx, enrolmentId, paid.access_until)
  await setNextCharge(
    tx,
    enrolmentId,
    paid.next_charge_at && {
      at: paid.next_charge_at,
      minor: subscription.price_minor - discountOf(subscription.price_minor, paid.discount_bp),
      currency: subscription.currency,
    },
  )
  if (subscription.charges_paid === 0)
    await recordEvent(tx, deps, { enrolmentId, kind: 'committed', at: answer.at })
  await audit(tx, {
    at: now,
    actor: null,
    action: 'billing.charged',
    subjectKind: 'charge',
    subjectId: charge.id,
    detail: {
      subscription: subscription.id,
      number: charge.number,
      amount_minor: charge.amount_minor,
      currency: charge.currency,
    },
  })
  await mailReceipt(tx, deps, { ...subscription, ...paid }, around, charge)
  if (around.work_done_at) await giveBackAfterWork(tx, deps, subscription, around.work_done_at)
}

// What the subscription is after a payment. One that ended while the gateway was asked stays ended; what was paid
// still counts for access.
function afterPayment(subscription: Subscription, charge: Charge) {
  const charges_paid = subscription.charges_paid + 1
  const anchor_at = subscription.anchor_at ?? charge.period_start
  const months_since_anchor = subscription.anchor_at ? subscription.months_since_anchor + 1 : 1
  const { discount_bp, discount_charges_left, discount_after_bp } = subscription
  const common = {
    charges_paid,
    anchor_at,
    months_since_anchor,
    paid_until: charge.period_end,
    ...discountAfterCharge({ discount_bp, discount_charges_left, discount_after_bp }),
  }
  if (subscription.state === 'cancelled' || subscription.state === 'ended')
    return { ...common, state: subscription.state, next_charge_at: null, access_until: charge.period_end }
  if (charges_paid >= subscription.charges_max)
    return { ...common, state: 'free_to_finish', next_charge_at: null, access_until: null }
  const next_charge_at = chargeMoment(anchor_at, months_since_anchor, subscription.time_zone)
  return { ...common, state: 'active', next_charge_at, access_until: null }
}

async function fail(
  tx: Tx,
  deps: BillingDeps,
  { subscription, charge, answer }: Settling<'failed'>,
): Promise<void> {
  const now = deps.clock.now()
  await tx
    .updateTable('charges')
    .set({ state: 'failed', settled_at: now, failure: answer.failure })
    .where('id', '=', charge.id)
    .execute()
  await audit(tx, {
    at: now,
    actor: null,
    action: 'billing.charge-failed',
    subjectKind: 'charge',
    subjectId: charge.id,
    detail: { subscription: subscription.id, number: charge.number, failure: answer.failure },
  })
  // It isn't tried again by itself; another failure of the learner's own try gives no further days.
  if (!['trial', 'active'].includes(subscription.state)) return
  const accessUntil = new Date(now.getTime() + daysAfterFailedCharge * 86_400_000)
  await tx
    .updateTable('subscriptions')
    .set({ state: 'past_due', next_charge_at: null, access_until: accessUntil })
    .where('id', '=', subscription.id)
    .execute()
  await setWorksUntil(tx, subscription.enrolment_id, accessUntil)
  await setNextCharge(tx, subscription.enrolment_id, null)
  const around = await selectSurroundings(tx, subscription)
  await mailFailed(tx, deps, { ...subscription, access_until: accessUntil }, around, {
    ...charge,
    failure: answer.failure,
  })
}

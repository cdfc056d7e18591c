import { discountAfterCharge } from '../../domain/discount.ts'
import { chargeMoment, daysAfterFailedCharge } from '../../domain/trial.ts'
import { audit } from '../../platform/audit.ts'
import type { Tx } from '../../platform/db/pool.ts'
import { newId } from '../../platform/random.ts'
import { recordEvent, setWorksUntil } from '../learn/api.ts'
import type { SettledAnswer } from './gateway.ts'
import type { BillingDeps } from './gateway-of.ts'
import { issueInvoice } from './invoices/issue-invoice.ts'
import { bookCharge } from './ledger.ts'
import { mailFailed, mailReceipt } from './mails.ts'
import { afterPause } from './pausing/pause-columns.ts'
import {
  type Charge,
  lockOptionalSubscription,
  type Subscription,
  selectOptionalCharge,
  selectSurroundings,
} from './queries.ts'
import { giveBackAfterWork, giveBackCredit } from './refunds/give-back.ts'
import { showNextCharges } from './show-next-charge.ts'

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
  const paid = afterPayment(subscription, charge, now)
  const after: Subscription = { ...subscription, ...paid }
  await tx.updateTable('subscriptions').set(paid).where('id', '=', subscription.id).execute()
  const { enrolment_id: enrolmentId } = subscription
  const goesOn = paid.state === 'active' || paid.state === 'free_to_finish'
  if (goesOn) await setWorksUntil(tx, enrolmentId, null)
  else if (paid.state === 'cancelled') await setWorksUntil(tx, enrolmentId, after.access_until)
  await showNextCharges(tx, [after])
  if (subscription.charges_paid === 0)
    await recordEvent(tx, deps, { enrolmentId, kind: 'committed', at: answer.at })
  if (subscription.state === 'paused' && paid.state !== 'paused')
    await recordEvent(tx, deps, { enrolmentId, kind: 'resumed', at: now })
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
      credit_minor: charge.credit_minor,
      currency: charge.currency,
    },
  })
  // The mail links to the invoice, whose number is taken at the end: whoever needs the next one waits for it.
  const invoiceId = newId(now, deps.random)
  await mailReceipt(tx, deps, after, around, { charge, invoiceId })
  if (around.work_done_at) await giveBackAfterWork(tx, deps, subscription, around.work_done_at)
  if (paid.state !== 'active' && paid.state !== 'paused') await giveBackCredit(tx, deps, after)
  await issueInvoice(tx, deps, { charge, subscription: after, id: invoiceId })
}

// What the subscription is after a payment. One that ended or was paused while the gateway was asked stays so; what was
// paid still counts for access, and a pause keeps all of it.
function afterPayment(subscription: Subscription, charge: Charge, now: Date) {
  const charges_paid = subscription.charges_paid + 1
  const startsAnew = subscription.reminder_wanted || !subscription.anchor_at
  const anchor_at = startsAnew ? charge.period_start : subscription.anchor_at!
  const months_since_anchor = startsAnew ? 1 : subscription.months_since_anchor + 1
  const { discount_bp, discount_charges_left, discount_after_bp } = discountAfterCharge(subscription)
  const common = {
    charges_paid,
    anchor_at,
    months_since_anchor,
    discount_bp,
    discount_charges_left,
    discount_after_bp,
    paid_until: charge.period_end,
    idle_check_at: charge.period_end,
    reminder_wanted: false,
    reminder_mail_id: null,
    access_until: null,
    next_charge_at: null,
  }
  const { state } = subscription
  if (state === 'cancelled') return { ...common, state, access_until: charge.period_end }
  if (state === 'ended') return { ...common, state, access_until: charge.period_end }
  if (charges_paid >= subscription.charges_max || state === 'free_to_finish')
    return {
      ...common,
      ...afterPause(subscription, now),
      state: 'free_to_finish' as const,
      free_because: subscription.free_because ?? ('cap' as const),
    }
  if (state === 'paused') {
    const keptMs =
      Number(subscription.paused_left_ms) + charge.period_end.getTime() - charge.period_start.getTime()
    return { ...common, state, paused_state: 'active' as const, paused_left_ms: keptMs, idle_check_at: null }
  }
  const next_charge_at = chargeMoment(anchor_at, months_since_anchor, subscription.time_zone)
  return { ...common, state: 'active' as const, next_charge_at }
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
  // The days of work are given once for a month: starting anew with a card that fails buys no more of them.
  await setWorksUntil(tx, subscription.enrolment_id, charge.attempt === 1 ? accessUntil : now)
  await showNextCharges(tx, [{ ...subscription, next_charge_at: null }])
  const around = await selectSurroundings(tx, subscription)
  await mailFailed(tx, deps, { ...subscription, access_until: accessUntil }, around, {
    ...charge,
    failure: answer.failure,
  })
}

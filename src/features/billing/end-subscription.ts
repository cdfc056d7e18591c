import { audit } from '../../platform/audit.ts'
import type { Tx } from '../../platform/db/pool.ts'
import type { Deps } from '../../platform/deps.ts'
import { recordEvent, setNextCharge, setWorksUntil } from '../learn/api.ts'
import { mailCancelled, mailWorkDone } from './mails.ts'
import { lockOptionalSubscription, type Subscription, selectSurroundings } from './queries.ts'
import { giveBackAfterWork } from './refund-charge.ts'

// The ways in which charging ends: the learner says so, the work is done, or nothing was ever paid.

/**
 * Cancels in one step and says until when work is still taken: the end of the trial or of what was paid. A charge
 * that the gateway wasn't asked for yet is withdrawn. Safe to repeat.
 * @param actor whose own it must be; undefined behind a mail's link, which is for this subscription alone
 * @returns false where there is no such subscription of theirs
 */
export async function cancelSubscription(
  deps: Deps,
  { id, actor }: { id: string; actor?: string },
): Promise<boolean> {
  const now = deps.clock.now()
  return deps.db.transaction().execute(async (tx) => {
    const subscription = await lockOptionalSubscription(tx, { id })
    if (!subscription || (actor !== undefined && subscription.person_key !== actor)) return false
    if (!['trial', 'active', 'past_due'].includes(subscription.state)) return true
    const accessUntil = accessAfterCancelling(subscription, now)
    await stopCharging(tx, deps, subscription)
    await tx
      .updateTable('subscriptions')
      .set({ state: 'cancelled', cancelled_at: now, access_until: accessUntil })
      .where('id', '=', id)
      .execute()
    await recordEvent(tx, deps, { enrolmentId: subscription.enrolment_id, kind: 'cancelled', at: now })
    await setWorksUntil(tx, subscription.enrolment_id, accessUntil)
    await audit(tx, {
      at: now,
      actor: subscription.person_key,
      action: 'billing.cancelled',
      subjectKind: 'subscription',
      subjectId: id,
      detail: { by: actor ? 'page' : 'link', access_until: accessUntil },
    })
    const around = await selectSurroundings(tx, subscription)
    await mailCancelled(tx, deps, { ...subscription, access_until: accessUntil }, around)
    return true
  })
}

/**
 * Takes a cancellation back while what was paid (or the trial) still runs: everything goes on as if it had not been.
 * Safe to repeat.
 * @returns whether it goes on now; undefined where there is no such subscription of theirs
 */
export async function takeBackCancellation(
  deps: Deps,
  { id, actor }: { id: string; actor: string },
): Promise<boolean | undefined> {
  const now = deps.clock.now()
  return deps.db.transaction().execute(async (tx) => {
    const subscription = await lockOptionalSubscription(tx, { id })
    if (subscription?.person_key !== actor) return undefined
    if (subscription.state !== 'cancelled') return goingOn.includes(subscription.state)
    const runsUntil = subscription.paid_until ?? subscription.trial_ends_at
    const around = await selectSurroundings(tx, subscription)
    if (runsUntil <= now || around.work_done_at) return false
    const { enrolment_id: enrolmentId, price_minor: minor, currency } = subscription
    const isCapped = subscription.charges_paid >= subscription.charges_max
    const state = isCapped ? 'free_to_finish' : subscription.anchor_at ? 'active' : 'trial'
    const nextChargeAt = isCapped ? null : runsUntil
    await tx
      .updateTable('subscriptions')
      .set({ state, next_charge_at: nextChargeAt, cancelled_at: null, access_until: null })
      .where('id', '=', id)
      .execute()
    await recordEvent(tx, deps, { enrolmentId, kind: 'reopened', at: now })
    await setWorksUntil(tx, enrolmentId, null)
    await setNextCharge(tx, enrolmentId, nextChargeAt && { at: nextChargeAt, minor, currency })
    await audit(tx, {
      at: now,
      actor,
      action: 'billing.cancellation-taken-back',
      subjectKind: 'subscription',
      subjectId: id,
      detail: { next_charge_at: nextChargeAt },
    })
    return true
  })
}

const goingOn = ['trial', 'active', 'free_to_finish']

/** Ends charging because the last qualifying work was handed in: waiting for marks costs nothing,
 * and what was charged after that moment is given back. Safe to repeat. */
export async function endWithWork(deps: Deps, enrolmentId: string): Promise<void> {
  await deps.db.transaction().execute(async (tx) => {
    const subscription = await lockOptionalSubscription(tx, { enrolmentId })
    if (!subscription) return
    const { work_done_at: workDoneAt } = await selectSurroundings(tx, subscription)
    if (!workDoneAt) return
    const isOpen = ['trial', 'active', 'past_due', 'free_to_finish'].includes(subscription.state)
    if (isOpen) await endBecause(tx, deps, subscription, 'work_done')
    else await giveBackAfterWork(tx, deps, subscription, workDoneAt)
  })
}

/** Ends a locked subscription; inside the transaction of what found out. */
export async function endBecause(
  tx: Tx,
  deps: Deps,
  subscription: Subscription,
  why: 'work_done' | 'trial_lapsed' | 'payment_failed' | 'person_erased',
): Promise<void> {
  const now = deps.clock.now()
  await stopCharging(tx, deps, subscription)
  await tx
    .updateTable('subscriptions')
    .set({ state: 'ended', ended_at: now, end_reason: why })
    .where('id', '=', subscription.id)
    .execute()
  await audit(tx, {
    at: now,
    actor: null,
    action: 'billing.ended',
    subjectKind: 'subscription',
    subjectId: subscription.id,
    detail: { why },
  })
  const { enrolment_id: enrolmentId } = subscription
  if (why === 'work_done') {
    const around = await selectSurroundings(tx, subscription)
    if (around.work_done_at) await giveBackAfterWork(tx, deps, subscription, around.work_done_at)
    await setWorksUntil(tx, enrolmentId, null)
    if (subscription.state !== 'free_to_finish') await mailWorkDone(tx, deps, subscription, around)
    return
  }
  await setWorksUntil(
    tx,
    enrolmentId,
    subscription.access_until ?? subscription.paid_until ?? subscription.trial_ends_at,
  )
  // Who paid before has left by not paying on; who never did, whose trial lapsed.
  await recordEvent(tx, deps, {
    enrolmentId,
    kind: subscription.charges_paid > 0 ? 'cancelled' : 'trial_lapsed',
    at: now,
  })
}

async function stopCharging(tx: Tx, deps: Deps, subscription: Subscription): Promise<void> {
  const now = deps.clock.now()
  await tx
    .updateTable('charges')
    .set({ state: 'withdrawn', settled_at: now })
    .where('subscription_id', '=', subscription.id)
    .where('state', '=', 'intended')
    .where('sent_at', 'is', null)
    .execute()
  await tx
    .updateTable('subscriptions')
    .set({ next_charge_at: null })
    .where('id', '=', subscription.id)
    .execute()
  await setNextCharge(tx, subscription.enrolment_id, null)
}

function accessAfterCancelling(subscription: Subscription, now: Date): Date {
  if (subscription.state === 'past_due') return subscription.access_until ?? now
  const paid = subscription.paid_until ?? subscription.trial_ends_at
  return paid > now ? paid : now
}

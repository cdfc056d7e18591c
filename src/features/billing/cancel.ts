import { accessAfterCancelling, chargeMoment, takenBack } from '../../domain/trial.ts'
import { audit } from '../../platform/audit.ts'
import type { Tx } from '../../platform/db/pool.ts'
import type { Deps } from '../../platform/deps.ts'
import { recordEvent, setWorksUntil } from '../learn/api.ts'
import { mailCancelled } from './mails.ts'
import { afterPause } from './pausing/pause-columns.ts'
import { lockOptionalSubscription, type Subscription, selectSurroundings } from './queries.ts'
import { giveBackCredit } from './refunds/give-back.ts'
import { showNextCharges } from './show-next-charge.ts'
import { stopCharging } from './stop-charging.ts'

const cancellable = ['trial', 'active', 'past_due', 'paused']

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
  return deps.db.transaction().execute(async (tx) => {
    const subscription = await lockOptionalSubscription(tx, { id })
    if (!subscription || (actor !== undefined && subscription.person_key !== actor)) return false
    if (cancellable.includes(subscription.state))
      await cancelLocked(tx, deps, subscription, { by: actor ? 'page' : 'link' })
    return true
  })
}

/**
 * Cancels a locked subscription that is open.
 * @param why what the mail says: the learner's own wish, six months of pauses, or money that was asked back
 */
export async function cancelLocked(
  tx: Tx,
  deps: Deps,
  subscription: Subscription,
  { by, why = 'learner' }: { by: string; why?: 'learner' | 'pause_over' | 'refunded' },
): Promise<void> {
  const now = deps.clock.now()
  const { id, enrolment_id: enrolmentId } = subscription
  const access_until = why === 'refunded' ? now : accessAfterCancelling(cancelFactsOf(subscription), now)
  const after: Subscription = {
    ...subscription,
    ...afterPause(subscription, now),
    ...(subscription.state === 'paused' && runningOut(subscription, access_until)),
    ...(why === 'refunded' && { paid_until: now, idle_check_at: null }),
    state: 'cancelled',
    next_charge_at: null,
    cancelled_at: now,
    access_until,
  }
  await stopCharging(tx, deps, subscription)
  const { paid_until, trial_ends_at, idle_check_at } = after
  // What was announced before a pause is announced anew, should it be taken back.
  const announced =
    subscription.state === 'paused' ? { reminder_mail_id: null, reminder_handed_over_at: null } : {}
  await tx
    .updateTable('subscriptions')
    .set({
      ...afterPause(subscription, now),
      state: 'cancelled',
      cancelled_at: now,
      access_until,
      paid_until,
      trial_ends_at,
      idle_check_at,
      ...announced,
    })
    .where('id', '=', id)
    .execute()
  if (subscription.paused_at) await recordEvent(tx, deps, { enrolmentId, kind: 'resumed', at: now })
  await recordEvent(tx, deps, { enrolmentId, kind: 'cancelled', at: now })
  await setWorksUntil(tx, enrolmentId, access_until)
  await giveBackCredit(tx, deps, subscription)
  await audit(tx, {
    at: now,
    actor: by === 'page' || by === 'link' ? subscription.person_key : null,
    action: 'billing.cancelled',
    subjectKind: 'subscription',
    subjectId: id,
    detail: { by, why, access_until },
  })
  await mailCancelled(tx, deps, after, await selectSurroundings(tx, subscription), why)
}

// What a pause kept runs out from now on.
function runningOut(subscription: Subscription, until: Date) {
  return subscription.charges_paid === 0
    ? { trial_ends_at: until > subscription.trial_ends_at ? until : subscription.trial_ends_at }
    : { paid_until: until, idle_check_at: Number(subscription.paused_left_ms) > 0 ? until : null }
}

/**
 * Takes a cancellation back within 30 days: while what was paid (or the trial) still runs, everything goes on as if it
 * had not been; after that it starts anew with the next charge, 48 hours after its reminder at the earliest, at the same
 * price. Nothing is charged at that moment. Safe to repeat.
 * Who took back the money of the last month that the cap allows has nothing to go on with.
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
    const around = await selectSurroundings(tx, subscription)
    if (around.erased_at || !subscription.cancelled_at) return false
    const back = takenBack(
      {
        cancelledAt: subscription.cancelled_at,
        trialEndsAt: subscription.trial_ends_at,
        paidUntil: subscription.paid_until,
        chargesPaid: subscription.charges_paid,
        chargesMax: subscription.charges_max,
        workDoneAt: around.work_done_at,
        lastAskedBack: await isLastAskedBack(tx, subscription),
      },
      now,
    )
    if (back.kind === 'too_late' || back.kind === 'asked_back') return false
    const changed = changedBy(back, subscription)
    await tx
      .updateTable('subscriptions')
      .set({ ...changed, cancelled_at: null })
      .where('id', '=', id)
      .execute()
    const { enrolment_id: enrolmentId } = subscription
    await recordEvent(tx, deps, { enrolmentId, kind: 'reopened', at: now })
    if (back.kind !== 'starts_anew') await setWorksUntil(tx, enrolmentId, null)
    const after = (await lockOptionalSubscription(tx, { id }))!
    await showNextCharges(tx, [after])
    await audit(tx, {
      at: now,
      actor,
      action: 'billing.cancellation-taken-back',
      subjectKind: 'subscription',
      subjectId: id,
      detail: { next_charge_at: after.next_charge_at, starts_anew: back.kind === 'starts_anew' },
    })
    return true
  })
}

async function isLastAskedBack(tx: Tx, { id, charges_paid }: Subscription): Promise<boolean> {
  const refund = await tx
    .selectFrom('refunds as r')
    .innerJoin('charges as c', 'c.id', 'r.charge_id')
    .select('r.id')
    .where('c.subscription_id', '=', id)
    .where('c.number', '=', charges_paid)
    .where('r.reason', 'in', ['self_service', 'withdrawal'])
    .where('r.state', '<>', 'refused')
    .executeTakeFirst()
  return refund !== undefined
}

const goingOn = ['trial', 'active', 'free_to_finish']

function changedBy(
  back: Exclude<ReturnType<typeof takenBack>, { kind: 'too_late' | 'asked_back' }>,
  before: Subscription,
) {
  if (back.kind === 'free')
    return {
      state: 'free_to_finish' as const,
      next_charge_at: null,
      access_until: null,
      free_because: 'cap' as const,
    }
  if (back.kind === 'runs_on') {
    const { anchor_at: anchorAt, months_since_anchor: months, time_zone: timeZone } = before
    // Where what was paid ends on another day than the months do (after a pause), they are reckoned from that day.
    const isMoved = anchorAt !== null && chargeMoment(anchorAt, months, timeZone) < back.until
    const anchor = isMoved ? { anchor_at: back.until, months_since_anchor: 0 } : {}
    return { state: back.state, next_charge_at: back.until, access_until: null, ...anchor }
  }
  return {
    state: back.state,
    next_charge_at: back.nextChargeAt,
    reminder_wanted: true,
    reminder_mail_id: null,
    reminder_handed_over_at: null,
  }
}

function cancelFactsOf(subscription: Subscription) {
  return {
    state: subscription.state as 'active',
    trialEndsAt: subscription.trial_ends_at,
    paidUntil: subscription.paid_until,
    accessUntil: subscription.access_until,
    pausedLeftMs: subscription.paused_left_ms === null ? null : Number(subscription.paused_left_ms),
  }
}

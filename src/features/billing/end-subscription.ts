import { audit } from '../../platform/audit.ts'
import type { Tx } from '../../platform/db/pool.ts'
import type { Deps } from '../../platform/deps.ts'
import { recordEvent, setWorksUntil } from '../learn/api.ts'
import { mailWorkDone } from './mails.ts'
import { afterPause } from './pausing/pause-columns.ts'
import { lockOptionalSubscription, type Subscription, selectSurroundings } from './queries.ts'
import { giveBackAfterWork, giveBackCredit } from './refunds/give-back.ts'
import { stopCharging } from './stop-charging.ts'

// The ways in which charging ends by itself: the work is done, or nothing was ever paid. Cancelling is in cancel.ts.

/** Ends charging because the last qualifying work was handed in: waiting for marks costs nothing,
 * and what was charged after that moment is given back. Safe to repeat. */
export async function endWithWork(deps: Deps, enrolmentId: string): Promise<void> {
  await deps.db.transaction().execute(async (tx) => {
    const subscription = await lockOptionalSubscription(tx, { enrolmentId })
    if (!subscription) return
    const { work_done_at: workDoneAt } = await selectSurroundings(tx, subscription)
    if (!workDoneAt) return
    const isOpen = ['trial', 'active', 'past_due', 'paused', 'free_to_finish'].includes(subscription.state)
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
  const { enrolment_id: enrolmentId } = subscription
  await stopCharging(tx, deps, subscription)
  await tx
    .updateTable('subscriptions')
    .set({
      state: 'ended',
      ended_at: now,
      end_reason: why,
      ...afterPause(subscription, now),
      // What a pause kept runs out from now.
      ...(subscription.paused_at &&
        subscription.charges_paid > 0 && {
          paid_until: new Date(now.getTime() + Number(subscription.paused_left_ms)),
        }),
    })
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
  if (subscription.paused_at) await recordEvent(tx, deps, { enrolmentId, kind: 'resumed', at: now })
  await giveBackCredit(tx, deps, subscription)
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

import { decidePause, type PauseFacts, pauseEndsAt, resumptionOf } from '../../../domain/billing-pause.ts'
import { audit } from '../../../platform/audit.ts'
import type { Deps } from '../../../platform/deps.ts'
import { recordEvent, setWorksUntil } from '../../learn/api.ts'
import { lockOptionalSubscription, type Subscription, selectSurroundings } from '../queries.ts'
import { showNextCharges } from '../show-next-charge.ts'
import { stopCharging } from '../stop-charging.ts'
import { mailPaused, mailResumed } from './mails.ts'
import { afterPause } from './pause-columns.ts'

export type PauseOutcome = 'paused' | 'nothing_runs' | 'used_up' | 'not_found'

/**
 * Pauses at once: nothing is charged, work isn't taken, and what is left of the trial or of the paid period is kept. A
 * charge that the gateway wasn't asked for yet is withdrawn; one that is at the gateway pays for a month that is kept
 * whole. Safe to repeat.
 * @param actor whose own it must be; undefined behind a mail's link, which is for this subscription alone
 */
export async function pauseSubscription(
  deps: Deps,
  { id, actor }: { id: string; actor?: string },
): Promise<PauseOutcome> {
  const now = deps.clock.now()
  return deps.db.transaction().execute(async (tx) => {
    const subscription = await lockOptionalSubscription(tx, { id })
    if (!subscription || (actor !== undefined && subscription.person_key !== actor)) return 'not_found'
    const decision = decidePause(pauseFactsOf(subscription), now)
    if (decision.kind === 'refused') return decision.why
    if (decision.kind === 'already') return 'paused'
    const around = await selectSurroundings(tx, subscription)
    if (around.work_done_at || around.erased_at) return 'nothing_runs'
    const paused_ms = Number(subscription.paused_ms)
    const ends = pauseEndsAt({ pausedAt: now, pausedMs: paused_ms })!
    await stopCharging(tx, deps, subscription)
    await tx
      .updateTable('subscriptions')
      .set({
        state: 'paused',
        paused_at: now,
        paused_by: 'learner',
        paused_state: decision.pausedState,
        paused_left_ms: decision.leftMs,
        pause_ends_at: ends,
        access_until: null,
        // A period that is over already is still looked at.
        idle_check_at:
          subscription.idle_check_at && subscription.idle_check_at <= now ? subscription.idle_check_at : null,
        // Planned for later while aid is undecided: it is planned anew when it goes on.
        held_charge_at: null,
      })
      .where('id', '=', id)
      .execute()
    const { enrolment_id: enrolmentId } = subscription
    await setWorksUntil(tx, enrolmentId, now)
    await recordEvent(tx, deps, { enrolmentId, kind: 'paused', at: now })
    await audit(tx, {
      at: now,
      actor: subscription.person_key,
      action: 'billing.paused',
      subjectKind: 'subscription',
      subjectId: id,
      detail: { by: actor ? 'page' : 'link', left_ms: decision.leftMs },
    })
    await mailPaused(tx, deps, { subscription, around }, ends)
    return 'paused'
  })
}

export type ResumeOutcome = 'resumed' | 'nothing_paused' | 'not_found'

/**
 * Resumes with one click: what was left runs on, and the next charge comes at its end; where nothing was left it comes
 * 48 hours after a new reminder at the earliest. Nothing is charged at that moment. Safe to repeat.
 */
export async function resumeSubscription(
  deps: Deps,
  { id, actor }: { id: string; actor?: string },
): Promise<ResumeOutcome> {
  const now = deps.clock.now()
  return deps.db.transaction().execute(async (tx) => {
    const subscription = await lockOptionalSubscription(tx, { id })
    if (!subscription || (actor !== undefined && subscription.person_key !== actor)) return 'not_found'
    const goesOn = resumptionOf(pauseFactsOf(subscription), now)
    if (!goesOn) return ['trial', 'active'].includes(subscription.state) ? 'resumed' : 'nothing_paused'
    const { enrolment_id: enrolmentId } = subscription
    await tx
      .updateTable('subscriptions')
      .set({
        ...afterPause(subscription, now),
        state: goesOn.state,
        trial_ends_at: goesOn.trialEndsAt,
        paid_until: goesOn.paidUntil,
        next_charge_at: goesOn.nextChargeAt,
        ...(goesOn.anchorAt && { anchor_at: goesOn.anchorAt, months_since_anchor: 0 }),
        idle_check_at: goesOn.idleCheckAt ?? subscription.idle_check_at,
        reminder_wanted: goesOn.reminderWanted,
        reminder_mail_id: null,
        reminder_handed_over_at: null,
        total_looked_at_for: null,
      })
      .where('id', '=', id)
      .execute()
    await setWorksUntil(tx, enrolmentId, goesOn.takesWork ? null : now)
    await recordEvent(tx, deps, { enrolmentId, kind: 'resumed', at: now })
    const after = (await lockOptionalSubscription(tx, { id }))!
    await showNextCharges(tx, [after])
    await audit(tx, {
      at: now,
      actor: subscription.person_key,
      action: 'billing.resumed',
      subjectKind: 'subscription',
      subjectId: id,
      detail: { by: actor ? 'page' : 'link', next_charge_at: after.next_charge_at },
    })
    const around = await selectSurroundings(tx, after)
    await mailResumed(tx, deps, { subscription: after, around }, goesOn.nextChargeAt)
    return 'resumed'
  })
}

/** What the pure rules need to know of a subscription. */
export function pauseFactsOf(subscription: Subscription): PauseFacts {
  return {
    state: subscription.state as PauseFacts['state'],
    trialEndsAt: subscription.trial_ends_at,
    paidUntil: subscription.paid_until,
    chargesPaid: subscription.charges_paid,
    pausedAt: subscription.paused_at,
    pausedBy: subscription.paused_by as PauseFacts['pausedBy'],
    pausedState: subscription.paused_state as PauseFacts['pausedState'],
    pausedLeftMs: subscription.paused_left_ms === null ? null : Number(subscription.paused_left_ms),
    pausedMs: Number(subscription.paused_ms),
  }
}

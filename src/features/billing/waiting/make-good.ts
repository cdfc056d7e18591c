import { withDaysAdded } from '../../../domain/waiting-days.ts'
import { audit } from '../../../platform/audit.ts'
import type { Tx } from '../../../platform/db/pool.ts'
import { addJob } from '../../../platform/jobs.ts'
import { setWorksUntil } from '../../learn/api.ts'
import type { BillingDeps } from '../gateway-of.ts'
import { mailDaysAdded } from '../pausing/mails.ts'
import { lockOptionalSubscription, type Subscription, selectSurroundings } from '../queries.ts'
import { showNextCharges } from '../show-next-charge.ts'

export interface Wait {
  cause: 'marks_late' | 'service_down'
  /** the piece that was late, or the outage */
  sourceId: string
  days: number
}

/** A wait as another room's job tells of it. */
export function readWait(payload: Record<string, unknown>): Wait & { enrolmentId: string } {
  const { enrolmentId, cause, sourceId, days } = payload
  if (cause !== 'marks_late' && cause !== 'service_down') throw new Error(`a wait of unknown cause: ${cause}`)
  return {
    enrolmentId: String(enrolmentId),
    cause,
    sourceId: String(sourceId),
    days: Math.ceil(Number(days)),
  }
}

const againAfterMs = 15 * 60_000
const changeable = ['trial', 'active', 'past_due', 'paused', 'cancelled']

/**
 * Adds the days for which a learner waited for us to whatever runs, once for each cause. While a charge is at the
 * gateway it waits, because the answer moves the same dates. Safe to repeat.
 */
export async function makeGoodForEnrolment(
  deps: BillingDeps,
  { enrolmentId, ...wait }: Wait & { enrolmentId: string },
): Promise<void> {
  const isDone = await deps.db.transaction().execute(async (tx) => {
    const subscription = await lockOptionalSubscription(tx, { enrolmentId })
    return subscription ? makeGood(tx, deps, subscription, wait) : true
  })
  if (isDone) return
  const runAt = new Date(deps.clock.now().getTime() + againAfterMs)
  const key = `waited:${wait.sourceId}:${enrolmentId}`
  await addJob(deps.db, 'billing.waited', { enrolmentId, ...wait }, { key, runAt })
}

/**
 * The same for a locked subscription.
 * @returns false where a charge is at the gateway: it has to be asked for again
 */
export async function makeGood(
  tx: Tx,
  deps: BillingDeps,
  subscription: Subscription,
  { cause, sourceId, days }: Wait,
): Promise<boolean> {
  const now = deps.clock.now()
  const { id, enrolment_id: enrolmentId } = subscription
  if (days <= 0) return true
  const underWay = await tx
    .selectFrom('charges')
    .select('id')
    .where('subscription_id', '=', id)
    .where('state', '=', 'intended')
    .executeTakeFirst()
  if (underWay) return false
  const noted = await tx
    .insertInto('waits_made_good')
    .values({ subscription_id: id, cause, source_id: sourceId, days, at: now })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst()
  if (!noted.numInsertedOrUpdatedRows || !changeable.includes(subscription.state)) return true
  const heldAt = subscription.held_charge_at
  const added = withDaysAdded(
    {
      state: subscription.state as 'active',
      chargesPaid: subscription.charges_paid,
      trialEndsAt: subscription.trial_ends_at,
      paidUntil: subscription.paid_until,
      nextChargeAt: subscription.next_charge_at ?? heldAt,
      accessUntil: subscription.access_until,
      idleCheckAt: subscription.idle_check_at,
      anchorAt: subscription.anchor_at,
      monthsSinceAnchor: subscription.months_since_anchor,
      pausedLeftMs: subscription.paused_left_ms === null ? null : Number(subscription.paused_left_ms),
      reminderWanted: subscription.reminder_wanted,
    },
    days,
    now,
  )
  await tx
    .updateTable('subscriptions')
    .set({
      trial_ends_at: added.trialEndsAt,
      paid_until: added.paidUntil,
      // Where aid is undecided the table holds it back.
      next_charge_at: added.nextChargeAt,
      access_until: added.accessUntil,
      idle_check_at: added.idleCheckAt,
      anchor_at: added.anchorAt,
      months_since_anchor: added.monthsSinceAnchor,
      paused_left_ms: added.pausedLeftMs,
      waited_days: subscription.waited_days + days,
      total_looked_at_for: null,
      ...(added.remindsAnew && { reminder_mail_id: null, reminder_handed_over_at: null }),
    })
    .where('id', '=', id)
    .execute()
  const after = (await lockOptionalSubscription(tx, { id }))!
  if (after.next_charge_at) await showNextCharges(tx, [after])
  if (after.state === 'cancelled' || after.state === 'past_due')
    await setWorksUntil(tx, enrolmentId, after.access_until)
  await audit(tx, {
    at: now,
    actor: null,
    action: 'billing.wait-made-good',
    subjectKind: 'subscription',
    subjectId: id,
    detail: { cause, source: sourceId, days },
  })
  const around = await selectSurroundings(tx, after)
  await mailDaysAdded(
    tx,
    deps,
    { subscription: after, around },
    { cause, sourceId, days, until: runsUntil(after) },
  )
  return true
}

function runsUntil(subscription: Subscription): Date | null {
  switch (subscription.state) {
    case 'trial':
      return subscription.trial_ends_at
    case 'active':
      return subscription.paid_until
    case 'paused':
      return null
    default:
      return subscription.access_until
  }
}

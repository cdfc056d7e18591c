import { type AidPercent, aidDaysMax, aidPercents, appealDays, oneStepUp } from '../../../domain/aid.ts'
import { reminderHoursBefore } from '../../../domain/trial.ts'
import { audit } from '../../../platform/audit.ts'
import type { Tx } from '../../../platform/db/pool.ts'
import { setNextCharge } from '../../learn/api.ts'
import type { BillingDeps } from '../gateway-of.ts'
import { lockOptionalOwnSubscription } from '../grants/give-whole.ts'
import { lockOptionalSubscription, type Subscription } from '../queries.ts'
import { showNextCharges } from '../show-next-charge.ts'
import { mailAidDecided, mailAppealReceived } from './mails.ts'
import { type AidApplication, isUndecided, percentOf } from './queries.ts'
import { useAid } from './use-aid.ts'

const dayMs = 86_400_000

export function mayAppeal(application: AidApplication, now: Date): boolean {
  return (
    application.appealed_at === null &&
    application.percent < 100 &&
    application.answers_deleted_at === null &&
    now.getTime() < application.applied_at.getTime() + appealDays * dayMs
  )
}

/**
 * Asks for a person to look at a decision again. Until they did, nothing is charged: the next charge waits. Once for an
 * application; safe to repeat.
 * @returns false where there is nothing of theirs to appeal
 */
export async function appealAid(
  deps: BillingDeps,
  { id, personKey, text }: { id: string; personKey: string; text: string },
): Promise<boolean> {
  const now = deps.clock.now()
  return deps.db.transaction().execute(async (tx) => {
    const application = await lockOptionalApplication(tx, id)
    if (application?.person_key !== personKey) return false
    if (application.appealed_at) return true
    if (!mayAppeal(application, now)) return false
    const appealed = { appealed_at: now, appeal_text: text || null }
    await tx.updateTable('aid_applications').set(appealed).where('id', '=', id).execute()
    await holdCharge(tx, deps, application)
    await audit(tx, {
      at: now,
      actor: personKey,
      action: 'billing.aid-appealed',
      subjectKind: 'aid-application',
      subjectId: id,
    })
    await mailAppealReceived(tx, deps, application)
    return true
  })
}

/**
 * Decides an appeal, once: never for less than before.
 * @param decision by a person with their words, or by time alone
 * @returns false where it was decided already, or isn't there
 */
export async function decideAppeal(
  deps: BillingDeps,
  id: string,
  decision: { by: 'person'; actor: string; percent: AidPercent; answer: string } | { by: 'time' },
): Promise<boolean> {
  const now = deps.clock.now()
  return deps.db.transaction().execute(async (tx) => {
    const before = await lockOptionalApplication(tx, id)
    if (!before || !isUndecided(before)) return false
    // Nobody decides what they ask for themselves.
    if (decision.by === 'person' && decision.actor === before.person_key) return false
    const was = aidPercents.find((one) => one === before.percent)!
    const percent = decision.by === 'time' ? oneStepUp(was) : decision.percent
    if (percent < was) return false
    const application = await tx
      .updateTable('aid_applications')
      .set({
        appeal_decided_at: now,
        appeal_percent: percent,
        appeal_decided_by: decision.by,
        appeal_answer: decision.by === 'person' ? decision.answer || null : null,
      })
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirstOrThrow()
    await releaseCharge(tx, deps, application)
    await useAid(tx, deps, application)
    await audit(tx, {
      at: now,
      actor: decision.by === 'person' ? decision.actor : null,
      action: 'billing.aid-appeal-decided',
      subjectKind: 'aid-application',
      subjectId: id,
      detail: { percent: percentOf(application), by: decision.by },
    })
    await mailAidDecided(tx, deps, application)
    return true
  })
}

/** Appeals that nobody decided in time are decided for the learner. */
export async function decideOldAppeals(deps: BillingDeps): Promise<void> {
  const late = new Date(deps.clock.now().getTime() - aidDaysMax * dayMs)
  const rows = await deps.db
    .selectFrom('aid_applications')
    .select('id')
    .where('appealed_at', '<=', late)
    .where('appeal_decided_at', 'is', null)
    .orderBy('appealed_at')
    .limit(1000)
    .execute()
  for (const { id } of rows) await decideAppeal(deps, id, { by: 'time' })
}

async function lockOptionalApplication(tx: Tx, id: string): Promise<AidApplication | undefined> {
  return tx.selectFrom('aid_applications').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
}

// A charge that was intended and not yet asked for is planned anew; the database holds it back (0030).
async function holdCharge(tx: Tx, deps: BillingDeps, application: AidApplication): Promise<void> {
  const owner = { personKey: application.person_key, credentialId: application.credential_id }
  const subscription = await lockOptionalOwnSubscription(tx, owner)
  if (!subscription || !['trial', 'active', 'past_due', 'paused'].includes(subscription.state)) return
  const withdrawn = await tx
    .updateTable('charges')
    .set({ state: 'withdrawn', settled_at: deps.clock.now() })
    .where('subscription_id', '=', subscription.id)
    .where('state', '=', 'intended')
    .where('sent_at', 'is', null)
    .returning('period_start')
    .executeTakeFirst()
  const mayPlan = subscription.state === 'trial' || subscription.state === 'active'
  await tx
    .updateTable('subscriptions')
    .set({
      aid_open: true,
      ...(mayPlan && withdrawn?.period_start && { next_charge_at: withdrawn.period_start }),
    })
    .where('id', '=', subscription.id)
    .execute()
  await setNextCharge(tx, subscription.enrolment_id, null)
}

// The charge that waited is planned again, two days from now at the earliest. Before a first charge there is a new
// reminder, with the amount that holds now; later ones begin a new period, so that none is shorter for having waited.
async function releaseCharge(tx: Tx, deps: BillingDeps, application: AidApplication): Promise<void> {
  const owner = { personKey: application.person_key, credentialId: application.credential_id }
  const subscription = await lockOptionalOwnSubscription(tx, owner)
  if (!subscription?.aid_open) return
  await tx
    .updateTable('subscriptions')
    .set({ aid_open: false, held_charge_at: null, ...plannedAfter(subscription, deps.clock.now()) })
    .where('id', '=', subscription.id)
    .execute()
  const after = (await lockOptionalSubscription(tx, { id: subscription.id }))!
  if (after.next_charge_at) await showNextCharges(tx, [after])
}

function plannedAfter(subscription: Subscription, now: Date) {
  const { held_charge_at: held, state, charges_paid: paid } = subscription
  if (!held || (state !== 'trial' && state !== 'active')) return {}
  const earliest = new Date(now.getTime() + reminderHoursBefore * 3_600_000)
  const next = held > earliest ? held : earliest
  if (paid === 0) return { next_charge_at: next, reminder_mail_id: null, reminder_handed_over_at: null }
  return next === held
    ? { next_charge_at: held }
    : { next_charge_at: next, anchor_at: next, months_since_anchor: 0 }
}

import { sql } from 'kysely'
import { firstChargeAfterReminder, reminderDueAt, reminderHoursBefore } from '../../domain/trial.ts'
import { audit } from '../../platform/audit.ts'
import type { Deps } from '../../platform/deps.ts'
import { setNextCharge, setWorksUntil } from '../learn/api.ts'
import { mailReminder } from './mails.ts'
import { lockOptionalSubscription, type Subscription, selectSurroundings } from './queries.ts'

/**
 * Sends the reminder of a first charge, and moves the charge to 48 hours after it where it is late. Nothing is
 * reminded of before the address is confirmed, because nothing is charged before that. Safe to repeat.
 */
export async function sendReminder(deps: Deps, subscriptionId: string): Promise<void> {
  const now = deps.clock.now()
  await deps.db.transaction().execute(async (tx) => {
    const subscription = await lockOptionalSubscription(tx, { id: subscriptionId })
    if (!subscription?.next_charge_at || !isToRemind(subscription, subscription.next_charge_at, now)) return
    const around = await selectSurroundings(tx, subscription)
    if (!around.email || !around.email_confirmed_at || around.work_done_at) return
    const announced = firstChargeAfterReminder(
      subscription.next_charge_at > now ? subscription.next_charge_at : subscription.trial_ends_at,
      now,
    )
    const mailId = await mailReminder(tx, deps, { ...subscription, next_charge_at: announced }, around)
    await tx
      .updateTable('subscriptions')
      .set({
        reminder_mail_id: mailId,
        reminder_handed_over_at: null,
        next_charge_at: announced,
        access_until: null,
      })
      .where('id', '=', subscriptionId)
      .execute()
    // Between a late reminder and the charge the learner waits for us: work is taken.
    if (subscription.access_until) await setWorksUntil(tx, subscription.enrolment_id, null)
    await setNextCharge(tx, subscription.enrolment_id, {
      at: announced,
      minor: subscription.price_minor,
      currency: subscription.currency,
    })
    await audit(tx, {
      at: now,
      actor: null,
      action: 'billing.reminder-queued',
      subjectKind: 'subscription',
      subjectId: subscriptionId,
      detail: { first_charge_at: announced },
    })
  })
}

/** Notes which reminders reached the mail server; a charge that is too near to that moves on. One statement. */
export async function noteHandedOver(deps: Deps): Promise<void> {
  await deps.db.transaction().execute(async (tx) => {
    const { rows } = await sql<{
      enrolment_id: string
      next_charge_at: Date
      price_minor: number
      currency: string
    }>`update subscriptions s set reminder_handed_over_at = m.handed_over_at,
        next_charge_at = greatest(s.next_charge_at, m.handed_over_at + make_interval(hours => ${reminderHoursBefore}::int))
      from mail_messages m
      where m.id = s.reminder_mail_id and m.handed_over_at is not null and s.reminder_mail_id is not null
        and s.reminder_handed_over_at is null and s.next_charge_at is not null and s.anchor_at is null
      returning s.enrolment_id, s.next_charge_at, s.price_minor, s.currency`.execute(tx)
    for (const row of rows) {
      const next = { at: row.next_charge_at, minor: row.price_minor, currency: row.currency }
      await setNextCharge(tx, row.enrolment_id, next)
    }
  })
}

function isToRemind(subscription: Subscription, nextChargeAt: Date, now: Date): boolean {
  return (
    subscription.state === 'trial' &&
    !subscription.anchor_at &&
    !subscription.reminder_mail_id &&
    !subscription.reminder_handed_over_at &&
    now >= reminderDueAt(nextChargeAt)
  )
}

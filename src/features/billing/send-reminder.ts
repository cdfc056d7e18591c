import { sql } from 'kysely'
import { firstChargeAfterReminder, reminderHoursBefore } from '../../domain/trial.ts'
import { auditAll } from '../../platform/audit.ts'
import type { Tx } from '../../platform/db/pool.ts'
import type { Deps } from '../../platform/deps.ts'
import { setWorksUntilOf } from '../learn/api.ts'
import { writeReminder } from './mails.ts'
import { newPost, sendPost } from './post.ts'
import type { Subscription } from './queries.ts'
import type { DueRow } from './select-due.ts'
import { showNextCharges } from './show-next-charge.ts'

/**
 * Sends the reminders of charges that must be announced, and moves the charges to 48 hours after them where they are
 * late. Nothing is reminded of before the address is confirmed, because nothing is charged before that. A few statements
 * for all of them; safe to repeat.
 */
export async function sendReminders(tx: Tx, deps: Deps, rows: DueRow[]): Promise<void> {
  const now = deps.clock.now()
  const post = newPost()
  const reminded = rows.flatMap((row) => {
    const { subscription, around } = row
    const nextAt = subscription.next_charge_at
    if (!nextAt || !around.email || !around.email_confirmed_at || around.work_done_at) return []
    const announced = firstChargeAfterReminder(nextAt > now ? nextAt : subscription.trial_ends_at, now)
    const key = writeReminder(deps, post, row, announced)
    return key ? [{ row, announced, key }] : []
  })
  if (reminded.length === 0) return
  const mails = await sendPost(tx, deps, post)
  await sql`update subscriptions s set reminder_mail_id = r.mail, reminder_handed_over_at = null, next_charge_at = r.at,
      access_until = case when s.charges_paid = 0 then null else s.access_until end
    from unnest(${reminded.map(({ row }) => row.id)}::uuid[], ${reminded.map(({ key }) => mails.get(key)!)}::uuid[],
      ${reminded.map(({ announced }) => announced)}::timestamptz[]) as r (id, mail, at) where s.id = r.id`.execute(
    tx,
  )
  // Between a late reminder and a first charge the learner waits for us: work is taken.
  await setWorksUntilOf(
    tx,
    reminded
      .filter(({ row: { subscription } }) => subscription.access_until && subscription.charges_paid === 0)
      .map(({ row }) => ({ enrolmentId: row.subscription.enrolment_id, until: null })),
  )
  await showNextCharges(
    tx,
    reminded.map(({ row, announced }) => ({ ...row.subscription, next_charge_at: announced })),
  )
  await auditAll(
    tx,
    reminded.map(({ row, announced }) => ({
      at: now,
      actor: null,
      action: 'billing.reminder-queued',
      subjectKind: 'subscription',
      subjectId: row.id,
      detail: { charge_at: announced },
    })),
  )
}

/** Notes which reminders reached the mail server; a charge that is too near to that moves on. */
export async function noteHandedOver(deps: Deps): Promise<void> {
  await deps.db.transaction().execute(async (tx) => {
    const { rows } = await sql<Subscription>`
      update subscriptions s set reminder_handed_over_at = m.handed_over_at,
        next_charge_at = greatest(s.next_charge_at, m.handed_over_at + make_interval(hours => ${reminderHoursBefore}::int))
      from mail_messages m
      where m.id = s.reminder_mail_id and m.handed_over_at is not null and s.reminder_mail_id is not null
        and s.reminder_handed_over_at is null and s.next_charge_at is not null and s.reminder_wanted
      returning s.*`.execute(tx)
    await showNextCharges(tx, rows)
  })
}

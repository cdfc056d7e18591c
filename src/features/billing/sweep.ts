import { sql } from 'kysely'
import { reminderSentHoursBefore } from '../../domain/trial.ts'
import type { Tx } from '../../platform/db/pool.ts'
import { addJob, addJobs } from '../../platform/jobs.ts'
import { doInBatches, type Place } from './batches.ts'
import { cancelLocked } from './cancel.ts'
import { endBecause } from './end-subscription.ts'
import type { BillingDeps } from './gateway-of.ts'
import { checkIdle } from './idle/check-idle.ts'
import { considerCharges } from './intend-charge.ts'
import { askedAgainAfterMs } from './make-charge.ts'
import { type DueRow, lockDue } from './select-due.ts'
import { noteHandedOver, sendReminders } from './send-reminder.ts'
import { tellDearer } from './tell-dearer.ts'

// What happens by itself, found from the tables alone: a queue that was lost loses no money and no reminder. Every
// pass walks along an index in batches (batches.ts); who is to be charged, reminded, paused or ended is decided for a
// batch at once by the pure rules, and written with a few statements.

/** Reminders, idle months, charges, endings and unanswered questions that are due. Safe to repeat and to run twice at once. */
export async function sweep(deps: BillingDeps): Promise<void> {
  const now = deps.clock.now()
  const remindUntil = new Date(now.getTime() + reminderSentHoursBefore * 3_600_000)
  const unanswered = new Date(now.getTime() - askedAgainAfterMs)
  await noteHandedOver(deps)
  const passes = [
    () =>
      doInBatches(deps, {
        name: 'remind',
        page: (tx, after, rowsMax) =>
          lockDue(tx, {
            column: 'next_charge_at',
            due: sql`next_charge_at <= ${remindUntil} and reminder_wanted and reminder_mail_id is null
              and reminder_handed_over_at is null`,
            after,
            rowsMax,
          }),
        act: (tx, rows) => sendReminders(tx, deps, rows),
      }),
    () =>
      doInBatches(deps, {
        name: 'dearer',
        page: (tx, after, rowsMax) =>
          lockDue(tx, {
            column: 'next_charge_at',
            due: sql`next_charge_at > ${now} and next_charge_at <= ${remindUntil} and not reminder_wanted
              and total_looked_at_for is distinct from next_charge_at`,
            after,
            rowsMax,
          }),
        act: (tx, rows) => tellDearer(tx, deps, rows),
      }),
    // Before anything is charged, the month before is looked at.
    () =>
      doInBatches(deps, {
        name: 'idle',
        page: (tx, after, rowsMax) =>
          lockDue(tx, {
            column: 'idle_check_at',
            due: sql`idle_check_at <= ${now}`,
            after,
            rowsMax,
          }),
        act: (tx, rows) => checkIdle(tx, deps, rows),
      }),
    () =>
      doInBatches(deps, {
        name: 'charge',
        page: (tx, after, rowsMax) =>
          lockDue(tx, { column: 'next_charge_at', due: sql`next_charge_at <= ${now}`, after, rowsMax }),
        act: (tx, rows) => considerCharges(tx, deps, rows),
      }),
    () =>
      doInBatches(deps, {
        name: 'past-due',
        page: (tx, after, rowsMax) =>
          lockDue(tx, {
            column: 'access_until',
            due: sql`state = 'past_due' and access_until <= ${now} and not exists (select 1 from charges c
              where c.subscription_id = s.id and c.state = 'intended')`,
            after,
            rowsMax,
          }),
        act: (tx, rows) => endUnpaid(tx, deps, rows),
      }),
    () =>
      doInBatches(deps, {
        name: 'pause-over',
        page: (tx, after, rowsMax) =>
          lockDue(tx, { column: 'pause_ends_at', due: sql`pause_ends_at <= ${now}`, after, rowsMax }),
        act: (tx, rows) => endPauses(tx, deps, rows),
      }),
    () => askAgain(deps, 'charge', unanswered),
    () => askAgain(deps, 'refund', unanswered),
  ]
  let isFinished = true
  for (const pass of passes) isFinished = (await pass()) && isFinished
  if (!isFinished) await addJob(deps.db, 'billing.sweep', {}, { key: 'billing.sweep' })
}

// A charge that failed and that nobody tried again: the agreement ends, reading stays. They are few.
async function endUnpaid(tx: Tx, deps: BillingDeps, rows: DueRow[]): Promise<void> {
  for (const { subscription } of rows)
    await endBecause(
      tx,
      deps,
      subscription,
      subscription.charges_paid > 0 ? 'payment_failed' : 'trial_lapsed',
    )
}

// Six months of pauses are over: cancelled with a mail, never charged. They are few.
async function endPauses(tx: Tx, deps: BillingDeps, rows: DueRow[]): Promise<void> {
  for (const { subscription } of rows)
    await cancelLocked(tx, deps, subscription, { by: 'time', why: 'pause_over' })
}

// What the gateway never answered to.
function askAgain(deps: BillingDeps, what: 'charge' | 'refund', before: Date): Promise<boolean> {
  return doInBatches<Place>(deps, {
    name: `unanswered-${what}`,
    page: (tx, after, rowsMax) =>
      tx
        .selectFrom(`${what}s`)
        .select(['id', 'intended_at as at'])
        .where('state', '=', 'intended')
        .where('intended_at', '<=', before)
        .$if(after !== undefined, (query) =>
          query.where((eb) => eb(eb.refTuple('intended_at', 'id'), '>', eb.tuple(after!.at, after!.id))),
        )
        .orderBy('intended_at')
        .orderBy('id')
        .limit(rowsMax)
        .execute(),
    act: (tx, rows) =>
      addJobs(
        tx,
        `billing.${what}`,
        rows.map(({ id }) => ({ payload: { [what]: id }, key: `${what}:${id}` })),
      ),
  })
}

import { reminderSentHoursBefore } from '../../domain/trial.ts'
import { addJob } from '../../platform/jobs.ts'
import { endBecause } from './end-subscription.ts'
import type { BillingDeps } from './gateway-of.ts'
import { considerCharge } from './intend-charge.ts'
import { askedAgainAfterMs } from './make-charge.ts'
import { lockOptionalSubscription } from './queries.ts'
import { noteHandedOver, sendReminder } from './send-reminder.ts'

// What happens by itself, found from the tables alone: a queue that was lost loses no money and no reminder. Every
// pass walks along an index in pages, and every row is done in a transaction of its own, so that a sweep that is
// killed in the middle has done what it did, and one bad row stops nobody else.

const pageRows = 500
const pagesMax = 400

interface Place {
  at: Date
  id: string
}
type Page = (after: Place | undefined) => Promise<Place[]>

/** Reminders, charges, endings and unanswered questions that are due. Safe to repeat and to run twice at once. */
export async function sweep(deps: BillingDeps): Promise<void> {
  const now = deps.clock.now()
  const remindUntil = new Date(now.getTime() + reminderSentHoursBefore * 3_600_000)
  const unanswered = new Date(now.getTime() - askedAgainAfterMs)
  await noteHandedOver(deps)
  const finished = [
    await walk(deps, toRemind(deps, remindUntil), (id) => sendReminder(deps, id)),
    await walk(deps, dueUntil(deps, now), (id) => considerCharge(deps, id)),
    await walk(deps, pastDueUntil(deps, now), (id) => endUnpaid(deps, id)),
    await walk(deps, unsettledSince(deps, 'charges', unanswered), (id) =>
      addJob(deps.db, 'billing.charge', { charge: id }, { key: `charge:${id}` }),
    ),
    await walk(deps, unsettledSince(deps, 'refunds', unanswered), (id) =>
      addJob(deps.db, 'billing.refund', { refund: id }, { key: `refund:${id}` }),
    ),
  ]
  if (finished.includes(false)) await addJob(deps.db, 'billing.sweep', {}, { key: 'billing.sweep' })
}

/** @returns false where the bound was reached before the end */
async function walk(deps: BillingDeps, page: Page, act: (id: string) => Promise<void>): Promise<boolean> {
  let after: Place | undefined
  for (let pages = 0; pages < pagesMax; pages++) {
    const places = await page(after)
    for (const { id } of places) {
      await act(id).catch((error: unknown) => deps.log.error('billing-sweep', error, { id }))
    }
    if (places.length < pageRows) return true
    after = places.at(-1)
  }
  return false
}

function toRemind({ db }: BillingDeps, until: Date): Page {
  return (after) =>
    db
      .selectFrom('subscriptions')
      .select(['id', (eb) => eb.ref('next_charge_at').$notNull().as('at')])
      .where('next_charge_at', '<=', until)
      .where('anchor_at', 'is', null)
      .where('reminder_mail_id', 'is', null)
      .where('reminder_handed_over_at', 'is', null)
      .$if(after !== undefined, (query) =>
        query.where((eb) => eb(eb.refTuple('next_charge_at', 'id'), '>', eb.tuple(after!.at, after!.id))),
      )
      .orderBy('next_charge_at')
      .orderBy('id')
      .limit(pageRows)
      .execute()
}

function dueUntil({ db }: BillingDeps, until: Date): Page {
  return (after) =>
    db
      .selectFrom('subscriptions')
      .select(['id', (eb) => eb.ref('next_charge_at').$notNull().as('at')])
      .where('next_charge_at', '<=', until)
      .$if(after !== undefined, (query) =>
        query.where((eb) => eb(eb.refTuple('next_charge_at', 'id'), '>', eb.tuple(after!.at, after!.id))),
      )
      .orderBy('next_charge_at')
      .orderBy('id')
      .limit(pageRows)
      .execute()
}

function pastDueUntil({ db }: BillingDeps, until: Date): Page {
  return (after) =>
    db
      .selectFrom('subscriptions')
      .select(['id', (eb) => eb.ref('access_until').$notNull().as('at')])
      .where('state', '=', 'past_due')
      .where('access_until', '<=', until)
      .$if(after !== undefined, (query) =>
        query.where((eb) => eb(eb.refTuple('access_until', 'id'), '>', eb.tuple(after!.at, after!.id))),
      )
      .orderBy('access_until')
      .orderBy('id')
      .limit(pageRows)
      .execute()
}

function unsettledSince({ db }: BillingDeps, table: 'charges' | 'refunds', before: Date): Page {
  return (after) =>
    db
      .selectFrom(table)
      .select(['id', 'intended_at as at'])
      .where('state', '=', 'intended')
      .where('intended_at', '<=', before)
      .$if(after !== undefined, (query) =>
        query.where((eb) => eb(eb.refTuple('intended_at', 'id'), '>', eb.tuple(after!.at, after!.id))),
      )
      .orderBy('intended_at')
      .orderBy('id')
      .limit(pageRows)
      .execute()
}

// A charge that failed and that nobody tried again: the agreement ends, reading stays.
async function endUnpaid(deps: BillingDeps, id: string): Promise<void> {
  await deps.db.transaction().execute(async (tx) => {
    const subscription = await lockOptionalSubscription(tx, { id })
    if (subscription?.state !== 'past_due' || !subscription.access_until) return
    if (subscription.access_until > deps.clock.now()) return
    const underWay = await tx
      .selectFrom('charges')
      .select('id')
      .where('subscription_id', '=', id)
      .where('state', '=', 'intended')
      .executeTakeFirst()
    if (!underWay)
      await endBecause(
        tx,
        deps,
        subscription,
        subscription.charges_paid > 0 ? 'payment_failed' : 'trial_lapsed',
      )
  })
}

import { discountOf } from '../../domain/discount.ts'
import { type ChargeDecision, chargeMoment, decideCharge, reminderHoursGood } from '../../domain/trial.ts'
import { audit } from '../../platform/audit.ts'
import type { Tx } from '../../platform/db/pool.ts'
import { addJob } from '../../platform/jobs.ts'
import { newId } from '../../platform/random.ts'
import { setNextCharge, setWorksUntil } from '../learn/api.ts'
import { endBecause } from './end-subscription.ts'
import { type BillingDeps, gatewayOf } from './gateway-of.ts'
import {
  lockOptionalSubscription,
  type Subscription,
  type Surroundings,
  selectSurroundings,
} from './queries.ts'

/**
 * Looks at a subscription whose charge is due, and does what domain/trial.ts decides: store the intention to charge
 * (a job asks the gateway afterwards), wait, skip, or end. Safe to repeat.
 */
export async function considerCharge(deps: BillingDeps, subscriptionId: string): Promise<void> {
  const now = deps.clock.now()
  await deps.db.transaction().execute(async (tx) => {
    const subscription = await lockOptionalSubscription(tx, { id: subscriptionId })
    if (!subscription?.next_charge_at || !['trial', 'active'].includes(subscription.state)) return
    const around = await selectSurroundings(tx, subscription)
    if (around.erased_at) return endBecause(tx, deps, subscription, 'person_erased')
    const decision = decideCharge(factsOf(subscription, subscription.next_charge_at, around), now)
    await carryOut(tx, deps, subscription, decision)
  })
}

/** What the decision needs to know. */
export function factsOf(subscription: Subscription, dueAt: Date, around: Surroundings) {
  return {
    trialEndsAt: subscription.trial_ends_at,
    dueAt,
    anchorAt: subscription.anchor_at,
    monthsSinceAnchor: subscription.months_since_anchor,
    chargesPaid: subscription.charges_paid,
    chargesMax: subscription.charges_max,
    reminderWanted: subscription.reminder_wanted,
    reminderHandedOverAt: subscription.reminder_handed_over_at,
    addressConfirmedAt: around.email_confirmed_at,
    workDoneAt: around.work_done_at,
    isPaused: subscription.state === 'paused',
    idleCheckAt: subscription.idle_check_at,
    timeZone: subscription.time_zone,
  }
}

async function carryOut(
  tx: Tx,
  deps: BillingDeps,
  subscription: Subscription,
  decision: ChargeDecision,
): Promise<void> {
  switch (decision.kind) {
    case 'charge':
      await intend(tx, deps, subscription, decision)
      return
    case 'skip':
      return skip(tx, deps, subscription, decision)
    case 'end':
      return endBecause(tx, deps, subscription, decision.why)
    case 'free':
      await tx
        .updateTable('subscriptions')
        .set({ state: 'free_to_finish', next_charge_at: null })
        .where('id', '=', subscription.id)
        .execute()
      return setNextCharge(tx, subscription.enrolment_id, null)
    case 'wait':
      if (decision.for === 'address' && !subscription.access_until) await pauseWork(tx, subscription)
      if (decision.for === 'reminder') await forgetOldReminder(tx, subscription, deps.clock.now())
  }
}

/**
 * Stores the intention and the job that asks the gateway, in the caller's transaction.
 * @returns the charge's id, which is its idempotency key
 */
export async function intend(
  tx: Tx,
  deps: BillingDeps,
  subscription: Subscription,
  { number, periodStart, periodEnd }: { number: number; periodStart: Date; periodEnd: Date },
  { onSession = false }: { onSession?: boolean } = {},
): Promise<string> {
  const now = deps.clock.now()
  const id = newId(now, deps.random)
  const discount = discountOf(subscription.price_minor, subscription.discount_bp)
  const { attempts } = await tx
    .selectFrom('charges')
    .select((eb) => eb.fn.coalesce(eb.fn.max('attempt'), eb.lit(0)).as('attempts'))
    .where('subscription_id', '=', subscription.id)
    .where('number', '=', number)
    .executeTakeFirstOrThrow()
  await tx
    .insertInto('charges')
    .values({
      id,
      subscription_id: subscription.id,
      number,
      attempt: Number(attempts) + 1,
      gateway: gatewayOf(deps).name,
      state: 'intended',
      period_start: periodStart,
      period_end: periodEnd,
      list_minor: subscription.price_minor,
      discount_minor: discount,
      amount_minor: subscription.price_minor - discount,
      currency: subscription.currency,
      intended_at: now,
      on_session: onSession,
    })
    .execute()
  await tx
    .updateTable('subscriptions')
    .set({ next_charge_at: null })
    .where('id', '=', subscription.id)
    .execute()
  await addJob(tx, 'billing.charge', { charge: id }, { key: `charge:${id}` })
  await audit(tx, {
    at: now,
    actor: onSession ? subscription.person_key : null,
    action: 'billing.charge-intended',
    subjectKind: 'charge',
    subjectId: id,
    detail: {
      subscription: subscription.id,
      number,
      amount_minor: subscription.price_minor - discount,
      currency: subscription.currency,
    },
  })
  return id
}

/** The period of a charge that the learner asks for after one failed: the month that is still open. */
export function openPeriod(subscription: Subscription, now: Date) {
  const { anchor_at: anchorAt, months_since_anchor: months, time_zone: timeZone } = subscription
  return {
    number: subscription.charges_paid + 1,
    periodStart: anchorAt ? chargeMoment(anchorAt, months, timeZone) : now,
    periodEnd: anchorAt ? chargeMoment(anchorAt, months + 1, timeZone) : chargeMoment(now, 1, timeZone),
  }
}

async function skip(
  tx: Tx,
  deps: BillingDeps,
  subscription: Subscription,
  { dueAt, monthsSinceAnchor }: ChargeDecision & { kind: 'skip' },
): Promise<void> {
  await tx
    .updateTable('subscriptions')
    .set({ next_charge_at: dueAt, months_since_anchor: monthsSinceAnchor })
    .where('id', '=', subscription.id)
    .execute()
  await setNextCharge(tx, subscription.enrolment_id, {
    at: dueAt,
    minor: subscription.price_minor,
    currency: subscription.currency,
  })
  await audit(tx, {
    at: deps.clock.now(),
    actor: null,
    action: 'billing.month-given-away',
    subjectKind: 'subscription',
    subjectId: subscription.id,
    detail: { next_charge_at: dueAt },
  })
}

// The trial is over and the charge waits for the learner: reading stays, work is taken again when the address is
// confirmed.
async function pauseWork(tx: Tx, subscription: Subscription): Promise<void> {
  await tx
    .updateTable('subscriptions')
    .set({ access_until: subscription.trial_ends_at })
    .where('id', '=', subscription.id)
    .execute()
  await setWorksUntil(tx, subscription.enrolment_id, subscription.trial_ends_at)
}

// The charge waited so long that its reminder is forgotten: the sweep sends another one, and 48 hours begin anew.
async function forgetOldReminder(tx: Tx, subscription: Subscription, now: Date): Promise<void> {
  const handedOver = subscription.reminder_handed_over_at
  if (!handedOver || now.getTime() - handedOver.getTime() <= reminderHoursGood * 3_600_000) return
  await tx
    .updateTable('subscriptions')
    .set({ reminder_mail_id: null, reminder_handed_over_at: null })
    .where('id', '=', subscription.id)
    .execute()
}

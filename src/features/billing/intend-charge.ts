import { sql } from 'kysely'
import { chargeAmount } from '../../domain/charge-amount.ts'
import { type ChargeDecision, chargeMoment, decideCharge, reminderHoursGood } from '../../domain/trial.ts'
import { auditAll } from '../../platform/audit.ts'
import type { Tx } from '../../platform/db/pool.ts'
import { addJobs } from '../../platform/jobs.ts'
import { newId } from '../../platform/random.ts'
import { setWorksUntilOf } from '../learn/api.ts'
import { endBecause } from './end-subscription.ts'
import { type BillingDeps, gatewayOf } from './gateway-of.ts'
import type { Subscription, Surroundings } from './queries.ts'
import { type DueRow, lockOptionalDue } from './select-due.ts'
import { showNextCharges } from './show-next-charge.ts'

/**
 * Looks at one subscription whose charge is due, and does what domain/trial.ts decides. Safe to repeat.
 */
export async function considerCharge(deps: BillingDeps, subscriptionId: string): Promise<void> {
  await deps.db.transaction().execute(async (tx) => {
    const row = await lockOptionalDue(tx, subscriptionId)
    if (row) await considerCharges(tx, deps, [row])
  })
}

/**
 * Looks at locked subscriptions whose charge is due, and does what domain/trial.ts decides for each: store the
 * intention to charge (jobs ask the gateway afterwards), wait, skip, or end. A few statements for all of them.
 */
export async function considerCharges(tx: Tx, deps: BillingDeps, rows: DueRow[]): Promise<void> {
  const now = deps.clock.now()
  const decided = rows
    .filter(({ subscription }) => ['trial', 'active'].includes(subscription.state))
    .flatMap((row) => {
      const dueAt = row.subscription.next_charge_at
      return dueAt ? [{ row, decision: decisionOf(row, dueAt, now) }] : []
    })
  const of = <Kind extends ChargeDecision['kind']>(kind: Kind) =>
    decided.flatMap(({ row, decision }) =>
      decision !== 'erased' && decision.kind === kind
        ? [{ row, decision: decision as ChargeDecision & { kind: Kind } }]
        : [],
    )
  await intendAll(
    tx,
    deps,
    of('charge').map(({ row, decision }) => ({ ...row, ...decision })),
  )
  await skipAll(tx, deps, of('skip'))
  await freeAll(
    tx,
    of('free').map(({ row }) => row),
  )
  await waitAll(tx, now, of('wait'))
  // Endings are few.
  for (const { row, decision } of of('end')) await endBecause(tx, deps, row.subscription, decision.why)
  for (const { row, decision } of decided)
    if (decision === 'erased') await endBecause(tx, deps, row.subscription, 'person_erased')
}

function decisionOf({ subscription, around }: DueRow, dueAt: Date, now: Date): ChargeDecision | 'erased' {
  return around.erased_at ? 'erased' : decideCharge(factsOf(subscription, dueAt, around), now)
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

export interface MonthToCharge extends Pick<DueRow, 'subscription' | 'creditMinor' | 'attempts'> {
  number: number
  periodStart: Date
  periodEnd: Date
  /** The learner is there and asked for it. */
  onSession?: boolean
}

/**
 * Stores intentions and the jobs that ask the gateway, in the caller's transaction: four statements for all.
 * @returns the charges' ids in the same order, which are their idempotency keys
 */
export async function intendAll(tx: Tx, deps: BillingDeps, months: MonthToCharge[]): Promise<string[]> {
  if (months.length === 0) return []
  const now = deps.clock.now()
  const gateway = gatewayOf(deps).name
  const charges = months.map(({ subscription, creditMinor, onSession = false, ...month }) => {
    const amount = chargeAmount(subscription, creditMinor)
    return {
      ...month,
      id: newId(now, deps.random),
      subscription,
      onSession,
      amount,
      // Nothing is asked of a card where credit covers the month.
      gateway: amount.amountMinor === 0 ? 'credit' : gateway,
    }
  })
  type Intended = (typeof charges)[number]
  const all = <T>(pick: (charge: Intended) => T) => charges.map(pick)
  await sql`insert into charges (id, subscription_id, number, attempt, gateway, state, period_start, period_end, list_minor,
      discount_minor, tax_minor, tax_added, credit_minor, amount_minor, currency, intended_at, on_session)
    select i.id, i.subscription, i.number, i.attempt, i.gateway, 'intended', i.from_at, i.until_at, i.list, i.discount, i.tax,
      i.tax_added, i.credit, i.amount, i.currency, ${now}, i.on_session
    from unnest(${all((c) => c.id)}::uuid[], ${all((c) => c.subscription.id)}::uuid[], ${all((c) => c.number)}::int[],
      ${all((c) => c.attempts + 1)}::int[], ${all((c) => c.gateway)}::text[], ${all((c) => c.periodStart)}::timestamptz[],
      ${all((c) => c.periodEnd)}::timestamptz[], ${all((c) => c.amount.listMinor)}::int[], ${all((c) => c.amount.discountMinor)}::int[],
      ${all((c) => c.amount.taxMinor)}::int[], ${all((c) => c.amount.taxAdded)}::bool[], ${all((c) => c.amount.creditMinor)}::int[],
      ${all((c) => c.amount.amountMinor)}::int[], ${all((c) => c.subscription.currency)}::text[], ${all((c) => c.onSession)}::bool[])
      as i (id, subscription, number, attempt, gateway, from_at, until_at, list, discount, tax, tax_added, credit, amount,
        currency, on_session)`.execute(tx)
  await tx
    .updateTable('subscriptions')
    .set({ next_charge_at: null })
    .where(({ eb, val }) => eb('id', '=', eb.fn.any(val(all((c) => c.subscription.id)))))
    .execute()
  await addJobs(
    tx,
    'billing.charge',
    all(({ id }) => ({ payload: { charge: id }, key: `charge:${id}` })),
  )
  await auditAll(
    tx,
    all(({ id, subscription, number, amount, onSession }) => ({
      at: now,
      actor: onSession ? subscription.person_key : null,
      action: 'billing.charge-intended',
      subjectKind: 'charge',
      subjectId: id,
      detail: {
        subscription: subscription.id,
        number,
        amount_minor: amount.amountMinor,
        credit_minor: amount.creditMinor,
        currency: subscription.currency,
      },
    })),
  )
  return all((c) => c.id)
}

/** Stores one intention. @returns the charge's id */
export async function intend(
  tx: Tx,
  deps: BillingDeps,
  subscription: Subscription,
  period: { number: number; periodStart: Date; periodEnd: Date },
  { onSession = false }: { onSession?: boolean } = {},
): Promise<string> {
  const row = (await lockOptionalDue(tx, subscription.id))!
  const [id] = await intendAll(tx, deps, [{ ...row, ...period, subscription, onSession }])
  return id!
}

/** The period of a charge that the learner asks for: the month that is still open, or a new one from now. */
export function openPeriod(subscription: Subscription, now: Date) {
  const { anchor_at: anchorAt, months_since_anchor: months, time_zone: timeZone } = subscription
  const number = subscription.charges_paid + 1
  if (subscription.reminder_wanted || !anchorAt)
    return { number, periodStart: now, periodEnd: chargeMoment(now, 1, timeZone) }
  return {
    number,
    periodStart: chargeMoment(anchorAt, months, timeZone),
    periodEnd: chargeMoment(anchorAt, months + 1, timeZone),
  }
}

async function skipAll(
  tx: Tx,
  deps: BillingDeps,
  skips: { row: DueRow; decision: ChargeDecision & { kind: 'skip' } }[],
): Promise<void> {
  if (skips.length === 0) return
  await sql`update subscriptions s set next_charge_at = k.due, months_since_anchor = k.months
    from unnest(${skips.map(({ row }) => row.id)}::uuid[], ${skips.map(({ decision }) => decision.dueAt)}::timestamptz[],
      ${skips.map(({ decision }) => decision.monthsSinceAnchor)}::int[]) as k (id, due, months) where s.id = k.id`.execute(
    tx,
  )
  await showNextCharges(
    tx,
    skips.map(({ row, decision }) => ({ ...row.subscription, next_charge_at: decision.dueAt })),
  )
  await auditAll(
    tx,
    skips.map(({ row, decision }) => ({
      at: deps.clock.now(),
      actor: null,
      action: 'billing.month-given-away',
      subjectKind: 'subscription',
      subjectId: row.id,
      detail: { next_charge_at: decision.dueAt },
    })),
  )
}

async function freeAll(tx: Tx, rows: DueRow[]): Promise<void> {
  if (rows.length === 0) return
  await tx
    .updateTable('subscriptions')
    .set(({ fn, val }) => ({
      state: 'free_to_finish' as const,
      next_charge_at: null,
      free_because: fn.coalesce('free_because', val('cap')),
    }))
    .where(({ eb, val }) => eb('id', '=', eb.fn.any(val(rows.map((row) => row.id)))))
    .execute()
  await showNextCharges(
    tx,
    rows.map((row) => ({ ...row.subscription, next_charge_at: null })),
  )
}

async function waitAll(
  tx: Tx,
  now: Date,
  waits: { row: DueRow; decision: ChargeDecision & { kind: 'wait' } }[],
): Promise<void> {
  // The trial is over and the charge waits for the learner: reading stays, work is taken again when the address is
  // confirmed.
  const unconfirmed = waits
    .filter(({ row, decision }) => decision.for === 'address' && !row.subscription.access_until)
    .map(({ row }) => row)
  if (unconfirmed.length > 0) {
    await sql`update subscriptions set access_until = trial_ends_at where id = any(${unconfirmed.map((row) => row.id)}::uuid[])`.execute(
      tx,
    )
    await setWorksUntilOf(
      tx,
      unconfirmed.map(({ subscription: { enrolment_id: enrolmentId, trial_ends_at: until } }) => ({
        enrolmentId,
        until,
      })),
    )
  }
  // The charge waited so long that its reminder is forgotten: the sweep sends another one, and 48 hours begin anew.
  const oldest = new Date(now.getTime() - reminderHoursGood * 3_600_000)
  const forgotten = waits.filter(({ row: { subscription }, decision }) => {
    const handedOver = subscription.reminder_handed_over_at
    return decision.for === 'reminder' && handedOver !== null && handedOver < oldest
  })
  if (forgotten.length > 0)
    await sql`update subscriptions set reminder_mail_id = null, reminder_handed_over_at = null
      where id = any(${forgotten.map(({ row }) => row.id)}::uuid[])`.execute(tx)
}

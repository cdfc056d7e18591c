import { type RawBuilder, sql } from 'kysely'
import { daysAfterFailedCharge, reminderHoursBefore } from '../../domain/trial.ts'
import type { Executor } from '../../platform/db/pool.ts'

// Proves on a live database what the rules promise. Each check is one query that counts what it looked at and names
// what breaks it; nothing is changed, and all of them see the same moment.

export interface LedgerFinding {
  name: string
  says: string
  /** Rows that were looked at. */
  checked: number
  /** What breaks it, at most 20 of them by name. */
  broken: string[]
  brokenCount: number
}

export interface LedgerReport {
  ok: boolean
  findings: LedgerFinding[]
  balances: { account: string; currency: string; balance_minor: number }[]
}

interface Check {
  name: string
  says: string
  /** Rows (id, broken). */
  rows: RawBuilder<unknown>
}

const checks: Check[] = [
  {
    name: 'balanced',
    says: 'every ledger transaction has entries and balances in each currency',
    rows: sql`select t.id, coalesce(bool_or(l.sum <> 0), true) as broken from ledger_transactions t
      left join (select transaction_id, currency, sum(amount_minor) as sum from ledger_entries group by 1, 2) l
      on l.transaction_id = t.id group by t.id`,
  },
  {
    name: 'charges-booked',
    says: 'every charge that succeeded is booked once, with its amount and currency, for its enrolment',
    rows: sql`select c.id, count(t.id) <> 1 or bool_or(t.enrolment_id is distinct from s.enrolment_id)
        or coalesce(sum(l.amount_minor), 0) <> c.amount_minor or bool_or(l.currency <> c.currency) as broken
      from charges c join subscriptions s on s.id = c.subscription_id
      left join ledger_transactions t on t.charge_id = c.id and t.kind = 'charge'
      left join ledger_entries l on l.transaction_id = t.id and l.account = 'gateway:' || c.gateway
      where c.state = 'succeeded' group by c.id`,
  },
  {
    name: 'bookings-charged',
    says: 'nothing is booked as a charge that the gateway did not make (simulated cohorts aside)',
    rows: sql`select t.id, c.state is distinct from 'succeeded' as broken from ledger_transactions t
      left join charges c on c.id = t.charge_id where t.kind = 'charge' and not t.simulated`,
  },
  {
    name: 'never-doubled',
    says: 'no month of a subscription was paid twice',
    rows: sql`select c.subscription_id || ' month ' || c.number as id, count(*) > 1 as broken from charges c
      where c.state = 'succeeded' group by c.subscription_id, c.number`,
  },
  {
    name: 'trial-free',
    says: 'nothing was charged during a trial of seven times 24 hours',
    rows: sql`select c.id, c.intended_at < s.trial_ends_at or s.trial_ends_at - s.trial_started_at < interval '168 hours' as broken
      from charges c join subscriptions s on s.id = c.subscription_id where c.state in ('intended', 'succeeded')`,
  },
  {
    name: 'reminded',
    says: `a reminder was handed over at least ${reminderHoursBefore} hours before every first charge`,
    rows: sql`select c.id, not coalesce(c.reminded_at <= c.intended_at - make_interval(hours => ${reminderHoursBefore}::int), false) as broken
      from charges c join subscriptions s on s.id = c.subscription_id where c.number = 1 and c.state in ('intended', 'succeeded')`,
  },
  {
    name: 'work-done-free',
    says: 'whatever was charged after the last qualifying hand-in was given back, or is on its way',
    rows: sql`select c.id, not exists (select 1 from refunds r where r.charge_id = c.id and r.reason = 'work_done'
        and r.amount_minor = c.amount_minor and r.state <> 'refused') as broken
      from charges c join subscriptions s on s.id = c.subscription_id
      join enrolment_events w on w.enrolment_id = s.enrolment_id and w.kind = 'work_done'
      where c.state = 'succeeded' and c.intended_at > w.at`,
  },
  {
    name: 'refunds-booked',
    says: 'every refund that succeeded is booked once, with its amount, and no other refund is booked',
    rows: sql`select coalesce(r.id, t.id) as id, r.id is null or count(distinct t.id) <> 1
        or coalesce(sum(l.amount_minor), 0) <> -r.amount_minor as broken
      from (select * from refunds where state = 'succeeded') r
      full join (select * from ledger_transactions where kind = 'refund' and not simulated) t on t.refund_id = r.id
      left join ledger_entries l on l.transaction_id = t.id and l.account like 'gateway:%'
      group by coalesce(r.id, t.id), r.id, r.amount_minor`,
  },
  {
    name: 'work-done-ended',
    says: 'no further charge is planned where the work has been done for a day',
    rows: sql`select s.id, s.next_charge_at is not null and w.at < now() - interval '1 day' as broken from subscriptions s
      join enrolment_events w on w.enrolment_id = s.enrolment_id and w.kind = 'work_done'`,
  },
  {
    name: 'capped',
    says: 'nobody paid more months than the cap, and the count of paid months is that of the charges',
    rows: sql`select s.id, count(c.id) > s.charges_max or count(c.id) <> s.charges_paid as broken from subscriptions s
      left join charges c on c.subscription_id = s.id and c.state = 'succeeded' where not s.simulated group by s.id`,
  },
  {
    name: 'price-held',
    says: 'every charge was the price at enrolment',
    rows: sql`select c.id, (c.amount_minor, c.currency) <> (s.price_minor, s.currency) as broken
      from charges c join subscriptions s on s.id = c.subscription_id`,
  },
  {
    name: 'cancelled-free',
    says: 'nothing was asked of the gateway after a cancellation',
    rows: sql`select c.id, coalesce(c.sent_at > s.cancelled_at, false) as broken from charges c
      join subscriptions s on s.id = c.subscription_id where s.cancelled_at is not null and c.state in ('intended', 'succeeded')`,
  },
  {
    name: 'committed',
    says: 'whoever paid is counted as committed',
    rows: sql`select s.id, not exists (select 1 from enrolment_events e where e.enrolment_id = s.enrolment_id and e.kind = 'committed') as broken
      from subscriptions s where s.charges_paid > 0 and not s.simulated`,
  },
  {
    name: 'failed-once',
    says: `after a failed charge the next try was the learner's own, within ${daysAfterFailedCharge} days`,
    rows: sql`select c.id, not c.on_session as broken from charges c where exists (select 1 from charges f
      where f.subscription_id = c.subscription_id and f.number = c.number and f.attempt < c.attempt and f.state = 'failed')`,
  },
]

const namedMax = 20

/** Runs every check in one snapshot of the database. */
export async function checkLedger(db: Executor): Promise<LedgerReport> {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute((tx) => lookAtLedger(tx))
}

/** The checks in a transaction of the caller's. */
export async function lookAtLedger(tx: Executor): Promise<LedgerReport> {
  const findings: LedgerFinding[] = []
  for (const check of checks) findings.push(await run(tx, check))
  const { rows: balances } = await sql<LedgerReport['balances'][number]>`
    select split_part(account, ':', 1) as account, currency, sum(balance_minor)::bigint as balance_minor
    from ledger_balances group by 1, 2 order by 1, 2`.execute(tx)
  return { ok: findings.every((finding) => finding.brokenCount === 0), findings, balances }
}

async function run(db: Executor, { name, says, rows }: Check): Promise<LedgerFinding> {
  const result = await sql<{ checked: number; broken_count: number; broken: string[] | null }>`
    select count(*) as checked, count(*) filter (where broken) as broken_count,
      (array_agg(id::text order by id::text) filter (where broken))[1:${sql.lit(namedMax)}] as broken
    from (${rows}) looked`.execute(db)
  const row = result.rows[0]!
  return { name, says, checked: row.checked, broken: row.broken ?? [], brokenCount: row.broken_count }
}

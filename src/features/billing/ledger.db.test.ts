import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  dayMs,
  type Learner,
  learnerInTrial,
  pass,
  publishPaidWeaving,
} from '../../../tests/support/billing.ts'
import { openTestSite, type TestSite } from '../../../tests/support/site.ts'
import type { World } from '../../../tests/worlds.ts'
import { newId } from '../../platform/random.ts'
import { checkLedger, type LedgerReport, lookAtLedger } from './check-ledger.ts'
import { simulatedGateway } from './simulated-gateway.ts'

let site: TestSite
let world: World
let payer: Learner
beforeAll(async () => {
  site = await openTestSite()
  world = await publishPaidWeaving(site)
  payer = await learnerInTrial(site, world)
  await pass(site, 8 * dayMs, dayMs)
})
afterAll(() => site.close())

const id = () => newId(site.clock.now(), site.deps.random)

test('the database refuses a transaction that does not balance in each currency, and any rewriting of the ledger', async () => {
  const entries = (rows: [string, string, number][]) =>
    site.deps.db.transaction().execute(async (tx) => {
      const transaction = id()
      await tx
        .insertInto('ledger_transactions')
        .values({ id: transaction, idempotency_key: transaction, kind: 'fee', at: site.clock.now() })
        .execute()
      await tx
        .insertInto('ledger_entries')
        .values(
          rows.map(([account, currency, amount_minor]) => ({
            transaction_id: transaction,
            account,
            currency,
            amount_minor,
          })),
        )
        .execute()
    })
  await expect(
    entries([
      ['a', 'EUR', 5],
      ['b', 'EUR', -4],
    ]),
  ).rejects.toThrow('does not balance')
  await expect(
    entries([
      ['a', 'EUR', 5],
      ['b', 'JPY', -5],
    ]),
  ).rejects.toThrow('does not balance')
  await entries([
    ['platform:fees', 'EUR', 5],
    ['provider:x', 'EUR', -5],
    ['platform:fees', 'JPY', 7],
    ['provider:x', 'JPY', -7],
  ])
  for (const statement of [
    'update ledger_entries set amount_minor = 1',
    'delete from ledger_entries',
    'truncate ledger_entries',
    'delete from ledger_transactions',
    `update charges set state = 'failed', failure = 'declined'`,
    'delete from charges',
  ])
    await expect(site.deps.pool.query(statement), statement).rejects.toThrow(/append-only|settled once/)
})

test('the database refuses an unfair charge, whoever asks for it', async () => {
  const learner = await learnerInTrial(site, world)
  const now = site.clock.now()
  const later = new Date(now.getTime() + 8 * dayMs)
  const intend = (more: Record<string, unknown>) =>
    site.deps.db
      .insertInto('charges')
      .values({
        id: id(),
        subscription_id: learner.subscriptionId,
        number: 1,
        gateway: 'simulated',
        state: 'intended',
        period_start: later,
        period_end: new Date(later.getTime() + 30 * dayMs),
        list_minor: 3900,
        amount_minor: 3900,
        currency: 'EUR',
        intended_at: later,
        ...more,
      })
      .execute()
  await expect(intend({ intended_at: now, period_start: now })).rejects.toThrow('the trial ends at')
  await expect(intend({})).rejects.toThrow('no reminder 48 hours before')
  await expect(intend({ number: 3 })).rejects.toThrow('the cap is 2')
  await expect(intend({ list_minor: 4900, amount_minor: 4900 })).rejects.toThrow(
    'the price at enrolment holds',
  )
  await site.deps.db
    .insertInto('enrolment_events')
    .values({ enrolment_id: learner.enrolmentId, kind: 'work_done', at: now })
    .execute()
  await site.deps.db
    .updateTable('subscriptions')
    .set({ reminder_handed_over_at: now })
    .where('id', '=', learner.subscriptionId)
    .execute()
  await expect(intend({})).rejects.toThrow('the work is done')
  await site.deps.db
    .updateTable('subscriptions')
    .set({ next_charge_at: null, state: 'cancelled', cancelled_at: now })
    .where('id', '=', learner.subscriptionId)
    .execute()
})

test('the check of the ledger says what it looked at, and finds nothing where all is well', async () => {
  const clean = await checkLedger(site.deps.db, site.clock.now())
  expect(clean.findings.filter((finding) => finding.brokenCount > 0)).toEqual([])
  expect(clean.ok).toBe(true)
  for (const name of ['charges-booked', 'reminded', 'capped', 'price-held', 'invoices-numbered'])
    expect(clean.findings.find((finding) => finding.name === name)?.checked, name).toBeGreaterThan(0)
  expect(clean.balances).toContainEqual({ account: 'gateway', currency: 'EUR', balance_minor: 3900 })
})

// Each thing that must hold is broken on purpose, as no code of ours could, and the check must name it. `$charge`,
// `$subscription`, `$enrolment` and `$provider` are the payer's.
const refund = (columns: string) =>
  `insert into refunds (id, charge_id, reason, amount_minor, currency, state, intended_at, settled_at, gateway_reference, ${columns.split(' = ')[0]})
   select '$new', id, 'self_service', 3900, 'EUR', 'succeeded', settled_at, settled_at, 'r', ${columns.split(' = ')[1]} from charges where id = '$charge'`
const transaction = (kind: string, rows: string) =>
  `insert into ledger_transactions (id, idempotency_key, kind, charge_id, at) values ('$new', 'payout:$other:intended', '${kind}', '$charge', now());
   insert into ledger_entries (transaction_id, account, currency, amount_minor) values ${rows}`
const event = (kind: string, at: string) =>
  `insert into enrolment_events (enrolment_id, kind, at) select '$enrolment', '${kind}', ${at} from charges where id = '$charge'`
const brokenOnPurpose: [name: string, statement: string, named: string][] = [
  ['balanced', `delete from ledger_entries where account like 'provider:%'`, ''],
  ['charges-booked', 'update ledger_entries set amount_minor = 3800 where amount_minor = 3900', '$charge'],
  [
    'charges-booked',
    `update ledger_transactions set charge_id = null where charge_id = '$charge'`,
    '$charge',
  ],
  ['charges-booked', `update charges set tax_minor = 7 where id = '$charge'`, '$charge'],
  [
    'bookings-charged',
    `update charges set state = 'failed', failure = 'declined', gateway_reference = null where id = '$charge'`,
    '',
  ],
  [
    'never-doubled',
    `insert into charges (id, subscription_id, number, attempt, gateway, state, period_start, period_end, list_minor, amount_minor,
       currency, intended_at, settled_at, gateway_reference) select '$new', subscription_id, number, 2, gateway, state, period_start,
       period_end, list_minor, amount_minor, currency, intended_at, settled_at, 'again' from charges where id = '$charge'`,
    '$subscription month 1',
  ],
  ['refunds-booked', refund(`form = 'card'`), '$new'],
  [
    'refunds-booked',
    transaction('refund', `('$new', 'gateway:simulated', 'EUR', -5), ('$new', 'provider:x', 'EUR', 5)`),
    '$new',
  ],
  [
    'refunds-bounded',
    `${refund(`form = 'card'`)}; ${refund(`form = 'credit'`).replace('$new', '$other')}`,
    '$charge',
  ],
  [
    'credit-granted',
    transaction('credit', `('$new', 'credit:$enrolment', 'EUR', 5), ('$new', 'provider:x', 'EUR', -5)`),
    'credit:$enrolment EUR',
  ],
  [
    'disputes-held',
    transaction(
      'dispute',
      `('$new', 'disputes:simulated', 'EUR', 5), ('$new', 'gateway:simulated', 'EUR', -5)`,
    ),
    'disputes:simulated EUR',
  ],
  [
    'payouts-owed',
    transaction(
      'payout',
      `('$new', 'provider:$provider', 'EUR', 4000), ('$new', 'payout:$provider', 'EUR', -4000)`,
    ),
    '$new',
  ],
  [
    'payouts-booked',
    `insert into payouts (id, statement_id, account_reference, amount_minor, currency, state, intended_at)
       values ('$other', '$other', 'a', 5, 'EUR', 'intended', now())`,
    '$other',
  ],
  [
    'tax-owed',
    transaction('tax', `('$new', 'tax:NO', 'EUR', 5), ('$new', 'gateway:simulated', 'EUR', -5)`),
    'tax:NO EUR',
  ],
  ['invoices-numbered', 'update invoice_series set last_number = last_number + 1', ''],
  [
    'trial-free',
    `update charges set intended_at = intended_at - interval '8 days' where id = '$charge'`,
    '$charge',
  ],
  [
    'one-trial',
    `update subscriptions set person_key = (select person_key from subscriptions where id = '$subscription')`,
    '',
  ],
  ['reminded', `update charges set reminded_at = null where id = '$charge'`, '$charge'],
  ['work-done-free', event('work_done', `intended_at - interval '1 day'`), '$charge'],
  ['work-done-ended', event('work_done', `now() - interval '9 years'`), '$subscription'],
  [
    'periods-looked-at',
    `update subscriptions set idle_check_at = '2020-01-01' where id = '$subscription'`,
    '$subscription',
  ],
  [
    'idle-given-back',
    `delete from enrolment_openings; update charges set period_start = period_start - interval '90 days', period_end = period_end - interval '90 days';
     update subscriptions set idle_check_at = null, paid_until = '2020-01-01' where id = '$subscription'`,
    '$charge',
  ],
  [
    'paused-at-most',
    `update subscriptions set paused_ms = 184::bigint * 86400000 where id = '$subscription'`,
    '$subscription',
  ],
  ['stopped-free', event('paused', `sent_at - interval '1 hour'`), '$charge'],
  [
    'cancelled-free',
    `update subscriptions set cancelled_at = '2020-01-01' where id = '$subscription'`,
    '$charge',
  ],
  [
    'whole-months',
    `update charges set period_end = period_start + interval '20 days' where id = '$charge'`,
    '$charge',
  ],
  ['waits-added', `update subscriptions set waited_days = 3 where id = '$subscription'`, '$subscription'],
  ['capped', `update subscriptions set charges_paid = 2 where id = '$subscription'`, '$subscription'],
  [
    'refunds-in-time',
    `${refund(`form = 'card'`)}; update refunds set intended_at = intended_at + interval '20 days'`,
    '$new',
  ],
  ['price-held', `update subscriptions set price_minor = 3800 where id = '$subscription'`, '$charge'],
  [
    'failed-once',
    `insert into charges (id, subscription_id, number, attempt, gateway, state, period_start, period_end, list_minor, amount_minor,
       currency, intended_at, settled_at, failure) select '$new', subscription_id, number, 0, gateway, 'failed', period_start,
       period_end, list_minor, amount_minor, currency, intended_at, settled_at, 'declined' from charges where id = '$charge'`,
    '$charge',
  ],
  [
    'settled',
    `update charges set state = 'intended', settled_at = null, gateway_reference = null, intended_at = '2020-01-01' where id = '$charge'`,
    '$charge',
  ],
  ['committed', `delete from enrolment_events where kind = 'committed'`, '$subscription'],
]

test.each(brokenOnPurpose)(
  'the check of the ledger names what breaks "%s"',
  async (name, statement, named) => {
    const { rows } = await site.deps.pool.query('select id from charges where subscription_id = $1', [
      payer.subscriptionId,
    ])
    const names: Record<string, string> = {
      $charge: rows[0].id,
      $subscription: payer.subscriptionId,
      $enrolment: payer.enrolmentId,
      $provider: world.providerId,
      $new: '00000000-0000-4000-8000-00000000000a',
      $other: '00000000-0000-4000-8000-00000000000b',
    }
    const filled = (text: string) => text.replace(/\$\w+/g, (word) => names[word]!)
    const looked = await lookedAtBroken(filled(statement))
    expect(looked.ok).toBe(false)
    const finding = looked.findings.find((one) => one.name === name)
    expect(finding?.brokenCount, name).toBeGreaterThan(0)
    if (named) expect(finding?.broken).toContain(filled(named))
  },
)

test('every check is broken on purpose by a test', async () => {
  const { findings } = await checkLedger(site.deps.db, site.clock.now())
  const broken = new Set(brokenOnPurpose.map(([name]) => name))
  expect(findings.map(({ name }) => name).filter((name) => !broken.has(name))).toEqual([])
})

test('the simulated gateway gives back at most what it charged, and the same refund once', async () => {
  const gateway = simulatedGateway(site.deps)
  const [charge] = await site.deps.db.selectFrom('simulated_gateway_charges').selectAll().execute()
  const refund = (key: string, amountMinor: number) =>
    gateway.refund({ idempotencyKey: key, chargeReference: charge!.reference, amountMinor })
  const first = await refund('r1', 3000)
  expect(first.state).toBe('succeeded')
  expect(await refund('r1', 3000)).toEqual(first)
  expect(await refund('r2', 901)).toEqual({ state: 'refused', why: 'more than what was charged' })
  expect((await refund('r3', 900)).state).toBe('succeeded')
  expect(await gateway.lookup('never heard of')).toBeUndefined()
})

// Takes away what guards the tables (triggers, keys, checks), breaks them, looks, and takes all of it back.
async function lookedAtBroken(statement: string): Promise<LedgerReport> {
  return site.deps.db
    .transaction()
    .execute(async (tx) => {
      await sql`set local session_replication_role = replica`.execute(tx)
      const { rows } = await sql<{ command: string }>`
        select format('alter table %s drop constraint %I', conrelid::regclass, conname) as command from pg_constraint
        where contype = 'c' and conrelid in ('subscriptions'::regclass, 'charges'::regclass, 'refunds'::regclass)
        union all select format('drop index %s', indexrelid::regclass) from pg_index
        where indrelid in ('charges'::regclass, 'subscriptions'::regclass) and indisunique and not indisprimary
          and not exists (select 1 from pg_constraint where conindid = indexrelid)`.execute(tx)
      for (const { command } of rows) await sql.raw(command).execute(tx)
      for (const one of statement.split(';')) await sql.raw(one).execute(tx)
      return Promise.reject(new TakenBack(await lookAtLedger(tx, site.clock.now())))
    })
    .catch((error: unknown) => {
      if (error instanceof TakenBack) return error.report
      throw error
    })
}

class TakenBack extends Error {
  readonly report: LedgerReport
  constructor(report: LedgerReport) {
    super('taken back')
    this.report = report
  }
}

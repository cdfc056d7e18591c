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
import { checkLedger, lookAtLedger } from './check-ledger.ts'
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

test('the check of the ledger says what it looked at, and names each thing that is wrong', async () => {
  const clean = await checkLedger(site.deps.db)
  expect(clean.ok).toBe(true)
  expect(clean.findings.find((finding) => finding.name === 'charges-booked')).toMatchObject({
    checked: 1,
    broken: [],
  })
  expect(clean.balances).toContainEqual({ account: 'gateway', currency: 'EUR', balance_minor: 3900 })

  const { rows } = await site.deps.pool.query('select id from charges where subscription_id = $1', [
    payer.subscriptionId,
  ])
  const charge: string = rows[0].id
  await broken(
    `update subscriptions set charges_paid = 0 where id = '${payer.subscriptionId}'`,
    'capped',
    payer.subscriptionId,
  )
  await broken(
    `update charges set intended_at = intended_at - interval '8 days' where id = '${charge}'`,
    'trial-free',
    charge,
  )
  await broken(
    `update subscriptions set reminder_handed_over_at = null where id = '${payer.subscriptionId}'`,
    'reminded',
    charge,
  )
  await broken(
    `update ledger_entries set amount_minor = 3800 where amount_minor = 3900`,
    'charges-booked',
    charge,
  )
  await broken(
    `update ledger_transactions set charge_id = null where charge_id = '${charge}'`,
    'charges-booked',
    charge,
  )
  await broken(
    `insert into enrolment_events (enrolment_id, kind, at)
      select '${payer.enrolmentId}', 'work_done', intended_at - interval '1 day' from charges where id = '${charge}'`,
    'work-done-free',
    charge,
  )
  expect((await checkLedger(site.deps.db)).ok).toBe(true)
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

// Breaks the tables as no code of ours could, looks, and takes it back.
async function broken(statement: string, name: string, named: string): Promise<void> {
  const tables = ['subscriptions', 'charges', 'ledger_entries', 'ledger_transactions', 'enrolment_events']
  const looked = await site.deps.db
    .transaction()
    .execute(async (tx) => {
      for (const table of tables) await sql.raw(`alter table ${table} disable trigger user`).execute(tx)
      await sql.raw(statement).execute(tx)
      return Promise.reject(new TakenBack(await lookAtLedger(tx)))
    })
    .catch((error: unknown) => {
      if (error instanceof TakenBack) return error.report
      throw error
    })
  expect(looked.ok).toBe(false)
  const finding = looked.findings.find((one) => one.name === name)
  expect(finding?.broken, name).toContain(named)
}

class TakenBack extends Error {
  readonly report: Awaited<ReturnType<typeof checkLedger>>
  constructor(report: Awaited<ReturnType<typeof checkLedger>>) {
    super('taken back')
    this.report = report
  }
}

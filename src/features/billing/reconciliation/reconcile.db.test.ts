import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  chargesOf,
  dayMs,
  type Learner,
  learnerInTrial,
  pass,
  publishPaidWeaving,
  simulatedCard,
  subscriptionOf,
  trialFields,
} from '../../../../tests/support/billing.ts'
import { openTestSite, type TestSite } from '../../../../tests/support/site.ts'
import { signedIn, type World } from '../../../../tests/worlds.ts'
import type { Listed, PaymentGateway } from '../gateway.ts'
import type { BillingDeps } from '../gateway-of.ts'
import { simulatedFee, simulatedGateway } from '../simulated-gateway.ts'
import { reconcile } from './reconcile.ts'

let site: TestSite
let world: World
let payer: Learner
/** What the gateway's list says instead of the truth. */
let alter: (line: Listed) => Listed[] = (line) => [line]
let more: Listed[] = []

beforeAll(async () => {
  site = await openTestSite()
  world = await publishPaidWeaving(site)
  const truth = simulatedGateway(site.deps)
  const gateway: PaymentGateway = {
    ...truth,
    async *list(kind, span) {
      for await (const line of truth.list(kind, span)) yield* alter(line)
      for (const line of more)
        if (line.kind === kind && line.at >= span.from && line.at < span.until) yield line
    },
  }
  ;(site.deps as BillingDeps).payments = gateway
  payer = await learnerInTrial(site, world)
  await pass(site, 9 * dayMs, dayMs)
}, 60_000)
afterAll(() => site.close())

async function open(): Promise<string[]> {
  await reconcile(site.deps)
  const rows = await site.deps.db
    .selectFrom('reconciliation_differences')
    .select('kind')
    .where('gone_at', 'is', null)
    .orderBy('kind')
    .execute()
  return rows.map((row) => row.kind)
}

async function balance(account: string): Promise<number> {
  const row = await site.deps.db
    .selectFrom('ledger_balances')
    .select('balance_minor')
    .where('account', 'like', account)
    .executeTakeFirst()
  return Number(row?.balance_minor ?? 0)
}

test('books that agree have no difference, and the fee that became known is booked once, to the provider', async () => {
  expect(await open()).toEqual([])
  const fee = simulatedFee(3900)
  expect(await balance('gateway:simulated')).toBe(3900 - fee)
  expect(await balance('provider:%')).toBe(-(3900 - fee))
  expect(await open()).toEqual([])
  expect(await balance('gateway:simulated')).toBe(3900 - fee)
  const days = await site.deps.db.selectFrom('reconciled_days').selectAll().execute()
  expect(days.length).toBeGreaterThan(1)
  expect(days.some((day) => (day.counted as Record<string, number>).charge === 1)).toBe(true)
})

test('each kind of difference in the gateway’s list is found, and is gone when the list is right again', async () => {
  const cases: [string, (line: Listed) => Listed[]][] = [
    ['charge_missing', () => []],
    ['charge_amount', (line) => [{ ...line, amountMinor: 4000 }]],
    ['charge_amount', (line) => [{ ...line, currency: 'USD' }]],
    ['charge_unknown', (line) => [line, { ...line, reference: 'elsewhere', ourId: null }]],
    ['fee_amount', (line) => [{ ...line, feeMinor: 1 }]],
  ]
  for (const [kind, wrong] of cases) {
    alter = (line) => (line.kind === 'charge' ? wrong(line) : [line])
    expect(await open(), kind).toEqual([kind])
    alter = (line) => [line]
    expect(await open(), `after ${kind}`).toEqual([])
  }
  const kept = await site.deps.db.selectFrom('reconciliation_differences').select('gone_at').execute()
  expect(kept.every((row) => row.gone_at !== null)).toBe(true)
})

test('refunds, disputes and transfers that were made elsewhere are found', async () => {
  const at = new Date(site.clock.now().getTime() - dayMs)
  const line = { ourId: null, amountMinor: 100, currency: 'EUR', at, feeMinor: 0 }
  more = [
    { ...line, kind: 'refund', reference: 're_elsewhere' },
    { ...line, kind: 'transfer', reference: 'tr_elsewhere' },
    { ...line, kind: 'dispute', reference: 'du_elsewhere', state: 'open' },
    { ...line, kind: 'bank_payout', reference: 'po_1', amountMinor: 1000 },
  ]
  expect(await open()).toEqual(['dispute_unknown', 'refund_unknown', 'transfer_unknown'])
  expect(await balance('bank:simulated')).toBe(1000)
  await site.runJobs()
  more = []
  expect(await open()).toEqual([])
  expect(await balance('bank:simulated')).toBe(1000)
})

test('a charge whose answer never came is found, looked at again, and gone the next day', async () => {
  const learner = await learnerInTrial(site, world, { card: 'lost' })
  await pass(site, 7 * dayMs - 3_600_000, dayMs)
  const { payments } = site.deps as BillingDeps
  const deaf: PaymentGateway = { ...payments!, lookup: () => Promise.resolve(undefined) }
  ;(site.deps as BillingDeps).payments = deaf
  site.clock.advance(2 * 3_600_000)
  const { billingJobs } = await import('../jobs.ts')
  await billingJobs.jobs['billing.sweep']!(site.deps, {})
  await site.runJobs()
  expect((await chargesOf(site, learner)).map((charge) => charge.state)).toEqual(['intended'])
  ;(site.deps as BillingDeps).payments = payments
  site.clock.advance(dayMs)
  expect(await open()).toEqual(['charge_state'])
  await site.runJobs()
  expect((await chargesOf(site, learner)).map((charge) => charge.state)).toEqual(['succeeded'])
  expect(await open()).toEqual([])
})

test('a dispute that nobody told us of is found, booked, and ends the charging', async () => {
  const { visitor, personKey } = await signedIn(site, { email: 'disputes@example.org', confirmed: true })
  const card = simulatedCard('works', 900).replace(/1999$/, '0005')
  await visitor.post('/credentials/weaving-basics/trial', trialFields(world, card))
  const { id, enrolment_id: enrolmentId } = await site.deps.db
    .selectFrom('subscriptions')
    .select(['id', 'enrolment_id'])
    .where('person_key', '=', personKey)
    .executeTakeFirstOrThrow()
  const learner = {
    ...payer,
    subscriptionId: id,
    enrolmentId,
    email: 'disputes@example.org',
    visitor,
    personKey,
  }
  await pass(site, 9 * dayMs, dayMs)
  expect(await open()).toEqual(['dispute_unknown'])
  await site.runJobs()
  expect(await open()).toEqual([])
  expect(await balance('disputes:simulated')).toBe(3900)
  expect((await subscriptionOf(site, learner)).state).toBe('cancelled')
  await site.deps.pool.query(`update simulated_gateway_disputes set state = 'lost', closed_at = now()`)
  expect(await open()).toEqual(['dispute_state'])
  await site.runJobs()
  expect(await open()).toEqual([])
  expect(await balance('disputes:simulated')).toBe(0)
})

test('many runs at once find the same and book nothing twice', async () => {
  const before = await balance('fees:simulated')
  alter = (line) => (line.kind === 'charge' ? [{ ...line, amountMinor: line.amountMinor + 1 }] : [line])
  await Promise.all(Array.from({ length: 4 }, () => reconcile(site.deps)))
  alter = (line) => [line]
  expect(await open()).toEqual([])
  expect(await balance('fees:simulated')).toBe(before)
})

test('the operator sees each difference in words, and nobody else does', async () => {
  alter = (line) => (line.kind === 'charge' ? [{ ...line, amountMinor: 4100 }] : [line])
  await reconcile(site.deps)
  const { visitor: operator } = await signedIn(site, {
    email: 'operator@example.org',
    role: { role: 'operator', providerId: null },
  })
  const page = await (await operator.get('/operations/reconciliation')).text()
  expect(page).toContain('A charge with another amount')
  expect(page).toContain('€41')
  const asked = await operator.submit('/operations/reconciliation/runs')
  expect(asked.html).toContain('It is being compared')
  const { visitor } = await signedIn(site, { email: 'curious@example.org' })
  expect((await visitor.get('/operations/reconciliation')).status).toBe(403)
})

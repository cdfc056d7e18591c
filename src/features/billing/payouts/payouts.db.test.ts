import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  chargesOf,
  dayMs,
  type Learner,
  learnerInTrial,
  pass,
  publishPaidWeaving,
} from '../../../../tests/support/billing.ts'
import { openTestSite, type TestSite } from '../../../../tests/support/site.ts'
import { signedIn, type World } from '../../../../tests/worlds.ts'
import { newId } from '../../../platform/random.ts'
import { checkLedger } from '../check-ledger.ts'
import { GatewayUnclear, type PaymentGateway } from '../gateway.ts'
import type { BillingDeps } from '../gateway-of.ts'
import { bookDispute } from '../ledger.ts'
import { reconcile } from '../reconciliation/reconcile.ts'
import { simulatedFee, simulatedGateway } from '../simulated-gateway.ts'
import { makePayout } from './make-payout.ts'
import { keepPayoutAccount, makeStatements } from './make-statements.ts'

// Charged on 8 October 2026 and a month later; a statement for each month that is over.

const net = 3900 - simulatedFee(3900)
let site: TestSite
let world: World
let payer: Learner
let providerId: string
beforeAll(async () => {
  site = await openTestSite({ now: '2026-10-01T09:00:00Z' })
  world = await publishPaidWeaving(site)
  payer = await learnerInTrial(site, world)
  await pass(site, 32 * dayMs, dayMs)
  await reconcile(site.deps)
  ;({ provider_id: providerId } = await site.deps.db
    .selectFrom('subscriptions')
    .select('provider_id')
    .where('id', '=', payer.subscriptionId)
    .executeTakeFirstOrThrow())
}, 60_000)
afterAll(() => site.close())

const statements = () =>
  site.deps.db.selectFrom('statements').selectAll().orderBy('month').orderBy('made_at').execute()
const payouts = () => site.deps.db.selectFrom('payouts').selectAll().orderBy('intended_at').execute()

async function balance(account: string): Promise<number> {
  const row = await site.deps.db
    .selectFrom('ledger_balances')
    .select('balance_minor')
    .where('account', '=', account)
    .executeTakeFirst()
  return Number(row?.balance_minor ?? 0)
}

test('a month that is over gets one statement and one payout, by however many workers', async () => {
  await Promise.all(Array.from({ length: 4 }, () => makeStatements(site.deps)))
  await makeStatements(site.deps)
  expect(await statements()).toMatchObject([
    {
      charges_minor: 3900,
      fees_minor: -simulatedFee(3900),
      closing_minor: net,
      reserve_minor: 0,
      payout_minor: net,
    },
  ])
  expect(await balance(`provider:${providerId}`)).toBe(0)
  expect(await balance(`payout:${providerId}`)).toBe(-net)
  await site.runJobs()
  const [payout] = await payouts()
  await makePayout(site.deps, payout!.id)
  expect(await payouts()).toMatchObject([{ state: 'succeeded', amount_minor: net }])
  expect(await balance(`payout:${providerId}`)).toBe(0)
  expect(await balance('gateway:simulated')).toBe(0)
  const sent = await site.deps.db.selectFrom('simulated_gateway_transfers').selectAll().execute()
  expect(sent).toHaveLength(1)
})

test('what was charged in the last 14 days is kept back for refunds', async () => {
  await learnerInTrial(site, world)
  const late = await learnerInTrial(site, world)
  await pass(site, 20 * dayMs, dayMs)
  const lateCharges = await chargesOf(site, late)
  expect(lateCharges).toHaveLength(1)
  // The first of December, 14 days after none of them: a third learner pays on the 29th.
  await learnerInTrial(site, world)
  await pass(site, 8 * dayMs, dayMs)
  site.clock.advance(Date.parse('2026-12-02T04:30:00Z') - site.clock.now().getTime())
  await reconcile(site.deps)
  await makeStatements(site.deps)
  await site.runJobs()
  const november = (await statements())[1]!
  const charged = november.charges_minor / 3900
  expect(november.opening_minor).toBe(net)
  expect(november.payouts_minor).toBe(-net)
  expect(november.closing_minor).toBe(charged * net)
  expect(november.reserve_minor).toBe(net)
  expect(november.payout_minor).toBe((charged - 1) * net)
})

test('a balance below zero is carried over, and nothing is paid out until it is above', async () => {
  const [charge] = await chargesOf(site, payer)
  const at = site.clock.now()
  await site.deps.db.transaction().execute(async (tx) => {
    for (let n = 0; n < 5; n++)
      for (const stage of ['opened', 'lost'] as const)
        await bookDispute(tx, site.deps, {
          charge: charge!,
          sale: { provider_id: providerId, enrolment_id: payer.enrolmentId, country: null },
          at,
          simulated: false,
          dispute: { reference: `test${n}`, stage, amountMinor: 3900, taxMinor: 0 },
        })
  })
  site.clock.advance(Date.parse('2027-01-02T04:30:00Z') - site.clock.now().getTime())
  await makeStatements(site.deps)
  site.clock.advance(Date.parse('2027-02-02T04:30:00Z') - site.clock.now().getTime())
  await makeStatements(site.deps)
  const [december, january] = (await statements()).slice(2)
  expect(december!.closing_minor).toBeLessThan(0)
  expect(december).toMatchObject({ disputes_minor: -5 * 3900, payout_minor: 0 })
  expect(january).toMatchObject({ opening_minor: december!.closing_minor, payout_minor: 0 })
})

test('months that nobody made a statement for are made in order, and only the newest pays', async () => {
  site.clock.advance(Date.parse('2027-05-02T04:30:00Z') - site.clock.now().getTime())
  await makeStatements(site.deps)
  const months = (await statements()).map((one) => String(one.month))
  expect(months).toEqual([
    '2026-10-01',
    '2026-11-01',
    '2026-12-01',
    '2027-01-01',
    '2027-02-01',
    '2027-03-01',
    '2027-04-01',
  ])
  const all = await statements()
  for (const [n, one] of all.entries()) if (n > 0) expect(one.opening_minor).toBe(all[n - 1]!.closing_minor)
})

test('a payout that is refused is owed again, and one without an answer is asked for again and sent once', async () => {
  const truth = simulatedGateway(site.deps)
  const deps: BillingDeps = { ...site.deps }
  const [first] = await payouts()
  const owed = await balance(`provider:${providerId}`)
  const id = newId(site.clock.now(), site.deps.random)
  const statementId = (await statements()).at(-1)!.id
  await site.deps.db
    .insertInto('payouts')
    .values({
      id,
      statement_id: statementId,
      account_reference: first!.account_reference,
      amount_minor: 100,
      currency: 'EUR',
      state: 'intended',
      intended_at: site.clock.now(),
    })
    .execute()
  let asked = 0
  const unclear: PaymentGateway = {
    ...truth,
    transfer: async (request) => {
      asked += 1
      await truth.transfer(request)
      throw new GatewayUnclear('no answer')
    },
  }
  deps.payments = unclear
  await expect(makePayout(deps, id)).rejects.toThrow(GatewayUnclear)
  deps.payments = { ...truth, transfer: () => Promise.resolve({ state: 'refused', why: 'account_closed' }) }
  await makePayout(deps, id)
  await makePayout(deps, id)
  expect(asked).toBe(1)
  const refused = (await payouts()).find((one) => one.id === id)
  expect(refused).toMatchObject({ state: 'refused', refusal: 'account_closed' })
  expect(await balance(`provider:${providerId}`)).toBe(owed - 100)
})

test('an author sees their own provider’s balance, statements and every line; others find nothing', async () => {
  const { visitor: author } = await signedIn(site, {
    email: 'author@example.org',
    role: { role: 'author', providerId },
  })
  const page = await (await author.get('/providers/harbour-guild/payouts')).text()
  expect(page).toContain('October 2026')
  expect(page).toContain('Simulated')
  const [october] = await statements()
  const statement = await author.get(`/statements/${october!.id}`)
  expect(await statement.text()).toContain('Fees of the gateway, at cost')
  const csv = await author.get(`/statements/${october!.id}/statement.csv`)
  expect(csv.headers.get('content-type')).toContain('text/csv')
  const lines = (await csv.text()).trim().split('\r\n')
  expect(lines[0]).toBe('at,kind,amount_minor,currency,charge,transaction')
  const sum = lines.slice(1, -1).reduce((total, line) => total + Number(line.split(',')[2]), 0)
  expect(sum).toBe(october!.closing_minor)
  const elsewhere = '019aaaaa-aaaa-7aaa-8aaa-bbbbbbbbbbbb'
  await site.deps.db
    .insertInto('providers')
    .values({
      id: elsewhere,
      slug: 'elsewhere',
      name: 'Elsewhere',
      country: 'NZ',
      kind: 'company',
      created_at: site.clock.now(),
    })
    .execute()
  const { visitor: other } = await signedIn(site, {
    email: 'other-author@example.org',
    role: { role: 'author', providerId: elsewhere },
  })
  for (const path of ['/providers/harbour-guild/payouts', `/statements/${october!.id}`])
    expect((await other.get(path)).status, path).toBe(404)
  expect((await other.post('/providers/harbour-guild/payout-account')).status).toBe(404)
})

test('where a provider’s money goes is audited when it changes, with who changed it', async () => {
  const changes = () =>
    site.deps.db
      .selectFrom('audit_entries')
      .select(['actor', 'detail'])
      .where('action', '=', 'billing.payout-account-kept')
      .where('subject_id', '=', providerId)
      .orderBy('id')
      .execute()
  const before = (await changes()).length
  const { personKey } = await signedIn(site, { email: 'treasurer@example.org' })
  const account = { reference: 'acct_new', state: 'ready' } as const
  for (let n = 0; n < 2; n++) await keepPayoutAccount(site.deps, providerId, account, personKey)
  expect((await changes()).slice(before)).toMatchObject([
    { actor: personKey, detail: { reference: 'acct_new', state: 'ready' } },
  ])
})

test('the ledger balances after all of it', async () => {
  const report = await checkLedger(site.deps.db)
  expect(report.findings.find((finding) => finding.name === 'balanced')?.brokenCount).toBe(0)
})

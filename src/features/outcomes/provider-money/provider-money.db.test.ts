import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestSite, type TestSite } from '../../../../tests/support/site.ts'
import { publishWeaving, signedIn } from '../../../../tests/worlds.ts'
import { releaseFigures } from '../release-figures.ts'
import { loadSimulatedCohort } from '../simulated-cohort.ts'
import { selectMoneyMonths } from './select-provider-money.ts'

// One provider with people who pay, and another one whose author has no business here.

let site: TestSite
let providerId: string
const path = '/providers/harbour-guild/what-people-paid'

beforeAll(async () => {
  site = await openTestSite({ now: '2026-11-24T09:00:00Z' })
  await publishWeaving(site.deps, { required: ['lesson', 'quiz', 'project'], priceMinor: 2900 })
  await site.deps.db.updateTable('providers').set({ demonstration: true }).execute()
  await loadSimulatedCohort(site.deps, new Date('2026-11-01T00:00:00Z'))
  await releaseFigures(site.deps, new Date('2026-11-01T00:00:00Z'))
  const provider = await site.deps.db.selectFrom('providers').select('id').executeTakeFirstOrThrow()
  providerId = provider.id
})
afterAll(() => site.close())

test('the months add up to the ledger: charged, given back, kept', async () => {
  const months = await selectMoneyMonths(site.deps.db, providerId, site.clock.now())
  expect(months.length).toBeGreaterThan(20)
  const sum = (pick: (one: (typeof months)[number]) => number) =>
    months.reduce((total, one) => total + pick(one), 0)
  const { rows } = await site.deps.pool.query<{ kept: number; charged: number }>(
    `select sum(l.amount_minor)::float8 as kept, (sum(l.amount_minor) filter (where t.kind = 'charge'))::float8 as charged
      from ledger_transactions t join ledger_entries l on l.transaction_id = t.id
      where l.account like 'gateway:%' and t.at >= date_trunc('month', $1::timestamptz at time zone 'UTC' - interval '24 months') at time zone 'UTC'`,
    [site.clock.now()],
  )
  expect(sum((one) => one.charged_minor)).toBe(rows[0]!.charged)
  expect(sum((one) => one.charged_minor - one.given_back_minor)).toBe(rows[0]!.kept)
  expect(sum((one) => one.given_back_minor)).toBeGreaterThan(0)
  expect(months.every((one) => one.simulated && one.currency === 'EUR')).toBe(true)
})

test('an author of the provider sees them as a page and as CSV; everybody else finds nothing', async () => {
  const role = { role: 'author' as const, providerId }
  const { visitor: author } = await signedIn(site, { email: 'author@example.org', role })
  const { visitor: learner } = await signedIn(site, { email: 'learner@example.org' })
  expect((await learner.get(path)).status).toBe(403)
  const page = await (await author.get(path)).text()
  expect(page).toContain('Month by month')
  expect(page).toContain('October 2026')
  expect(page).toContain('simulated')
  const months = await (await author.get(`${path}.csv?what=months`)).text()
  expect(months.split('\r\n')[0]).toContain('charged_minor,given_back_minor')
  expect(await (await author.get(`${path}.csv?what=figures`)).text()).toContain('refunded_share')
  expect((await author.get('/providers/somebody-else/what-people-paid')).status).toBe(404)
  expect((await site.visitor().get(path)).status).toBe(303)
})

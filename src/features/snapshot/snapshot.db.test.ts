import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestSite, type TestSite } from '../../../tests/support/site.ts'
import { publishWeaving } from '../../../tests/worlds.ts'
import type { SnapshotReport } from '../../domain/snapshot/shape.ts'
import { urls, withQuery } from '../../urls.ts'
import { loadSimulatedCohort, releaseFigures } from '../outcomes/api.ts'
import { selectPastSnapshots } from './queries.ts'
import { takeSnapshots } from './take-snapshots.ts'

let site: TestSite
beforeAll(async () => {
  site = await openTestSite({ now: '2026-11-24T09:00:00Z', env: { DEMO: 'on' } })
})
afterAll(() => site.close())

// Pages are kept: each visit here asks for another one, as if the site had just changed.
let visits = 0
async function get(path: string): Promise<{ status: number; text: string }> {
  const answer = await site.visitor().get(withQuery(path, { visit: ++visits }))
  return { status: answer.status, text: await answer.text() }
}

test('an empty catalogue has a page that says so, and no report', async () => {
  expect((await get(urls.snapshot())).text).toContain('The catalogue is empty.')
  expect((await get(urls.snapshotJson())).status).toBe(404)
})

test('our catalogue is analysed by the same rules as any export, and says who marks', async () => {
  await publishWeaving(site.deps, { required: ['lesson', 'quiz', 'project'], priceMinor: 2900 })
  const report: SnapshotReport = JSON.parse((await get(urls.snapshotJson())).text)
  expect(report.n).toBe(1)
  expect(report.all.provider_unknown.numerator).toBe(0)
  expect(report.all.price.by_currency).toEqual({ EUR: { n: 1, min: 29, median: 29, max: 29 } })
  expect(report.cannot_say.join()).not.toContain('Who marks')
  expect(report.cannot_say.join()).toContain('How much support there is')
  expect((await get(urls.snapshot())).text).toContain('No snapshot has been taken yet.')
})

test('every release gets a snapshot with its own figures, once, and keeps it', async () => {
  await site.deps.db.updateTable('providers').set({ demonstration: true }).execute()
  await loadSimulatedCohort(site.deps, new Date('2026-11-01T00:00:00Z'))
  for (const month of ['2026-10-01', '2026-11-01'])
    await releaseFigures(site.deps, new Date(`${month}T00:00:00Z`))
  await site.runJobs()
  expect(await takeSnapshots(site.deps)).toBe(0)
  const past = await selectPastSnapshots(site.deps.db)
  expect(past.map(({ asOf }) => asOf.toISOString().slice(0, 10))).toEqual(['2026-11-01', '2026-10-01'])
  const [newest] = past
  expect(newest?.report).toMatchObject({ n: 1, as_of: '2026-11-01' })
  expect(newest?.report.all.beginner.simulated).toBe(true)
  // Coverage is of the people that the release counted.
  const coverage = newest?.report.all.rating_coverage
  expect(coverage).toMatchObject({ status: 'measured', simulated: true })
  await expect(site.deps.db.deleteFrom('catalogue_snapshots').execute()).rejects.toThrow()
})

test('the page lists them, and each has its own address', async () => {
  const page = await get(urls.snapshot())
  const [newest] = await selectPastSnapshots(site.deps.db)
  const own = urls.pastSnapshot({ release: newest!.release })
  expect(page.text).toContain(own)
  expect((await get(own)).text).toContain(`Snapshot with figures release ${newest!.number}`)
  expect((await get(urls.pastSnapshot({ release: 'nonsense' }))).status).toBe(404)
})

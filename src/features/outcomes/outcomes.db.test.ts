import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestSite, type TestSite } from '../../../tests/support/site.ts'
import { publishWeaving, type World } from '../../../tests/worlds.ts'
import type { Figure } from '../../domain/figure.ts'
import { figureProblems } from '../../domain/figure.ts'
import { finishingPace } from '../../domain/finishing-pace.ts'
import { newId, newPersonKey } from '../../platform/random.ts'
import { selectLabelFigures } from './label-queries.ts'
import { prepareOutcomes } from './prepare-outcomes.ts'
import { selectReleases } from './queries.ts'
import { correctFigures, releaseFigures } from './release-figures.ts'
import { loadSimulatedCohort } from './simulated-cohort.ts'

let site: TestSite
let world: World
beforeAll(async () => {
  site = await openTestSite({ now: '2026-11-24T09:00:00Z' })
  world = await publishWeaving(site.deps, { required: ['lesson', 'quiz', 'project'], priceMinor: 2900 })
  await site.deps.db.updateTable('providers').set({ demonstration: true }).execute()
  await loadSimulatedCohort(site.deps, new Date('2026-11-01T00:00:00Z'))
})
afterAll(() => site.close())

const october = new Date('2026-10-01T00:00:00Z')
const november = new Date('2026-11-01T00:00:00Z')

test('the cohort is marked as simulated everywhere, has no accounts, and is loaded once', async () => {
  const { pool } = site.deps
  const { rows } = await pool.query<{ n: number; real: number; accounts: number }>(
    `select (select count(*)::int from enrolments) as n,
      (select count(*)::int from enrolments where not simulated)
      + (select count(*)::int from persons where not simulated)
      + (select count(*)::int from ledger_transactions where not simulated) as real,
      (select count(*)::int from accounts) as accounts`,
  )
  expect(rows[0]).toMatchObject({ n: 1500, real: 0, accounts: 0 })
  expect(await loadSimulatedCohort(site.deps, november)).toBe(0)
})

test('a release holds well-formed figures that say who was counted, and is never made twice', async () => {
  const release = await releaseFigures(site.deps, october)
  expect(release.isNew).toBe(true)
  expect(release.measured).toBeGreaterThan(30)
  expect(await releaseFigures(site.deps, october)).toMatchObject({ id: release.id, isNew: false })
  const { figures, simulated } = await selectLabelFigures(site.deps.db, world.credentialId, { demo: true })
  expect(simulated).toBe(true)
  for (const { figure } of figures) expect(figureProblems(figure)).toEqual([])
  const year = figures.find((one) => one.name === 'completed_12_months')!.figure
  expect(year).toMatchObject({ status: 'measured', simulated: true, method: 'wilson/1' })
  expect(year.population).toMatch(/^the [\d,]+ people who enrolled from 1 October 2023 to 30 September 2025$/)
})

test('what a release says can be counted again from the facts', async () => {
  const { figures } = await selectLabelFigures(site.deps.db, world.credentialId, { demo: true })
  const of = (name: string) => figures.find((one) => one.name === name)!.figure
  const from = new Date(of('enrolled').period.from)
  const to = new Date(new Date(of('enrolled').period.to).getTime() + 86_400_000)
  const { rows } = await site.deps.pool.query<{ enrolled: number; completed: number }>(
    `select count(*)::int as enrolled, count(*) filter (where v.at <= e.enrolled_at + interval '365 days')::int as completed
     from enrolments e left join enrolment_events v on v.enrolment_id = e.id and v.kind = 'requirements_met'
     where e.enrolled_at >= $1 and e.enrolled_at < $2`,
    [from, to],
  )
  expect(rows[0]).toEqual({
    enrolled: of('enrolled').value,
    completed: of('completed_12_months').numerator,
  })
  expect(of('completed_12_months').denominator).toBe(rows[0]!.enrolled)
})

test('the curve rises to no more than the headline, in steps that each hold ten people', async () => {
  const { figures } = await selectLabelFigures(site.deps.db, world.credentialId, { demo: true })
  const year = figures.find((one) => one.name === 'completed_12_months')!.figure
  const steps = figures.filter((one) => one.name === 'completion_curve').map((one) => one.figure)
  const people = steps.map((figure) => Math.round(figure.value! * year.denominator!))
  expect(people.at(-1)).toBeLessThanOrEqual(year.numerator!)
  expect(people.at(-1)).toBeGreaterThan(year.numerator! * 0.9)
  const rises = people.map((count, k) => count - (people[k - 1] ?? 0))
  expect(rises.filter((rise) => rise !== 0 && rise < 10)).toEqual([])
})

test('who takes it, and how many of each entry level finish, can be counted again from the facts', async () => {
  const { figures } = await selectLabelFigures(site.deps.db, world.credentialId, { demo: true })
  const of = (name: string, grouping: string) =>
    figures.find((one) => one.name === name && one.grouping === grouping)!.figure
  const { period } = of('intent_goal', 'answer=job')
  const { rows } = await site.deps.pool.query<Record<string, number>>(
    `select count(*) filter (where k.result = 'passed')::int as passed,
      count(*) filter (where k.result = 'passed' and v.at <= e.enrolled_at + interval '365 days')::int as finished,
      count(*) filter (where q.answer = 'job')::int as job,
      count(*) filter (where r.stars is not null)::int as raters,
      count(*) filter (where r.worth = 'yes')::int as worth
     from enrolments e
     left join entry_checks k on k.enrolment_id = e.id
     left join enrolment_events v on v.enrolment_id = e.id and v.kind = 'requirements_met'
     left join intent_answers q on q.enrolment_id = e.id and q.question = 'goal'
     left join ratings r on r.enrolment_id = e.id and r.rated_at < $3
     where e.enrolled_at >= $1 and e.enrolled_at < $2::timestamptz + interval '1 day'`,
    [period.from, period.to, october],
  )
  const counted = rows[0]!
  const passed = of('completed_12_months_by_entry', 'check=passed')
  expect({ passed: passed.denominator, finished: passed.numerator }).toEqual({
    passed: counted.passed,
    finished: counted.finished,
  })
  expect(of('intent_goal', 'answer=job').numerator).toBe(counted.job)
  const worth = of('rating_worth', 'answer=yes')
  expect([worth.numerator, worth.denominator]).toEqual([counted.worth, counted.raters])
})

test('the bars of what was paid hold everybody who committed, at least ten in each', async () => {
  const { figures } = await selectLabelFigures(site.deps.db, world.credentialId, { demo: true })
  const bars = figures.filter((one) => one.name === 'paid_histogram').map((one) => one.figure)
  expect(bars.length).toBeGreaterThan(1)
  const committed = figures.find((one) => one.name === 'committed')!.figure.numerator
  expect(bars.reduce((sum, bar) => sum + bar.numerator!, 0)).toBe(committed)
  expect(bars.every((bar) => bar.numerator! >= 10)).toBe(true)
})

test('when people finish is reckoned from the published curves: anybody can do it again', async () => {
  const { figures } = await selectLabelFigures(site.deps.db, world.credentialId, { demo: true })
  const series = (name: string) =>
    figures
      .filter((one) => one.name === name)
      .map(({ grouping, figure }) => ({ day: Number(grouping.slice(4)), value: figure.value! }))
  const again = finishingPace(series('completion_curve'), series('leaving_curve'))
  expect(series('finishing_pace')).toEqual(
    again.map(({ day, perWeek }) => ({ day, value: expect.closeTo(perWeek, 3) })),
  )
  expect(again.length).toBeGreaterThan(5)
})

test('the database refuses to rewrite what was released', async () => {
  await expect(site.deps.pool.query(`update figures set name = 'better'`)).rejects.toThrow('append-only')
  await expect(site.deps.pool.query('delete from figures_releases')).rejects.toThrow('append-only')
})

test('without the demo simulated people are no figure: the label says that there are not enough', async () => {
  const { figures, simulated } = await selectLabelFigures(site.deps.db, world.credentialId, { demo: false })
  expect(simulated).toBe(false)
  expect(figures.every((one) => one.figure.status !== 'measured' && !one.figure.simulated)).toBe(true)
})

test('as soon as real people can be told of, the label shows them and never a mix', async () => {
  await enrolReal(40, '2025-03-01T00:00:00Z', 16)
  await releaseFigures(site.deps, november)
  const { figures, simulated } = await selectLabelFigures(site.deps.db, world.credentialId, { demo: true })
  expect(simulated).toBe(false)
  const year = figures.find((one) => one.name === 'completed_12_months')!.figure
  expect(year).toMatchObject({ status: 'measured', numerator: 16, denominator: 40, simulated: false })
})

test('a figure stays, with its date, until ten people entered or left its population', async () => {
  site.clock.move('2027-01-05T09:00:00Z')
  await enrolReal(6, '2025-11-15T00:00:00Z', 0)
  await releaseFigures(site.deps, new Date('2026-12-01T00:00:00Z'))
  const stays = await headline()
  expect(stays).toMatchObject({ figure: { denominator: 40 } })
  expect(stays.asOf).toEqual(november)
  await enrolReal(6, '2025-12-15T00:00:00Z', 0)
  await releaseFigures(site.deps, new Date('2027-01-01T00:00:00Z'))
  expect(await headline()).toMatchObject({ figure: { denominator: 52 } })
})

test('the monthly job releases the figures of the first of the month', async () => {
  site.clock.move('2027-02-01T00:05:00Z')
  const { outcomesJobs } = await import('./jobs.ts')
  await outcomesJobs.jobs['outcomes.release-figures']!(site.deps, {})
  const { release } = await selectLabelFigures(site.deps.db, world.credentialId, { demo: true })
  expect(release?.asOf).toEqual(new Date('2027-02-01T00:00:00Z'))
})

test('a release that was due while the site was off is made by a job after the start', async () => {
  site.clock.move('2027-03-20T00:00:00Z')
  await prepareOutcomes(site.deps)
  expect(await site.runJobs()).toContain('outcomes.release-figures')
  await prepareOutcomes(site.deps)
  expect(await site.runJobs()).toEqual([])
  const { release } = await selectLabelFigures(site.deps.db, world.credentialId, { demo: true })
  expect(release?.asOf).toEqual(new Date('2027-03-01T00:00:00Z'))
})

test('a correction is a new release that names the old and why; the old stays readable', async () => {
  const march = new Date('2027-03-01T00:00:00Z')
  expect(await correctFigures(site.deps, november, 'x')).toEqual({ refused: 'not_newest' })
  expect(await correctFigures(site.deps, new Date('2027-02-28T00:00:00Z'), 'x')).toEqual({
    refused: 'no_release',
  })
  const before = await headline()
  // Twelve of the people turn out to have finished; their marks had not been imported.
  const { rows } = await site.deps.pool.query<{ id: string; enrolled_at: Date }>(
    `select e.id, e.enrolled_at from enrolments e where not e.simulated and not exists
      (select 1 from enrolment_events v where v.enrolment_id = e.id) order by e.number limit 12`,
  )
  for (const { id, enrolled_at: at } of rows)
    await site.deps.db
      .insertInto('enrolment_events')
      .values({ enrolment_id: id, kind: 'requirements_met', at: new Date(at.getTime() + 40 * 86_400_000) })
      .execute()
  const reason = 'Marks of twelve people had not been imported.'
  const release = await correctFigures(site.deps, march, reason)
  expect(release).toMatchObject({ isNew: true, asOf: march })
  expect(await correctFigures(site.deps, march, reason)).toMatchObject({ isNew: false })
  const after = await headline()
  expect(after.figure.numerator).toBe(before.figure.numerator! + 12)
  const releases = await selectReleases(site.deps.db)
  expect(releases[0]).toMatchObject({ corrects: { id: releases[1]!.id, reason }, correctedBy: null })
  expect(releases[1]).toMatchObject({ corrects: null, correctedBy: { id: releases[0]!.id, reason } })
  const page = await (await site.visitor().get('/figures')).text()
  expect(page).toContain(reason)
  const old = await (await site.visitor().get(`/figures/${releases[1]!.id}?as=json`)).text()
  expect(JSON.parse(old).release.correctedBy.number).toBe(releases[0]!.number)
})

test('a correction of a few people’s facts changes nothing that would tell of them', async () => {
  const before = await headline()
  const { rows } = await site.deps.pool.query<{ id: string; enrolled_at: Date }>(
    `select e.id, e.enrolled_at from enrolments e where not e.simulated and not exists
      (select 1 from enrolment_events v where v.enrolment_id = e.id) order by e.number limit 3`,
  )
  for (const { id, enrolled_at: at } of rows)
    await site.deps.db
      .insertInto('enrolment_events')
      .values({ enrolment_id: id, kind: 'requirements_met', at: new Date(at.getTime() + 40 * 86_400_000) })
      .execute()
  await correctFigures(site.deps, new Date('2027-03-01T00:00:00Z'), 'Three more.')
  expect((await headline()).figure.numerator).toBe(before.figure.numerator)
})

async function headline(): Promise<{ figure: Figure; asOf: Date }> {
  const { figures } = await selectLabelFigures(site.deps.db, world.credentialId, { demo: true })
  return figures.find((one) => one.name === 'completed_12_months')!
}

async function enrolReal(n: number, enrolledAt: string, finishing: number): Promise<void> {
  const { db, random } = site.deps
  for (let k = 0; k < n; k++) {
    const at = new Date(new Date(enrolledAt).getTime() + k * 60_000)
    const [personKey, id] = [newPersonKey(random), newId(at, random)]
    await db.insertInto('persons').values({ person_key: personKey, created_at: at }).execute()
    await db
      .insertInto('enrolments')
      .values({
        id,
        person_key: personKey,
        credential_id: world.credentialId,
        edition_id: world.editionId,
        route: 'trial',
        enrolled_at: at,
      })
      .execute()
    if (k < finishing)
      await db
        .insertInto('enrolment_events')
        .values({ enrolment_id: id, kind: 'requirements_met', at: new Date(at.getTime() + 30 * 86_400_000) })
        .execute()
  }
}

import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestSite, type TestSite, type Visitor } from '../../../tests/support/site.ts'
import { enrolFree, publishWeaving, signedIn, type World } from '../../../tests/worlds.ts'
import { openSession } from '../../platform/sessions.ts'
import { sumActivity } from './sum-activity.ts'

let site: TestSite
let world: World
let mira: Visitor
let enrolment: string

beforeAll(async () => {
  site = await openTestSite()
  world = await publishWeaving(site.deps, { required: ['lesson', 'quiz'] })
  ;({ visitor: mira } = await signedIn(site, { email: 'mira@example.org' }))
  enrolment = await enrolFree(mira, 'weaving-basics', {
    intent_finish: 'finish',
    intent_goal: '',
    hours_per_week: '5',
  })
})
afterAll(() => site.close())

const lessonPath = () => `/learn/${enrolment}/items/${world.items.lesson}`
const events = async () =>
  (
    await site.deps.db
      .selectFrom('enrolment_events')
      .select('kind')
      .where('enrolment_id', '=', enrolment)
      .orderBy('id')
      .execute()
  ).map((event) => event.kind)

test('enrolling again leads to the same enrolment, and skipped questions stay unanswered', async () => {
  expect(await enrolFree(mira)).toBe(enrolment)
  const intents = await site.deps.db
    .selectFrom('intent_answers')
    .selectAll()
    .where('enrolment_id', '=', enrolment)
    .execute()
  expect(intents.map((row) => [row.question, row.answer])).toEqual([['finish', 'finish']])
})

test('who comes back after more than a year enrols anew', async () => {
  site.clock.move('2027-12-01T09:00:00Z')
  const { visitor } = await signedIn(site, { email: 'back@example.org' })
  const first = await enrolFree(visitor)
  site.clock.move('2029-01-01T09:00:00Z')
  const session = await site.deps.db
    .selectFrom('enrolments')
    .select('person_key')
    .where('id', '=', first)
    .executeTakeFirstOrThrow()
  visitor.cookies.set(
    'candour-session',
    await openSession(site.deps.db, session.person_key, site.clock.now(), site.deps.random),
  )
  expect(await enrolFree(visitor)).not.toBe(first)
  site.clock.move('2026-11-24T09:00:00Z')
})

test('the first item opened starts the enrolment, once; looking again writes nothing', async () => {
  expect((await mira.get(lessonPath())).status).toBe(200)
  expect(await events()).toEqual(['started'])
  site.countQueries()
  await mira.get(lessonPath())
  expect(site.countQueries()).toBeLessThanOrEqual(2)
  expect(await events()).toEqual(['started'])
})

test('a lesson is done when its reader says so, and the reader is led on', async () => {
  const response = await mira.post(`${lessonPath()}/completion`)
  expect(response.headers.get('location')).toBe(`/learn/${enrolment}/items/${world.items.quiz}`)
  await mira.post(`${lessonPath()}/completion`)
  const done = await site.deps.db
    .selectFrom('audit_entries')
    .select('id')
    .where('action', '=', 'learn.lesson-done')
    .where('subject_id', '=', enrolment)
    .execute()
  expect(done).toHaveLength(1)
  expect(await (await mira.get(`/learn/${enrolment}`)).text()).toContain('class="done"')
})

test('a plan follows the pace, and a pace that is none is refused with what was typed kept', async () => {
  expect((await mira.post(`/learn/${enrolment}/plan`, { hours_per_week: '2' })).status).toBe(303)
  const refused = await mira.post(`/learn/${enrolment}/plan`, { hours_per_week: '900' })
  expect(refused.status).toBe(422)
  expect(await refused.text()).toContain('value="900"')
  const plan = await site.deps.db
    .selectFrom('plans')
    .select('hours_per_week')
    .where('enrolment_id', '=', enrolment)
    .executeTakeFirstOrThrow()
  expect(Number(plan.hours_per_week)).toBe(2)
})

test('activity is stored for the own enrolment only, and for items of its edition only', async () => {
  const { visitor: other } = await signedIn(site, { email: 'stranger@example.org' })
  const send = async (visitor: Visitor, item: string) =>
    (await visitor.postJson('/activity', { enrolment, item, ago: [0, 60_000] })).status
  expect(await send(mira, world.items.lesson)).toBe(204)
  expect(await send(mira, enrolment)).toBe(204)
  expect(await send(other, world.items.lesson)).toBe(204)
  const marks = await site.deps.db.selectFrom('activity_marks').select(['item_id', 'at']).execute()
  expect(marks).toHaveLength(2)
})

test('marks become active seconds: gaps count at most five minutes, a late device changes the day, twice is once', async () => {
  const { personKey, visitor } = await signedIn(site, { email: 'active@example.org' })
  const own = await enrolFree(visitor)
  const { lesson, quiz } = world.items
  const at = (minutes: number) =>
    site.clock.now().getTime() - Date.parse('2026-11-24T08:00:00Z') - minutes * 60_000
  const send = (item: string, minutes: number[]) =>
    visitor.postJson('/activity', { enrolment: own, item, ago: minutes.map(at) })
  const seconds = async () => {
    await sumActivity(site.deps)
    const rows = await site.deps.db
      .selectFrom('activity_seconds')
      .select(['item_id', 'seconds'])
      .where('enrolment_id', '=', own)
      .execute()
    return Object.fromEntries(rows.map((row) => [row.item_id === lesson ? 'lesson' : 'quiz', row.seconds]))
  }
  await send(lesson, [0, 1, 2, 12])
  await send(quiz, [13])
  expect(await seconds()).toEqual({ lesson: 60 + 60 + 300 + 60 })
  expect(await seconds()).toEqual({ lesson: 480 })
  await send(quiz, [4])
  expect(await seconds()).toEqual({ lesson: 60 + 60 + 120 + 60, quiz: 300 })
  expect(personKey).toMatch(/^[0-9a-f-]{36}$/)
})

test('the latest rating counts and every one is kept', async () => {
  for (const stars of ['4', '4', '2']) await mira.post(`/learn/${enrolment}/rating`, { stars })
  const ratings = await site.deps.db
    .selectFrom('ratings')
    .select('stars')
    .where('enrolment_id', '=', enrolment)
    .orderBy('id')
    .execute()
  expect(ratings.map((row) => row.stars)).toEqual([4, 2])
})

test('another learner finds none of it', async () => {
  const { visitor: other } = await signedIn(site, { email: 'nosy@example.org' })
  for (const path of [lessonPath(), `/learn/${enrolment}`]) expect((await other.get(path)).status).toBe(404)
  expect((await other.post(`/learn/${enrolment}/plan`, { hours_per_week: '9' })).status).toBe(404)
  expect((await other.post(`${lessonPath()}/completion`)).status).toBe(404)
  expect((await other.post(`/learn/${enrolment}/rating`, { stars: '1' })).status).toBe(404)
})

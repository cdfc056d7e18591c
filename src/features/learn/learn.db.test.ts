import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestSite, type TestSite, type Visitor } from '../../../tests/support/site.ts'
import { enrolFree, publishWeaving, signedIn, type World } from '../../../tests/worlds.ts'
import { openSession } from '../../platform/sessions.ts'
import { askAfterAYear } from './ask-for-rating.ts'
import { recordEvent } from './events.ts'
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

test('a plan follows the pace or a date, and a pace that is none is refused with what was typed kept', async () => {
  const plan = async () =>
    Number(
      (
        await site.deps.db
          .selectFrom('plans')
          .select('hours_per_week')
          .where('enrolment_id', '=', enrolment)
          .executeTakeFirstOrThrow()
      ).hours_per_week,
    )
  const post = (form: Record<string, string>) => mira.post(`/learn/${enrolment}/plan`, form)
  expect((await post({ hours: '2', by: '', from: 'hours' })).status).toBe(303)
  expect(await plan()).toBe(2)
  const refused = await post({ hours: '900', by: '' })
  expect(refused.status).toBe(422)
  expect(await refused.text()).toContain('value="900"')
  expect((await post({ hours: '2', by: '2020-01-01', from: 'by' })).status).toBe(422)
  expect(await plan()).toBe(2)
  // Two weeks from now: so much of what is left falls on each of them.
  const inTwoWeeks = new Date(site.clock.now().getTime() + 14 * 86_400_000).toISOString().slice(0, 10)
  expect((await post({ hours: '2', by: inTwoWeeks, from: 'by' })).status).toBe(303)
  expect(await plan()).toBeGreaterThanOrEqual(1)
  expect((await post({ hours: '2', by: '' })).status).toBe(303)
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
  for (const stars of ['4', '4', '2'])
    await mira.post(`/learn/${enrolment}/rating`, { stars, worth: 'yes', usable: 'nonsense' })
  const ratings = await site.deps.db
    .selectFrom('ratings')
    .select(['stars', 'worth', 'usable', 'wording_version'])
    .where('enrolment_id', '=', enrolment)
    .orderBy('id')
    .execute()
  const answers = { worth: 'yes', usable: null, wording_version: '2026-11' }
  expect(ratings).toEqual([
    { stars: 4, ...answers },
    { stars: 2, ...answers },
  ])
})

test('two presses at once are one rating, and the audit does not say how many stars', async () => {
  const ratings = async () =>
    Number(
      (await site.deps.pool.query('select count(*) from ratings where enrolment_id = $1', [enrolment]))
        .rows[0].count,
    )
  const before = await ratings()
  await Promise.all(
    [1, 2, 3, 4].map(() => mira.post(`/learn/${enrolment}/rating`, { stars: '5', worth: 'partly' })),
  )
  expect(await ratings()).toBe(before + 1)
  await mira.post(`/learn/${enrolment}/rating`, { stars: '2', worth: 'yes' })
  const { rows } = await site.deps.pool.query(`select detail from audit_entries where action = 'learn.rated'`)
  expect(JSON.stringify(rows)).not.toContain('stars')
})

test('without stars nothing is taken, the page says so, and what was answered is still there', async () => {
  const answer = await mira.post(`/learn/${enrolment}/rating`, { worth: 'no' })
  expect(answer.status).toBe(422)
  expect(await answer.text()).toContain('Choose from one to five stars.')
  const page = await (await mira.get(`/learn/${enrolment}/rating`)).text()
  expect(page).toContain('You gave 2 stars. You can change it.')
  expect(page).toContain('Was it worth the time and the money?')
})

test('who leaves is asked once, a day later, and not at all if they answered by then', async () => {
  const { visitor, personKey } = await signedIn(site, { email: 'leaver@example.org' })
  const left = await enrolFree(visitor)
  const mails = async () =>
    (
      await site.deps.db
        .selectFrom('mail_messages')
        .select(['subject', 'body_text'])
        .where('purpose', '=', 'learn.rating-request')
        .where('person_key', '=', personKey)
        .execute()
    ).length
  const leave = () =>
    recordEvent(site.deps.db, site.deps, {
      enrolmentId: left,
      kind: 'cancelled',
      at: site.deps.clock.now(),
    })
  await leave()
  await site.runJobs()
  expect(await mails()).toBe(0)
  await leave()
  site.clock.advance(2 * 86_400_000)
  await site.runJobs()
  expect(await mails()).toBe(1)
  await recordEvent(site.deps.db, site.deps, {
    enrolmentId: left,
    kind: 'requirements_met',
    at: site.deps.clock.now(),
  })
  await visitor.post(`/learn/${left}/rating`, { stars: '3' })
  site.clock.advance(2 * 86_400_000)
  await site.runJobs()
  expect(await mails()).toBe(1)
})

test('who neither finishes nor leaves is asked after a year', async () => {
  const { visitor } = await signedIn(site, { email: 'quiet@example.org' })
  const quiet = await enrolFree(visitor)
  const moments = () =>
    site.deps.db.selectFrom('rating_requests').select('moment').where('enrolment_id', '=', quiet).execute()
  await askAfterAYear(site.deps)
  expect(await moments()).toEqual([])
  site.clock.advance(366 * 86_400_000)
  await askAfterAYear(site.deps)
  await askAfterAYear(site.deps)
  expect(await moments()).toEqual([{ moment: 'year' }])
  site.clock.advance(-366 * 86_400_000)
})

test('an item named in a text leads to the own enrolment, or to what everybody may see', async () => {
  const location = async (who: Visitor, item: string) =>
    (await who.get(`/items/${item}`)).headers.get('location')
  expect(await location(mira, world.items.quiz)).toBe(`/learn/${enrolment}/items/${world.items.quiz}`)
  const nobody = site.visitor()
  expect(await location(nobody, world.items.lesson)).toMatch(/^\/credentials\/weaving-basics\/preview\//)
  expect(await location(nobody, world.items.quiz)).toBe('/credentials/weaving-basics')
  expect((await nobody.get('/items/00000000-0000-7000-8000-000000000000')).status).toBe(404)
})

test('another learner finds none of it', async () => {
  const { visitor: other } = await signedIn(site, { email: 'nosy@example.org' })
  for (const path of [lessonPath(), `/learn/${enrolment}`]) expect((await other.get(path)).status).toBe(404)
  expect((await other.post(`/learn/${enrolment}/plan`, { hours_per_week: '9' })).status).toBe(404)
  expect((await other.post(`${lessonPath()}/completion`)).status).toBe(404)
  expect((await other.post(`/learn/${enrolment}/rating`, { stars: '1' })).status).toBe(404)
})

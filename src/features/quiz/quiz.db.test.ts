import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestSite, type TestSite, type Visitor } from '../../../tests/support/site.ts'
import { enrolFree, publishWeaving, rightAnswers, signedIn, type World } from '../../../tests/worlds.ts'

let site: TestSite
let world: World
let mira: Visitor
let enrolment: string

beforeAll(async () => {
  site = await openTestSite()
  world = await publishWeaving(site.deps, { required: ['quiz'] })
  ;({ visitor: mira } = await signedIn(site, { email: 'mira@example.org' }))
  enrolment = await enrolFree(mira)
})
afterAll(() => site.close())

const attemptsPath = () => `/learn/${enrolment}/items/${world.items.quiz}/attempts`
const startAttempt = async (visitor = mira) => (await visitor.post(attemptsPath())).headers.get('location')!
const countAnswers = async () =>
  (
    await site.deps.db
      .selectFrom('answers')
      .select((e) => e.fn.countAll<number>().as('n'))
      .executeTakeFirstOrThrow()
  ).n

test('starting twice is one attempt', async () => {
  const paths = await Promise.all([startAttempt(), startAttempt(), startAttempt()])
  expect(new Set(paths).size).toBe(1)
})

test('nothing that a learner must not know is sent while an attempt is open', async () => {
  const path = await startAttempt()
  const sent = [
    await (await mira.get(path)).text(),
    await (await mira.get(`/learn/${enrolment}/items/${world.items.quiz}`)).text(),
    await (await mira.get(`/learn/${enrolment}`)).text(),
  ]
  for (const text of sent) {
    for (const secret of [
      'secret-feedback',
      'Well seen',
      'Worked.',
      'Look at the warp again',
      '"correct"',
      'accepted',
      'tolerance',
    ])
      expect(text).not.toContain(secret)
  }
})

test('an answer is saved as it is given, and the same again adds no row', async () => {
  const path = await startAttempt()
  const question = world.questions[2]!.id
  const send = (text: string) => mira.postJson(`${path}/answers`, { question, response: { text } })
  const before = await countAnswers()
  expect((await send('23')).status).toBe(204)
  expect((await send('23')).status).toBe(204)
  expect((await send('24')).status).toBe(204)
  expect(await countAnswers()).toBe(before + 2)
  expect(await (await mira.get(path)).text()).toContain('value="24"')
})

test('an answer of the wrong kind is refused and names why', async () => {
  const path = await startAttempt()
  const response = await mira.postJson(`${path}/answers`, {
    question: world.questions[0]!.id,
    response: { text: 'warp' },
  })
  expect(response.status).toBe(422)
})

test('another learner finds nothing at this address', async () => {
  const path = await startAttempt()
  const { visitor: other } = await signedIn(site, { email: 'other@example.org' })
  expect((await other.get(path)).status).toBe(404)
  expect((await other.post(`${path}/answers`, rightAnswers(world))).status).toBe(404)
  expect((await other.post(`${path}/submission`, rightAnswers(world))).status).toBe(404)
})

test('handing in twice at once is one submission, marked by the computer, and completes the credential', async () => {
  const path = await startAttempt()
  const form = { ...rightAnswers(world), [`shown-${world.questions[0]!.id}`]: '1' }
  const responses = await Promise.all([
    mira.post(`${path}/submission`, form),
    mira.post(`${path}/submission`, form),
  ])
  expect(responses.map((r) => r.status)).toEqual([303, 303])
  const text = await (await mira.get(path)).text()
  expect(text).toContain('4 of 4')
  expect(text).toContain('secret-feedback-warp')
  const marks = await site.deps.db
    .selectFrom('marks')
    .selectAll()
    .where('enrolment_id', '=', enrolment)
    .execute()
  expect(marks).toHaveLength(1)
  expect(Number(marks[0]!.computer_share)).toBe(1)
  const events = await site.deps.db
    .selectFrom('enrolment_events')
    .select('kind')
    .where('enrolment_id', '=', enrolment)
    .execute()
  expect(events.map((event) => event.kind).sort()).toEqual([
    'committed',
    'issued',
    'requirements_met',
    'started',
    'work_done',
  ])
})

test('after handing in, a late answer is refused and stored nowhere', async () => {
  const attempt = await site.deps.db
    .selectFrom('attempts')
    .select('id')
    .where('submitted_at', 'is not', null)
    .executeTakeFirstOrThrow()
  const before = await countAnswers()
  expect(
    (
      await mira.postJson(`/attempts/${attempt.id}/answers`, {
        question: world.questions[2]!.id,
        response: { text: '99' },
      })
    ).status,
  ).toBe(409)
  expect(await countAnswers()).toBe(before)
})

test('an attempt page asks the database at most three times, the session included', async () => {
  const path = await startAttempt()
  await mira.get(path)
  site.countQueries()
  await mira.get(path)
  expect(site.countQueries()).toBeLessThanOrEqual(3)
})

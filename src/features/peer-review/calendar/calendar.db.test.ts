import { afterAll, beforeAll, expect, test } from 'vitest'
import { hours, projectPeople, textOf } from '../../../../tests/support/project-people.ts'
import { openTestSite, type TestSite } from '../../../../tests/support/site.ts'
import { publishWeaving } from '../../../../tests/worlds.ts'

// Closed days, and people who like to be invited: what keeps the promise beside the queue.

let site: TestSite
let people: ReturnType<typeof projectPeople>
let providerId: string
let otherItem: string
beforeAll(async () => {
  site = await openTestSite({ now: '2026-12-21T09:59:00Z' })
  const world = await publishWeaving(site.deps, { required: ['project'], project: { reserve: 3 } })
  people = projectPeople(site, world)
  providerId = world.providerId
  otherItem = Object.values(world.items).find((item) => item !== world.items.project)!
})
afterAll(() => site.close())

const promiseOf = (id: string) =>
  site.deps.db
    .selectFrom('hand_ins')
    .select(['promised_by', 'educators_from'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow()

async function educatorElsewhere() {
  const elsewhere = '019bbbbb-aaaa-7aaa-8aaa-bbbbbbbbbbbb'
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
  return people.educator(elsewhere)
}

test('closed days are stated before handing in, bring educators in earlier, and leave older promises as they were', async () => {
  const { learner, handIn, educator, itemPath } = people
  const before = await handIn(await learner('Early'), 'before')
  expect(await promiseOf(before)).toEqual({
    promised_by: new Date('2026-12-25T10:00:00Z'),
    educators_from: new Date('2026-12-24T10:00:00Z'),
  })
  const teacher = await educator()
  const bad = await teacher.post('/closed-days', { first: '2026-12-25', last: '2026-12-24', called: '' })
  expect(bad.status).toBe(422)
  expect(await bad.text()).toContain('The last day must not come before the first')
  expect((await teacher.post('/closed-days', { first: '2026-02-30', called: 'x' })).status).toBe(422)
  expect((await teacher.post('/closed-days', { first: '2026-12-01', called: 'x' })).status).toBe(422)
  for (let twice = 0; twice < 2; twice++)
    await teacher.submit('/closed-days', { first: '2026-12-24', last: '2026-12-25', called: 'Winter feast' })
  const later = await learner('Late')
  expect(await textOf(later.visitor, itemPath(later))).toContain('Winter feast: 24 December 2026 to 25')
  const piece = await handIn(later, 'after')
  expect(await promiseOf(piece)).toEqual({
    promised_by: new Date('2026-12-25T10:01:00Z'),
    educators_from: new Date('2026-12-23T09:00:00Z'),
  })
  expect((await promiseOf(before)).educators_from).toEqual(new Date('2026-12-24T10:00:00Z'))
  const page = await (await teacher.get('/closed-days')).text()
  expect(page.split('Winter feast: ').length).toBe(2)
  const removal = /\/closed-days\/[0-9a-f-]+\/removal/.exec(page)![0]
  const stranger = await educatorElsewhere()
  await stranger.post(removal)
  const foreign = { provider: providerId, first: '2026-12-28', called: 'Not theirs' }
  expect((await stranger.post('/closed-days', foreign)).status).toBe(422)
  expect((await later.visitor.post(removal)).status).toBeGreaterThanOrEqual(400)
  expect(await (await stranger.get('/closed-days')).text()).not.toContain('Winter feast')
  const kept = await (await teacher.get('/closed-days')).text()
  expect(kept).toContain('Winter feast')
  expect(kept).not.toContain('Not theirs')
  await teacher.submit(removal, {})
  expect(await (await teacher.get('/closed-days')).text()).toContain('No closed days are entered')
})

test('who likes to review is invited to a piece that finds no reviewers, once a week at most, and may stop', async () => {
  const { learner, handIn, review, emptyPool, itemPath } = people
  await emptyPool()
  const [keen, shy] = [await learner('Keen'), await learner('Shy')]
  for (const one of [keen, shy]) {
    await handIn(one, 'mine')
    await emptyPool()
    for (const points of [2, 4]) await review(one, points, points)
  }
  const invitations = `${itemPath(keen)}/review-invitations`
  expect(await textOf(keen.visitor, itemPath(keen))).toContain('Like to review?')
  await keen.visitor.submit(invitations, { invite: 'yes' })
  const invited = async () =>
    (
      await site.deps.db
        .selectFrom('mail_messages')
        .select('id')
        .where('purpose', '=', 'peer-review.invited')
        .execute()
    ).length
  const alone = await learner('Alone')
  await handIn(alone, 'nobody is there')
  await site.runJobs()
  expect(await invited()).toBe(0)
  site.clock.advance(24 * hours)
  await site.runJobs()
  expect(await invited()).toBe(1)
  await handIn(await learner('Again'), 'nobody is there either')
  site.clock.advance(24 * hours)
  await site.runJobs()
  expect(await invited()).toBe(1)
  await keen.visitor.submit(invitations, { invite: 'no' })
  site.clock.advance(8 * 24 * hours)
  await handIn(await learner('Later'), 'still nobody')
  site.clock.advance(24 * hours)
  await site.runJobs()
  expect(await invited()).toBe(1)
  // The week is the person's: whoever was invited to another project rests here too.
  await keen.visitor.submit(invitations, { invite: 'yes' })
  await site.deps.db
    .insertInto('review_volunteers')
    .values({
      enrolment_id: keen.enrolment,
      item_id: otherItem,
      since: site.clock.now(),
      invited_at: site.clock.now(),
    })
    .execute()
  await handIn(await learner('Resting'), 'nobody yet')
  site.clock.advance(24 * hours)
  await site.runJobs()
  expect(await invited()).toBe(1)
  site.clock.advance(7 * 24 * hours)
  await handIn(await learner('Rested'), 'somebody')
  site.clock.advance(24 * hours)
  await site.runJobs()
  expect(await invited()).toBe(2)
})

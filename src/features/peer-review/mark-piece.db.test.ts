import { afterAll, beforeAll, expect, test } from 'vitest'
import { hours, marks, projectPeople, textOf } from '../../../tests/support/project-people.ts'
import { openTestSite, type TestSite } from '../../../tests/support/site.ts'
import { publishWeaving, type World } from '../../../tests/worlds.ts'

// Nobody waits for ever: who decides when peers are late, missing, or all that there is. And what erasure leaves.

let site: TestSite
let world: World
let people: ReturnType<typeof projectPeople>
beforeAll(async () => {
  site = await openTestSite()
  world = await publishWeaving(site.deps, { required: ['project'], project: { reserve: 3 } })
  people = projectPeople(site, world)
})
afterAll(() => site.close())

const pendingOf = (piece: string) =>
  site.deps.db.selectFrom('pending_work').selectAll().where('work_id', '=', piece).execute()

test('after the promised days an educator takes the piece as it is and decides alone', async () => {
  const { learner, handIn, review, pieceOf, markOf, educator } = people
  const lonely = await learner('Lonely')
  const piece = await handIn(lonely, 'nobody came')
  expect(await pendingOf(piece)).toHaveLength(0)
  await review(lonely, 2, 2)
  await review(lonely, 2, 2)
  expect(await pendingOf(piece)).toHaveLength(1)
  site.clock.advance(4 * 24 * hours)
  await site.runJobs()
  expect((await pieceOf(piece)).state).toBe('with_educator')
  const audited = await site.deps.db
    .selectFrom('audit_entries')
    .select('action')
    .where('subject_id', '=', piece)
    .execute()
  expect(audited.map((row) => row.action)).toContain('peer-review.handed-over')
  const marker = await educator()
  expect(await textOf(marker, '/marking')).toContain('overdue')
  await marker.post(`/marking/${piece}`, marks(4, 2))
  const mark = await markOf(piece)
  expect([Number(mark?.points), Number(mark?.educator_share), mark?.peers]).toEqual([6, 1, 0])
  expect(await pendingOf(piece)).toHaveLength(0)
})

test('a piece that did not pass can be handed in again; the better one counts', async () => {
  const { learner, handIn, review, educator, itemPath } = people
  const author = await learner('Author')
  const marker = await educator()
  const first = await handIn(author, 'first try')
  site.clock.advance(4 * 24 * hours)
  await site.runJobs()
  await marker.post(`/marking/${first}`, marks(0, 2))
  expect(await textOf(author.visitor, itemPath(author))).toContain('Hand in again')
  const second = await handIn(author, 'second try')
  site.clock.advance(4 * 24 * hours)
  await site.runJobs()
  await marker.post(`/marking/${second}`, marks(4, 4))
  await review(author, 2, 2)
  await review(author, 2, 2)
  const counted = await site.deps.db
    .selectFrom('marks')
    .select(['work_id', 'points'])
    .where('enrolment_id', '=', author.enrolment)
    .orderBy('id')
    .execute()
  expect(counted).toEqual([
    { work_id: first, points: '2' },
    { work_id: second, points: '8' },
  ])
  expect(await textOf(author.visitor, itemPath(author))).toContain('This project is passed.')
})

test('two educators who save at once decide once, and the other is told', async () => {
  const { learner, handIn, educator } = people
  const piece = await handIn(await learner('Author'), 'two at once')
  site.clock.advance(4 * 24 * hours)
  await site.runJobs()
  const [one, two] = [await educator(), await educator()]
  const answers = await Promise.all([
    one.post(`/marking/${piece}`, marks(4, 4)),
    two.post(`/marking/${piece}`, marks(0, 0)),
  ])
  const led = answers.map((answer) => answer.headers.get('location')).sort()
  expect(led).toEqual([`/marking/${piece}`, `/marking/${piece}?said=already`])
  const educators = await site.deps.db
    .selectFrom('educator_marks')
    .select('educator')
    .distinct()
    .where('hand_in_id', '=', piece)
    .execute()
  expect(educators).toHaveLength(1)
})

test('an educator marks neither their own piece nor one that they reviewed as a peer', async () => {
  const { learner, handIn, review, emptyPool } = people
  await emptyPool()
  const [author, both] = [await learner('Author'), await learner('Both')]
  const theirs = await handIn(author, 'reviewed by an educator')
  const own = await handIn(both, 'an educator learns too')
  await review(both, 2, 2)
  await site.deps.db
    .insertInto('roles')
    .values({
      person_key: both.personKey,
      role: 'educator',
      provider_id: world.providerId,
      granted_at: site.clock.now(),
    })
    .execute()
  site.clock.advance(4 * 24 * hours)
  await site.runJobs()
  for (const piece of [theirs, own]) {
    expect(await textOf(both.visitor, '/marking')).not.toContain(piece)
    expect((await both.visitor.get(`/marking/${piece}`)).status).toBe(404)
  }
})

test('where the provider gives educators no share and no audits, peers decide, and nothing is owed without a reserve', async () => {
  const options = {
    slug: 'peers-only',
    required: ['project' as const],
    project: {
      marking: { educator_share: 0, audit: { share: 0, pieces_a_year_min: 0, tolerance: 0.05 } },
    },
  }
  const peersOnly = projectPeople(site, await publishWeaving(site.deps, options), 'peers-only')
  const { learner, handIn, review, markOf } = peersOnly
  const [author, a, b] = [await learner('Author'), await learner('A'), await learner('B')]
  const piece = await handIn(author, 'for peers')
  await handIn(a, 'a')
  await handIn(b, 'b')
  await review(a, 4, 4)
  await review(b, 0, 0, 'to A, who has no mark yet')
  await review(b, 2, 4)
  await site.runJobs()
  const mark = await markOf(piece)
  expect([Number(mark?.points), Number(mark?.peer_share), mark?.peers, mark?.educators]).toEqual([7, 1, 2, 0])
})

test('work is not taken when the paid time is over, but reviews can still be given', async () => {
  const { learner, handIn, review, itemPath } = people
  const lapsed = await learner('Lapsed')
  await handIn(lapsed, 'in time')
  await site.deps.db
    .insertInto('enrolment_access')
    .values({ enrolment_id: lapsed.enrolment, works_until: site.clock.now() })
    .execute()
  site.clock.advance(hours)
  await review(lapsed, 2, 2)
  const late = await lapsed.visitor.post(`${itemPath(lapsed)}/hand-ins`, { text: 'too late' })
  expect(late.status).toBe(409)
})

test('erasing a person takes their words and files away, withdraws what waits, and keeps the points', async () => {
  const { learner, handIn, review, getReview, pieceOf, emptyPool } = people
  const { db, pool, storage } = site.deps
  await emptyPool()
  const leaver = await learner('Leaver')
  const piece = await handIn(leaver, 'words of the leaver', [new File(['bytes of the leaver'], 'leaver.txt')])
  const file = await db
    .selectFrom('hand_in_files')
    .selectAll()
    .where('hand_in_id', '=', piece)
    .executeTakeFirstOrThrow()
  await review(leaver, 2, 2, 'comment of the leaver')
  const reviewer = await learner('Reviewer')
  await handIn(reviewer, 'mine')
  const path = await getReview(reviewer)
  const account = await db
    .selectFrom('accounts')
    .select('email')
    .where('person_key', '=', leaver.personKey)
    .executeTakeFirstOrThrow()
  expect((await leaver.visitor.post('/account/erasure', { email: account.email })).status).toBe(200)
  await site.runJobs()
  const { rows: tables } = await pool.query<{ t: string }>(
    `select table_name as t from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`,
  )
  for (const { t } of tables) {
    const { rows } = await pool.query(
      `select 1 from ${t} x where x::text like '%of the leaver%' or x::text like '%leaver.txt%'`,
    )
    expect(rows, `table ${t}`).toEqual([])
  }
  expect(await storage.size(file.content_hash)).toBeUndefined()
  expect((await pieceOf(piece)).state).toBe('withdrawn')
  expect(await textOf(reviewer.visitor, path)).toContain('The author took this piece back')
  const kept = await db
    .selectFrom('review_marks as m')
    .innerJoin('reviews as r', 'r.id', 'm.review_id')
    .select('m.points')
    .where('r.reviewer_enrolment_id', '=', leaver.enrolment)
    .execute()
  expect(kept).toHaveLength(2)
})

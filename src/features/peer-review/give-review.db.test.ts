import { afterAll, beforeAll, expect, test } from 'vitest'
import { hours, marks, projectPeople, textOf } from '../../../tests/support/project-people.ts'
import { openTestSite, type TestSite } from '../../../tests/support/site.ts'
import { publishWeaving } from '../../../tests/worlds.ts'

// Who gets which piece, and what happens to locks.

let site: TestSite
let people: ReturnType<typeof projectPeople>
beforeAll(async () => {
  site = await openTestSite()
  people = projectPeople(
    site,
    await publishWeaving(site.deps, { required: ['project'], project: { reserve: 3 } }),
  )
})
afterAll(() => site.close())

test('of three reviewers who take the last place at once, one gets it, one the spare place, one another piece', async () => {
  const { learner, handIn, review, getReview, emptyPool } = people
  for (let round = 0; round < 5; round++) {
    await emptyPool()
    const piece = await handIn(await learner('Author'), 'one place left')
    const [first, ...rest] = [
      await learner('First'),
      await learner('A'),
      await learner('B'),
      await learner('C'),
    ] as const
    for (const one of [first, ...rest]) await handIn(one, 'mine')
    await emptyPool(piece)
    await review(first, 2, 2)
    const given = await Promise.all(rest.map((one) => getReview(one)))
    const targets = await site.deps.db
      .selectFrom('reviews')
      .select('hand_in_id')
      .where(
        'id',
        'in',
        given.map((path) => path.split('/')[2]!),
      )
      .execute()
    expect(new Set(targets.map((row) => row.hand_in_id)).size).toBe(2)
    expect(targets.filter((row) => row.hand_in_id === piece)).toHaveLength(2)
    const taken = await site.deps.db
      .selectFrom('reviews')
      .select('id')
      .where('hand_in_id', '=', piece)
      .execute()
    expect(taken).toHaveLength(3)
  }
})

test('a place is kept for a day, then somebody else gets it; a late review still counts for its giver', async () => {
  const { learner, handIn, review, getReview, givenTo, pieceOf, emptyPool, itemPath } = people
  await emptyPool()
  const piece = await handIn(await learner('Author'), 'waits for two')
  const [slow, other, spare, last] = [
    await learner('Slow'),
    await learner('Other'),
    await learner('Spare'),
    await learner('Last'),
  ]
  for (const one of [slow, other, spare, last]) await handIn(one, 'mine')
  await emptyPool(piece)
  const slowPath = await getReview(slow)
  await review(other, 2, 2)
  // One more than needed, in case somebody never comes back; nobody beyond that.
  await getReview(spare)
  expect(await givenTo(spare)).toContain(piece)
  await getReview(last)
  expect(await givenTo(last)).not.toContain(piece)
  await review(last, 2, 2)
  site.clock.advance(25 * hours)
  await getReview(last)
  expect(await givenTo(last)).toContain(piece)
  expect(await textOf(slow.visitor, slowPath)).toContain('yours until')
  site.clock.advance(24 * hours)
  expect(await textOf(slow.visitor, slowPath)).toContain('Your time with this piece was over')
  await slow.visitor.post(slowPath, marks(4, 4))
  expect((await pieceOf(piece)).state).toBe('with_educator')
  expect(await textOf(slow.visitor, itemPath(slow))).toContain('1 of 2 given')
})

test('a piece can be passed on with a reason; it is not given to the same person again', async () => {
  const { learner, handIn, getReview, givenTo, emptyPool } = people
  await emptyPool()
  const piece = await handIn(await learner('Author'), 'somebody knows me')
  const friend = await learner('Friend')
  await handIn(friend, 'mine')
  await emptyPool(piece)
  const path = await getReview(friend)
  expect((await friend.visitor.post(`${path}/skip`, {})).status).toBe(422)
  expect((await friend.visitor.submit(`${path}/skip`, { reason: 'conflict' })).path).toContain(
    'said=passed-on',
  )
  expect(await textOf(friend.visitor, path)).not.toContain('somebody knows me')
  const skipped = await site.deps.db
    .selectFrom('reviews')
    .select('skip_reason')
    .where('hand_in_id', '=', piece)
    .executeTakeFirstOrThrow()
  expect(skipped.skip_reason).toBe('conflict')
  site.clock.advance(hours)
  await getReview(friend)
  const [first, second] = await givenTo(friend)
  expect(first).toBe(piece)
  expect(second).not.toBe(piece)
})

test('who handed in nothing sees nobody’s work', async () => {
  const { learner, getReview } = people
  expect(await getReview(await learner('Curious'))).toContain('said=hand-in-first')
})

test('a review belongs to its reviewer alone', async () => {
  const { learner, handIn, getReview, emptyPool } = people
  await emptyPool()
  const author = await learner('Author')
  await handIn(author, 'a private cloth')
  const reviewer = await learner('Reviewer')
  await handIn(reviewer, 'mine')
  const path = await getReview(reviewer)
  for (const visitor of [author.visitor, (await learner('Other')).visitor]) {
    expect((await visitor.get(path)).status).toBe(404)
    expect((await visitor.post(path, marks(4, 4))).status).toBe(404)
    expect((await visitor.post(`${path}/skip`, { reason: 'other' })).status).toBe(404)
  }
})

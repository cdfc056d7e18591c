import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  decisionsOf,
  hours,
  marks,
  openSiteWherePeersDecide,
  type projectPeople,
  textOf,
} from '../../../tests/support/project-people.ts'
import type { TestSite, Visitor } from '../../../tests/support/site.ts'
import { newId } from '../../platform/random.ts'

// What educators share: second markings, hand-over, saved comments, and what reviewers report to them.

let site: TestSite
let people: ReturnType<typeof projectPeople>
let first: Visitor
let second: Visitor
beforeAll(async () => {
  ;({ site, people, first, second } = await openSiteWherePeersDecide())
})
afterAll(() => site.close())

describe('educators among themselves', () => {
  async function waiting() {
    await people.emptyPool()
    const author = await people.learner('Author')
    const piece = await people.handIn(author, 'for educators')
    site.clock.advance(4 * 24 * hours)
    await site.runJobs()
    return { author, piece }
  }

  test('a second marker sees nothing of the first, and the mean of both counts', async () => {
    const { piece } = await waiting()
    const asked = await first.submit(`/marking/${piece}`, {
      ...marks(4, 4, 'first educator says'),
      second: '1',
    })
    expect(asked.html).toContain('A colleague marks it too')
    expect((await people.pieceOf(piece)).state).toBe('with_educator')
    expect(await textOf(first, '/marking')).not.toContain(`/marking/${piece}`)
    const before = await textOf(second, `/marking/${piece}`)
    expect(before).toContain('Second marking')
    expect(before).not.toContain('first educator says')
    const after = await second.submit(`/marking/${piece}`, marks(2, 0, 'second educator says'))
    expect(after.html).toContain('first educator says')
    expect(Number((await decisionsOf(site, piece))[0]!.points)).toBe(5)
    expect((await decisionsOf(site, piece))[0]!.educators).toBe(2)
  })

  test('a piece is taken, handed over to a colleague of the provider alone, and counted as load', async () => {
    const { piece } = await waiting()
    const me = await first.submit(`/marking/${piece}/assignment`, { to: await keyOf('educator-1') })
    expect(me.html).toContain('You took it')
    expect(await textOf(first, '/marking?for=mine')).toContain(`/marking/${piece}`)
    await first.post(`/marking/${piece}/assignment`, { to: await keyOf('educator-2') })
    expect(await textOf(first, '/marking?for=mine')).not.toContain(`/marking/${piece}`)
    expect(await textOf(second, '/marking?for=mine')).toContain(`/marking/${piece}`)
    const stranger = '019aaaaa-aaaa-7aaa-8aaa-aaaaaaaaaaaa'
    expect((await first.post(`/marking/${piece}/assignment`, { to: stranger })).status).toBe(404)
  })

  test('comments are kept, offered, put behind what is written, and dropped', async () => {
    const { piece } = await waiting()
    await first.post(`/marking/${piece}`, { ...marks(2, 2, 'Beat each row'), 'keep-edges': '1', second: '1' })
    const saved = await site.deps.db.selectFrom('saved_comments').selectAll().execute()
    expect(saved).toHaveLength(1)
    const next = await waiting()
    expect(await textOf(first, `/marking/${next.piece}`)).toContain(saved[0]!.body)
    expect(await textOf(second, `/marking/${next.piece}`)).not.toContain(saved[0]!.body)
    await first.post(`/marking/${next.piece}`, { ...marks(2, 2, 'Now'), 'saved-edges': saved[0]!.id })
    expect(await textOf(next.author.visitor, `/hand-ins/${next.piece}`)).toContain(saved[0]!.body)
    await second.post(`/saved-comments/${saved[0]!.id}/removal`, {})
    expect(await site.deps.db.selectFrom('saved_comments').selectAll().execute()).toHaveLength(1)
    await first.post(`/saved-comments/${saved[0]!.id}/removal`, {})
    expect(await site.deps.db.selectFrom('saved_comments').selectAll().execute()).toEqual([])
  })

  test('what a reviewer finds offensive goes to nobody else until an educator gives it back or takes it out', async () => {
    for (const outcome of ['return', 'refusal'] as const) {
      await people.emptyPool()
      const [author, one, two] = [
        await people.learner('Author'),
        await people.learner('One'),
        await people.learner('Two'),
      ]
      const piece = await people.handIn(author, 'is this offensive?')
      for (const peer of [one, two]) await people.handIn(peer, 'mine')
      await people.emptyPool(piece)
      await one.visitor.post(`${await people.getReview(one)}/skip`, { reason: 'offensive' })
      await people.getReview(two)
      expect(await people.givenTo(two)).not.toContain(piece)
      expect(await textOf(first, '/marking?for=offensive')).toContain(`/marking/${piece}`)
      if (outcome === 'return') {
        expect((await first.post(`/marking/${piece}/return`)).status).toBe(303)
        expect((await people.pieceOf(piece)).state).toBe('with_peers')
      } else {
        expect((await first.post(`/marking/${piece}/refusal`, { refusal: '' })).status).toBe(422)
        await first.post(`/marking/${piece}/refusal`, { refusal: 'It mocks a person.' })
        const seen = await textOf(author.visitor, `/hand-ins/${piece}`)
        expect(seen).toContain('It mocks a person.')
        expect(seen).toContain('0 of 8')
        expect(await textOf(author.visitor, people.itemPath(author))).toContain('Hand in again')
      }
    }
  })
})

test('a piece with a wide interval goes before one promised an hour sooner, and the page shows neither marks nor width', async () => {
  await people.emptyPool()
  const peers = [await people.learner('One'), await people.learner('Two')]
  const author = await people.learner('Author')
  const sure = await people.handIn(author, 'promised first')
  const unsure = await people.handIn(await people.learner('Other'), 'promised later')
  for (const [k, { enrolment }] of peers.entries()) {
    const id = newId(site.clock.now(), site.deps.random)
    const at = site.clock.now()
    await site.deps.db
      .insertInto('reviews')
      .values({
        id,
        hand_in_id: unsure,
        reviewer_enrolment_id: enrolment,
        given_at: at,
        expires_at: new Date(at.getTime() + 48 * hours),
        submitted_at: at,
      })
      .execute()
    await site.deps.db
      .insertInto('review_marks')
      .values(['evenness', 'edges'].map((criterion) => ({ review_id: id, criterion, points: 4 * k })))
      .execute()
  }
  site.clock.advance(4 * 24 * hours)
  await site.runJobs()
  const page = await textOf(first, '/marking')
  expect(page.indexOf(`/marking/${sure}`)).toBeGreaterThan(0)
  expect(page.indexOf(`/marking/${unsure}`)).toBeGreaterThan(0)
  expect(page.indexOf(`/marking/${unsure}`)).toBeLessThan(page.indexOf(`/marking/${sure}`))
  expect(page).toContain('the wider the interval of its peers’ marks, the sooner a piece comes')
  expect(page).not.toMatch(/\d ?%/)
})

test('who is the only educator of a provider reads so, with what waits for somebody else', async () => {
  const alone = await site.deps.db
    .deleteFrom('roles')
    .where('role', '=', 'educator')
    .where('person_key', '=', await keyOf('educator-2'))
    .returningAll()
    .execute()
  expect(alone).toHaveLength(1)
  const page = await textOf(first, '/marking')
  expect(page).toContain('You are the only educator of')
  expect(page).toMatch(/waits? for somebody else now/)
  await site.deps.db.insertInto('roles').values(alone).execute()
  expect(await textOf(first, '/marking')).not.toContain('You are the only educator of')
})

async function keyOf(name: string): Promise<string> {
  const row = await site.deps.db
    .selectFrom('accounts')
    .select('person_key')
    .where('email', 'like', `%-${name}@%`)
    .executeTakeFirstOrThrow()
  return row.person_key
}

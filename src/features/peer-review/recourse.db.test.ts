import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  decisionsOf,
  hours,
  marks,
  openSiteWherePeersDecide,
  type ProjectLearner,
  type projectPeople,
  textOf,
} from '../../../tests/support/project-people.ts'
import type { TestSite, Visitor } from '../../../tests/support/site.ts'
import { selectProvenance } from './api.ts'
import { mayAppeal } from './appeal-rules.ts'

// What happens after a mark: usefulness, thanks, answers, reports, appeals, changes; and who marks where peers decide.

let site: TestSite
let people: ReturnType<typeof projectPeople>
let first: Visitor
let second: Visitor
beforeAll(async () => {
  ;({ site, people, first, second } = await openSiteWherePeersDecide())
})
afterAll(() => site.close())

const bestOf = async (who: ProjectLearner) => {
  const row = await site.deps.db
    .selectFrom('item_results as r')
    .innerJoin('marks as m', 'm.id', 'r.mark_id')
    .select(['m.points', 'm.points_max', 'm.evidence', 'r.passed_at'])
    .where('r.enrolment_id', '=', who.enrolment)
    .executeTakeFirst()
  return row && { ...row, points: Number(row.points) }
}
const reviewIdsOf = async (piece: string) =>
  (
    await site.deps.db
      .selectFrom('reviews')
      .select('id')
      .where('hand_in_id', '=', piece)
      .orderBy('submitted_at')
      .execute()
  ).map((row) => row.id)

/** A piece that two peers marked, decided by them; its author gave the review that is owed. */
async function decided(a: [number, number] = [2, 2], b: [number, number] = [2, 4]) {
  await people.emptyPool()
  const [author, one, two] = [
    await people.learner('Author'),
    await people.learner('One'),
    await people.learner('Two'),
  ]
  const piece = await people.handIn(author, 'a cloth')
  await people.review(author, 2, 2)
  for (const peer of [one, two]) await people.handIn(peer, 'mine')
  await people.emptyPool(piece)
  await people.review(one, ...a, 'One looked')
  site.clock.advance(60_000)
  await people.review(two, ...b, 'Two looked')
  await site.runJobs()
  return { piece, author, one, two, reviews: await reviewIdsOf(piece) }
}

describe('peers decide', () => {
  test('the mark has an interval, its method and its evidence, and nobody else was asked', async () => {
    const { piece, author } = await decided()
    const [decision, ...rest] = await decisionsOf(site, piece)
    expect(rest).toEqual([])
    expect(decision).toMatchObject({ kind: 'first', method: 'mean', peers: 2, educators: 0, work_id: piece })
    expect(Number(decision!.points)).toBe(5)
    expect(Number(decision!.lower)).toBeLessThan(5)
    expect(Number(decision!.upper)).toBeGreaterThan(5)
    expect(await textOf(author.visitor, `/hand-ins/${piece}`)).toMatch(/between [\d.]+ and [\d.]+ of 8/)
    expect((await bestOf(author))?.evidence).toMatchObject({
      interval: { level: 0.9 },
      audited: false,
      promiseKept: true,
    })
  })

  test('marks that differ much ask for one more reviewer, and where that does not help, for an educator', async () => {
    await people.emptyPool()
    const [author, one, two, three] = [
      await people.learner('Author'),
      await people.learner('One'),
      await people.learner('Two'),
      await people.learner('Three'),
    ]
    const piece = await people.handIn(author, 'a cloth that divides')
    for (const peer of [one, two, three]) await people.handIn(peer, 'mine')
    await people.emptyPool(piece)
    await people.review(one, 0, 0)
    await people.review(two, 4, 4)
    await site.runJobs()
    expect(await people.pieceOf(piece)).toMatchObject({ state: 'with_peers', peers_wanted: 3, peer_marks: 2 })
    expect(await textOf(author.visitor, people.itemPath(author))).toContain('one more was asked')
    await people.review(three, 4, 0)
    expect((await people.pieceOf(piece)).state).toBe('with_educator')
    const queue = await textOf(first, '/marking?for=doubt')
    expect(queue).toContain(`/marking/${piece}`)
    expect(await textOf(first, `/marking/${piece}`)).not.toContain('because of the cloth')
    await first.post(`/marking/${piece}`, marks(4, 4))
    expect((await decisionsOf(site, piece))[0]).toMatchObject({ method: 'educator', peer_share: '0' })
  })

  test('a review of low effort comes back once; sent all the same it counts for nothing and its place is free again', async () => {
    await people.emptyPool()
    const [author, hasty] = [await people.learner('Author'), await people.learner('Hasty')]
    const piece = await people.handIn(author, 'a cloth')
    await people.handIn(hasty, 'mine')
    await people.emptyPool(piece)
    const path = await people.getReview(hasty)
    const poor = { ...marks(4, 4), 'comment-evenness': 'ok', 'comment-edges': 'ok' }
    const back = await hasty.visitor.post(path, poor)
    expect(back.status).toBe(422)
    expect(await back.text()).toContain('It came very quickly.')
    expect((await hasty.visitor.post(path, { ...poor, sure: '1' })).status).toBe(303)
    expect(await people.pieceOf(piece)).toMatchObject({ peer_marks: 0, full_until: null })
    expect(await textOf(hasty.visitor, path)).toContain('doesn’t count')
    expect(await textOf(hasty.visitor, people.itemPath(hasty))).toContain('0 of 1 given')
  })
})

describe('what an author does with reviews', () => {
  test('usefulness, thanks and an answer reach the reviewer, and nobody else can give them', async () => {
    const { piece, author, one, reviews } = await decided()
    const on = `/hand-ins/${piece}/reviews/${reviews[0]}`
    for (const [path, form] of [
      ['ratings', { 'useful-evenness': '2', 'useful-edges': '9' }],
      ['thanks', {}],
      ['answer', { words: 'I had not seen that row.' }],
    ] as const) {
      expect((await one.visitor.post(`${on}/${path}`, form)).status).toBe(404)
      expect((await author.visitor.post(`${on}/${path}`, form)).status, path).toBe(303)
    }
    const seen = await textOf(one.visitor, `/reviews/${reviews[0]}`)
    expect(seen).toContain('The author says thank you.')
    expect(seen).toContain('I had not seen that row.')
    expect(seen).toContain('The author found this useful: yes.')
    const rated = await site.deps.db
      .selectFrom('comment_ratings')
      .select('useful')
      .where('review_id', '=', reviews[0]!)
      .execute()
    expect(rated).toEqual([{ useful: 2 }])
    expect((await author.visitor.post(`${on}/answer`, { words: ' ' })).status).toBe(422)
  })

  test('a review that is reported and found abusive is taken out, and the mark holds where it is higher without it', async () => {
    const { piece, author, one, two, reviews } = await decided([2, 2], [4, 2])
    expect(Number((await decisionsOf(site, piece))[0]!.points)).toBe(5)
    const on = `/hand-ins/${piece}/reviews/${reviews[0]}/report`
    expect((await author.visitor.post(on, { words: 'no reason' })).status).toBe(422)
    expect((await author.visitor.post(on, { reason: 'abusive', words: 'It insults me.' })).status).toBe(303)
    await author.visitor.post(on, { reason: 'careless', words: 'again' })
    const page = await textOf(first, `/marking/${piece}`)
    expect(page).toContain('It insults me.')
    const decide = `/marking/${piece}/reviews/${reviews[0]}/report`
    expect((await first.post(decide, { upheld: 'yes' })).status).toBe(422)
    const both = await Promise.all(
      [first, second].map((educator) =>
        educator.post(decide, { upheld: 'yes', [`decision-${reviews[0]}`]: 'That is no way to speak.' }),
      ),
    )
    expect(both.map((answer) => answer.headers.get('location')?.split('=')[1]).sort()).toEqual([
      'already',
      'decided',
    ])
    const late = await second.post(decide, { upheld: 'no', [`decision-${reviews[0]}`]: 'Too late.' })
    expect(late.headers.get('location')).toBe(`/marking/${piece}?said=already`)
    const elsewhere = `/marking/${piece}/reviews/${piece}/report`
    expect((await second.post(elsewhere, { upheld: 'no' })).status).toBe(404)
    expect((await decisionsOf(site, piece)).map((one) => [one.kind, Number(one.points)])).toEqual([
      ['first', 5],
      ['review_out', 6],
    ])
    expect((await bestOf(author))?.points).toBe(6)
    expect(await textOf(author.visitor, `/hand-ins/${piece}`)).not.toContain('One looked')
    expect(await textOf(one.visitor, `/reviews/${reviews[0]}`)).toContain('That is no way to speak.')
    expect(await textOf(two.visitor, `/reviews/${reviews[1]}`)).toContain('You handed in this review.')
    await site.runJobs()
    const mails = await site.deps.db
      .selectFrom('mail_messages')
      .select('purpose')
      .where('person_key', '=', one.personKey)
      .execute()
    expect(mails.map((mail) => mail.purpose)).toContain('peer-review.review-out')
    expect(await textOf(first, '/marking?for=report')).not.toContain(`/marking/${piece}`)
  })

  test('a report that is not upheld leaves everything as it was, and says why', async () => {
    const { piece, author, reviews } = await decided()
    await author.visitor.post(`/hand-ins/${piece}/reviews/${reviews[1]}/report`, {
      reason: 'other',
      words: '',
    })
    await first.post(`/marking/${piece}/reviews/${reviews[1]}/report`, {
      upheld: 'no',
      [`decision-${reviews[1]}`]: 'It is blunt, and right.',
    })
    expect(await decisionsOf(site, piece)).toHaveLength(1)
    expect(await textOf(author.visitor, `/hand-ins/${piece}`)).toContain('It is blunt, and right.')
  })
})

describe('appeals and changes', () => {
  test('an appeal is decided by an educator who had no part in the mark, raises it or leaves it, and both read why', async () => {
    const { piece, author } = await decided()
    const empty = await author.visitor.post(`/hand-ins/${piece}/appeals`, { 'appeal-edges': ' ' })
    expect(empty.status).toBe(422)
    const appeal = { 'appeal-edges': 'Row nine shows a straight edge.', 'appeal-evenness': 'It is even.' }
    for (let n = 0; n < 2; n++)
      expect((await author.visitor.post(`/hand-ins/${piece}/appeals`, appeal)).status).toBe(303)
    const page = await textOf(first, `/marking/${piece}`)
    expect(page).toContain('Row nine shows a straight edge.')
    expect((await first.post(`/marking/${piece}/appeals`, { 'decide-edges': '4' })).status).toBe(422)
    const decision = {
      'decide-edges': '4',
      'why-edges': 'The edge is straight indeed.',
      // Lower than what is in force: an appeal can't make it worse.
      'decide-evenness': '0',
      'why-evenness': 'The middle is loose.',
    }
    const both = await Promise.all(
      [first, second].map((educator) => educator.post(`/marking/${piece}/appeals`, decision)),
    )
    expect(both.map((answer) => answer.headers.get('location')?.split('=')[1]).sort()).toEqual([
      'already',
      'decided',
    ])
    for (const educator of [first, second]) {
      const again = await educator.post(`/marking/${piece}/appeals`, decision)
      expect(again.headers.get('location')).toBe(`/marking/${piece}?said=already`)
    }
    expect((await decisionsOf(site, piece)).map((one) => [one.kind, Number(one.points)])).toEqual([
      ['first', 5],
      ['appeal', 6],
    ])
    for (const seen of [
      await textOf(author.visitor, `/hand-ins/${piece}`),
      await textOf(second, `/marking/${piece}`),
    ]) {
      expect(seen).toContain('The edge is straight indeed.')
      expect(seen).toContain('Raised from 3 to 4.')
      expect(seen).toContain('It stays at 2.')
    }
    expect((await bestOf(author))?.evidence).toMatchObject({ appeals: { decided: 2, raised: 1 } })
    expect((await selectProvenance(site.deps.db, author.enrolment))[0]).toMatchObject({
      points: 6 / 8,
      evidence: { appeals: { decided: 2, raised: 1 } },
    })
  })

  test('an educator who marked the piece does not decide the appeal about it', async () => {
    await people.emptyPool()
    const author = await people.learner('Author')
    const piece = await people.handIn(author, 'nobody came')
    site.clock.advance(4 * 24 * hours)
    await site.runJobs()
    await first.post(`/marking/${piece}`, marks(2, 2))
    await author.visitor.post(`/hand-ins/${piece}/appeals`, { 'appeal-edges': 'Look again.' })
    expect(await textOf(first, '/marking')).not.toContain(`/marking/${piece}`)
    expect(await textOf(first, `/marking/${piece}`)).toContain('a colleague decides')
    expect(
      (await first.post(`/marking/${piece}/appeals`, { 'decide-edges': '4', 'why-edges': 'x' })).status,
    ).toBe(404)
    expect(await textOf(second, '/marking?for=appeal')).toContain(`/marking/${piece}`)
  })

  test('a mark can be appealed for thirty days', () => {
    const markedAt = new Date('2026-11-01T00:00:00Z')
    const piece = { state: 'marked' as const, markedAt }
    expect(mayAppeal(piece, new Date('2026-12-01T00:00:00Z'))).toBe(true)
    expect(mayAppeal(piece, new Date('2026-12-01T00:00:01Z'))).toBe(false)
    expect(mayAppeal({ state: 'with_educator', markedAt: null }, markedAt)).toBe(false)
  })

  test('an educator changes a mark with a reason; a pass that was given stays', async () => {
    const { piece, author } = await decided()
    expect((await bestOf(author))?.passed_at).not.toBeNull()
    expect((await first.post(`/marking/${piece}/override`, { 'points-edges': '0' })).status).toBe(422)
    await first.post(`/marking/${piece}/override`, {
      'points-edges': '0',
      override: 'Half of it is missing.',
    })
    await first.post(`/marking/${piece}/override`, { 'points-edges': '0', override: 'The same again.' })
    expect((await decisionsOf(site, piece)).map((one) => [one.kind, Number(one.points)])).toEqual([
      ['first', 5],
      ['override', 2],
    ])
    const best = await bestOf(author)
    expect(best).toMatchObject({ points: 2 })
    expect(best?.passed_at).not.toBeNull()
    expect(await textOf(author.visitor, `/hand-ins/${piece}`)).toContain('Half of it is missing.')
  })
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  hours,
  marks,
  type ProjectLearner,
  pieceForm,
  projectPeople,
  textOf,
} from '../../../tests/support/project-people.ts'
import { openTestSite, type TestSite } from '../../../tests/support/site.ts'
import { publishWeaving, type World } from '../../../tests/worlds.ts'
import { eachMarkedPiece, type MarkedPiece, selectPromisedPieces, selectProvenance } from './api.ts'

// One piece on its whole way: draft, hand-in, two peers, an educator, the pass.

const script = '<script>alert("cloth")</script>'

let site: TestSite
let world: World
let people: ReturnType<typeof projectPeople>
let mei: ProjectLearner
let ola: ProjectLearner
let tam: ProjectLearner
let piece: string
beforeAll(async () => {
  site = await openTestSite()
  world = await publishWeaving(site.deps, { required: ['project'], project: { reserve: 3 } })
  people = projectPeople(site, world)
})
afterAll(() => site.close())

test('the page says before handing in who marks, until when, and that reviews are owed', async () => {
  mei = await people.learner('Mei Weaver')
  const text = await textOf(mei.visitor, people.itemPath(mei))
  expect(text).toContain('Weave a cloth and describe it.')
  expect(text).toContain('partly there')
  expect(text).toContain('2 other learners mark your piece')
  expect(text).toContain('within 4 days')
  expect(text).toContain('you review 2 pieces of others')
})

test('a draft is saved by its button and by script, and comes back', async () => {
  const saved = await mei.visitor.submit(`${people.itemPath(mei)}/hand-in-draft`, pieceForm('half a cloth'))
  expect(saved.html).toContain('half a cloth')
  const typed = await mei.visitor.post(
    `${people.itemPath(mei)}/hand-in-draft`,
    { text: 'more cloth', draft: '1' },
    { accept: 'application/json' },
  )
  expect(await typed.json()).toEqual({ saved: true })
  expect(await textOf(mei.visitor, people.itemPath(mei))).toContain('more cloth')
})

test('files are checked by name, first bytes, size and number, and the text is kept', async () => {
  const file = (name: string, content: string) => new File([content], name)
  const tries: [File[], string][] = [
    [[file('cloth.exe', 'x')], 'not a kind of file'],
    [[file('cloth.png', 'not a png')], 'does not hold what its ending'],
    [[file('cloth.txt', 'x'.repeat(200_001))], 'larger than'],
    [[file('a.txt', 'a'), file('b.txt', 'b'), file('c.txt', 'c')], 'At most 2 files'],
  ]
  for (const [files, says] of tries) {
    const response = await mei.visitor.post(
      `${people.itemPath(mei)}/hand-ins`,
      pieceForm('typed words', files),
    )
    expect(response.status).toBe(422)
    const text = await response.text()
    expect(text).toContain(says)
    expect(text).toContain('typed words')
  }
  expect((await mei.visitor.post(`${people.itemPath(mei)}/hand-ins`, pieceForm('  '))).status).toBe(422)
})

test('the same form sent five times hands in once, and a second piece on top becomes a draft', async () => {
  const once = '019aaaaa-aaaa-4aaa-8aaa-cccccccccccc'
  const files = [new File(['thread counts'], 'Mei Weaver.txt')]
  const answers = await Promise.all(
    [1, 2, 3, 4, 5].map(() =>
      mei.visitor.post(`${people.itemPath(mei)}/hand-ins`, pieceForm(`My cloth ${script}`, files, once)),
    ),
  )
  for (const answer of answers) expect(answer.headers.get('location')).toContain('said=handed-in')
  const rows = await site.deps.db
    .selectFrom('hand_ins')
    .select('id')
    .where('enrolment_id', '=', mei.enrolment)
    .execute()
  expect(rows).toHaveLength(1)
  piece = rows[0]!.id
  const second = await mei.visitor.submit(`${people.itemPath(mei)}/hand-ins`, pieceForm('another cloth'))
  expect(second.path).toContain('said=already')
  const draft = await site.deps.db
    .selectFrom('hand_in_drafts')
    .select('body')
    .where('enrolment_id', '=', mei.enrolment)
    .executeTakeFirst()
  expect(draft?.body).toBe('another cloth')
})

test('a learner who is alone gets pieces of the reserve, and sees how educators marked them afterwards', async () => {
  const path = await people.getReview(mei)
  const before = await textOf(mei.visitor, path)
  expect(before).toContain('of the reserve.')
  expect(before).not.toContain('secret-educator')
  expect(await people.getReview(mei)).toBe(path)
  const after = await mei.visitor.submit(path, marks(2, 2))
  expect(after.html).toContain('secret-educator-evenness')
})

test('a reviewer sees text as text, without the author’s name, and what was typed survives errors and drafts', async () => {
  ola = await people.learner('Ola')
  await people.handIn(ola, 'Ola’s cloth')
  const path = await people.getReview(ola)
  const text = await textOf(ola.visitor, path)
  expect(text).toContain('My cloth &lt;script&gt;')
  expect(text).not.toContain(script)
  expect(text).not.toContain('Mei')
  expect(text).toContain('partly there')
  const incomplete = await ola.visitor.post(path, {
    'points-evenness': '4',
    'comment-evenness': 'even indeed',
  })
  expect(incomplete.status).toBe(422)
  const again = await incomplete.text()
  expect(again).toContain('even indeed')
  expect(again).toContain('Choose a level for “edges”')
  expect(again).toMatch(/value="4" checked/)
  await ola.visitor.post(path, { 'comment-edges': 'a draft of words', draft: '1' })
  expect(await textOf(ola.visitor, path)).toContain('a draft of words')
  expect((await ola.visitor.post(path, marks(4, 2, 'Ola says: even'))).status).toBe(303)
  await ola.visitor.post(path, marks(0, 0, 'changed my mind'))
  const given = await site.deps.db
    .selectFrom('review_marks')
    .select('points')
    .where('review_id', '=', path.split('/')[2]!)
    .execute()
  expect(given.map((row) => Number(row.points)).sort()).toEqual([2, 4])
})

test('with two peers the piece goes on to an educator; nobody reviews who reviewed them', async () => {
  tam = await people.learner('Tam')
  await people.handIn(tam, 'Tam’s cloth')
  // Ola’s piece has no mark yet, so it comes first.
  await people.review(tam, 4, 4, 'Tam says to Ola')
  await people.review(tam, 2, 2, `Tam says ${script}`)
  expect((await people.pieceOf(piece)).state).toBe('with_educator')
  const next = await people.getReview(mei)
  const given = await site.deps.db
    .selectFrom('reviews as r')
    .innerJoin('hand_ins as h', 'h.id', 'r.hand_in_id')
    .select('h.state')
    .where('r.id', '=', next.split('/')[2]!)
    .executeTakeFirstOrThrow()
  expect(given.state).toBe('reserve')
})

test('the author sees no marks before the decision, and their file only as a download', async () => {
  const text = await textOf(mei.visitor, `/hand-ins/${piece}`)
  expect(text).toContain('Not marked yet')
  expect(text).not.toContain('Ola says')
  const path = /\/hand-ins\/[^"]+\/files\/[^"]+/.exec(text)![0]
  const own = await mei.visitor.get(path)
  expect(own.headers.get('content-disposition')).toContain('filename="Mei Weaver.txt"')
  expect(own.headers.get('x-content-type-options')).toBe('nosniff')
  expect(own.headers.get('content-security-policy')).toContain('sandbox')
  expect(await own.text()).toBe('thread counts')
  const reviewers = await ola.visitor.get(path)
  expect(reviewers.headers.get('content-disposition')).toContain('filename="file-1.txt"')
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
  const stranger = await people.learner('Stranger')
  const otherEducator = await people.educator(elsewhere)
  for (const visitor of [stranger.visitor, otherEducator]) {
    expect((await visitor.get(path)).status).toBe(404)
    expect((await visitor.get(`/hand-ins/${piece}`)).status).toBe(404)
  }
  expect((await otherEducator.get(`/marking/${piece}`)).status).toBe(404)
  expect((await otherEducator.post(`/marking/${piece}`, marks(4, 4))).status).toBe(404)
  expect(await textOf(otherEducator, '/marking')).toContain('Nothing waits for you')
  expect((await (await people.educator()).get(path)).status).toBe(200)
})

test('the educator marks blind, and sees the peers’ marks side by side afterwards', async () => {
  const marker = await people.educator()
  expect(await textOf(marker, '/marking')).toContain(`/marking/${piece}`)
  const before = await textOf(marker, `/marking/${piece}`)
  expect(before).toContain('2 learners marked this piece')
  expect(before).not.toContain('says')
  expect(before).not.toContain('Mei')
  expect(
    (await marker.post(`/marking/${piece}`, { 'points-evenness': '4', 'comment-evenness': 'kept words' }))
      .status,
  ).toBe(422)
  site.clock.advance(hours)
  const after = await marker.submit(`/marking/${piece}`, marks(4, 4, 'The educator’s words'))
  expect(after.html).toContain('Tam says')
  expect(after.html).toContain('Ola says')
  const again = await marker.submit(`/marking/${piece}`, marks(0, 0))
  expect(again.html).toContain('was marked meanwhile')
})

test('the mark is released although a review is owed; the project counts when the review is given', async () => {
  const result = await textOf(mei.visitor, `/hand-ins/${piece}`)
  // evenness (4 + 2) / 2 with 4, edges 2 with 4, each half and half
  expect(result).toContain('6.5 of 8')
  expect(result).toContain('Reviewer 1')
  expect(result).toContain('Reviewer 2')
  expect(result).toContain('The educator’s words')
  expect(result).toContain('an educator of Harbour Guild')
  expect(result).not.toContain('Ola<')
  expect(result).not.toContain(script)
  expect(result).toContain('It counts once you have given the reviews')
  expect(await site.deps.db.selectFrom('marks').selectAll().where('work_id', '=', piece).execute()).toEqual(
    [],
  )

  site.clock.advance(hours)
  const page = await mei.visitor.submit(await people.getReview(mei), marks(2, 4))
  expect(page.html).toContain('You handed in this review')
  const mark = await site.deps.db
    .selectFrom('marks')
    .selectAll()
    .where('work_id', '=', piece)
    .executeTakeFirstOrThrow()
  expect(Number(mark.points)).toBe(6.5)
  expect([Number(mark.computer_share), Number(mark.peer_share), Number(mark.educator_share)]).toEqual([
    0, 0.5, 0.5,
  ])
  expect([mark.peers, mark.educators]).toEqual([2, 1])
  expect(mark.handed_in_at).toEqual(site.clock.now())
  expect(await textOf(mei.visitor, people.itemPath(mei))).toContain('This project is passed.')
})

test('the author is told by mail once, without the marks', async () => {
  await site.runJobs()
  const mails = await site.deps.db
    .selectFrom('mail_messages')
    .selectAll()
    .where('purpose', '=', 'peer-review.marked')
    .where('person_key', '=', mei.personKey)
    .execute()
  expect(mails).toHaveLength(1)
  expect(mails[0]!.subject).toBe('Your piece was marked: A first cloth')
  expect(mails[0]!.body_text).toContain(`/hand-ins/${piece}`)
  expect(mails[0]!.body_text).not.toContain('6.5')
})

test('provenance says who marked without names, and figures get pairs up to a date', async () => {
  const [project, ...rest] = await selectProvenance(site.deps.db, mei.enrolment)
  expect(rest).toEqual([])
  expect(project).toMatchObject({
    title: 'A first cloth',
    points: 6.5 / 8,
    shares: { peers: 0.5, educators: 0.5 },
    peers: 2,
    educators: 1,
  })
  const pieces = async (asOf: Date) => {
    const all: MarkedPiece[] = []
    for await (const one of eachMarkedPiece(site.deps.db, { asOf, batchRows: 1 })) all.push(one)
    return all
  }
  expect(await pieces(new Date('2026-01-01'))).toEqual([])
  expect(await pieces(site.clock.now())).toMatchObject([
    {
      handInId: piece,
      credentialId: world.credentialId,
      simulated: false,
      peers: [6 / 8, 4 / 8],
      blindEducator: 1,
    },
  ])
})

test('a promise counts once the piece is marked or its days are over, and a piece that still waits is late', async () => {
  const kept = async (days: number) =>
    (await selectPromisedPieces(site.deps.db, new Date(site.clock.now().getTime() + days * 86_400_000)))
      .map((promised) => promised.isPromiseKept)
      .sort()
  const now = await kept(0)
  expect(now).toContain(true)
  const waiting = await site.deps.db
    .selectFrom('hand_ins')
    .select('id')
    .where('state', 'in', ['with_peers', 'with_educator'])
    .execute()
  expect(waiting.length).toBeGreaterThan(0)
  const later = await kept(60)
  expect(later).toHaveLength(now.length + waiting.length)
  expect(later.filter((one) => !one)).toHaveLength(now.filter((one) => !one).length + waiting.length)
})

test('pages ask at most three queries, the session’s included', async () => {
  for (const [visitor, path, most] of [
    [mei.visitor, people.itemPath(mei), 3],
    [mei.visitor, `/hand-ins/${piece}`, 2],
    [await people.educator(), '/marking', 2],
    [await people.educator(), `/marking/${piece}`, 3],
  ] as const) {
    await visitor.get(path)
    site.countQueries()
    await visitor.get(path)
    expect(site.countQueries(), path).toBeLessThanOrEqual(most)
  }
})

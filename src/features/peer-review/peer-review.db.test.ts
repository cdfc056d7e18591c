import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestSite, type TestSite, type Visitor } from '../../../tests/support/site.ts'
import { enrolFree, publishWeaving, signedIn, type World } from '../../../tests/worlds.ts'
import { eachMarkedPiece, type MarkedPiece, selectProvenance } from './api.ts'

interface Learner {
  personKey: string
  visitor: Visitor
  enrolment: string
}

const script = '<script>alert("cloth")</script>'
const hours = 3_600_000

let site: TestSite
let world: World
beforeAll(async () => {
  site = await openTestSite()
  world = await publishWeaving(site.deps, { required: ['project'], project: { reserve: 3 } })
})
afterAll(() => site.close())

let people = 0
async function learner(name: string, slug = 'weaving-basics'): Promise<Learner> {
  const { personKey, visitor } = await signedIn(site, { email: `${name}-${++people}@example.org`, name })
  return { personKey, visitor, enrolment: await enrolFree(visitor, slug) }
}

async function educator(providerId = world.providerId): Promise<Visitor> {
  const role = { role: 'educator' as const, providerId }
  return (await signedIn(site, { email: `educator-${++people}@example.org`, role })).visitor
}

const itemPath = ({ enrolment }: Learner, of = world) => `/learn/${enrolment}/items/${of.items.project}`

function pieceForm(text: string, files: File[] = [], once = ''): FormData {
  const form = new FormData()
  form.set('text', text)
  form.set('once', once)
  for (const file of files) form.append('files', file)
  return form
}

async function handIn(who: Learner, text: string, of = world): Promise<string> {
  // Later pieces wait less: who comes first must not be left to chance.
  site.clock.advance(60_000)
  const response = await who.visitor.post(`${itemPath(who, of)}/hand-ins`, pieceForm(text))
  expect(response.headers.get('location')).toContain('said=handed-in')
  const row = await site.deps.db
    .selectFrom('hand_ins')
    .select('id')
    .where('enrolment_id', '=', who.enrolment)
    .orderBy('number', 'desc')
    .executeTakeFirstOrThrow()
  return row.id
}

async function getReview(who: Learner, of = world): Promise<string> {
  const response = await who.visitor.post(`${itemPath(who, of)}/reviews`)
  return response.headers.get('location') ?? ''
}

const marks = (evenness: number, edges: number, comment = 'because of the cloth') => ({
  'points-evenness': String(evenness),
  'points-edges': String(edges),
  'comment-evenness': comment,
  'comment-edges': comment,
})

async function review(
  who: Learner,
  evenness: number,
  edges: number,
  comment?: string,
  of = world,
): Promise<string> {
  const path = await getReview(who, of)
  expect(path).toMatch(/^\/reviews\//)
  expect((await who.visitor.post(path, marks(evenness, edges, comment))).status).toBe(303)
  return path
}

const textOf = async (visitor: Visitor, path: string) => (await visitor.get(path)).text()

async function stateOf(handInId: string) {
  return site.deps.db.selectFrom('hand_ins').selectAll().where('id', '=', handInId).executeTakeFirstOrThrow()
}

/** Clears the pool, so that what happens next depends on this test alone. */
async function emptyPool(): Promise<void> {
  await site.deps.db
    .updateTable('hand_ins')
    .set({ state: 'withdrawn' })
    .where('state', 'in', ['with_peers', 'with_educator'])
    .execute()
}

describe('one piece from hand-in to pass', () => {
  let mei: Learner
  let ola: Learner
  let tam: Learner
  let piece: string

  test('the page says before handing in who marks, until when, and that reviews are owed', async () => {
    mei = await learner('Mei Weaver')
    const text = await textOf(mei.visitor, itemPath(mei))
    expect(text).toContain('Weave a cloth and describe it.')
    expect(text).toContain('partly there')
    expect(text).toContain('2 other learners mark your piece')
    expect(text).toContain('within 4 days')
    expect(text).toContain('you review 2 pieces of others')
  })

  test('a draft is saved by its button and by script, and comes back', async () => {
    const saved = await mei.visitor.submit(`${itemPath(mei)}/hand-in-draft`, pieceForm('half a cloth'))
    expect(saved.html).toContain('half a cloth')
    const typed = await mei.visitor.post(
      `${itemPath(mei)}/hand-in-draft`,
      { text: 'more cloth', draft: '1' },
      { accept: 'application/json' },
    )
    expect(await typed.json()).toEqual({ saved: true })
    expect(await textOf(mei.visitor, itemPath(mei))).toContain('more cloth')
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
      const response = await mei.visitor.post(`${itemPath(mei)}/hand-ins`, pieceForm('typed words', files))
      expect(response.status).toBe(422)
      const text = await response.text()
      expect(text).toContain(says)
      expect(text).toContain('typed words')
    }
    expect((await mei.visitor.post(`${itemPath(mei)}/hand-ins`, pieceForm('  '))).status).toBe(422)
  })

  test('the same form sent five times hands in once, and a second piece on top becomes a draft', async () => {
    const once = '019aaaaa-aaaa-4aaa-8aaa-cccccccccccc'
    const files = [new File(['thread counts'], 'Mei Weaver.txt')]
    const answers = await Promise.all(
      [1, 2, 3, 4, 5].map(() =>
        mei.visitor.post(`${itemPath(mei)}/hand-ins`, pieceForm(`My cloth ${script}`, files, once)),
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
    const second = await mei.visitor.submit(`${itemPath(mei)}/hand-ins`, pieceForm('another cloth'))
    expect(second.path).toContain('said=already')
    const draft = await site.deps.db
      .selectFrom('hand_in_drafts')
      .select('body')
      .where('enrolment_id', '=', mei.enrolment)
      .executeTakeFirst()
    expect(draft?.body).toBe('another cloth')
  })

  test('a learner who is alone gets pieces of the reserve, and sees how educators marked them afterwards', async () => {
    const path = await getReview(mei)
    const before = await textOf(mei.visitor, path)
    expect(before).toContain('of the reserve.')
    expect(before).not.toContain('secret-educator')
    expect(await getReview(mei)).toBe(path)
    const after = await mei.visitor.submit(path, marks(2, 2))
    expect(after.html).toContain('secret-educator-evenness')
  })

  test('a reviewer sees text as text, without the author’s name, and what was typed survives errors and drafts', async () => {
    ola = await learner('Ola')
    await handIn(ola, 'Ola’s cloth')
    const path = await getReview(ola)
    const text = await textOf(ola.visitor, path)
    expect(text).toContain('My cloth &lt;script>')
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
    tam = await learner('Tam')
    await handIn(tam, 'Tam’s cloth')
    // Ola’s piece has no mark yet, so it comes first.
    await review(tam, 4, 4, 'Tam says to Ola')
    await review(tam, 2, 2, `Tam says ${script}`)
    expect((await stateOf(piece)).state).toBe('with_educator')
    const next = await getReview(mei)
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
    const stranger = await learner('Stranger')
    const otherEducator = await educator(elsewhere)
    for (const visitor of [stranger.visitor, otherEducator]) {
      expect((await visitor.get(path)).status).toBe(404)
      expect((await visitor.get(`/hand-ins/${piece}`)).status).toBe(404)
    }
    expect((await otherEducator.get(`/marking/${piece}`)).status).toBe(404)
    expect((await otherEducator.post(`/marking/${piece}`, marks(4, 4))).status).toBe(404)
    expect(await textOf(otherEducator, '/marking')).toContain('Nothing waits for you')
    expect((await (await educator()).get(path)).status).toBe(200)
  })

  test('the educator marks blind, and sees the peers’ marks side by side afterwards', async () => {
    const marker = await educator()
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
    const page = await mei.visitor.submit(await getReview(mei), marks(2, 4))
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
    expect(await textOf(mei.visitor, itemPath(mei))).toContain('This project is passed.')
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

  test('pages ask at most three queries beyond what opening an item notes', async () => {
    for (const [visitor, path, most] of [
      [mei.visitor, itemPath(mei), 4],
      [mei.visitor, `/hand-ins/${piece}`, 2],
      [await educator(), '/marking', 2],
    ] as const) {
      await visitor.get(path)
      site.countQueries()
      await visitor.get(path)
      expect(site.countQueries(), path).toBeLessThanOrEqual(most)
    }
  })
})

describe('who gets what', () => {
  test('two reviewers who take the last place at once get different pieces', async () => {
    for (let round = 0; round < 5; round++) {
      await emptyPool()
      const author = await learner('Author')
      const piece = await handIn(author, 'one place left')
      const first = await learner('First')
      await handIn(first, 'mine')
      await emptyBut(piece)
      await review(first, 2, 2)
      const [a, b] = [await learner('A'), await learner('B')]
      await handIn(a, 'A’s')
      await handIn(b, 'B’s')
      await emptyBut(piece)
      const given = await Promise.all([getReview(a), getReview(b)])
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
      expect(targets.some((row) => row.hand_in_id === piece)).toBe(true)
      const taken = await site.deps.db
        .selectFrom('reviews')
        .select('id')
        .where('hand_in_id', '=', piece)
        .execute()
      expect(taken).toHaveLength(2)
    }
  })

  test('a lock ends after 48 hours, the piece goes to somebody else, and a late review still counts for its giver', async () => {
    await emptyPool()
    const author = await learner('Author')
    const piece = await handIn(author, 'waits for two')
    const slow = await learner('Slow')
    await handIn(slow, 'slow’s')
    const other = await learner('Other')
    await handIn(other, 'other’s')
    const last = await learner('Last')
    await handIn(last, 'last’s')
    await emptyBut(piece)
    const slowPath = await getReview(slow)
    await review(other, 2, 2)
    expect(await getReview(last)).not.toBe('')
    const lastPiece = async () =>
      (
        await site.deps.db
          .selectFrom('reviews')
          .select('hand_in_id')
          .where('reviewer_enrolment_id', '=', last.enrolment)
          .execute()
      ).map((row) => row.hand_in_id)
    expect(await lastPiece()).not.toContain(piece)
    site.clock.advance(49 * hours)
    await getReview(last)
    expect(await lastPiece()).toContain(piece)
    expect(await textOf(slow.visitor, slowPath)).toContain('Your time with this piece was over')
    await slow.visitor.post(slowPath, marks(4, 4))
    expect((await stateOf(piece)).state).toBe('with_educator')
    expect(await textOf(slow.visitor, itemPath(slow))).toContain('1 of 2 given')
  })

  test('a piece can be passed on with a reason; it is not given to the same person again', async () => {
    await emptyPool()
    const author = await learner('Author')
    const piece = await handIn(author, 'somebody knows me')
    const friend = await learner('Friend')
    await handIn(friend, 'friend’s')
    await emptyBut(piece)
    const path = await getReview(friend)
    expect((await friend.visitor.post(`${path}/skip`, {})).status).toBe(422)
    expect((await friend.visitor.submit(`${path}/skip`, { reason: 'conflict' })).path).toContain(
      'said=passed-on',
    )
    expect(await textOf(friend.visitor, path)).not.toContain('somebody knows me')
    await getReview(friend)
    const given = await site.deps.db
      .selectFrom('reviews')
      .select(['hand_in_id', 'skip_reason'])
      .where('reviewer_enrolment_id', '=', friend.enrolment)
      .orderBy('given_at')
      .execute()
    expect(given[0]).toEqual({ hand_in_id: piece, skip_reason: 'conflict' })
    expect(given[1]!.hand_in_id).not.toBe(piece)
  })

  test('who handed in nothing sees nobody’s work', async () => {
    const curious = await learner('Curious')
    expect(await getReview(curious)).toContain('said=hand-in-first')
  })

  test('a review belongs to its reviewer alone', async () => {
    await emptyPool()
    const author = await learner('Author')
    await handIn(author, 'a private cloth')
    const reviewer = await learner('Reviewer')
    await handIn(reviewer, 'r')
    const path = await getReview(reviewer)
    const other = await learner('Other')
    for (const visitor of [author.visitor, other.visitor]) {
      expect((await visitor.get(path)).status).toBe(404)
      expect((await visitor.post(path, marks(4, 4))).status).toBe(404)
      expect((await visitor.post(`${path}/skip`, { reason: 'other' })).status).toBe(404)
    }
  })
})

describe('nobody waits for ever', () => {
  test('after the promised days an educator takes the piece as it is and decides alone', async () => {
    await emptyPool()
    const lonely = await learner('Lonely')
    const piece = await handIn(lonely, 'nobody came')
    await review(lonely, 2, 2)
    await review(lonely, 2, 2)
    const pending = await site.deps.db
      .selectFrom('pending_work')
      .selectAll()
      .where('work_id', '=', piece)
      .execute()
    expect(pending).toHaveLength(1)
    site.clock.advance(4 * 24 * hours)
    await site.runJobs()
    expect((await stateOf(piece)).state).toBe('with_educator')
    const audited = await site.deps.db
      .selectFrom('audit_entries')
      .select('action')
      .where('subject_id', '=', piece)
      .execute()
    expect(audited.map((row) => row.action)).toContain('peer-review.handed-over')
    const marker = await educator()
    expect(await textOf(marker, '/marking')).toContain('overdue')
    await marker.post(`/marking/${piece}`, marks(4, 2))
    const mark = await site.deps.db
      .selectFrom('marks')
      .selectAll()
      .where('work_id', '=', piece)
      .executeTakeFirstOrThrow()
    expect([Number(mark.points), Number(mark.educator_share), mark.peers]).toEqual([6, 1, 0])
    expect(
      await site.deps.db.selectFrom('pending_work').selectAll().where('work_id', '=', piece).execute(),
    ).toEqual([])
  })

  test('a piece that did not pass can be handed in again; the better one counts', async () => {
    const author = await learner('Author')
    const first = await handIn(author, 'first try')
    site.clock.advance(4 * 24 * hours)
    await site.runJobs()
    const marker = await educator()
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

  test('where the provider gives educators no share, peers decide, and nothing is owed without a reserve', async () => {
    const peersOnly = await publishWeaving(site.deps, {
      slug: 'peers-only',
      required: ['project'],
      project: { marking: { educator_share: 0 } },
    })
    const [author, a, b] = [
      await learner('Author', 'peers-only'),
      await learner('A', 'peers-only'),
      await learner('B', 'peers-only'),
    ]
    const piece = await handIn(author, 'for peers', peersOnly)
    site.clock.advance(hours)
    await handIn(a, 'a', peersOnly)
    await handIn(b, 'b', peersOnly)
    await review(a, 4, 4, 'good', peersOnly)
    await review(b, 0, 0, 'to A, who has no mark yet', peersOnly)
    await review(b, 2, 4, 'good', peersOnly)
    await site.runJobs()
    const mark = await site.deps.db
      .selectFrom('marks')
      .selectAll()
      .where('work_id', '=', piece)
      .executeTakeFirstOrThrow()
    expect([Number(mark.points), Number(mark.peer_share), mark.peers, mark.educators]).toEqual([7, 1, 2, 0])
  })
})

test('erasing a person takes their words and files away, withdraws what waits, and keeps the points', async () => {
  await emptyPool()
  const leaver = await learner('Leaver')
  const form = pieceForm('words of the leaver', [new File(['bytes of the leaver'], 'leaver.txt')])
  await leaver.visitor.post(`${itemPath(leaver)}/hand-ins`, form)
  const piece = (
    await site.deps.db
      .selectFrom('hand_ins')
      .select('id')
      .where('enrolment_id', '=', leaver.enrolment)
      .executeTakeFirstOrThrow()
  ).id
  const file = await site.deps.db
    .selectFrom('hand_in_files')
    .selectAll()
    .where('hand_in_id', '=', piece)
    .executeTakeFirstOrThrow()
  await review(leaver, 2, 2, 'comment of the leaver')
  const reviewer = await learner('Reviewer')
  await handIn(reviewer, 'r')
  const path = await getReview(reviewer)
  const account = await site.deps.db
    .selectFrom('accounts')
    .select('email')
    .where('person_key', '=', leaver.personKey)
    .executeTakeFirstOrThrow()
  expect((await leaver.visitor.post('/account/erasure', { email: account.email })).status).toBe(200)
  await site.runJobs()
  const { rows: tables } = await site.deps.pool.query<{ t: string }>(
    `select table_name as t from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`,
  )
  for (const { t } of tables) {
    const { rows } = await site.deps.pool.query(
      `select 1 from ${t} x where x::text like '%of the leaver%' or x::text like '%leaver.txt%'`,
    )
    expect(rows, `table ${t}`).toEqual([])
  }
  expect(await site.deps.storage.size(file.content_hash)).toBeUndefined()
  expect((await stateOf(piece)).state).toBe('withdrawn')
  expect(await textOf(reviewer.visitor, path)).toContain('The author took this piece back')
  const kept = await site.deps.db
    .selectFrom('review_marks as m')
    .innerJoin('reviews as r', 'r.id', 'm.review_id')
    .select('m.points')
    .where('r.reviewer_enrolment_id', '=', leaver.enrolment)
    .execute()
  expect(kept).toHaveLength(2)
})

async function emptyBut(piece: string): Promise<void> {
  await site.deps.db
    .updateTable('hand_ins')
    .set({ state: 'withdrawn' })
    .where('state', 'in', ['with_peers', 'with_educator'])
    .where('id', '<>', piece)
    .execute()
}

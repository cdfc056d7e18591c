import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  hours,
  marks,
  type ProjectLearner,
  projectPeople,
  textOf,
} from '../../../tests/support/project-people.ts'
import { openTestSite, type TestSite } from '../../../tests/support/site.ts'
import { publishWeaving, type World } from '../../../tests/worlds.ts'
import { type Random, seededRandom } from '../../domain/random.ts'
import { newId } from '../../platform/random.ts'
import { computeScale, computeScales } from './compute-scales.ts'
import { inviteReviewers } from './invite-reviewers.ts'
import { keepPromises } from './keep-promises.ts'
import { selectProject } from './queries.ts'

// Rules that hold whatever happens in whatever order; training; and what the night finds in the marks.

let site: TestSite
beforeAll(async () => {
  site = await openTestSite()
})
afterAll(() => site.close())

async function world(slug: string, project: NonNullable<Parameters<typeof publishWeaving>[1]>['project']) {
  const published = await publishWeaving(site.deps, { slug, required: ['project'], project })
  return { published, people: projectPeople(site, published, slug) }
}

describe('whatever happens, in whatever order', () => {
  const orders = [1, 2, 3]

  test.each(orders)('the rules hold (order %i)', async (seed) => {
    const { published, people } = await world(`orders-${seed}`, {
      reserve: 3,
      marking: {
        educator_share: 0,
        reviews_to_give: 2,
        audit: { share: 0.5, pieces_a_year_min: 1, tolerance: 0.05 },
      },
    })
    const random = seededRandom(seed)
    const educators = [await people.educator(), await people.educator()]
    const learners: ProjectLearner[] = []
    for (let n = 0; n < 6; n++) learners.push(await people.learner(`L${n}`))
    const steps = {
      handIn: async (who: ProjectLearner) => {
        await who.visitor.post(`${people.itemPath(who)}/hand-ins`, { text: `a cloth of ${random.uniform()}` })
      },
      review: async (who: ProjectLearner) => {
        const path = await people.getReview(who)
        if (path.startsWith('/reviews/'))
          await who.visitor.post(path, marks(random.pick([0, 2, 4]), random.pick([0, 2, 4])))
      },
      take: async (who: ProjectLearner) => void (await people.getReview(who)),
      skip: async (who: ProjectLearner) => {
        const path = await people.getReview(who)
        if (path.startsWith('/reviews/'))
          await who.visitor.post(`${path}/skip`, { reason: random.pick(['conflict', 'offensive', 'other']) })
      },
      educate: async () => {
        const queue = await textOf(random.pick(educators), '/marking')
        const piece = /\/marking\/([0-9a-f-]{36})/.exec(queue)?.[1]
        if (!piece) return
        // Both at once: one decides.
        await Promise.all(
          educators.map((one) =>
            one.post(`/marking/${piece}`, {
              ...marks(random.pick([0, 2, 4]), random.pick([0, 2, 4])),
              ...(random.bernoulli(0.2) ? { second: '1' } : {}),
            }),
          ),
        )
      },
      wait: async () => {
        site.clock.advance(random.integer(1, 30) * hours)
        await site.runJobs()
      },
    }
    for (let step = 0; step < 45; step++) {
      // Some of them at the same moment.
      const now = Array.from({ length: random.integer(1, 3) }, () => random.pick(learners))
      const what = random.pick([
        'handIn',
        'handIn',
        'review',
        'review',
        'review',
        'take',
        'skip',
        'educate',
        'wait',
      ] as const)
      await Promise.all([...new Set(now)].map((who) => steps[what](who)))
    }
    await site.runJobs()
    await expectRules(published)
  })

  async function expectRules({ items }: World) {
    const broken = async (text: string) => (await site.deps.pool.query(text, [items.project])).rows
    const none = {
      'nobody reviews their own piece': `select 1 from reviews r join hand_ins h on h.id = r.hand_in_id
        join enrolments a on a.id = h.enrolment_id join enrolments b on b.id = r.reviewer_enrolment_id
        where h.item_id = $1 and a.person_key = b.person_key`,
      'no two review each other': `select 1 from reviews r join hand_ins h on h.id = r.hand_in_id
        join reviews s on s.reviewer_enrolment_id = h.enrolment_id join hand_ins g on g.id = s.hand_in_id
        where h.item_id = $1 and g.item_id = $1 and g.enrolment_id = r.reviewer_enrolment_id
          and r.skipped_at is null and s.skipped_at is null`,
      'no more peers count than places were made, but for late ones': `select h.id from hand_ins h where h.item_id = $1
        and h.peer_marks <> (select count(*) from reviews r where r.hand_in_id = h.id and r.submitted_at is not null
          and r.not_counted_why is null and (h.marked_at is null or r.submitted_at <= h.marked_at))
        and h.enrolment_id is not null`,
      'a piece gets at most one peer more than asked': `select 1 from hand_ins where item_id = $1 and peers_wanted > 3`,
      'what is with educators was asked of them, and what is asked is open': `select 1 from hand_ins h
        where h.item_id = $1 and h.enrolment_id is not null and (h.state = 'with_educator') <> exists (select 1
          from educator_requests q where q.hand_in_id = h.id and q.closed_at is null
            and q.reason in ('every', 'late', 'audit', 'doubt', 'second', 'offensive'))`,
      'a marked piece has one first decision, and its interval holds its points': `select 1 from hand_ins h
        where h.item_id = $1 and h.state = 'marked' and (1 <> (select count(*) from piece_decisions d
          where d.hand_in_id = h.id and d.kind = 'first') or exists (select 1 from piece_decisions d
          where d.hand_in_id = h.id and not d.points between d.lower - 1e-9 and d.upper + 1e-9))`,
      'the draw of an audit keeps its chance': `select 1 from hand_ins where item_id = $1 and audited and audit_probability is null`,
      'educators who marked did so blind, each once': `select 1 from educator_marks m join hand_ins h on h.id = m.hand_in_id
        where h.item_id = $1 and not m.blind`,
      'no piece has more than two educators': `select m.hand_in_id from educator_marks m join hand_ins h on h.id = m.hand_in_id
        where h.item_id = $1 group by 1 having count(distinct educator) > 2`,
      'a piece that counts and is marked is known to the learn room': `select 1 from hand_ins h where h.item_id = $1
        and h.state = 'marked' and h.counts_from is not null and not exists (select 1 from marks m where m.work_id = h.id)`,
      'nobody has two pieces on their way': `select enrolment_id from hand_ins where item_id = $1
        and state in ('with_peers', 'with_educator') group by 1 having count(*) > 1`,
      'every change is in the audit trail': `select 1 from hand_ins h where h.item_id = $1 and h.state = 'marked'
        and not exists (select 1 from audit_entries a where a.subject_id = h.id::text and a.action = 'peer-review.marked')`,
    }
    for (const [rule, text] of Object.entries(none)) expect(await broken(text), rule).toEqual([])
  }
})

describe('audits', () => {
  test('the first pieces of a year are drawn with certainty, later ones by chance, and each keeps its chance', async () => {
    const { people } = await world('audits', {
      reserve: 3,
      marking: {
        educator_share: 0,
        reviews_to_give: 0,
        audit: { share: 0.000001, pieces_a_year_min: 2, tolerance: 0.05 },
      },
    })
    const peers = [await people.learner('P1'), await people.learner('P2')]
    for (const peer of peers) await people.handIn(peer, 'mine')
    const draws = []
    for (let n = 0; n < 4; n++) {
      await people.emptyPool()
      const piece = await people.handIn(await people.learner('Author'), 'a cloth')
      for (const peer of peers) await people.review(peer, 2, 2)
      const { audit_probability: chance, audited, state } = await people.pieceOf(piece)
      draws.push([Number(chance), audited, state])
    }
    expect(draws).toEqual([
      [1, true, 'with_educator'],
      [1, true, 'with_educator'],
      [0.000001, false, 'with_peers'],
      [0.000001, false, 'with_peers'],
    ])
  })
})

describe('training', () => {
  test('nobody marks others before they are close enough; far off is told with why, and after a number of reviews once more', async () => {
    const { people } = await world('training', {
      reserve: 3,
      training: 2,
      marking: {
        educator_share: 0,
        reviews_to_give: 3,
        training: { pieces: 1, within: 0.15, again_after: 2 },
      },
    })
    const learner = await people.learner('New')
    await people.handIn(learner, 'mine')
    expect(await people.getReview(learner)).toContain('said=train-first')
    expect(await textOf(learner.visitor, people.itemPath(learner))).toContain('Train now')
    const train = async () =>
      (await learner.visitor.post(`${people.itemPath(learner)}/trainings`)).headers.get('location')!
    const first = await train()
    expect(await train()).toBe(first)
    const before = await textOf(learner.visitor, first)
    expect(before).not.toContain('secret-educator')
    expect(before).toContain('data-activity')
    const other = await people.learner('Other')
    expect((await other.visitor.get(first)).status).toBe(404)
    expect((await other.visitor.post(first, marks(2, 4))).status).toBe(404)
    expect((await learner.visitor.post(first, { 'points-evenness': '4' })).status).toBe(422)
    const far = await learner.visitor.submit(first, marks(4, 0))
    expect(far.html).toContain('Not close enough yet: 75%')
    expect(far.html).toContain('secret-educator-edges')
    expect(far.html).toContain('You gave 4 less.')
    expect(await people.getReview(learner)).toContain('said=train-first')
    const second = await train()
    expect(second).not.toBe(first)
    await learner.visitor.post(second, marks(2, 4))
    await learner.visitor.post(second, marks(0, 0))
    expect(await textOf(learner.visitor, second)).toContain('You are ready to mark others.')
    site.clock.advance(hours)
    await people.review(learner, 2, 4)
    await people.review(learner, 2, 4)
    expect(await people.getReview(learner)).toContain('said=train-first')
    // Nor are they invited meanwhile, though they like to be.
    const invitations = `${people.itemPath(learner)}/review-invitations`
    const isInvited = async () => {
      const waiting = await people.handIn(await people.learner('Waiting'), 'a cloth')
      await inviteReviewers(site.deps, waiting)
      const own = site.deps.db.selectFrom('review_volunteers').where('enrolment_id', '=', learner.enrolment)
      return (await own.select('invited_at').executeTakeFirstOrThrow()).invited_at !== null
    }
    await learner.visitor.submit(invitations, { invite: 'yes' })
    expect(await isInvited()).toBe(false)
    // Two trainings and two pieces of the reserve: enough to say how the marks compare.
    expect(await textOf(learner.visitor, people.itemPath(learner))).toContain(
      'pieces that educators marked too',
    )
    await learner.visitor.post(await train(), marks(2, 4))
    expect(await isInvited()).toBe(true)
    expect(await people.getReview(learner)).toContain('/reviews/')
  })
})

describe('the night', () => {
  // Peers who give two points of eight more than educators, on pieces of every quality; straight into the tables.
  async function manyPieces(slug: string, generous: number, random: Random) {
    const { published, people } = await world(slug, {
      reserve: 0,
      marking: {
        educator_share: 0,
        reviews_to_give: 0,
        audit: { share: 0.1, pieces_a_year_min: 10, tolerance: 0.05 },
      },
    })
    const { db } = site.deps
    const learners: ProjectLearner[] = []
    for (let n = 0; n < 8; n++) learners.push(await people.learner(`N${n}`))
    const educator = await people.learner('Educator')
    const level = (value: number) => [0, 2, 4][Math.min(2, Math.max(0, Math.round(value)))]!
    const pieces: string[] = []
    for (let n = 0; n < 22; n++) {
      const piece = newId(site.clock.now(), site.deps.random)
      pieces.push(piece)
      const truth = random.integer(0, 2)
      const at = site.clock.now()
      await db
        .insertInto('hand_ins')
        .values({
          id: piece,
          enrolment_id: learners[n % 8]!.enrolment,
          item_id: published.items.project,
          number: 100 + n,
          handed_in_at: at,
          promised_by: new Date(at.getTime() + 4 * 86_400_000),
          educators_from: new Date(at.getTime() + 3 * 86_400_000),
          state: n < 14 ? 'marked' : 'with_peers',
          marked_at: n < 14 ? at : null,
          peers_wanted: 2,
          counts_from: at,
        })
        .execute()
      await db.insertInto('hand_in_texts').values({ hand_in_id: piece, body: 'x' }).execute()
      for (const peer of [learners[(n + 1) % 8]!, learners[(n + 2) % 8]!]) {
        const id = newId(site.clock.now(), site.deps.random)
        await db
          .insertInto('reviews')
          .values({
            id,
            hand_in_id: piece,
            reviewer_enrolment_id: peer.enrolment,
            given_at: at,
            expires_at: at,
            submitted_at: at,
          })
          .execute()
        for (const criterion of ['evenness', 'edges'])
          await db
            .insertInto('review_marks')
            .values({
              review_id: id,
              criterion,
              points: level(truth + generous + (random.bernoulli(0.2) ? 1 : 0)),
            })
            .execute()
      }
      if (n < 14) {
        await db
          .insertInto('educator_marks')
          .values(
            ['evenness', 'edges'].map((criterion) => ({
              hand_in_id: piece,
              educator: educator.personKey,
              criterion,
              points: level(truth),
              blind: true,
              marked_at: at,
            })),
          )
          .execute()
      }
      await db
        .updateTable('hand_ins')
        .set({
          peer_marks: 2,
          ...(n < 14 ? { audited: true, audit_probability: 1, audit_drawn_at: at } : {}),
        })
        .where('id', '=', piece)
        .execute()
    }
    return { published, people, learners, pieces }
  }

  test('peers who are generous together are found by the audits, their marks are brought to the educators’ scale, and all are told', async () => {
    const { published, learners, pieces } = await manyPieces('generous', 1, seededRandom('generous'))
    await computeScale(site.deps, published.items.project)
    const scale = await site.deps.db
      .selectFrom('project_scales')
      .selectAll()
      .where('item_id', '=', published.items.project)
      .executeTakeFirstOrThrow()
    expect(scale.audits).toBe(14)
    expect(Number(scale.leniency)).toBeGreaterThan(0.15)
    expect(Number(scale.shift)).toBeCloseTo(-Number(scale.leniency), 9)
    expect((scale.why as { agreement: { pieces: number } }).agreement.pieces).toBe(14)
    // A waiting piece is decided on that scale; it says so to its author.
    await site.deps.db
      .updateTable('hand_ins')
      .set({ audit_probability: 0.1, audit_drawn_at: site.clock.now() })
      .where('id', '=', pieces[20]!)
      .execute()
    site.clock.advance(60_000)
    await keepPromises(site.deps)
    const [decision] = await site.deps.db
      .selectFrom('piece_decisions')
      .selectAll()
      .where('hand_in_id', '=', pieces[20]!)
      .execute()
    expect(Number(decision!.scale_shift)).toBeCloseTo(Number(scale.shift), 9)
    const author = learners[20 % 8]!
    expect(await textOf(author.visitor, `/hand-ins/${pieces[20]}`)).toContain('the educators’ scale holds')
    await site.runJobs()
    const told = await site.deps.db
      .selectFrom('mail_messages')
      .select('person_key')
      .where('purpose', '=', 'peer-review.scale')
      .execute()
    expect(new Set(told.map((mail) => mail.person_key)).size).toBe(8)
    // The same marks the night after: nothing changes, nobody is told again.
    await computeScale(site.deps, published.items.project)
    await site.runJobs()
    expect(
      await site.deps.db
        .selectFrom('mail_messages')
        .select('id')
        .where('purpose', '=', 'peer-review.scale')
        .execute(),
    ).toHaveLength(told.length)
  })

  test('who is near to educators and useful counts for more within bounds, and each mark keeps how its reviews counted', async () => {
    const { published, pieces } = await manyPieces('weights', 0, seededRandom('weights'))
    const item = published.items.project
    const at = site.clock.now()
    const reviews = await site.deps.db
      .selectFrom('reviews as r')
      .innerJoin('hand_ins as h', 'h.id', 'r.hand_in_id')
      .innerJoin('enrolments as e', 'e.id', 'r.reviewer_enrolment_id')
      .select(['r.id', 'e.person_key', 'r.hand_in_id'])
      .where('h.item_id', '=', item)
      .execute()
    const liked = reviews[0]!.person_key
    await site.deps.db
      .insertInto('comment_ratings')
      .values(
        reviews.map(({ id, person_key }, k) => ({
          review_id: id,
          criterion: 'edges',
          useful: person_key === liked ? 2 : k % 2,
          rated_at: at,
        })),
      )
      .execute()
    await computeScale(site.deps, item)
    const rows = await site.deps.db
      .selectFrom('reviewer_scales')
      .select(['person_key', 'usefulness', 'weight'])
      .where('item_id', '=', item)
      .execute()
    const weights = new Map(rows.map((row) => [row.person_key, Number(row.weight)]))
    expect(rows).toHaveLength(8)
    expect(new Set(weights.values()).size).toBeGreaterThan(1)
    for (const weight of weights.values()) {
      expect(weight).toBeGreaterThanOrEqual(0.8)
      expect(weight).toBeLessThanOrEqual(1.25)
    }
    const useful = rows.toSorted((a, b) => Number(b.usefulness) - Number(a.usefulness))
    expect(useful[0]!.person_key).toBe(liked)
    // A piece that is decided now says how each of its reviews counted.
    await site.deps.db
      .updateTable('hand_ins')
      .set({ audit_probability: 0.1, audit_drawn_at: at })
      .where('id', '=', pieces[20]!)
      .execute()
    await keepPromises(site.deps)
    const [decision] = await site.deps.db
      .selectFrom('piece_decisions')
      .select('review_weights')
      .where('hand_in_id', '=', pieces[20]!)
      .execute()
    const own = reviews.filter((review) => review.hand_in_id === pieces[20])
    expect(decision!.review_weights).toEqual(
      Object.fromEntries(own.map(({ id, person_key }) => [id, weights.get(person_key)])),
    )
    // A rating that comes later is a reason to compute again the night after.
    site.clock.advance(60_000)
    await site.deps.db.updateTable('comment_ratings').set({ useful: 0, rated_at: site.clock.now() }).execute()
    site.clock.advance(60_000)
    await computeScales(site.deps)
    const after = await site.deps.db
      .selectFrom('project_scales')
      .select('computed_at')
      .where('item_id', '=', item)
      .executeTakeFirstOrThrow()
    expect(after.computed_at).toEqual(site.clock.now())
  })

  test('what an educator marked for another reason than the draw puts no scale in force', async () => {
    const { published } = await manyPieces('picked-by-doubt', 1, seededRandom('doubt'))
    await site.deps.db
      .updateTable('hand_ins')
      .set({ audited: false, audit_probability: null, audit_drawn_at: null })
      .where('item_id', '=', published.items.project)
      .execute()
    await computeScale(site.deps, published.items.project)
    const scale = await site.deps.db
      .selectFrom('project_scales')
      .selectAll()
      .where('item_id', '=', published.items.project)
      .executeTakeFirstOrThrow()
    expect([scale.audits, Number(scale.shift), scale.leniency]).toEqual([0, 0, null])
  })

  test('a lost job is late and never silent: the sweep brings educators in', async () => {
    const { people } = await world('lost-job', {
      reserve: 3,
      marking: { educator_share: 0, reviews_to_give: 0 },
    })
    const piece = await people.handIn(await people.learner('Author'), 'waits')
    await site.deps.pool.query('delete from graphile_worker._private_jobs')
    site.clock.advance(4 * 24 * hours)
    await keepPromises(site.deps)
    await keepPromises(site.deps)
    expect((await people.pieceOf(piece)).state).toBe('with_educator')
    expect((await selectProject(site.deps.db, piece)).title).toBe('A first cloth')
  })
})

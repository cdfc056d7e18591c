import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestSite, type TestSite } from '../../../tests/support/site.ts'
import { publishWeaving } from '../../../tests/worlds.ts'
import { choosePiece, placeHours, type WaitingPiece } from '../../domain/allocation.ts'
import { educatorsFrom, promisedBy } from '../../domain/promise.ts'
import { type Random, seededRandom } from '../../domain/random.ts'
import { notePlaces } from './note-places.ts'
import { selectChoice } from './select-choice.ts'

// The statement that looks for a piece and the rule of domain/allocation.ts are the same rule: on random pools they
// choose the same piece, however it is looked for.

let site: TestSite
let itemId: string
let credential: { id: string; edition: string }
beforeAll(async () => {
  site = await openTestSite()
  await publishWeaving(site.deps, { required: ['project'], project: { reserve: 3 } })
  const item = await site.deps.db
    .selectFrom('items as i')
    .innerJoin('editions as e', 'e.id', 'i.edition_id')
    .select(['i.id', 'e.id as edition', 'e.credential_id'])
    .where('i.kind', '=', 'project')
    .executeTakeFirstOrThrow()
  itemId = item.id
  credential = { id: item.credential_id, edition: item.edition }
})
afterAll(() => site.close())

const promiseDays = 4

test('what the statement and the rule choose is what the rule chooses from everything', async () => {
  const now = site.clock.now()
  const random = seededRandom('pools')
  let fromPool = 0
  for (let round = 0; round < 8; round++) {
    const people = await fillPool(random, now)
    for (const person of people.slice(0, 4)) {
      const choice = await selectChoice(
        site.deps.db,
        {
          itemId,
          personKey: person.personKey,
          enrolmentId: person.enrolmentId,
        },
        now,
      )
      const chosen = choosePiece(choice.reviewer, { ...choice, peers: 2, now })
      const expected = choosePiece(choice.reviewer, {
        pool: await selectWholePool(now),
        reserve: choice.reserve,
        peers: 2,
        now,
      })
      expect(chosen).toEqual(expected)
      if (chosen?.from === 'pool') fromPool++
    }
  }
  expect(fromPool).toBeGreaterThan(10)
})

function promised(handedInAt: Date) {
  return {
    handed_in_at: handedInAt,
    promised_by: promisedBy({ handedInAt, promiseDays }),
    educators_from: educatorsFrom({ handedInAt, promiseDays }),
  }
}

/** Eighteen people with a piece each; some are marked, in somebody's hands, let go, skipped or already enough. */
async function fillPool(random: Random, now: Date) {
  const { db } = site.deps
  await db.updateTable('hand_ins').set({ state: 'withdrawn' }).where('state', '=', 'with_peers').execute()
  const hour = (n: number) => new Date(now.getTime() + n * 3_600_000)
  const people: { personKey: string; enrolmentId: string; piece: string }[] = []
  for (let k = 0; k < 18; k++) {
    const [personKey, enrolmentId, piece] = [0, 1, 2].map(() => crypto.randomUUID()) as [
      string,
      string,
      string,
    ]
    await db.insertInto('persons').values({ person_key: personKey, created_at: now }).execute()
    await db
      .insertInto('enrolments')
      .values({
        id: enrolmentId,
        person_key: personKey,
        credential_id: credential.id,
        edition_id: credential.edition,
        route: 'free',
        enrolled_at: now,
      })
      .execute()
    await db
      .insertInto('hand_ins')
      .values({
        id: piece,
        enrolment_id: enrolmentId,
        item_id: itemId,
        ...promised(hour(-random.uniform() * 24 * promiseDays)),
        state: 'with_peers',
        peers_wanted: random.bernoulli(0.2) ? 3 : 2,
      })
      .execute()
    people.push({ personKey, enrolmentId, piece })
  }
  for (const { enrolmentId, piece } of people) {
    for (const reviewer of random.shuffle(people).slice(0, random.integer(0, 2))) {
      if (reviewer.enrolmentId === enrolmentId) continue
      const fate = random.pick(['submitted', 'held', 'let go', 'skipped'] as const)
      await db
        .insertInto('reviews')
        .values({
          id: crypto.randomUUID(),
          hand_in_id: piece,
          reviewer_enrolment_id: reviewer.enrolmentId,
          given_at: hour(fate === 'let go' ? -26 : -4),
          expires_at: hour(fate === 'let go' ? 22 : 44),
          submitted_at: fate === 'submitted' ? hour(-1) : null,
          skipped_at: fate === 'skipped' ? hour(-1) : null,
          skip_reason: fate === 'skipped' ? 'conflict' : null,
        })
        .execute()
      if (fate === 'submitted')
        await sql`update hand_ins set peer_marks = peer_marks + 1 where id = ${piece}`.execute(db)
      // What was noted before a lock ran out stands in the row still.
      const noted = fate === 'let go' ? hour(-3) : now
      await db.transaction().execute((tx) => notePlaces(tx, { handInId: piece, now: noted }))
    }
  }
  return people
}

async function selectWholePool(now: Date): Promise<WaitingPiece[]> {
  const { rows } = await sql<{
    id: string
    author: string
    marks: number
    wanted: number
    locks: number
    since: Date
    fullUntil: Date | null
  }>`select h.id, e.person_key as author, h.peer_marks as marks, h.peers_wanted as wanted, h.handed_in_at as since,
      (select count(*) from reviews r where r.hand_in_id = h.id and r.submitted_at is null and r.skipped_at is null
        and r.given_at > ${new Date(now.getTime() - placeHours * 3_600_000)}) as locks,
      (select min(r.given_at) + interval '24 hours' from reviews r where r.hand_in_id = h.id and r.submitted_at is null
        and r.skipped_at is null and r.given_at > ${new Date(now.getTime() - placeHours * 3_600_000)}) as "fullUntil"
    from hand_ins h join enrolments e on e.id = h.enrolment_id
    where h.item_id = ${itemId} and h.state = 'with_peers'`.execute(site.deps.db)
  return rows.map(({ since, ...row }) => ({
    ...row,
    waitingSince: since,
    educatorsFrom: educatorsFrom({ handedInAt: since, promiseDays }),
    skills: [],
  }))
}

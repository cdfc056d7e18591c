import { sql } from 'kysely'
import { choosePiece, lockHours, type ReservePiece, type WaitingPiece } from '../../domain/allocation.ts'
import { audit } from '../../platform/audit.ts'
import type { Executor, Tx } from '../../platform/db/pool.ts'
import type { Deps } from '../../platform/deps.ts'
import { newId } from '../../platform/random.ts'
import { lockProject } from './lock-project.ts'
import { notePlaces } from './note-places.ts'
import type { Project } from './project.ts'
import { prepareReserve } from './reserve.ts'

interface Asking {
  project: Project
  personKey: string
  enrolmentId: string
}

/**
 * Gives a reviewer the piece that needs a mark most, for 48 hours. Who holds one already gets that one again; who
 * handed in nothing yet gets none, so that nobody sees others' work before their own is in.
 * @returns the review's id, or why there is none
 */
export async function giveReview(
  deps: Deps,
  asking: Asking,
): Promise<{ reviewId: string } | 'hand-in-first' | 'nothing-left'> {
  const { project, personKey, enrolmentId } = asking
  const now = deps.clock.now()
  return deps.db.transaction().execute(async (tx) => {
    await lockProject(tx, project.itemId)
    const before = await selectStanding(tx, asking, now)
    if (!before.handed_in) return 'hand-in-first'
    if (before.held) return { reviewId: before.held }
    await prepareReserve(tx, deps, project.itemId)
    const { pool, reserve, reviewer } = await selectChoice(tx, asking, now)
    const chosen = choosePiece(reviewer, { pool, reserve, peers: project.marking.peers })
    if (!chosen) return 'nothing-left'
    const reviewId = await insertReview(tx, deps, { handInId: chosen.id, enrolmentId, now })
    await notePlaces(tx, { handInId: chosen.id, peers: project.marking.peers, now })
    await audit(tx, {
      at: now,
      actor: personKey,
      action: 'peer-review.given',
      subjectKind: 'review',
      subjectId: reviewId,
      detail: { hand_in: chosen.id, from: chosen.from },
    })
    return { reviewId }
  })
}

async function selectStanding(tx: Tx, { project, enrolmentId }: Asking, now: Date) {
  const { rows } = await sql<{ handed_in: boolean; held: string | null }>`select
    exists (select 1 from hand_ins where enrolment_id = ${enrolmentId} and item_id = ${project.itemId})
      as handed_in,
    (select r.id from reviews r join hand_ins h on h.id = r.hand_in_id
      where r.reviewer_enrolment_id = ${enrolmentId} and h.item_id = ${project.itemId} and r.submitted_at is null
      and r.skipped_at is null and r.expires_at > ${now} limit 1) as held`.execute(tx)
  return rows[0]!
}

const poolRowsMax = 50

/**
 * The neediest pieces that the reviewer may have, the reserve, and what the reviewer did before: one statement, which
 * reads the pool in the order of need and stops. Which one it becomes is decided by domain/allocation.ts.
 */
export async function selectChoice(db: Executor, { project, personKey, enrolmentId }: Asking, now: Date) {
  const { itemId, marking } = project
  const { rows } = await sql<{
    pool: (Omit<WaitingPiece, 'waitingSince'> & { waitingSince: string })[]
    reserve: ReservePiece[]
    seen: string[]
    skipped: string[]
    reviewed_by: string[]
  }>`with me as (select id from enrolments where person_key = ${personKey}),
    mine as materialized (select r.hand_in_id, r.skipped_at from reviews r where r.reviewer_enrolment_id in (select id from me)),
    reviewed_by as materialized (select distinct re.person_key from hand_ins h join reviews r on r.hand_in_id = h.id
      join enrolments re on re.id = r.reviewer_enrolment_id
      where h.enrolment_id in (select id from me) and h.item_id = ${itemId} and r.skipped_at is null),
    pool as (select h.id, e.person_key as author, h.peer_marks as marks, l.locks, h.handed_in_at as "waitingSince"
      from hand_ins h join enrolments e on e.id = h.enrolment_id
      cross join lateral (select count(*) as locks from reviews r where r.hand_in_id = h.id and r.submitted_at is null
        and r.skipped_at is null and r.expires_at > ${now}) l
      where h.item_id = ${itemId} and h.state = 'with_peers' and (h.full_until is null or h.full_until <= ${now})
        and e.person_key <> ${personKey}
        and e.simulated = (select simulated from enrolments where id = ${enrolmentId})
        and h.peer_marks + l.locks < ${marking.peers}
        and not exists (select 1 from mine where mine.hand_in_id = h.id)
        and e.person_key not in (select person_key from reviewed_by)
      order by h.peer_marks, h.handed_in_at limit ${poolRowsMax})
    select (select coalesce(json_agg(pool), '[]') from pool) as pool,
      (select coalesce(json_agg(json_build_object('id', h.id, 'given',
          (select count(*) from reviews r where r.hand_in_id = h.id))), '[]')
        from hand_ins h where h.item_id = ${itemId} and h.reserve_slug is not null) as reserve,
      (select coalesce(json_agg(hand_in_id), '[]') from mine) as seen,
      (select coalesce(json_agg(hand_in_id), '[]') from mine where skipped_at is not null) as skipped,
      (select coalesce(json_agg(person_key), '[]') from reviewed_by) as reviewed_by`.execute(db)
  const row = rows[0]!
  return {
    pool: row.pool.map((piece) => ({ ...piece, waitingSince: new Date(piece.waitingSince) })),
    reserve: row.reserve,
    reviewer: {
      person: personKey,
      seen: new Set(row.seen),
      skipped: new Set(row.skipped),
      reviewedBy: new Set(row.reviewed_by),
    },
  }
}

// A reserve piece that was skipped before may come again, when nothing else is left: the same row begins anew.
async function insertReview(
  tx: Tx,
  deps: Deps,
  { handInId, enrolmentId, now }: { handInId: string; enrolmentId: string; now: Date },
): Promise<string> {
  const fresh = {
    given_at: now,
    expires_at: new Date(now.getTime() + lockHours * 3_600_000),
    skipped_at: null,
    skip_reason: null,
  }
  const row = await tx
    .insertInto('reviews')
    .values({
      id: newId(now, deps.random),
      hand_in_id: handInId,
      reviewer_enrolment_id: enrolmentId,
      ...fresh,
    })
    .onConflict((conflict) => conflict.columns(['hand_in_id', 'reviewer_enrolment_id']).doUpdateSet(fresh))
    .returning('id')
    .executeTakeFirstOrThrow()
  return row.id
}

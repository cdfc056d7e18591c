import { sql } from 'kysely'
import { choosePiece, lockHours, reviewsOwed } from '../../domain/allocation.ts'
import { audit } from '../../platform/audit.ts'
import type { Tx } from '../../platform/db/pool.ts'
import type { Deps } from '../../platform/deps.ts'
import { newId } from '../../platform/random.ts'
import { lockProject } from './lock-project.ts'
import { notePlaces } from './note-places.ts'
import type { Project } from './project.ts'
import { prepareReserve } from './reserve.ts'
import { selectChoice } from './select-choice.ts'
import { mustTrain } from './training.ts'

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
): Promise<{ reviewId: string } | 'hand-in-first' | 'train-first' | 'nothing-left'> {
  const { project, personKey, enrolmentId } = asking
  const now = deps.clock.now()
  return deps.db.transaction().execute(async (tx) => {
    await lockProject(tx, project.itemId)
    const before = await selectStanding(tx, asking, now)
    if (!before.handed_in) return 'hand-in-first'
    if (before.held) return { reviewId: before.held }
    await prepareReserve(tx, deps, project.itemId)
    if (await mustTrain(tx, asking)) return 'train-first'
    const { pool, reserve, reviewer } = await selectChoice(
      tx,
      { itemId: project.itemId, personKey, enrolmentId },
      now,
    )
    const chosen = choosePiece(reviewer, { pool, reserve, peers: project.marking.peers, now })
    if (!chosen) return 'nothing-left'
    // The reserve is for those who owe: nobody's work waits for a review of it.
    const owed = reviewsOwed(project.marking.reviews_to_give, reserve.length)
    if (chosen.from === 'reserve' && before.given >= owed) return 'nothing-left'
    const reviewId = await insertReview(tx, deps, { handInId: chosen.id, enrolmentId, now })
    await notePlaces(tx, { handInId: chosen.id, now })
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
  const { rows } = await sql<{ handed_in: boolean; held: string | null; given: number }>`select
    exists (select 1 from hand_ins where enrolment_id = ${enrolmentId} and item_id = ${project.itemId})
      as handed_in,
    (select r.id from reviews r join hand_ins h on h.id = r.hand_in_id
      where r.reviewer_enrolment_id = ${enrolmentId} and h.item_id = ${project.itemId} and r.submitted_at is null
      and r.skipped_at is null and r.expires_at > ${now} limit 1) as held,
    (select count(*) from reviews r join hand_ins h on h.id = r.hand_in_id
      where r.reviewer_enrolment_id = ${enrolmentId} and h.item_id = ${project.itemId} and r.submitted_at is not null
      and r.not_counted_why is null) as given`.execute(tx)
  return rows[0]!
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

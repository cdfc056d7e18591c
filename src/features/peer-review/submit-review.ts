import { sql } from 'kysely'
import { audit } from '../../platform/audit.ts'
import type { Tx } from '../../platform/db/pool.ts'
import { json } from '../../platform/db/pool.ts'
import type { Deps } from '../../platform/deps.ts'
import { addJob } from '../../platform/jobs.ts'
import { countOwnPieces } from './count-own-pieces.ts'
import type { RubricInput, SkipReason } from './forms.ts'
import { lockProject } from './lock-project.ts'
import { notePlaces } from './note-places.ts'
import type { GivenReview } from './piece-views.ts'

/**
 * Takes a review in. It counts for the piece while that waits, and in any case for what its reviewer owes: also after
 * the 48 hours, because work that was done is not thrown away. Sent again, nothing changes.
 */
export async function submitReview(
  deps: Deps,
  { review, personKey, marks }: { review: GivenReview; personKey: string; marks: RubricInput },
): Promise<'taken' | 'passed-on'> {
  const now = deps.clock.now()
  const { itemId, marking } = review.project
  return deps.db.transaction().execute(async (tx) => {
    await lockProject(tx, itemId)
    const row = await selectForChange(tx, review.id)
    if (row.submitted_at) return 'taken'
    if (row.skipped_at) return 'passed-on'
    await tx.updateTable('reviews').set({ submitted_at: now }).where('id', '=', review.id).execute()
    await insertMarks(tx, review.id, marks)
    await tx.deleteFrom('review_drafts').where('review_id', '=', review.id).execute()
    await countForPiece(tx, review.piece.handInId, marking)
    await notePlaces(tx, { handInId: review.piece.handInId, peers: marking.peers, now })
    await audit(tx, {
      at: now,
      actor: personKey,
      action: 'peer-review.reviewed',
      subjectKind: 'review',
      subjectId: review.id,
      detail: { hand_in: review.piece.handInId },
    })
    await countOwnPieces(tx, deps, {
      enrolmentId: review.enrolmentId,
      itemId,
      reviewsToGive: marking.reviews_to_give,
    })
    return 'taken'
  })
}

/** Passes a piece on, with a reason; its place is free for others at once. */
export async function skipReview(
  deps: Deps,
  { review, personKey, reason }: { review: GivenReview; personKey: string; reason: SkipReason },
): Promise<void> {
  const now = deps.clock.now()
  await deps.db.transaction().execute(async (tx) => {
    await lockProject(tx, review.project.itemId)
    const row = await selectForChange(tx, review.id)
    if (row.submitted_at || row.skipped_at) return
    await tx
      .updateTable('reviews')
      .set({ skipped_at: now, skip_reason: reason })
      .where('id', '=', review.id)
      .execute()
    await tx.deleteFrom('review_drafts').where('review_id', '=', review.id).execute()
    await notePlaces(tx, { handInId: review.piece.handInId, peers: review.project.marking.peers, now })
    await audit(tx, {
      at: now,
      actor: personKey,
      action: 'peer-review.skipped',
      subjectKind: 'review',
      subjectId: review.id,
      detail: { hand_in: review.piece.handInId, reason },
    })
  })
}

/** Keeps what a reviewer typed so far. */
export async function saveReviewDraft(
  deps: Deps,
  { review, typed }: { review: GivenReview; typed: Record<string, string> },
): Promise<void> {
  if (review.submittedAt || review.skipReason) return
  const kept = { typed: json(typed), saved_at: deps.clock.now() }
  await deps.db
    .insertInto('review_drafts')
    .values({ review_id: review.id, ...kept })
    .onConflict((conflict) => conflict.column('review_id').doUpdateSet(kept))
    .execute()
}

async function selectForChange(tx: Tx, reviewId: string) {
  return tx
    .selectFrom('reviews')
    .select(['submitted_at', 'skipped_at'])
    .where('id', '=', reviewId)
    .forUpdate()
    .executeTakeFirstOrThrow()
}

async function insertMarks(tx: Tx, reviewId: string, { points, comments }: RubricInput): Promise<void> {
  await tx
    .insertInto('review_marks')
    .values(
      Object.entries(points).map(([criterion, value]) => ({ review_id: reviewId, criterion, points: value })),
    )
    .execute()
  const said = Object.entries(comments).map(([criterion, body]) => ({ review_id: reviewId, criterion, body }))
  if (said.length > 0) await tx.insertInto('review_comments').values(said).execute()
}

// With enough peers a piece goes on to an educator; where the provider gives educators no share, it is done. That
// happens in a job, because it touches the author's enrolment while this transaction holds the reviewer's.
async function countForPiece(
  tx: Tx,
  handInId: string,
  { peers, educator_share: educatorShare }: GivenReview['project']['marking'],
): Promise<void> {
  const piece = await tx
    .updateTable('hand_ins')
    .set({ peer_marks: sql`peer_marks + 1` })
    .where('id', '=', handInId)
    .where('state', 'in', ['with_peers', 'with_educator'])
    .returning(['peer_marks', 'state'])
    .executeTakeFirst()
  if (piece?.state !== 'with_peers' || piece.peer_marks < peers) return
  if (educatorShare === 0) await addJob(tx, 'peer-review.finish', { handInId }, { key: `finish:${handInId}` })
  else await tx.updateTable('hand_ins').set({ state: 'with_educator' }).where('id', '=', handInId).execute()
}

import { sql } from 'kysely'
import { type EffortSign, isLowEffort, signsOfLowEffort } from '../../domain/review-effort.ts'
import { audit } from '../../platform/audit.ts'
import { json, type Tx } from '../../platform/db/pool.ts'
import type { Deps } from '../../platform/deps.ts'
import { countOwnPieces } from './count-own-pieces.ts'
import type { RubricInput, SkipReason } from './forms.ts'
import { lockProject } from './lock-project.ts'
import { notePlaces } from './note-places.ts'
import { handToEducator, peersAreIn } from './peers-are-in.ts'
import type { GivenReview } from './piece-views.ts'

export type Submitted = 'taken' | 'passed-on' | { looksHasty: EffortSign[] }

/**
 * Takes a review in. It counts for the piece while that waits, and in any case for what its reviewer owes: also after
 * the 48 hours, because work that was done is not thrown away. Sent again, nothing changes. A review of low effort is
 * first given back with what speaks against it; sent all the same, it is kept and counts for nothing.
 * @param isSure the reviewer read what speaks against it
 */
export async function submitReview(
  deps: Deps,
  {
    review,
    personKey,
    marks,
    isSure = false,
  }: { review: GivenReview; personKey: string; marks: RubricInput; isSure?: boolean },
): Promise<Submitted> {
  const now = deps.clock.now()
  const { project } = review
  const { itemId, marking } = project
  return deps.db.transaction().execute(async (tx) => {
    await lockProject(tx, itemId)
    const row = await selectForChange(tx, review.id)
    if (row.submitted_at) return 'taken'
    if (row.skipped_at) return 'passed-on'
    const signs = signsOfLowEffort({
      seconds: (now.getTime() - row.given_at.getTime()) / 1000,
      criteria: project.criteria.length,
      comments: Object.values(marks.comments),
      earlier: new Set(row.earlier),
    })
    const counts = !isLowEffort(signs)
    if (!counts && !isSure) return { looksHasty: signs }
    await tx
      .updateTable('reviews')
      .set({ submitted_at: now, not_counted_why: counts ? null : 'low_effort' })
      .where('id', '=', review.id)
      .execute()
    await insertMarks(tx, review.id, marks)
    await tx.deleteFrom('review_drafts').where('review_id', '=', review.id).execute()
    if (counts) await countForPiece(tx, review.piece.handInId)
    await notePlaces(tx, { handInId: review.piece.handInId, now })
    await audit(tx, {
      at: now,
      actor: personKey,
      action: 'peer-review.reviewed',
      subjectKind: 'review',
      subjectId: review.id,
      detail: { hand_in: review.piece.handInId, counts, signs },
    })
    await peersAreIn(tx, deps, { handInId: review.piece.handInId, project })
    await countOwnPieces(tx, deps, {
      enrolmentId: review.enrolmentId,
      itemId,
      reviewsToGive: marking.reviews_to_give,
    })
    return 'taken'
  })
}

/**
 * Passes a piece on, with a reason; its place is free for others at once. What a reviewer finds offensive is kept from
 * further reviewers until an educator has looked at it.
 */
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
    await notePlaces(tx, { handInId: review.piece.handInId, now })
    if (reason === 'offensive') await askToModerate(tx, deps, review)
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
    .selectFrom('reviews as r')
    .select(['r.submitted_at', 'r.skipped_at', 'r.given_at'])
    .select(
      sql<
        string[]
      >`(select coalesce(json_agg(c.body), '[]') from review_comments c join reviews o on o.id = c.review_id
        where o.reviewer_enrolment_id = r.reviewer_enrolment_id and o.id <> r.id)`.as('earlier'),
    )
    .where('r.id', '=', reviewId)
    .forUpdate()
    .executeTakeFirstOrThrow()
}

async function askToModerate(tx: Tx, deps: Deps, { piece }: GivenReview): Promise<void> {
  const row = await tx
    .selectFrom('hand_ins')
    .select(['state', 'promised_by'])
    .where('id', '=', piece.handInId)
    .executeTakeFirstOrThrow()
  if (row.state !== 'with_peers') return
  await handToEducator(tx, deps, {
    handInId: piece.handInId,
    reason: 'offensive',
    dueAt: row.promised_by!,
  })
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

async function countForPiece(tx: Tx, handInId: string): Promise<void> {
  await tx
    .updateTable('hand_ins')
    .set({ peer_marks: sql`peer_marks + 1` })
    .where('id', '=', handInId)
    .where('state', 'in', ['with_peers', 'with_educator'])
    .execute()
}

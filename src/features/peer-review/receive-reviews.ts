import { audit } from '../../platform/audit.ts'
import type { Tx } from '../../platform/db/pool.ts'
import type { Deps } from '../../platform/deps.ts'
import { answerDays, askEducator } from './educator-requests.ts'
import type { ReportReason } from './forms.ts'
import { lockProject } from './lock-project.ts'
import type { OwnPiece } from './piece-views.ts'

// What an author does with the reviews of a piece: all of it is the author's, on reviews that the piece really has.

interface OnReview {
  piece: OwnPiece
  personKey: string
  reviewId: string
}

/** How useful each comment was: criterion → 0, 1 or 2. The latest answer counts. */
export async function rateComments(
  deps: Deps,
  { piece, personKey, reviewId, useful }: OnReview & { useful: Record<string, number> },
): Promise<void> {
  const rows = Object.entries(useful)
  if (rows.length === 0) return
  const now = deps.clock.now()
  await deps.db.transaction().execute(async (tx) => {
    await tx
      .insertInto('comment_ratings')
      .values(
        rows.map(([criterion, value]) => ({ review_id: reviewId, criterion, useful: value, rated_at: now })),
      )
      .onConflict((conflict) =>
        conflict.columns(['review_id', 'criterion']).doUpdateSet((excluded) => ({
          useful: excluded.ref('excluded.useful'),
          rated_at: now,
        })),
      )
      .execute()
    await tell(tx, deps, { piece, personKey, reviewId }, 'comments-rated')
  })
}

/** Thanks the reviewer, who reads it with the review. Once. */
export async function thankReviewer(deps: Deps, on: OnReview): Promise<void> {
  await deps.db.transaction().execute(async (tx) => {
    const inserted = await tx
      .insertInto('review_thanks')
      .values({ review_id: on.reviewId, thanked_at: deps.clock.now() })
      .onConflict((conflict) => conflict.column('review_id').doNothing())
      .executeTakeFirst()
    if (inserted.numInsertedOrUpdatedRows) await tell(tx, deps, on, 'thanked')
  })
}

/** One answer to a review; written again, it takes the place of the first. */
export async function answerReview(deps: Deps, on: OnReview & { words: string }): Promise<void> {
  const said = { body: on.words, answered_at: deps.clock.now() }
  await deps.db.transaction().execute(async (tx) => {
    await tx
      .insertInto('review_answers')
      .values({ review_id: on.reviewId, ...said })
      .onConflict((conflict) => conflict.column('review_id').doUpdateSet(said))
      .execute()
    await tell(tx, deps, on, 'answered')
  })
}

/** Tells the educators that a review is not as it should be. Once for each review. */
export async function reportReview(
  deps: Deps,
  { reason, words, ...on }: OnReview & { reason: ReportReason; words: string },
): Promise<void> {
  const now = deps.clock.now()
  await deps.db.transaction().execute(async (tx) => {
    await lockProject(tx, on.piece.project.itemId)
    const known = await tx
      .selectFrom('review_reports')
      .select('review_id')
      .where('review_id', '=', on.reviewId)
      .executeTakeFirst()
    if (known) return
    const requestId = await askEducator(tx, deps, {
      handInId: on.piece.id,
      reason: 'report',
      dueAt: new Date(now.getTime() + answerDays * 86_400_000),
    })
    await tx
      .insertInto('review_reports')
      .values({ review_id: on.reviewId, request_id: requestId, reason, body: words, reported_at: now })
      .execute()
    await tell(tx, deps, on, 'reported')
  })
}

async function tell(
  tx: Tx,
  deps: Deps,
  { personKey, reviewId, piece }: OnReview,
  what: string,
): Promise<void> {
  await audit(tx, {
    at: deps.clock.now(),
    actor: personKey,
    action: `peer-review.${what}`,
    subjectKind: 'review',
    subjectId: reviewId,
    detail: { hand_in: piece.id },
  })
}

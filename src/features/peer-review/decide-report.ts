import { sql } from 'kysely'
import { sumResults } from '../../domain/rubric.ts'
import { audit } from '../../platform/audit.ts'
import type { Tx } from '../../platform/db/pool.ts'
import type { Deps } from '../../platform/deps.ts'
import { correctPiece } from './correct-piece.ts'
import { decide } from './decide.ts'
import { closeRequests } from './educator-requests.ts'
import { lockProject } from './lock-project.ts'
import { selectEducatorPoints } from './mark-piece.ts'
import { queueReviewOutMail } from './marked-mail.ts'
import type { PieceToMark } from './piece-views.ts'
import { selectPeerMarks } from './queries.ts'
import { selectVerdict } from './verdict-in-force.ts'

/**
 * Decides a report about a review. Where it is upheld, the review counts for nothing any more, its words are no longer
 * shown, and the piece is worked out anew without it; the new mark holds where it is higher, because what was given
 * by somebody else's fault is not taken away.
 */
export async function decideReport(
  deps: Deps,
  {
    view,
    educator,
    reviewId,
    upheld,
    words,
  }: { view: PieceToMark; educator: string; reviewId: string; upheld: boolean; words: string },
): Promise<'decided' | 'already'> {
  const now = deps.clock.now()
  const { handInId } = view.piece
  return deps.db.transaction().execute(async (tx) => {
    await lockProject(tx, view.project.itemId)
    const updated = await tx
      .updateTable('review_reports')
      .set({ decided_at: now, decided_by: educator, upheld, decision: words })
      .where('review_id', '=', reviewId)
      .where('decided_at', 'is', null)
      .executeTakeFirst()
    if (!updated.numUpdatedRows) return 'already'
    await audit(tx, {
      at: now,
      actor: educator,
      action: 'peer-review.report-decided',
      subjectKind: 'review',
      subjectId: reviewId,
      detail: { upheld },
    })
    if (upheld) await takeOut(tx, deps, { view, educator, reviewId, words })
    const open = await tx
      .selectFrom('review_reports as t')
      .innerJoin('reviews as r', 'r.id', 't.review_id')
      .select('t.review_id')
      .where('r.hand_in_id', '=', handInId)
      .where('t.decided_at', 'is', null)
      .executeTakeFirst()
    if (!open) await closeRequests(tx, { handInId, reasons: ['report'], by: educator, at: now })
    return 'decided'
  })
}

async function takeOut(
  tx: Tx,
  deps: Deps,
  {
    view,
    educator,
    reviewId,
    words,
  }: { view: PieceToMark; educator: string; reviewId: string; words: string },
): Promise<void> {
  const { handInId } = view.piece
  await tx.updateTable('reviews').set({ not_counted_why: 'abusive' }).where('id', '=', reviewId).execute()
  await tx
    .updateTable('hand_ins')
    .set({ peer_marks: sql`greatest(peer_marks - 1, 0)` })
    .where('id', '=', handInId)
    .execute()
  await queueReviewOutMail(tx, deps, { reviewId, title: view.project.title })
  const before = await selectVerdict(tx, handInId)
  const educators = [...(await selectEducatorPoints(tx, handInId)).values()]
  const peers = await selectPeerMarks(tx, handInId)
  if (!before || (peers.length === 0 && educators.length === 0)) return
  const verdict = await decide(tx, { handInId, project: view.project, educators })
  if (sumResults(verdict.results).points <= sumResults(before.results).points + 1e-9) return
  await correctPiece(tx, deps, {
    handInId,
    project: view.project,
    kind: 'review_out',
    by: educator,
    reason: words,
    verdict,
  })
}

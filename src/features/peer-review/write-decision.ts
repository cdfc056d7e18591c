import { sumResults } from '../../domain/rubric.ts'
import { json, type Tx } from '../../platform/db/pool.ts'
import type { Verdict } from './decide.ts'

export type DecisionKind = 'first' | 'appeal' | 'override' | 'review_out' | 'scale'

interface NewDecision {
  /** The work of the mark in the learn room; of the first decision it is the piece's own id. */
  workId: string
  handInId: string
  kind: DecisionKind
  at: Date
  by: string | null
  reason: string
  verdict: Verdict
}

/** Writes what was decided: one more row of the piece's history, and the results by criterion that are in force. */
export async function writeDecision(
  tx: Tx,
  { workId, handInId, kind, at, by, reason, verdict }: NewDecision,
): Promise<void> {
  const { results, interval, method, scaleShift, peers, educators, reviewWeights } = verdict
  const { points, pointsMax, shares } = sumResults(results)
  await tx
    .insertInto('piece_decisions')
    .values({
      work_id: workId,
      hand_in_id: handInId,
      kind,
      decided_at: at,
      decided_by: by,
      points,
      points_max: pointsMax,
      lower: interval.lower * pointsMax,
      upper: interval.upper * pointsMax,
      method,
      scale_shift: scaleShift,
      peers,
      educators,
      peer_share: shares.peers,
      educator_share: shares.educators,
      reason,
      review_weights: reviewWeights && json(reviewWeights),
    })
    .execute()
  await tx
    .insertInto('criterion_results')
    .values(
      results.map((result) => ({
        hand_in_id: handInId,
        criterion: result.criterion,
        points: result.points,
        points_max: result.pointsMax,
        weight: result.weight,
        peer_share: result.peerShare,
        educator_share: result.educatorShare,
      })),
    )
    .onConflict((conflict) =>
      conflict.columns(['hand_in_id', 'criterion']).doUpdateSet((excluded) => ({
        points: excluded.ref('excluded.points'),
        peer_share: excluded.ref('excluded.peer_share'),
        educator_share: excluded.ref('excluded.educator_share'),
      })),
    )
    .execute()
}

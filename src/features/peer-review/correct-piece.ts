import { type CriterionResult, sumResults } from '../../domain/rubric.ts'
import { audit } from '../../platform/audit.ts'
import type { Tx } from '../../platform/db/pool.ts'
import type { Deps } from '../../platform/deps.ts'
import { newId } from '../../platform/random.ts'
import { recordPieceMark } from './count-own-pieces.ts'
import type { Verdict } from './decide.ts'
import { queueMarkedMail } from './marked-mail.ts'
import type { Project } from './project.ts'
import { type DecisionKind, writeDecision } from './write-decision.ts'

interface Correction {
  handInId: string
  project: Project
  kind: Exclude<DecisionKind, 'first'>
  /** Person key of the educator; null: the site. */
  by: string | null
  reason: string
  verdict: Verdict
}

/**
 * Changes the mark of a decided piece: a new decision beside the old ones, a new mark that takes the place of the one
 * before, and a mail to its author. Call it with the project locked.
 */
export async function correctPiece(
  tx: Tx,
  deps: Deps,
  { handInId, project, kind, by, reason, verdict }: Correction,
): Promise<void> {
  const now = deps.clock.now()
  const before = await tx
    .selectFrom('piece_decisions')
    .select(['work_id', 'points'])
    .where('hand_in_id', '=', handInId)
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirstOrThrow()
  const workId = newId(now, deps.random)
  await writeDecision(tx, { workId, handInId, kind, at: now, by, reason, verdict })
  await audit(tx, {
    at: now,
    actor: by,
    action: 'peer-review.corrected',
    subjectKind: 'hand-in',
    subjectId: handInId,
    detail: { kind, points_before: Number(before.points), points: sumResults(verdict.results).points },
  })
  const piece = await tx
    .selectFrom('hand_ins')
    .select('counts_from')
    .where('id', '=', handInId)
    .executeTakeFirstOrThrow()
  await queueMarkedMail(tx, deps, { handInId, workId, kind, title: project.title, owes: false })
  if (piece.counts_from) await recordPieceMark(tx, deps, { handInId, corrects: before.work_id })
}

/** The results in force with some criteria decided anew by an educator; nobody else's share of those is left. */
export function withEducatorsPoints(
  results: CriterionResult[],
  points: Record<string, number>,
): CriterionResult[] {
  return results.map((result) => {
    const decided = points[result.criterion]
    return decided === undefined ? result : { ...result, points: decided, peerShare: 0, educatorShare: 1 }
  })
}

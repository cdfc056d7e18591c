import type { RubricPoints } from '../../domain/rubric.ts'
import { audit } from '../../platform/audit.ts'
import type { Tx } from '../../platform/db/pool.ts'
import type { Deps } from '../../platform/deps.ts'
import { addJob } from '../../platform/jobs.ts'
import { recordPieceMark } from './count-own-pieces.ts'
import { decide } from './decide.ts'
import { closeRequests } from './educator-requests.ts'
import { queueMarkedMail } from './marked-mail.ts'
import type { Project } from './project.ts'
import { writeDecision } from './write-decision.ts'

/**
 * Decides a piece the first time: works out what it is worth, tells its author, and hands the mark to the learn room
 * where the piece counts already. Call it with the project locked and the piece in a state that can be decided.
 */
export async function finishPiece(
  tx: Tx,
  deps: Deps,
  {
    handInId,
    project,
    actor,
    educators = [],
  }: { handInId: string; project: Project; actor: string | null; educators?: RubricPoints[] },
): Promise<void> {
  const now = deps.clock.now()
  const verdict = await decide(tx, { handInId, project, educators })
  await writeDecision(tx, {
    workId: handInId,
    handInId,
    kind: 'first',
    at: now,
    by: actor,
    reason: '',
    verdict,
  })
  const piece = await tx
    .updateTable('hand_ins')
    .set({ state: 'marked', marked_at: now })
    .where('id', '=', handInId)
    .returning(['counts_from', 'enrolment_id', 'promised_by'])
    .executeTakeFirstOrThrow()
  await closeRequests(tx, {
    handInId,
    reasons: ['every', 'late', 'audit', 'doubt', 'second', 'offensive'],
    by: actor,
    at: now,
  })
  await audit(tx, {
    at: now,
    actor,
    action: 'peer-review.marked',
    subjectKind: 'hand-in',
    subjectId: handInId,
    detail: {
      peers: verdict.peers,
      educators: educators.length,
      method: verdict.method,
      ...verdict.interval,
    },
  })
  await queueMarkedMail(tx, deps, {
    handInId,
    workId: handInId,
    kind: 'first',
    title: project.title,
    owes: piece.counts_from === null,
  })
  if (piece.counts_from) await recordPieceMark(tx, deps, { handInId })
  const lateMs = piece.promised_by ? now.getTime() - piece.promised_by.getTime() : 0
  if (lateMs > 0) {
    // Whoever waited for us gets the days back, where they pay.
    const wait = { cause: 'marks_late', sourceId: handInId, days: Math.ceil(lateMs / 86_400_000) }
    await addJob(
      tx,
      'billing.waited',
      { enrolmentId: piece.enrolment_id, ...wait },
      { key: `waited:${handInId}` },
    )
  }
}

import { educatorWeight, mixMarks, type RubricPoints } from '../../domain/rubric.ts'
import { audit } from '../../platform/audit.ts'
import type { Tx } from '../../platform/db/pool.ts'
import type { Deps } from '../../platform/deps.ts'
import { recordPieceMark } from './count-own-pieces.ts'
import { queueMarkedMail } from './marked-mail.ts'
import type { Project } from './project.ts'
import { selectPeerMarks } from './queries.ts'

/**
 * Decides a piece: mixes the marks by criterion, tells its author, and hands the mark to the learn room where the
 * piece counts already. Call it with the project locked and the piece in a state that can be decided.
 */
export async function finishPiece(
  tx: Tx,
  deps: Deps,
  {
    handInId,
    project,
    actor,
    educator,
  }: { handInId: string; project: Project; actor: string | null; educator?: RubricPoints },
): Promise<void> {
  const now = deps.clock.now()
  const { marking, criteria } = project
  const peers = await selectPeerMarks(tx, handInId)
  const weight = educatorWeight(marking.educator_share, peers.length, marking.peers)
  const results = mixMarks(criteria, { peers, educator, educatorShare: weight })
  await tx
    .insertInto('criterion_results')
    .values(
      results.map((result) => ({
        hand_in_id: handInId,
        criterion: result.criterion,
        points: result.points,
        points_max: result.pointsMax,
        peer_share: result.peerShare,
        educator_share: result.educatorShare,
      })),
    )
    .execute()
  const piece = await tx
    .updateTable('hand_ins')
    .set({ state: 'marked', marked_at: now, peer_marks: peers.length })
    .where('id', '=', handInId)
    .returning(['enrolment_id', 'counts_from'])
    .executeTakeFirstOrThrow()
  await audit(tx, {
    at: now,
    actor,
    action: 'peer-review.marked',
    subjectKind: 'hand-in',
    subjectId: handInId,
    detail: { peers: peers.length, educator: Boolean(educator), educator_weight: weight },
  })
  await queueMarkedMail(tx, deps, { handInId, title: project.title, owes: piece.counts_from === null })
  if (piece.counts_from) await recordPieceMark(tx, deps, handInId)
}

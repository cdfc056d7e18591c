import { audit } from '../../platform/audit.ts'
import type { Tx } from '../../platform/db/pool.ts'
import type { Deps } from '../../platform/deps.ts'
import { finishPiece } from './finish-piece.ts'
import type { RubricInput } from './forms.ts'
import { lockProject } from './lock-project.ts'
import type { PieceToMark } from './piece-views.ts'
import { selectProject } from './queries.ts'

/**
 * Takes an educator's marks, given blind (no query for that page holds the peers' marks), and decides the piece.
 * @returns 'already' where it was marked meanwhile, by this educator's form sent twice or by a colleague
 */
export async function markPiece(
  deps: Deps,
  { view, educator, marks }: { view: PieceToMark; educator: string; marks: RubricInput },
): Promise<'marked' | 'already'> {
  const now = deps.clock.now()
  const { handInId } = view.piece
  return deps.db.transaction().execute(async (tx) => {
    await lockProject(tx, view.project.itemId)
    const { state } = await selectState(tx, handInId)
    if (state !== 'with_educator') return 'already'
    await tx
      .insertInto('educator_marks')
      .values(
        Object.entries(marks.points).map(([criterion, points]) => ({
          hand_in_id: handInId,
          educator,
          criterion,
          points,
          comment: marks.comments[criterion] ?? '',
          blind: true,
          marked_at: now,
        })),
      )
      .execute()
    await finishPiece(tx, deps, { handInId, project: view.project, actor: educator, educator: marks.points })
    return 'marked'
  })
}

/** Decides by peers alone, where the provider gives educators no share. Safe to repeat. */
export async function finishByPeers(deps: Deps, handInId: string): Promise<void> {
  const project = await selectProject(deps.db, handInId)
  await deps.db.transaction().execute(async (tx) => {
    await lockProject(tx, project.itemId)
    const { state, peer_marks: peerMarks } = await selectState(tx, handInId)
    if (state !== 'with_peers' || peerMarks < project.marking.peers) return
    await finishPiece(tx, deps, { handInId, project, actor: null })
  })
}

/**
 * When the time of the peers is over, an educator takes the piece as it is, so that nobody waits for ever. Safe to
 * repeat.
 */
export async function handOver(deps: Deps, handInId: string): Promise<void> {
  const project = await selectProject(deps.db, handInId)
  await deps.db.transaction().execute(async (tx) => {
    await lockProject(tx, project.itemId)
    const { state, peer_marks: peerMarks } = await selectState(tx, handInId)
    if (state !== 'with_peers' || peerMarks >= project.marking.peers) return
    await tx.updateTable('hand_ins').set({ state: 'with_educator' }).where('id', '=', handInId).execute()
    await audit(tx, {
      at: deps.clock.now(),
      actor: null,
      action: 'peer-review.handed-over',
      subjectKind: 'hand-in',
      subjectId: handInId,
      detail: { peers: peerMarks, promise_days: project.marking.promise_days },
    })
  })
}

async function selectState(tx: Tx, handInId: string) {
  return tx
    .selectFrom('hand_ins')
    .select(['state', 'peer_marks'])
    .where('id', '=', handInId)
    .forUpdate()
    .executeTakeFirstOrThrow()
}

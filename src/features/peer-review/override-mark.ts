import type { RubricPoints } from '../../domain/rubric.ts'
import type { Deps } from '../../platform/deps.ts'
import { correctPiece, withEducatorsPoints } from './correct-piece.ts'
import { lockProject } from './lock-project.ts'
import type { PieceToMark } from './piece-views.ts'
import { intervalMovedWith, selectVerdict } from './verdict-in-force.ts'

/**
 * Changes points of a marked piece with a reason that its author reads. A pass that was given stays: the learn room
 * holds that.
 * @param points only the criteria that change
 */
export async function overrideMark(
  deps: Deps,
  {
    view,
    educator,
    points,
    reason,
  }: { view: PieceToMark; educator: string; points: RubricPoints; reason: string },
): Promise<'changed' | 'same'> {
  const { handInId } = view.piece
  return deps.db.transaction().execute(async (tx) => {
    await lockProject(tx, view.project.itemId)
    const before = await selectVerdict(tx, handInId)
    if (!before) return 'same'
    const results = withEducatorsPoints(before.results, points)
    const isSame = results.every((result, index) => result.points === before.results[index]?.points)
    if (isSame) return 'same'
    await correctPiece(tx, deps, {
      handInId,
      project: view.project,
      kind: 'override',
      by: educator,
      reason,
      verdict: {
        ...before,
        results,
        interval: intervalMovedWith(before, results),
        method: 'educator',
        educators: before.educators + (view.isMine ? 0 : 1),
      },
    })
    return 'changed'
  })
}

import { sumResults } from '../../domain/rubric.ts'
import type { Deps } from '../../platform/deps.ts'
import { correctPiece } from './correct-piece.ts'
import { decide } from './decide.ts'
import { lockProject } from './lock-project.ts'
import { selectProject } from './queries.ts'
import { selectVerdict } from './verdict-in-force.ts'

/**
 * Brings a released mark of peers to the educators' scale where that raises it. Safe to repeat: the second time it
 * raises nothing.
 */
export async function rescalePiece(deps: Deps, handInId: string): Promise<void> {
  const project = await selectProject(deps.db, handInId)
  await deps.db.transaction().execute(async (tx) => {
    await lockProject(tx, project.itemId)
    const before = await selectVerdict(tx, handInId)
    if (!before || before.educators > 0 || before.peers === 0) return
    const verdict = await decide(tx, { handInId, project, educators: [] })
    if (sumResults(verdict.results).points <= sumResults(before.results).points + 1e-9) return
    await correctPiece(tx, deps, { handInId, project, kind: 'scale', by: null, reason: '', verdict })
  })
}

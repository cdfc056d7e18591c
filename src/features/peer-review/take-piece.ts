import { audit } from '../../platform/audit.ts'
import type { Deps } from '../../platform/deps.ts'
import type { PieceToMark } from './piece-views.ts'

/**
 * Says who takes a piece: this educator, a colleague to whom it is handed over, or nobody. The last one who says it
 * counts; marking is open to all of the provider in any case, so that nobody's absence holds a piece up.
 * @returns false where the colleague is no educator of the provider
 */
export async function assignPiece(
  deps: Deps,
  { view, by, to }: { view: PieceToMark; by: string; to: string | null },
): Promise<boolean> {
  const now = deps.clock.now()
  return deps.db.transaction().execute(async (tx) => {
    if (to !== null) {
      const role = await tx
        .selectFrom('roles')
        .select('person_key')
        .where('person_key', '=', to)
        .where('role', '=', 'educator')
        .where('provider_id', '=', view.providerId)
        .executeTakeFirst()
      if (!role) return false
    }
    await tx
      .updateTable('educator_requests')
      .set({ assignee: to, assigned_at: to === null ? null : now })
      .where('hand_in_id', '=', view.piece.handInId)
      .where('closed_at', 'is', null)
      .execute()
    await audit(tx, {
      at: now,
      actor: by,
      action: 'peer-review.assigned',
      subjectKind: 'hand-in',
      subjectId: view.piece.handInId,
      detail: { to },
    })
    return true
  })
}

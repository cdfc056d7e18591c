import { audit } from '../../../platform/audit.ts'
import type { Deps } from '../../../platform/deps.ts'

/**
 * How an idle month is given back: to the card, or as credit for the months to come. Safe to repeat.
 * @returns false where there is no such subscription of theirs
 */
export async function chooseIdleGives(
  deps: Deps,
  { id, actor, gives }: { id: string; actor: string; gives: 'refund' | 'credit' },
): Promise<boolean> {
  return deps.db.transaction().execute(async (tx) => {
    const updated = await tx
      .updateTable('subscriptions')
      .set({ idle_gives: gives })
      .where('id', '=', id)
      .where('person_key', '=', actor)
      .executeTakeFirst()
    if (updated.numUpdatedRows !== 1n) return false
    await audit(tx, {
      at: deps.clock.now(),
      actor,
      action: 'billing.idle-gives-chosen',
      subjectKind: 'subscription',
      subjectId: id,
      detail: { gives },
    })
    return true
  })
}

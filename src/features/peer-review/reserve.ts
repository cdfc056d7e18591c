import type { Executor } from '../../platform/db/pool.ts'
import type { Deps } from '../../platform/deps.ts'
import { newId } from '../../platform/random.ts'
import type { ProjectSecret } from '../authoring/api.ts'

/**
 * Makes the reserve pieces of a project rows that can be given for review or trained with. Their educators' marks stay
 * in the project's secret. Safe to repeat: at publication, and again when the first piece is handed in.
 */
export async function prepareReserve(
  tx: Executor,
  deps: Pick<Deps, 'clock' | 'random'>,
  itemId: string,
): Promise<void> {
  const row = await tx
    .selectFrom('item_secrets')
    .select('secret')
    .where('item_id', '=', itemId)
    .executeTakeFirst()
  const now = deps.clock.now()
  for (const piece of (row?.secret as ProjectSecret | undefined)?.reserve ?? []) {
    const id = newId(now, deps.random)
    const inserted = await tx
      .insertInto('hand_ins')
      .values({
        id,
        item_id: itemId,
        reserve_slug: piece.slug,
        for_training: piece.training ?? false,
        handed_in_at: now,
        state: 'reserve',
      })
      .onConflict((conflict) => conflict.columns(['item_id', 'reserve_slug']).doNothing())
      .executeTakeFirst()
    if (inserted.numInsertedOrUpdatedRows)
      await tx.insertInto('hand_in_texts').values({ hand_in_id: id, body: piece.text }).execute()
  }
}

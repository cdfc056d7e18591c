import type { Executor } from '../db/pool.ts'
import { isId } from '../random.ts'

/**
 * Makes a form that creates something safe to send again: the same key leads to the first result.
 * @param key the hidden field `once` of the form (a random id); without one the action simply runs
 * @param act creates the thing inside `tx` and returns the URL to show
 */
export async function once(
  tx: Executor,
  { key, personKey, now }: { key: string | undefined; personKey: string; now: Date },
  act: () => Promise<string>,
): Promise<string> {
  if (!key || !isId(key)) return act()
  const claimed = await tx
    .insertInto('form_keys')
    .values({ key, person_key: personKey, result_url: '', created_at: now })
    .onConflict((conflict) => conflict.column('key').doNothing())
    .executeTakeFirst()
  if (!claimed.numInsertedOrUpdatedRows) {
    // The first one holds the row's lock until it commits, so its result is there.
    const first = await tx
      .selectFrom('form_keys')
      .select('result_url')
      .where('key', '=', key)
      .where('person_key', '=', personKey)
      .executeTakeFirst()
    if (first) return first.result_url
    return act()
  }
  const result = await act()
  await tx.updateTable('form_keys').set({ result_url: result }).where('key', '=', key).execute()
  return result
}

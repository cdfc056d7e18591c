import type { Tx } from '../../platform/db/pool.ts'
import type { Deps } from '../../platform/deps.ts'
import { newId } from '../../platform/random.ts'

export type RequestReason =
  | 'every'
  | 'late'
  | 'audit'
  | 'doubt'
  | 'second'
  | 'offensive'
  | 'report'
  | 'appeal'

/** Asked of an educator who sees the whole piece with everybody's marks; the others are marked blind. */
export const openReasons: readonly RequestReason[] = ['report', 'appeal']

/** Days within which an educator answers an appeal or a report. */
export const answerDays = 7

/**
 * Asks the educators of the provider about a piece. Asked again while it is open, it is the same request.
 * @returns its id
 */
export async function askEducator(
  tx: Tx,
  deps: Deps,
  { handInId, reason, dueAt }: { handInId: string; reason: RequestReason; dueAt: Date },
): Promise<string> {
  const now = deps.clock.now()
  const inserted = await tx
    .insertInto('educator_requests')
    .values({ id: newId(now, deps.random), hand_in_id: handInId, reason, asked_at: now, due_at: dueAt })
    .onConflict((conflict) =>
      conflict.columns(['hand_in_id', 'reason']).where('closed_at', 'is', null).doNothing(),
    )
    .returning('id')
    .executeTakeFirst()
  if (inserted) return inserted.id
  const open = await tx
    .selectFrom('educator_requests')
    .select('id')
    .where('hand_in_id', '=', handInId)
    .where('reason', '=', reason)
    .where('closed_at', 'is', null)
    .executeTakeFirstOrThrow()
  return open.id
}

/** Closes what is open about a piece. */
export async function closeRequests(
  tx: Tx,
  { handInId, reasons, by, at }: { handInId: string; reasons: RequestReason[]; by: string | null; at: Date },
): Promise<void> {
  await tx
    .updateTable('educator_requests')
    .set({ closed_at: at, closed_by: by })
    .where('hand_in_id', '=', handInId)
    .where('reason', 'in', reasons)
    .where('closed_at', 'is', null)
    .execute()
}

import { sql } from 'kysely'
import { countsFrom, reviewsOwed } from '../../domain/allocation.ts'
import type { Tx } from '../../platform/db/pool.ts'
import type { Deps } from '../../platform/deps.ts'
import { recordHandIn, recordMark } from '../learn/api.ts'
import { selectMarkToRecord } from './mark-evidence.ts'
import { reserveSizeOf } from './queries.ts'

/**
 * Looks which pieces of a learner count as handed in by now (their owed reviews are given) and tells the learn room:
 * work that waits for a mark, or the mark that was there already. A piece starts to count once.
 */
export async function countOwnPieces(
  tx: Tx,
  deps: Deps,
  { enrolmentId, itemId, reviewsToGive }: { enrolmentId: string; itemId: string; reviewsToGive: number },
): Promise<void> {
  const { rows } = await sql<{
    id: string
    handed_in_at: Date
    state: string
    reserve_size: number
    given: string[]
  }>`select h.id, h.handed_in_at, h.state, ${reserveSizeOf(itemId)} as reserve_size,
      (select coalesce(json_agg(r.submitted_at), '[]') from reviews r join hand_ins o on o.id = r.hand_in_id
        where r.reviewer_enrolment_id = ${enrolmentId} and o.item_id = ${itemId} and r.submitted_at is not null
          and r.not_counted_why is null) as given
    from hand_ins h where h.enrolment_id = ${enrolmentId} and h.item_id = ${itemId}
      and h.counts_from is null and h.state <> 'withdrawn' order by h.number`.execute(tx)
  for (const row of rows) {
    const owed = reviewsOwed(reviewsToGive, row.reserve_size)
    const from = countsFrom(
      row.handed_in_at,
      owed,
      row.given.map((at) => new Date(at)),
    )
    if (!from) continue
    await tx.updateTable('hand_ins').set({ counts_from: from }).where('id', '=', row.id).execute()
    if (row.state === 'marked') await recordPieceMark(tx, deps, { handInId: row.id })
    else await recordHandIn(tx, deps, { enrolmentId, itemId, workId: row.id, handedInAt: from })
  }
}

/**
 * Hands the mark that is in force over to the learn room, which knows what it completes.
 * @param corrects the work whose mark it takes the place of
 */
export async function recordPieceMark(
  tx: Tx,
  deps: Deps,
  { handInId, corrects }: { handInId: string; corrects?: string },
): Promise<void> {
  const mark = await selectMarkToRecord(tx, handInId)
  await recordMark(tx, deps, { ...mark, ...(corrects === undefined ? {} : { corrects }) })
}

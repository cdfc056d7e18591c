import { sql } from 'kysely'
import { countsFrom, reviewsOwed } from '../../domain/allocation.ts'
import { sumResults } from '../../domain/rubric.ts'
import type { Tx } from '../../platform/db/pool.ts'
import type { Deps } from '../../platform/deps.ts'
import { recordHandIn, recordMark } from '../learn/api.ts'
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
        where r.reviewer_enrolment_id = ${enrolmentId} and o.item_id = ${itemId} and r.submitted_at is not null) as given
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
    if (row.state === 'marked') await recordPieceMark(tx, deps, row.id)
    else await recordHandIn(tx, deps, { enrolmentId, itemId, workId: row.id, handedInAt: from })
  }
}

/** Hands the result of a marked piece that counts over to the learn room, which knows what it completes. */
export async function recordPieceMark(tx: Tx, deps: Deps, handInId: string): Promise<void> {
  const piece = await tx
    .selectFrom('hand_ins as h')
    .select(['h.enrolment_id', 'h.item_id', 'h.counts_from'])
    .select(
      sql<number>`(select count(*) from reviews r where r.hand_in_id = h.id and r.submitted_at <= h.marked_at)`.as(
        'peers',
      ),
    )
    .select(
      sql<number>`(select count(distinct educator) from educator_marks m where m.hand_in_id = h.id)`.as(
        'educators',
      ),
    )
    .where('h.id', '=', handInId)
    .where('h.state', '=', 'marked')
    .executeTakeFirstOrThrow()
  const rows = await tx
    .selectFrom('criterion_results')
    .selectAll()
    .where('hand_in_id', '=', handInId)
    .execute()
  const { points, pointsMax, shares } = sumResults(
    rows.map((row) => ({
      criterion: row.criterion,
      points: Number(row.points),
      pointsMax: Number(row.points_max),
      peerShare: Number(row.peer_share),
      educatorShare: Number(row.educator_share),
    })),
  )
  await recordMark(tx, deps, {
    enrolmentId: piece.enrolment_id!,
    itemId: piece.item_id,
    workId: handInId,
    points,
    pointsMax,
    shares: { computer: 0, ...shares },
    // Peers whose marks had no weight gave comments, not the mark.
    peerCount: shares.peers > 0 ? piece.peers : 0,
    educatorCount: piece.educators,
    handedInAt: piece.counts_from!,
  })
}

import { sql } from 'kysely'
import { educatorsFrom } from '../../domain/promise.ts'
import type { Deps } from '../../platform/deps.ts'
import { finishByPeers, handOver } from './mark-piece.ts'

/**
 * Finds pieces whose time with the peers is over, or whose peers have all come, and that were left where they are
 * because a job was lost: a lost queue is late, never silent. Safe to repeat.
 */
export async function keepPromises(deps: Deps): Promise<void> {
  const now = deps.clock.now()
  const { rows } = await sql<{ id: string; handed_in_at: Date; peers_in: boolean; promise_days: number }>`
    select h.id, h.handed_in_at, h.peer_marks >= h.peers_wanted as peers_in,
      (i.spec->'marking'->>'promise_days')::int as promise_days
    from hand_ins h join items i on i.id = h.item_id
    where h.state = 'with_peers' and h.handed_in_at < ${now} order by h.handed_in_at limit 10000`.execute(
    deps.db,
  )
  for (const row of rows) {
    if (row.peers_in) await finishByPeers(deps, row.id)
    else if (educatorsFrom(row.handed_in_at, row.promise_days) <= now) await handOver(deps, row.id)
  }
}

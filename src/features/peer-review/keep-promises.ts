import { sql } from 'kysely'
import type { Deps } from '../../platform/deps.ts'
import { finishByPeers, handOver } from './mark-piece.ts'

/**
 * Finds pieces whose time with the peers is over, or whose peers have all come, and that were left where they are
 * because a job was lost: a lost queue is late, never silent. Safe to repeat.
 */
export async function keepPromises(deps: Deps): Promise<void> {
  const now = deps.clock.now()
  const { rows } = await sql<{ id: string; peers_in: boolean }>`
    select h.id, h.peer_marks >= h.peers_wanted as peers_in from hand_ins h
    where h.state = 'with_peers' and (h.educators_from <= ${now} or h.peer_marks >= h.peers_wanted)
    order by h.handed_in_at limit 10000`.execute(deps.db)
  for (const row of rows) {
    if (row.peers_in) await finishByPeers(deps, row.id)
    else await handOver(deps, row.id)
  }
}

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
  await tellOfLoneEducators(deps)
}

// Appeals and second markings need somebody who was not involved; where a provider has one educator, they wait, and the
// operator should know before an author asks.
async function tellOfLoneEducators(deps: Deps): Promise<void> {
  const { rows } = await sql<{ provider: string; waits: number }>`select p.name as provider,
      count(distinct q.hand_in_id) as waits
    from educator_requests q join hand_ins h on h.id = q.hand_in_id join enrolments e on e.id = h.enrolment_id
      join credentials c on c.id = e.credential_id join providers p on p.id = c.provider_id
    where q.closed_at is null and q.reason in ('appeal', 'second', 'offensive', 'report') and (select count(distinct ro.person_key) from roles ro
      where ro.provider_id = p.id and ro.role = 'educator') < 2
    group by p.id`.execute(deps.db)
  for (const { provider, waits } of rows) deps.log.info('peer-review.single-educator', { provider, waits })
}

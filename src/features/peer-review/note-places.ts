import { sql } from 'kysely'
import type { Tx } from '../../platform/db/pool.ts'

/**
 * Notes whether every place of a piece is taken, and until when, so that whoever looks for a piece passes over the
 * full ones without counting their locks. Called whenever a lock comes or goes, with the project locked. A lock that
 * ends by itself needs no call: the moment stands in the row.
 */
export async function notePlaces(tx: Tx, { handInId, now }: { handInId: string; now: Date }): Promise<void> {
  await sql`update hand_ins set full_until = case when peer_marks + l.locks >= peers_wanted then l.first_end end
    from (select count(*) as locks, min(expires_at) as first_end from reviews where hand_in_id = ${handInId}
      and submitted_at is null and skipped_at is null and expires_at > ${now}) l
    where id = ${handInId} and state = 'with_peers'`.execute(tx)
}

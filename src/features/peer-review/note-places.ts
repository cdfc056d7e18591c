import { sql } from 'kysely'
import { placeHours, sparePlaces } from '../../domain/allocation.ts'
import type { Tx } from '../../platform/db/pool.ts'

/** How long a place is kept, in SQL. */
export const placeTime = sql`make_interval(hours => ${sql.lit(placeHours)})`

/**
 * Notes whether every place of a piece is taken, the spare one too, and until when, so that whoever looks for a piece
 * passes over the full ones without counting. Called whenever a place is taken or given up, with the project locked. A
 * place that is given up by itself needs no call: the moment stands in the row.
 */
export async function notePlaces(tx: Tx, { handInId, now }: { handInId: string; now: Date }): Promise<void> {
  await sql`update hand_ins set
      full_until = case when peer_marks + l.locks >= peers_wanted then l.first_given + ${placeTime} end,
      spare_taken = peer_marks + l.locks >= peers_wanted + ${sparePlaces}
    from (select count(*) as locks, min(given_at) as first_given from reviews where hand_in_id = ${handInId}
      and submitted_at is null and skipped_at is null and given_at > ${now}::timestamptz - ${placeTime}) l
    where id = ${handInId} and state = 'with_peers'`.execute(tx)
}

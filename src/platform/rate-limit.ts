import { sql } from 'kysely'
import type { Executor } from './db/pool.ts'
import { HttpError } from './web/http-error.ts'

/**
 * Counts one try in a bucket and stops with 429 past the bound. Counted in the database, so that it holds over
 * processes and restarts.
 * @param bucket what is limited and for whom; hash what is personal in it
 */
export async function limitRate(
  db: Executor,
  bucket: string,
  { hitsMax, windowSeconds }: { hitsMax: number; windowSeconds: number },
  now: Date,
): Promise<void> {
  const start = new Date(Math.floor(now.getTime() / (windowSeconds * 1000)) * windowSeconds * 1000)
  const row = await db
    .insertInto('rate_limits')
    .values({ bucket, window_start: start, hits: 1 })
    .onConflict((conflict) =>
      conflict.columns(['bucket', 'window_start']).doUpdateSet({ hits: sql`rate_limits.hits + 1` }),
    )
    .returning('hits')
    .executeTakeFirstOrThrow()
  if (row.hits > hitsMax) throw new HttpError(429, 'too many tries')
}

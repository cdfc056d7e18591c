import type pg from 'pg'
import type { Executor } from './db/pool.ts'
import { json } from './db/pool.ts'

/** Says that what everybody sees has changed (a release, an edition): web processes drop the pages they keep. */
export async function setSiteState(tx: Executor, key: string, value: unknown, now: Date): Promise<void> {
  await tx
    .insertInto('site_state')
    .values({ key, value: json(value), changed_at: now })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value: json(value), changed_at: now }))
    .execute()
}

/**
 * Calls `changed` whenever the site's state changed, as told by the database, and also when the connection that
 * listens was lost, because then something may have been missed.
 * @returns a function that stops listening
 */
export function watchSiteState(pool: pg.Pool, changed: () => void): () => Promise<void> {
  let stopped = false
  let client: pg.PoolClient | undefined
  let retry: NodeJS.Timeout | undefined

  const again = () => {
    client = undefined
    if (!stopped) retry = setTimeout(listen, 1_000).unref()
  }
  const listen = async () => {
    try {
      const connected = await pool.connect()
      if (stopped) return connected.release(true)
      client = connected
      connected.on('notification', changed)
      connected.on('error', () => {
        connected.release(true)
        again()
      })
      await connected.query('listen site_changed')
      changed()
    } catch {
      again()
    }
  }
  void listen()
  return async () => {
    stopped = true
    clearTimeout(retry)
    client?.release(true)
  }
}

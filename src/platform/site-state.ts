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
  let letGo: (() => void) | undefined
  let retry: NodeJS.Timeout | undefined

  const again = () => {
    if (!stopped) retry = setTimeout(listen, 1_000).unref()
  }
  const listen = async () => {
    try {
      const client = await pool.connect()
      // Given back once, whether it broke or nobody listens any more.
      letGo = () => {
        letGo = undefined
        client.removeAllListeners('notification')
        client.release(true)
      }
      if (stopped) return letGo()
      client.on('notification', changed)
      client.once('error', () => {
        letGo?.()
        again()
      })
      await client.query('listen site_changed')
      changed()
    } catch {
      letGo?.()
      again()
    }
  }
  void listen()
  return async () => {
    stopped = true
    clearTimeout(retry)
    letGo?.()
  }
}

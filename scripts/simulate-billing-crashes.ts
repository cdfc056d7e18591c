import { Kysely, PostgresDialect, type PostgresPool, type PostgresPoolClient } from 'kysely'
import type pg from 'pg'
import type { Db } from '../src/platform/db/pool.ts'
import type { DB } from '../src/platform/db/types.ts'

/** The process dies at a commit: the transaction is lost, or it is there and nobody heard of it. */
export interface Crashes {
  armed: { commits: number; when: 'before' | 'after' } | null
  happened: number
  /** In [0, 1). */
  draw: () => number
}

class ProcessDied extends Error {
  override name = 'ProcessDied'
}

/** The database as a process sees it that dies when it is told to. */
export function crashingDb(pool: pg.Pool, crashes: Crashes): Db {
  const clients = new WeakMap<pg.PoolClient, PostgresPoolClient>()
  const wrapped = (client: pg.PoolClient): PostgresPoolClient => {
    const query = async (text: string, values: unknown[]) => {
      if (text !== 'commit' || !crashes.armed || --crashes.armed.commits > 0)
        return client.query(text, values)
      const { when } = crashes.armed
      crashes.armed = null
      crashes.happened++
      await client.query(when === 'before' ? 'rollback' : 'commit')
      throw new ProcessDied(`died ${when} a commit`)
    }
    return { query, release: () => client.release() } as unknown as PostgresPoolClient
  }
  const crashing: PostgresPool = {
    async connect() {
      const client = await pool.connect()
      let known = clients.get(client)
      if (!known) {
        known = wrapped(client)
        clients.set(client, known)
      }
      return known
    },
    end: async () => {},
  } as PostgresPool
  return new Kysely<DB>({ dialect: new PostgresDialect({ pool: crashing }) })
}

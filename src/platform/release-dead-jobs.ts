import { EventEmitter } from 'node:events'
import type { WorkerEvents } from 'graphile-worker'
import type pg from 'pg'

const lockClass = 731_820
const sweepEveryMs = 5_000
const reconnectAfterMs = 1_000

/**
 * A job that its process was killed over stays locked by that process; by itself it would be looked at again after
 * four hours. So every process holds a lock of the database's in the name of its pool of workers (in whose name jobs are
 * taken), which goes away with the process, however it ends, on this machine or another; jobs of pools whose lock is
 * gone are free again.
 * @returns `events` for the runner, which tells of its pool by them, and `stop`
 */
export function releaseDeadJobs(pool: pg.Pool): { events: WorkerEvents; stop(): void } {
  const own: string[] = []
  let holder: pg.PoolClient | undefined
  let stopped = false

  const hold = async () => {
    if (stopped) return
    try {
      const client = await pool.connect()
      client.on('error', () => {
        if (holder === client) holder = undefined
        client.release(true)
        setTimeout(hold, reconnectAfterMs).unref()
      })
      holder = client
      for (const name of own) lock(name)
      if (stopped) client.release(true)
    } catch {
      setTimeout(hold, reconnectAfterMs).unref()
    }
  }
  const lock = (name: string) => {
    holder?.query('select pg_advisory_lock_shared($1, hashtext($2))', [lockClass, name]).catch(() => {})
  }
  const events = new EventEmitter() as WorkerEvents
  events.on('pool:create', ({ workerPool }) => {
    own.push(workerPool.id)
    lock(workerPool.id)
  })
  void hold()
  const sweep = () => {
    if (holder) releaseJobsOfTheDead(pool, own).catch(() => {})
  }
  const timer = setInterval(sweep, sweepEveryMs).unref()
  setTimeout(sweep, 500).unref()
  return {
    events,
    stop: () => {
      stopped = true
      clearInterval(timer)
      holder?.release(true)
    },
  }
}

/**
 * Frees the jobs whose processes are gone.
 * @param own names of pools that are known to live
 * @returns names of those that were gone
 */
export async function releaseJobsOfTheDead(pool: pg.Pool, own: string[] = []): Promise<string[]> {
  const client = await pool.connect()
  try {
    await client.query('begin')
    // Whoever took a job a moment ago may not hold its lock yet.
    const { rows } = await client.query<{ name: string }>(
      `select name from (select distinct locked_by as name from graphile_worker.jobs
         where locked_by is not null and locked_at < now() - interval '3 seconds' and locked_by <> all ($2::text[])) p
       where pg_try_advisory_xact_lock($1, hashtext(name))`,
      [lockClass, own],
    )
    const dead = rows.map(({ name }) => name)
    if (dead.length > 0) await client.query('select graphile_worker.force_unlock_workers($1::text[])', [dead])
    await client.query('commit')
    return dead
  } catch (error) {
    await client.query('rollback').catch(() => {})
    throw error
  } finally {
    client.release()
  }
}

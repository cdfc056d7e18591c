import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type pg from 'pg'
import type { PoolConfig } from 'pg'
import { sweep } from '../src/features/billing/sweep.ts'
import { startCluster } from '../src/platform/db/cluster.ts'
import { migrate } from '../src/platform/db/migrate.ts'
import { openPool } from '../src/platform/db/pool.ts'
import { publishWeaving } from '../tests/worlds.ts'
import { loadSubscriptions, sweepDeps, sweepNow } from './billing-sweep-world.ts'

// The nightly pass: a day's charges, reminders and idle months among a million subscriptions, found and written in one
// bounded sweep. It is killed in the middle once, and what it then leaves is done by the next.

const secondsMax = 60

export async function benchSweep(n: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'candour-bench-'))
  chmodSync(folder, 0o755)
  const cluster = await startCluster({ folder: join(folder, 'cluster'), folderAsked: true, throwaway: true })
  try {
    const pool = openPool({ connection: cluster.connection, connectionsMax: 2 })
    await migrate(pool)
    const { world, providerId } = await prepare(cluster.connection)
    const began = performance.now()
    await loadSubscriptions(pool, world, providerId, n)
    console.log(`${n} subscriptions written in ${((performance.now() - began) / 1000).toFixed(0)} s`)
    const due = await countDue(pool)
    await killInTheMiddle(pool, cluster.connection)
    const before = await countDone(pool)
    const { deps, spent, close } = sweepDeps(cluster.connection)
    let megabytes = 0
    const watch = setInterval(() => {
      megabytes = Math.max(megabytes, process.memoryUsage().rss / 1e6)
    }, 50)
    const idle = process.memoryUsage().rss / 1e6
    const started = performance.now()
    await sweep(deps)
    const seconds = (performance.now() - started) / 1000
    clearInterval(watch)
    const after = await countDone(pool)
    console.log(
      `due: ${JSON.stringify(due)}; done when killed: ${JSON.stringify(before)}; after: ${JSON.stringify(after)}`,
    )
    const database = spent.ms / 1000
    const verdict = database <= secondsMax ? `≤ ${secondsMax} ✓` : `> ${secondsMax} ✗`
    console.log(
      `the rest of the night's pass: ${seconds.toFixed(1)} s, of them ${database.toFixed(1)} s of database time in ${spent.statements} statements  ${verdict}`,
    )
    console.log(`memory ${idle.toFixed(0)} → at most ${megabytes.toFixed(0)} MB`)
    if (after.charged + after.idle !== due.due || after.reminded !== due.toRemind)
      throw new Error('the sweep left something, or did it twice')
    const again = sweepDeps(cluster.connection)
    await sweep(again.deps)
    console.log(`a pass with nothing left: ${(again.spent.ms / 1000).toFixed(2)} s of database time`)
    await Promise.all([close(), again.close()])
    await pool.end()
  } finally {
    await cluster.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function prepare(connection: PoolConfig) {
  const { deps, pool, close } = sweepDeps(connection)
  const world = await publishWeaving(deps, { priceMinor: 2900 })
  const { rows } = await pool.query<{ id: string }>(
    'select provider_id as id from credentials where id = $1',
    [world.credentialId],
  )
  await close()
  return { world, providerId: rows[0]!.id }
}

// As soon as its first batches are done.
async function killInTheMiddle(pool: pg.Pool, connection: PoolConfig): Promise<void> {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', join(import.meta.dirname, 'billing-sweep-run.ts'), JSON.stringify(connection)],
    { stdio: 'inherit' },
  )
  const watch = setInterval(async () => {
    if ((await countDone(pool)).reminded > 0) child.kill('SIGKILL')
  }, 100)
  const [code, signal] = await once(child, 'exit')
  clearInterval(watch)
  console.log(signal ? 'killed in the middle' : `ended by itself (${code}) before it could be killed`)
}

async function countDue(pool: pg.Pool) {
  const { rows } = await pool.query(
    `select count(*) filter (where state = 'active' and next_charge_at <= $1)::int as due,
       count(*) filter (where state = 'trial' and next_charge_at <= $1::timestamptz + interval '72 hours')::int as "toRemind"
     from subscriptions`,
    [sweepNow],
  )
  return rows[0] as { due: number; toRemind: number }
}

async function countDone(pool: pg.Pool) {
  const { rows } = await pool.query(
    `select (select count(*)::int from charges where state = 'intended') as charged,
       (select count(*)::int from refunds where reason = 'idle_period') as idle,
       (select count(*)::int from subscriptions where reminder_mail_id is not null) as reminded`,
  )
  return rows[0] as { charged: number; idle: number; reminded: number }
}

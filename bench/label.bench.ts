import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client, type PoolConfig, Query } from 'pg'
import type { App } from '../src/app.tsx'
import { aalenJohansen } from '../src/domain/competing-risks.ts'
import { followUp } from '../src/domain/follow-up.ts'
import { seededRandom as seededNumbers } from '../src/domain/random.ts'
import { kaplanMeier } from '../src/domain/survival.ts'
import { orderByTime } from '../src/domain/time-order.ts'
import { stoppedClock } from '../src/platform/clock.ts'
import { readConfig } from '../src/platform/config.ts'
import { startCluster } from '../src/platform/db/cluster.ts'
import { migrate } from '../src/platform/db/migrate.ts'
import { openDb, openPool } from '../src/platform/db/pool.ts'
import type { Deps } from '../src/platform/deps.ts'
import { silentLog } from '../src/platform/log.ts'
import { seededRandom } from '../src/platform/random.ts'
import { publishWeaving, type World } from '../tests/worlds.ts'
import { median } from './interleave.ts'
import { loadPeople } from './label-world.ts'

// The figures of a million enrolments against one bare SELECT of the same rows; the estimators against sorting; and a
// label's page over many people against the same page over few. On a cluster of its own, which goes with it.

const now = '2026-11-24T09:00:00Z'

/** @param argv how many people (1000000), or 'statistics' for the estimators alone */
export async function bench([asked]: string[] = []): Promise<void> {
  benchStatistics()
  if (asked === 'statistics') return
  const folder = mkdtempSync(join(tmpdir(), 'candour-bench-'))
  chmodSync(folder, 0o755)
  const cluster = await startCluster({ folder: join(folder, 'cluster'), folderAsked: true, throwaway: true })
  try {
    const many = await openWorld(cluster.connection, 'many', Number(asked ?? 1_000_000))
    const few = await openWorld(cluster.connection, 'few', 1000)
    try {
      await benchRelease(many)
      await benchPages(many, few)
    } finally {
      await Promise.all([many, few].map((site) => site.close()))
    }
  } finally {
    await cluster.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

interface BenchSite {
  deps: Deps
  world: World
  connection: PoolConfig
  close(): Promise<void>
}

async function openWorld(server: PoolConfig, database: string, people: number): Promise<BenchSite> {
  const began = performance.now()
  const admin = openPool({ connection: { ...server, database: 'postgres' }, connectionsMax: 1 })
  await admin.query(`create database ${database}`)
  await admin.end()
  const connection = { ...server, database }
  const pool = openPool({ connection, connectionsMax: 4 })
  await migrate(pool)
  const db = openDb(pool)
  const deps = {
    config: readConfig({ CANDOUR_DATA: tmpdir(), PUBLIC_URL: 'http://127.0.0.1:3000', DEMO: 'off' }),
    db,
    pool,
    clock: stoppedClock(now),
    random: seededRandom(database),
    log: silentLog,
  } as unknown as Deps
  const world = await publishWeaving(deps, { required: ['quiz', 'lab', 'project'], priceMinor: 2900 })
  await loadPeople(pool, world, people, new Date(now))
  console.log(`${people} people written in ${((performance.now() - began) / 1000).toFixed(0)} s`)
  return { deps, world, connection, close: () => db.destroy() }
}

const asOfs = ['2026-09-01', '2026-10-01', '2026-11-01']

async function benchRelease({ deps, connection }: BenchSite): Promise<void> {
  const pairs: { ours: number; bare: number; alone: number }[] = []
  let megabytes = 0
  for (const [k, asOf] of asOfs.entries()) {
    const release = () => {
      const ran = releaseInOwnProcess(connection, `${asOf}T00:00:00Z`)
      megabytes = Math.max(megabytes, ran.megabytes)
      if (k === 0) console.log(`figures: ${ran.figures}, of them measured: ${ran.measured}`)
      return ran.seconds
    }
    // In turn, the one and the other first.
    const first = k % 2 === 0 ? release() : 0
    const bare = await scan(connection, sameRows)
    const alone = await scan(connection, 'select * from enrolments')
    pairs.push({ ours: first || release(), bare, alone })
  }
  const seconds = (key: 'ours' | 'bare' | 'alone') => median(pairs.map((pair) => pair[key])).toFixed(2)
  const ratio = (key: 'bare' | 'alone') => median(pairs.map((pair) => pair.ours / pair[key]))
  console.log(
    `release ${seconds('ours')} s; bare SELECT of the same rows ${seconds('bare')} s, of the enrolments alone ${seconds('alone')} s`,
  )
  print('release ÷ bare SELECT of the same rows', ratio('bare'), 10)
  print('release ÷ bare SELECT of the enrolments alone', ratio('alone'), 10)
  print('memory of the release, MB', megabytes, 500)
  const { rows } = await deps.pool.query<{ bytes: number }>(
    'select max(length(people))::int as bytes from figures_counted',
  )
  console.log(`whom a release counted is remembered in ${(rows[0]!.bytes / 1e6).toFixed(2)} MB`)
}

// What belongs to each enrolment, summed: one row an enrolment.
const sameRows = `select e.id, e.number, e.credential_id, e.person_key, e.simulated, e.enrolled_at, a.active, a.doing, a.last_day
  from enrolments e left join (select enrolment_id, sum(active_seconds) as active, sum(doing_seconds) as doing, max(last_day) as last_day
    from activity_months group by enrolment_id) a on a.enrolment_id = e.id`

/** Reads every row of a statement with plain `pg`, keeping none. */
async function scan(connection: PoolConfig, text: string): Promise<number> {
  const client = new Client(connection)
  await client.connect()
  const began = performance.now()
  await new Promise<void>((done, fail) => {
    const query = client.query(new Query(text))
    query.on('row', () => {})
    query.on('end', () => done())
    query.on('error', fail)
  })
  const seconds = (performance.now() - began) / 1000
  await client.end()
  return seconds
}

function releaseInOwnProcess(connection: PoolConfig, asOf: string) {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [
      '--import',
      'tsx',
      join(import.meta.dirname, 'label-release.ts'),
      JSON.stringify({ connection, asOf, now }),
    ],
    { encoding: 'utf8' },
  )
  if (status !== 0) throw new Error(stderr)
  return JSON.parse(stdout) as { seconds: number; megabytes: number; figures: number; measured: number }
}

// The page is rendered anew each time, as after a release: kept pages cost the same whatever stands behind them.
async function benchPages(many: BenchSite, few: BenchSite): Promise<void> {
  for (const asOf of asOfs) releaseInOwnProcess(few.connection, `${asOf}T00:00:00Z`)
  // The whole site is loaded here only: the estimators alone need none of it.
  const { createApp } = await import('../src/app.tsx')
  const [ofMany, ofFew] = [many, few].map(({ deps }) => pageTime(createApp(deps))) as [
    ReturnType<typeof pageTime>,
    ReturnType<typeof pageTime>,
  ]
  const ratios: number[] = []
  for (let round = 0; round < 60; round++) {
    const [a, b] =
      round % 2
        ? [await ofMany.time(), await ofFew.time()]
        : [await ofFew.time(), await ofMany.time()].toReversed()
    if (round >= 10) ratios.push(a! / b!)
  }
  await Promise.all([ofMany.close(), ofFew.close()])
  print('page over a million people ÷ over a thousand', median(ratios), 1.5)
}

function pageTime(app: App) {
  let n = 0
  return {
    async time(): Promise<number> {
      const began = performance.now()
      // Another address each time, which nothing is kept for.
      const response = await app.request(`http://127.0.0.1:3000/credentials/weaving-basics?n=${n++}`)
      await response.text()
      if (response.status !== 200) throw new Error(`the page answered ${response.status}`)
      return performance.now() - began
    },
    close: () => app.close(),
  }
}

function benchStatistics(): void {
  const random = seededNumbers('bench')
  const n = 1_000_000
  const time = Float64Array.from({ length: n }, () => random.exponential(0.01))
  const cause = Uint8Array.from({ length: n }, () => Math.floor(random.uniform() * 3))
  const ratios: Record<string, number[]> = { plain: [], radix: [] }
  const milliseconds: number[] = []
  for (let round = 0; round < 5; round++) {
    const ours = timed(() => {
      const follow = followUp({ time, cause })
      kaplanMeier(follow, 1)
      aalenJohansen(follow, 1)
    })
    const plain = timed(() =>
      Uint32Array.from({ length: n }, (_, k) => k).sort((a, b) => time[a]! - time[b]!),
    )
    const radix = timed(() => orderByTime(time))
    milliseconds.push(ours)
    ratios.plain!.push(ours / plain)
    ratios.radix!.push(ours / radix)
  }
  console.log(`Kaplan–Meier and Aalen–Johansen of ${n} rows: ${median(milliseconds).toFixed(0)} ms`)
  print('÷ sorting an index of them by time (sort with a comparison)', median(ratios.plain!), 3)
  print('÷ sorting it by our own radix sort', median(ratios.radix!), 3)
}

function timed(work: () => void): number {
  const began = performance.now()
  work()
  return performance.now() - began
}

function print(name: string, value: number, atMost: number): void {
  console.log(
    `${name.padEnd(62)} ${value.toFixed(2)}  ${value <= atMost ? `≤ ${atMost} ✓` : `> ${atMost} ✗`}`,
  )
}

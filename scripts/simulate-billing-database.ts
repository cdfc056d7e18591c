import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type SimulatedLearner, simulateBilling } from '../src/domain/billing-model/simulation.ts'
import type { Tick, Weather } from '../src/domain/billing-model/weather.ts'
import { checkLedger } from '../src/features/billing/check-ledger.ts'
import { billingJobs } from '../src/features/billing/jobs.ts'
import { tellOutage } from '../src/features/billing/waiting/pulse.ts'
import { stoppedClock } from '../src/platform/clock.ts'
import { readConfig } from '../src/platform/config.ts'
import { startCluster } from '../src/platform/db/cluster.ts'
import { migrate } from '../src/platform/db/migrate.ts'
import { openDb, openPool } from '../src/platform/db/pool.ts'
import type { Deps } from '../src/platform/deps.ts'
import { addJob } from '../src/platform/jobs.ts'
import { silentLog } from '../src/platform/log.ts'
import { seededRandom } from '../src/platform/random.ts'
import { folderStorage } from '../src/platform/storage.ts'
import { roomJobs } from '../src/room-jobs.ts'
import { comparedWith } from './simulate-billing-compare.ts'
import { type Crashes, crashingDb } from './simulate-billing-crashes.ts'
import { openTown, type Town } from './simulate-billing-town.ts'

// The same people through the real room in a real PostgreSQL: its own commands, its sweep, its jobs from the queue's
// table; a gateway whose wire meets the same faults as the model's, and a process that dies at commits by chance and
// comes back. In the end every charge, refund, state and balance must be the model's.

export interface DatabaseRun {
  differences: string[]
  summary: string
}

interface Options {
  learners: number
  months: number
  seed: string
  from: Date
}

export async function simulateInDatabase(options: Options): Promise<DatabaseRun> {
  const began = performance.now()
  const model = simulateBilling({ ...options, withDisputes: false })
  const folder = mkdtempSync(join(tmpdir(), 'candour-simulation-'))
  chmodSync(folder, 0o755)
  const cluster = await startCluster({ folder: join(folder, 'cluster'), folderAsked: true, throwaway: true })
  const pool = openPool({ connection: cluster.connection, connectionsMax: 6 })
  try {
    await migrate(pool)
    const crashes: Crashes = { armed: null, happened: 0, draw: drawer(options.seed) }
    const clock = stoppedClock(options.from.toISOString())
    const deps: Deps = {
      config: readConfig({ CANDOUR_DATA: folder, PUBLIC_URL: 'http://127.0.0.1:3000', DEMO: 'off' }),
      db: openDb(pool),
      pool,
      clock,
      random: seededRandom(options.seed),
      log: silentLog,
      storage: folderStorage(join(folder, 'files')),
      sandbox: { close: async () => {} } as unknown as Deps['sandbox'],
      fetch: () => Promise.reject(new Error('the simulation has no network')),
    }
    const town = await openTown(deps, { ...deps, db: crashingDb(pool, crashes) }, model.learners)
    const run = new Run(town, crashes)
    await run.goThrough(model.weather, model.learners)
    const differences = await comparedWith(deps.db, town, model.learners)
    const report = await checkLedger(deps.db, clock.now())
    for (const { says, broken } of report.findings)
      for (const id of broken)
        differences.push(`the ledger's check: ${says}: ${await nameOf(deps, town, id)}`)
    const seconds = Math.round((performance.now() - began) / 1000)
    const looked = report.findings.reduce((sum, finding) => sum + finding.checked, 0)
    return {
      differences,
      summary: `${options.learners} of them through PostgreSQL: ${run.commands} commands, ${run.jobs} jobs, ${crashes.happened} crashes, ${town.agreements.size} subscriptions compared, ${differences.length} differences, ledger check ${report.ok ? 'clean' : 'NOT clean'} (${looked} rows), ${seconds} s`,
    }
  } finally {
    await pool.end()
    await cluster.stop()
    rmSync(folder, { recursive: true })
  }
}

// Who it is in the model, so that it can be looked at there.
async function nameOf({ pool }: Deps, town: Town, id: string): Promise<string> {
  const { rows } = await pool.query(
    `select s.id, c.number from subscriptions s left join charges c on c.subscription_id = s.id and c.id::text = $1
     where s.id::text = $1 or c.id::text = $1 limit 1`,
    [id],
  )
  const name = [...town.agreements].find(([, there]) => there.id === rows[0]?.id)?.[0]
  return name ? `${id} (${name}, month ${rows[0].number ?? '-'})` : id
}

function drawer(seed: string): () => number {
  const random = seededRandom(`crashes ${seed}`)
  return () => random.bytes(4).readUInt32BE() / 2 ** 32
}

type Deed = SimulatedLearner['log'][number] & { household: number }

class Run {
  commands = 0
  jobs = 0
  readonly #town: Town
  readonly #crashes: Crashes

  constructor(town: Town, crashes: Crashes) {
    this.#town = town
    this.#crashes = crashes
  }

  /** Everything that people do, in the order of time, and the worker's rounds between. */
  async goThrough(weather: Weather, learners: readonly SimulatedLearner[]): Promise<void> {
    const deeds = learners
      .flatMap(({ log }, household) => log.map((deed) => ({ ...deed, household })))
      .sort((a, b) => a.at - b.at)
    let next = 0
    for (const tick of weather.ticks) {
      for (; deeds[next] && deeds[next]!.at <= tick.at; next++) await this.#act(deeds[next]!)
      this.#setClock(tick.at)
      await this.#round(tick, weather)
    }
    for (; deeds[next]; next++) await this.#act(deeds[next]!)
  }

  async #act({ at, command, household }: Deed): Promise<void> {
    this.#setClock(at)
    this.commands++
    const isOnce = command.kind !== 'pay_again' && command.kind !== 'finish'
    await this.#survive(isOnce, () => this.#town.carryOut(household, command))
  }

  #setClock(at: number): void {
    const { clock } = this.#town.deps
    ;(clock as ReturnType<typeof stoppedClock>).advance(at - clock.now().getTime())
  }

  async #round(tick: Tick, weather: Weather): Promise<void> {
    if (tick.worker === 'away') return
    await this.#tellOutages(tick, weather)
    if (tick.worker !== 'sweep') await this.#runJobs(tick.mail)
    if (tick.worker !== 'jobs')
      await this.#survive(true, () => billingJobs.jobs['billing.sweep']!(this.#town.room, {}))
    if (tick.worker === 'whole') await this.#runJobs(tick.mail)
  }

  async #tellOutages(tick: Tick, { outages }: Weather): Promise<void> {
    const { deps } = this.#town
    for (const { from, until, toldAt } of outages)
      if (toldAt === tick.at)
        await deps.db.transaction().execute((tx) =>
          tellOutage(tx, deps, {
            beganAt: new Date(from),
            endedAt: new Date(until),
            noticedBy: 'operator',
          }),
        )
    // The hourly job that comes back to what waited for a charge.
    const open = await deps.db.selectFrom('outages').select('id').where('made_good_at', 'is', null).execute()
    if (open.length > 0) await addJob(deps.db, 'billing.outages', {}, { key: 'billing.outages' })
  }

  // What is due in the queue, in its order; what fails waits for the next round, as it would for the worker.
  async #runJobs(mailIsUp: boolean): Promise<void> {
    const { deps, room } = this.#town
    const failed = new Set<number>()
    for (;;) {
      if (mailIsUp) await this.#handOverMails()
      const { rows } = await deps.pool.query<{ id: number; name: string; payload: Record<string, unknown> }>(
        `select j.id, t.identifier as name, j.payload from graphile_worker._private_jobs j
         join graphile_worker._private_tasks t on t.id = j.task_id
         where j.run_at <= greatest($1::timestamptz, now()) and t.identifier <> 'mail.deliver' order by j.id limit 500`,
        [deps.clock.now()],
      )
      const due = rows.filter(({ id }) => !failed.has(id))
      if (due.length === 0) return
      for (const { id, name, payload } of due) {
        this.jobs++
        const isDone = await this.#survive(true, () => jobs[name]!(room, payload ?? {})).then(
          () => true,
          () => false,
        )
        if (isDone) await deps.pool.query('delete from graphile_worker._private_jobs where id = $1', [id])
        else failed.add(id)
      }
    }
  }

  async #handOverMails(): Promise<void> {
    const { deps } = this.#town
    await deps.pool.query('update mail_messages set handed_over_at = $1 where handed_over_at is null', [
      deps.clock.now(),
    ])
    await deps.pool.query(
      `delete from graphile_worker._private_jobs where task_id in
        (select id from graphile_worker._private_tasks where identifier = 'mail.deliver')`,
    )
  }

  // The process may die at a commit, just before or just after; it comes back and does the same again.
  async #survive(mayCrash: boolean, act: () => Promise<void>): Promise<void> {
    const crashes = this.#crashes
    if (mayCrash && crashes.draw() < 0.1) {
      const commits = crashes.draw() < 0.5 ? 1 : 2
      // After the first commit of a charge only the gateway knows: that crash is among the faults of the wire.
      crashes.armed = { commits, when: commits === 2 && crashes.draw() < 0.5 ? 'after' : 'before' }
    }
    const before = crashes.happened
    try {
      await act()
    } catch (error) {
      if (crashes.happened === before) throw error
    } finally {
      crashes.armed = null
    }
    if (crashes.happened > before) await act()
  }
}

const jobs = Object.assign(
  { 'account.erase-words': async () => {} },
  ...roomJobs.map((room) => room.jobs),
) as Record<string, (deps: Deps, payload: Record<string, unknown>) => Promise<void>>

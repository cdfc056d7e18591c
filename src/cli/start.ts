import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Config, readConfig, SetupError } from '../platform/config.ts'
import { migrate } from '../platform/db/migrate.ts'
import { holdFolder } from '../platform/hold-folder.ts'
import { type Connection, makeDataFolder, openDatabase, openDeps } from '../platform/open-site.ts'
import { projectFolder } from '../platform/project.ts'
import { refuseHalfRestored } from '../platform/restoring.ts'
import { keepDatabase } from './keep-database.ts'
import type { Io } from './main.ts'
import { refuseBusyPort } from './refuse-busy-port.ts'
import { listenForStop, type StopSignal } from './stop-signal.ts'
import { type Supervised, supervise } from './supervise.ts'

// Starts everything on one machine, in order: database, migrations, catalogue, then the web process and the job
// process as children. They end when this one ends; whatever dies, the database included, is started again. The
// database outlives a crash of this process and the next start attaches to it.

const patienceAfterCrashMs = 5_000

export async function start(argv: string[], io: Io): Promise<number> {
  if (argv.length > 0) {
    io.stderr('candour start takes no arguments; settings come from the environment ("candour help").')
    return 64
  }
  const config = readConfig(process.env)
  if (!existsSync(join(projectFolder, 'dist', 'server.js')))
    throw new SetupError('dist/server.js is missing. Run "npm run build".')
  const stop = listenForStop()
  makeDataFolder(config)
  refuseHalfRestored(config.dataFolder)
  const hold = config.databaseUrl
    ? undefined
    : await holdFolder(config.dataFolder, `at ${config.publicUrl.origin}`)
  try {
    await refuseBusyPort(config, hold?.wasLeft ? patienceAfterCrashMs : 0)
    // The rooms are loaded while the database starts; a start that is refused doesn't load them at all.
    const rooms = import('../prepare-site.ts')
    rooms.catch(() => {})
    const { connection, cluster } = await openDatabase(config)
    const letGo = cluster ? keepDatabase(cluster) : undefined
    // What the database still has to write goes to the disk while the others end, so that its own end is quick.
    const settle = () => cluster?.checkpoint()
    try {
      return stop.wanted() ? 0 : await runSite({ config, connection, stop, settle, rooms, io })
    } finally {
      await letGo?.()
      await cluster?.stop()
    }
  } finally {
    hold?.release()
    // A preparation that nobody waits for any more must not keep this process.
    if (stop.wanted()) process.exit(0)
  }
}

interface Site {
  config: Config
  connection: Connection
  stop: StopSignal
  /** Lets the database write what it has to. */
  settle: () => Promise<void> | undefined
  rooms: Promise<typeof import('../prepare-site.ts')>
  io: Io
}

async function runSite(site: Site): Promise<number> {
  const { config, connection, stop, settle, io } = site
  // The web process loads its code while the site is prepared. The workers come when the first page can be had.
  const web = supervise('server.js', config, connection)
  const children = [web]
  try {
    const welcome = await Promise.race([prepare(site), stop.asked, web.ended])
    if (!welcome || typeof welcome === 'number') return welcome ?? 0
    web.begin()
    const isReady = await Promise.race([web.ready.then(() => true), web.ended.then(() => false), stop.asked])
    if (isReady) for (const line of welcome) io.stdout(line)
    if (isReady) children.push(...beginWorkers(config, connection))
    return (await Promise.race([...children.map((child) => child.ended), stop.asked])) ?? 0
  } finally {
    await Promise.all([...children.map((child) => child.stop()), settle()])
  }
}

function beginWorkers(config: Config, connection: Connection): Supervised[] {
  const workers = Array.from({ length: config.workers }, () => supervise('worker.js', config, connection))
  for (const worker of workers) worker.begin()
  return workers
}

/** Everything before the first request. Nobody waits for it once a stop is asked: then its errors are the stop's. */
async function prepare({ config, connection, stop, rooms }: Site): Promise<string[] | undefined> {
  const deps = openDeps(config, connection, 'start')
  try {
    await migrate(deps.pool)
    const { prepareSite } = await rooms
    return await prepareSite(deps)
  } catch (error) {
    if (stop.wanted()) return undefined
    throw error
  } finally {
    await deps.close().catch(() => {})
  }
}

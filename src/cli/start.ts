import { type ChildProcess, fork } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Config, childEnvironment, readConfig, SetupError } from '../platform/config.ts'
import { migrate } from '../platform/db/migrate.ts'
import { holdFolder } from '../platform/hold-folder.ts'
import { type Connection, openDatabase, openDeps } from '../platform/open-site.ts'
import { projectFolder } from '../platform/project.ts'
import { prepareSite } from '../prepare-site.ts'
import type { Io } from './main.ts'

// Starts everything on one machine, in order: database, migrations, catalogue, then the web process and the job
// process as children. They end when this one ends; a child that dies is started again. The database outlives a
// crash and the next start attaches to it.

const stopDeadlineMs = 3_500

export async function start(argv: string[], io: Io): Promise<number> {
  if (argv.length > 0) {
    io.stderr('candour start takes no arguments; settings come from the environment ("candour help").')
    return 64
  }
  const config = readConfig(process.env)
  const hold = config.databaseUrl ? undefined : await holdFolder(config.dataFolder, config.publicUrl.origin)
  try {
    await refuseBusyPort(config)
    const { connection, cluster } = await openDatabase(config)
    try {
      return await runSite(config, connection, io)
    } finally {
      await cluster?.stop()
    }
  } finally {
    hold?.release()
  }
}

async function runSite(config: Config, connection: Connection, io: Io): Promise<number> {
  const deps = openDeps(config, connection, 'start')
  try {
    await migrate(deps.pool)
    const welcome = await prepareSite(deps)
    await deps.close()
    const stop = stopSignal()
    const web = supervise('server.js', config, connection, stop)
    const workers = Array.from({ length: config.workers }, () =>
      supervise('worker.js', config, connection, stop),
    )
    const early = await Promise.race([web.ready.then(() => undefined), web.ended, stop.asked.then(() => 0)])
    if (early === undefined) for (const line of welcome) io.stdout(line)
    await Promise.race([stop.asked, web.ended])
    stop.ask()
    await Promise.all([web, ...workers].map((child) => child.stop()))
    return early ?? 0
  } catch (error) {
    await deps.close().catch(() => {})
    throw error
  }
}

function stopSignal() {
  let ask = () => {}
  let wanted = false
  const asked = new Promise<void>((done) => {
    ask = () => {
      wanted = true
      done()
    }
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => ask())
  return { asked, ask: () => ask(), wanted: () => wanted }
}

interface Supervised {
  ready: Promise<void>
  ended: Promise<number>
  stop(): Promise<void>
}

function supervise(
  file: string,
  config: Config,
  connection: Connection,
  stop: ReturnType<typeof stopSignal>,
): Supervised {
  let child: ChildProcess
  let isReady = () => {}
  let end = (_code: number) => {}
  const ready = new Promise<void>((done) => {
    isReady = done
  })
  const ended = new Promise<number>((done) => {
    end = done
  })
  let startedAt = 0
  let failures = 0
  const launch = () => {
    startedAt = performance.now()
    child = fork(join(projectFolder, 'dist', file), [], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      execArgv: ['--enable-source-maps'],
      env: childEnvironment(process.env, config, connection),
    })
    child.on('message', (message) => {
      if (message === 'ready') isReady()
    })
    child.on('exit', (code) => {
      if (stop.wanted()) return
      // 2 is "can't": starting it again would fail again. Anything else was a crash.
      if (code === 2) return end(2)
      failures = performance.now() - startedAt > 10_000 ? 0 : failures + 1
      void sleep(Math.min(5_000, 200 * 2 ** failures)).then(() => !stop.wanted() && launch())
    })
  }
  launch()
  return {
    ready,
    ended,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const gone = new Promise((done) => child.once('exit', done))
      child.kill('SIGTERM')
      const inTime = await Promise.race([gone.then(() => true), sleep(stopDeadlineMs, false, { ref: false })])
      if (!inTime) {
        child.kill('SIGKILL')
        await gone
      }
    },
  }
}

async function refuseBusyPort(config: Config): Promise<void> {
  if (!existsSync(join(projectFolder, 'dist', 'server.js')))
    throw new SetupError('dist/server.js is missing. Run "npm run build".')
  await new Promise<void>((done, fail) => {
    const probe = createServer()
    probe.once('error', (error: NodeJS.ErrnoException) => {
      const why =
        error.code === 'EADDRINUSE'
          ? 'is in use by another program'
          : error.code === 'EADDRNOTAVAIL'
            ? 'is not an address of this machine'
            : `can't be opened (${error.code})`
      fail(new SetupError(`${config.host}:${config.port} ${why}. Set PORT (or HOST) to another.`))
    })
    probe.listen(config.port, config.host, () => probe.close(() => done()))
  })
}

import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Config, childEnvironment } from '../platform/config.ts'
import type { Connection } from '../platform/open-site.ts'
import { projectFolder } from '../platform/project.ts'

const stopDeadlineMs = 3_000
const firstDelayMs = 200
const delayMsMax = 5_000
const failuresBeforeReadyMax = 3

export interface Supervised {
  /** Lets a process that was only loaded so far begin. */
  begin(): void
  /** When it first said that it is ready. */
  ready: Promise<void>
  /** Resolves with an exit code where starting it again would not help. */
  ended: Promise<number>
  stop(): Promise<void>
}

/**
 * Runs one of the site's processes, and again whenever it dies. It loads its code at once and begins its work at
 * `begin`. It ends by itself when this process is gone.
 * @param file of dist/
 */
export function supervise(file: string, config: Config, connection: Connection): Supervised {
  let child: ChildProcess | undefined
  let mayBegin = false
  let isStopping = false
  let wasReady = false
  let failures = 0
  let startedAt = 0
  const ready = promised<void>()
  const ended = promised<number>()

  const launch = () => {
    if (isStopping) return
    startedAt = performance.now()
    child = fork(join(projectFolder, 'dist', file), [], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      // A small nursery: under load the heap of a web process grows less between two collections.
      execArgv: ['--enable-source-maps', '--max-semi-space-size=8'],
      env: childEnvironment(process.env, config, connection),
    })
    child.on('message', (message) => {
      if (message !== 'ready') return
      wasReady = true
      ready.resolve()
    })
    child.on('error', () => {})
    child.on('exit', gone)
    if (mayBegin) sendBegin()
  }
  const sendBegin = () => child?.connected && child.send('begin', () => {})
  const gone = (code: number | null) => {
    if (isStopping) return
    failures = performance.now() - startedAt > 10_000 ? 1 : failures + 1
    // 2 is "can't": starting it again would fail again. Anything else was a crash.
    if (code === 2) return ended.resolve(2)
    if (!wasReady && failures >= failuresBeforeReadyMax) return ended.resolve(2)
    void sleep(Math.min(delayMsMax, firstDelayMs * 2 ** (failures - 1))).then(launch)
  }
  launch()
  return {
    begin() {
      mayBegin = true
      sendBegin()
    },
    ready: ready.promise,
    ended: ended.promise,
    async stop() {
      isStopping = true
      if (!child || child.exitCode !== null || child.signalCode !== null) return
      const exited = new Promise((done) => child?.once('exit', done))
      child.kill('SIGTERM')
      const inTime = await Promise.race([
        exited.then(() => true),
        sleep(stopDeadlineMs, false, { ref: false }),
      ])
      if (inTime) return
      child.kill('SIGKILL')
      await exited
    },
  }
}

/** A promise and how to keep it. */
function promised<T>(): { promise: Promise<T>; resolve(value: T): void } {
  let resolve: (value: T) => void = () => {}
  const promise = new Promise<T>((done) => {
    resolve = done
  })
  return { promise, resolve }
}

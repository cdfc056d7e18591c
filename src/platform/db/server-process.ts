import { existsSync, readFileSync, readlinkSync, realpathSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { SetupError } from '../config.ts'
import type { Binaries } from './binaries.ts'
import type { ClusterAddress } from './cluster-address.ts'
import type { OsUser } from './os-user.ts'
import { runProgram, tellingLine } from './programs.ts'

const retryDeadlineMs = 15_000
// Replaying the log after a crash may take longer than any retry; as long as the server is at it, it is waited for.
const recoveryDeadlineMs = 120_000
const logBytesMax = 10_000_000

export interface ServerOptions {
  folder: string
  address: ClusterAddress
  binaries: Binaries
  user: OsUser | undefined
  throwaway: boolean
}

/**
 * Starts the server of a cluster and waits until it answers.
 * @throws SetupError one line with what PostgreSQL said
 */
export async function startServer(options: ServerOptions): Promise<void> {
  const { folder, address, binaries, user } = options
  const log = join(folder, 'server.log')
  rotateLog(log)
  const startedAt = Date.now()
  for (;;) {
    removeLeftLocks(folder, address)
    const saidBefore = sizeOf(log)
    try {
      const flags = settingsOf(options)
      await runProgram(
        binaries.pgCtl,
        ['start', '-D', folder, '-w', '-t', '10', '-s', '-l', log, '-o', flags],
        user,
      )
      return
    } catch (error) {
      if (await answers(address, folder)) return
      const said = readFrom(log, saidBefore)
      const waitedMs = Date.now() - startedAt
      const isWorthWaiting = isServerAlive(folder)
        ? waitedMs < recoveryDeadlineMs
        : leavesSoon.test(said) && waitedMs < retryDeadlineMs
      if (!isWorthWaiting) throw cannotStart(folder, tellingLine(said) ?? (error as Error).message)
      await sleep(250)
    }
  }
}

// After a kill of the postmaster its children need a moment to go; until then a start fails.
const leavesSoon = /lock file|shared memory block|is starting up|is shutting down|Address already in use/

function cannotStart(folder: string, why: string): SetupError {
  return new SetupError(
    `PostgreSQL did not start in ${folder}: ${why}. More stands in its server.log; "candour help" lists the settings.`,
  )
}

function settingsOf({ address, throwaway }: ServerOptions): string {
  const onSocket = address.host.startsWith('/')
  const settings: Record<string, string> = {
    listen_addresses: onSocket ? "''" : address.host,
    port: String(address.port),
    unix_socket_directories: onSocket ? address.host : "''",
    max_connections: throwaway ? '100' : '60',
    shared_buffers: '64MB',
    jit: 'off',
    random_page_cost: '1.1',
    timezone: 'UTC',
    log_timezone: 'UTC',
    // After a crash one call instead of one per file: back in 0.3–0.7 s instead of 0.2–3.3 s on a busy disk.
    ...(process.platform === 'linux' ? { recovery_init_sync_method: 'syncfs' } : {}),
    ...(throwaway ? throwawaySettings : {}),
  }
  return Object.entries(settings)
    .map(([key, value]) => `-c ${key}=${value}`)
    .join(' ')
}

const throwawaySettings = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
  autovacuum: 'off',
}

/** Stops the server: open connections are cut, what was committed is on the disk. Quiet where it doesn't run. */
export async function stopServer(
  folder: string,
  binaries: Binaries,
  user: OsUser | undefined,
): Promise<void> {
  const stop = (mode: string, seconds: string) =>
    runProgram(binaries.pgCtl, ['stop', '-D', folder, '-m', mode, '-w', '-t', seconds], user)
  if (!isServerAlive(folder)) return
  try {
    await stop('fast', '3')
  } catch {
    // The next start replays the log: nothing that was committed is lost by this.
    if (isServerAlive(folder)) await stop('immediate', '5')
  }
}

/** Whether a server answers at `address` and is this very cluster's. */
export async function answers(address: ClusterAddress, folder: string): Promise<boolean> {
  const client = new Client({ ...address, database: 'postgres', connectionTimeoutMillis: 3000 })
  client.on('error', () => {})
  try {
    await client.connect()
    const { rows } = await client.query('show data_directory')
    return realpathSync(rows[0].data_directory) === realpathSync(folder)
  } catch {
    return false
  } finally {
    await client.end().catch(() => {})
  }
}

/** Whether the server's process runs, told without asking it: cheap enough for every moment. */
export function isServerAlive(folder: string): boolean {
  const pid = serverPid(folder)
  if (pid === undefined) return false
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false
  }
  return isOfCluster(pid, folder)
}

/** The process that `postmaster.pid` names, whether or not it still runs. */
export function serverPid(folder: string): number | undefined {
  return pidIn(join(folder, 'postmaster.pid'))
}

function pidIn(file: string): number | undefined {
  try {
    const pid = Number(readFileSync(file, 'utf8').split('\n')[0])
    return Number.isInteger(pid) && pid > 1 ? pid : undefined
  } catch {
    return undefined
  }
}

// By now the pid may be somebody else's process, a server of another cluster, or one that ended and that nobody
// has collected yet (its command line is empty).
function isOfCluster(pid: number, folder: string): boolean {
  if (process.platform !== 'linux') return true
  try {
    if (!readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('postgres')) return false
  } catch {
    return false
  }
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(folder)
  } catch {
    // Not ours to look into: then it counts as what it says.
    return true
  }
}

// PostgreSQL would refuse to start because of a process that its lock files happen to name: one that is somebody
// else's by now, or one that ended and is never collected (a container whose first process doesn't do that).
function removeLeftLocks(folder: string, address: ClusterAddress): void {
  if (process.platform !== 'linux') return
  const files = [join(folder, 'postmaster.pid'), join(address.host, `.s.PGSQL.${address.port}.lock`)]
  for (const file of files) {
    const pid = pidIn(file)
    if (pid !== undefined && existsSync(`/proc/${pid}`) && !isOfCluster(pid, folder))
      rmSync(file, { force: true })
  }
}

function rotateLog(file: string): void {
  if (sizeOf(file) > logBytesMax) renameSync(file, `${file}.old`)
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0
}

function readFrom(file: string, start: number): string {
  try {
    return readFileSync(file).subarray(start).toString('utf8')
  } catch {
    return ''
  }
}

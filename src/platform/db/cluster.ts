import { spawn } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { SetupError } from '../config.ts'
import { type Binaries, findBinaries, postgresMajor, sharedStateFolder } from './binaries.ts'
import { canReach, databaseUser, type OsUser } from './os-user.ts'

// The PostgreSQL that comes along: a real server, started by pg_ctl in the data folder as a child of nothing, so
// that it outlives a crash of ours and the next start attaches to it.

const superuser = 'candour'
const startDeadlineMs = 15_000

export interface Cluster {
  /** How to connect; `database` may be replaced. */
  connection: { host: string; port: number; user: string; password?: string; database: string }
  folder: string
  /** True where the server ran already. */
  attached: boolean
  stop(): Promise<void>
}

export interface ClusterOptions {
  folder: string
  /** Whether somebody asked for this very folder: then one that can't be reached is an error, else it moves. */
  folderAsked: boolean
  /** For tests: gives up durability for speed. Never for data that anybody wants to keep. */
  throwaway?: boolean
}

/**
 * Starts the cluster in `folder`, or attaches to it where it runs; makes it first where there is none.
 * @throws SetupError one line: another major version, a folder that can't be written or reached
 */
export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  const user = databaseUser()
  const binaries = findBinaries(user)
  const folder = placeCluster(options, user)
  refuseOtherMajor(folder)
  if (!existsSync(join(folder, 'PG_VERSION'))) await makeCluster(folder, binaries, user, options.throwaway)
  const connection = await connectionOf(folder, user)
  const attached = await answers(connection, folder)
  if (!attached) await startServer(folder, connection, binaries, user, options.throwaway)
  await makeDatabase(connection)
  return {
    connection,
    folder,
    attached,
    async stop() {
      await run(binaries.pgCtl, ['stop', '-D', folder, '-m', 'fast', '-w', '-t', '10'], user)
      if (connection.host.startsWith('/tmp/')) rmSync(connection.host, { recursive: true, force: true })
    },
  }
}

// A folder that only root can enter can't hold a cluster that another user runs. Where nobody asked for that
// folder, the cluster stands in a place of its own; where somebody did, that is said.
function placeCluster(options: ClusterOptions, user: OsUser | undefined): string {
  let folder = options.folder
  if (user && !canReach(folder, user)) {
    if (options.folderAsked)
      throw new SetupError(
        `The database runs as user "${user.name}", who can't reach ${dirname(folder)}. Choose another CANDOUR_DATA, or make its parent folders passable (chmod o+x).`,
      )
    folder = join(sharedStateFolder(), `cluster-${shortHash(dirname(folder))}`)
  }
  try {
    mkdirSync(dirname(folder), { recursive: true })
    const probe = join(dirname(folder), `.candour-write-${process.pid}`)
    writeFileSync(probe, '')
    rmSync(probe)
  } catch {
    throw new SetupError(
      `The data folder ${dirname(folder)} can't be written. Set CANDOUR_DATA to a folder that can.`,
    )
  }
  return folder
}

function refuseOtherMajor(folder: string): void {
  const file = join(folder, 'PG_VERSION')
  if (!existsSync(file)) return
  const major = readFileSync(file, 'utf8').trim()
  if (major !== postgresMajor)
    throw new SetupError(
      `The cluster in ${folder} is of PostgreSQL ${major}, and ${postgresMajor} comes along. Run "candour backup FILE" with the version that made it, then "candour restore FILE" into a new CANDOUR_DATA.`,
    )
}

// Made beside and renamed: a start that is killed half-way leaves nothing that looks like a cluster.
async function makeCluster(
  folder: string,
  binaries: Binaries,
  user: OsUser | undefined,
  throwaway = false,
): Promise<void> {
  const coming = `${folder}.new`
  rmSync(coming, { recursive: true, force: true })
  mkdirSync(coming, { mode: 0o700 })
  if (user) chownSync(coming, user.uid, user.gid)
  const flags = [
    '-D',
    coming,
    '-U',
    superuser,
    '-E',
    'UTF8',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--no-locale',
    '--auth-local=trust',
    '--auth-host=scram-sha-256',
  ]
  let passwordFile: string | undefined
  if (process.platform === 'win32') {
    passwordFile = `${coming}.password`
    writeFileSync(passwordFile, randomBytes(24).toString('base64url'), { mode: 0o600 })
    flags.push(`--pwfile=${passwordFile}`)
  }
  if (throwaway) flags.push('--no-sync')
  await run(binaries.initdb, flags, user)
  if (passwordFile) renameSync(passwordFile, join(coming, 'candour-password'))
  rmSync(folder, { recursive: true, force: true })
  renameSync(coming, folder)
}

async function connectionOf(folder: string, user: OsUser | undefined): Promise<Cluster['connection']> {
  if (process.platform === 'win32') {
    const portFile = join(folder, 'candour-port')
    if (!existsSync(portFile)) writeFileSync(portFile, String(await freePort()))
    return {
      host: '127.0.0.1',
      port: Number(readFileSync(portFile, 'utf8')),
      user: superuser,
      password: readFileSync(join(folder, 'candour-password'), 'utf8').trim(),
      database: 'candour',
    }
  }
  return { host: socketFolder(folder, user), port: 5432, user: superuser, database: 'candour' }
}

// The socket's path must be short (107 bytes), private (connections are trusted by who can reach it) and the same
// at every start.
function socketFolder(folder: string, user: OsUser | undefined): string {
  const path = `/tmp/candour-${shortHash(realpathSync(folder))}`
  const owner = user?.uid ?? process.getuid?.() ?? 0
  try {
    mkdirSync(path, { mode: 0o700 })
    if (user) chownSync(path, user.uid, user.gid)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  const entry = lstatSync(path)
  if (!entry.isDirectory() || entry.uid !== owner)
    throw new SetupError(
      `${path} belongs to somebody else, and the database's socket must lie there. Remove it, then start again.`,
    )
  if (entry.mode & 0o077) chmodSync(path, 0o700)
  return path
}

async function startServer(
  folder: string,
  connection: Cluster['connection'],
  binaries: Binaries,
  user: OsUser | undefined,
  throwaway = false,
): Promise<void> {
  const onSocket = connection.host.startsWith('/')
  const set: Record<string, string> = {
    listen_addresses: onSocket ? "''" : connection.host,
    port: String(connection.port),
    unix_socket_directories: onSocket ? connection.host : "''",
    max_connections: throwaway ? '100' : '60',
    shared_buffers: '64MB',
    jit: 'off',
    random_page_cost: '1.1',
    timezone: 'UTC',
    log_timezone: 'UTC',
    ...(throwaway
      ? {
          fsync: 'off',
          synchronous_commit: 'off',
          full_page_writes: 'off',
          wal_level: 'minimal',
          max_wal_senders: '0',
          autovacuum: 'off',
        }
      : {}),
  }
  const flags = Object.entries(set)
    .map(([key, value]) => `-c ${key}=${value}`)
    .join(' ')
  // After a kill of the postmaster its children need a moment to go; until then a start fails.
  const deadline = Date.now() + startDeadlineMs
  for (;;) {
    removeForeignPidFile(folder)
    try {
      await run(
        binaries.pgCtl,
        ['start', '-D', folder, '-w', '-t', '10', '-s', '-l', join(folder, 'server.log'), '-o', flags],
        user,
      )
      return
    } catch (error) {
      if (await answers(connection, folder)) return
      if (Date.now() > deadline)
        throw new SetupError(
          `PostgreSQL did not start in ${folder}: ${lastLine(join(folder, 'server.log')) ?? (error as Error).message}`,
        )
      await sleep(250)
    }
  }
}

// A pid in postmaster.pid may by now be somebody else's process; PostgreSQL would refuse to start because of it.
function removeForeignPidFile(folder: string): void {
  const file = join(folder, 'postmaster.pid')
  if (process.platform !== 'linux' || !existsSync(file)) return
  const pid = readFileSync(file, 'utf8').split('\n')[0]?.trim()
  try {
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8')
    if (!command.includes('postgres')) rmSync(file, { force: true })
  } catch {
    // No such process: PostgreSQL finds that out itself.
  }
}

async function answers(connection: Cluster['connection'], folder: string): Promise<boolean> {
  const client = new pg.Client({ ...connection, database: 'postgres', connectionTimeoutMillis: 3000 })
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

async function makeDatabase(connection: Cluster['connection']): Promise<void> {
  const client = new pg.Client({ ...connection, database: 'postgres' })
  await client.connect()
  try {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [
      connection.database,
    ])
    if (!rowCount) await client.query(`create database ${connection.database}`)
  } finally {
    await client.end()
  }
}

// Output goes to a file of our own pipe only while the program itself runs: a server that inherited the pipe
// would keep it open for ever.
function run(program: string, args: string[], user: OsUser | undefined): Promise<void> {
  return new Promise((done, fail) => {
    const child = spawn(program, args, {
      stdio: ['ignore', 'ignore', 'pipe'],
      cwd: '/',
      env: { PATH: process.env.PATH ?? '', LC_ALL: 'C', TZ: 'UTC', SystemRoot: process.env.SystemRoot },
      ...(user ? { uid: user.uid, gid: user.gid } : {}),
    })
    let said = ''
    child.stderr.on('data', (chunk) => {
      said += chunk
    })
    child.on('error', fail)
    child.on('exit', (code) => {
      child.stderr.destroy()
      if (code === 0) done()
      else fail(new Error(`${program} ended with ${code}: ${said.trim().split('\n').at(-1) ?? ''}`))
    })
  })
}

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer()
    server.on('error', fail)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => done(port))
    })
  })
}

function lastLine(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim().split('\n').at(-1)
  } catch {
    return undefined
  }
}

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12)
}

import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { SetupError } from '../config.ts'
import { type Binaries, findBinaries, postgresMajor, sharedStateFolder } from './binaries.ts'
import { addressOf, type ClusterAddress, shortHash } from './cluster-address.ts'
import { makeCluster } from './make-cluster.ts'
import { canReach, databaseUser, type OsUser } from './os-user.ts'
import { answers, isServerAlive, startServer, stopServer } from './server-process.ts'

// The PostgreSQL that comes along: a real server, started by pg_ctl in the data folder as a child of nothing, so
// that it outlives a crash of ours and the next start attaches to it.

export interface Cluster {
  /** How to connect; `database` may be replaced. */
  connection: ClusterAddress
  folder: string
  /** True where the server ran already. */
  attached: boolean
  /** Whether the server's process runs; cheap. */
  isAlive(): boolean
  /** Starts the server again after it died. */
  revive(): Promise<void>
  /** Writes to the disk what is only in the log so far, as far as it gets within two seconds. */
  checkpoint(): Promise<void>
  /** Connections of others at this moment. */
  countClients(): Promise<number>
  stop(): Promise<void>
}

export interface ClusterOptions {
  folder: string
  /** Whether somebody asked for this very folder: then one that can't be reached is an error, else it moves. */
  folderAsked: boolean
  /** For tests: gives up durability for speed. Never for data that anybody wants to keep. */
  throwaway?: boolean
  /** Another PostgreSQL than the one that comes along: for tests. */
  binaries?: Binaries
}

/**
 * Starts the cluster in `folder`, or attaches to it where it runs; makes it first where there is none.
 * @throws SetupError one line: another major version, a folder that can't be written or reached, a full disk
 */
export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  const { folder, user } = placeCluster(options)
  const throwaway = options.throwaway ?? false
  refuseOtherMajor(folder, options.binaries?.major ?? postgresMajor)
  const binaries = options.binaries ?? findBinaries(user)
  if (!existsSync(join(folder, 'PG_VERSION'))) await makeCluster({ folder, binaries, user, throwaway })
  const connection = await addressOf(folder, user)
  const server = { folder, address: connection, binaries, user, throwaway }
  const attached = await answers(connection, folder)
  if (!attached) await startServer(server)
  await makeDatabase(connection)
  return {
    connection,
    folder,
    attached,
    isAlive: () => isServerAlive(folder),
    revive: () => startServer(server),
    checkpoint: () => checkpoint(connection),
    countClients: () => countClients(connection),
    async stop() {
      await stopServer(folder, binaries, user)
      if (connection.host.startsWith('/tmp/')) rmSync(connection.host, { recursive: true, force: true })
    },
  }
}

// A folder that only root can enter can't hold a cluster that another user runs. Where nobody asked for that
// folder, the cluster stands in a place of its own; where somebody did, that is said.
function placeCluster(options: ClusterOptions): { folder: string; user: OsUser | undefined } {
  let { folder } = options
  let user = databaseUser(folder)
  if (user && !canReach(folder, user)) {
    if (options.folderAsked)
      throw new SetupError(
        `The database runs as user "${user.name}", who can't reach ${dirname(folder)}. Choose another CANDOUR_DATA, or make its parent folders passable (chmod o+x).`,
      )
    folder = join(sharedStateFolder(), `cluster-${shortHash(dirname(folder))}`)
    user = databaseUser(folder)
  }
  // pg_ctl hands the path to a shell.
  if (process.platform !== 'win32' && /["$`\\\n]/.test(folder))
    throw new SetupError(
      `The data folder's path ${JSON.stringify(dirname(folder))} holds a sign that PostgreSQL's programs can't take. Set CANDOUR_DATA to another.`,
    )
  refuseUnwritable(dirname(folder))
  return { folder, user }
}

/** @throws SetupError where files can't be made in `folder`, which is made where it isn't there */
export function refuseUnwritable(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true })
    const probe = join(folder, `.candour-write-${process.pid}`)
    writeFileSync(probe, 'written to see whether it can be')
    rmSync(probe)
  } catch (error) {
    throw new SetupError(
      `The data folder ${folder} can't be written (${(error as Error).message}). Set CANDOUR_DATA to a folder that can.`,
    )
  }
}

function refuseOtherMajor(folder: string, major: string): void {
  const file = join(folder, 'PG_VERSION')
  if (!existsSync(file)) return
  const found = readFileSync(file, 'utf8').trim()
  if (found !== major)
    throw new SetupError(
      `The cluster in ${folder} is of PostgreSQL ${found}, and ${major} comes along. Run "candour backup FILE" with the version of Candour that made it, then "candour restore FILE" with this one into a new CANDOUR_DATA.`,
    )
}

function makeDatabase(address: ClusterAddress): Promise<void> {
  return asAdmin(address, async (client) => {
    const known = await client.query('select 1 from pg_database where datname = $1', [address.database])
    if (!known.rowCount) await client.query(`create database ${address.database}`)
  })
}

async function checkpoint(address: ClusterAddress): Promise<void> {
  const written = asAdmin(address, async (client) => {
    await client.query('checkpoint')
  })
  await Promise.race([written.catch(() => {}), sleep(2_000, undefined, { ref: false })])
}

function countClients(address: ClusterAddress): Promise<number> {
  return asAdmin(address, async (client) => {
    const { rows } = await client.query<{ others: number }>(
      `select count(*)::int as others from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()`,
    )
    return rows[0]?.others ?? 0
  }).catch(() => 0)
}

async function asAdmin<T>(address: ClusterAddress, act: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ ...address, database: 'postgres' })
  client.on('error', () => {})
  await client.connect()
  try {
    return await act(client)
  } finally {
    await client.end()
  }
}

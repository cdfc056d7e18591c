import { chmodSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type pg from 'pg'
import { systemClock } from './clock.ts'
import { type Config, SetupError } from './config.ts'
import { type Cluster, refuseUnwritable, startCluster } from './db/cluster.ts'
import { refuseUnusableServer } from './db/external.ts'
import { openDb, openPool } from './db/pool.ts'
import type { Deps } from './deps.ts'
import { type Log, stderrLog } from './log.ts'
import { systemRandom } from './random.ts'
import { createSandboxPool } from './sandbox/server-pool.ts'
import { folderStorage } from './storage.ts'

/** Where the database is, as the processes of one site tell each other. */
export type Connection = pg.PoolConfig

/**
 * Makes the data folder where it isn't there, and starts the database that comes along (or attaches to it), or points at DATABASE_URL.
 * @returns how to connect, and the cluster where it is ours to stop
 */
export async function openDatabase(config: Config): Promise<{ connection: Connection; cluster?: Cluster }> {
  makeDataFolder(config)
  if (config.databaseUrl) {
    refuseUnwritable(config.dataFolder)
    const connection = { connectionString: config.databaseUrl }
    await refuseUnusableServer(connection)
    return { connection }
  }
  const cluster = await startCluster({
    folder: join(config.dataFolder, 'cluster'),
    folderAsked: config.dataFolderAsked,
  })
  return { connection: cluster.connection, cluster }
}

/**
 * Makes the data folder. Root's cluster runs as another user, who must be able to pass; what is private in the folder
 * guards itself.
 */
export function makeDataFolder(config: Config): void {
  try {
    const first = mkdirSync(config.dataFolder, { recursive: true })
    if (first === undefined || process.getuid?.() !== 0) return
    for (let folder = config.dataFolder; folder.length >= first.length; folder = dirname(folder))
      chmodSync(folder, 0o755)
  } catch (error) {
    throw new SetupError(
      `The data folder ${config.dataFolder} can't be made (${(error as Error).message}). Set CANDOUR_DATA to a folder that can.`,
    )
  }
}

/** How a process started by `candour start` reaches the database; alone it needs DATABASE_URL. */
export function requireConnection(config: Config): Connection {
  if (!config.connection)
    throw new SetupError('Run "candour start", or set DATABASE_URL to run this process alone.')
  return config.connection
}

/** What the rooms get from outside, in production. */
export function openDeps(
  config: Config,
  connection: Connection,
  processName: string,
  log: Log = stderrLog(processName),
): Deps & { close(): Promise<void> } {
  const pool = openPool({
    connection,
    connectionsMax: config.databaseConnections,
    statementNames: config.databaseStatementNames,
    onError: (error) => log.error('database-connection-lost', error),
  })
  const db = openDb(pool)
  const sandbox = createSandboxPool()
  return {
    config,
    db,
    pool,
    clock: systemClock,
    random: systemRandom,
    log,
    storage: folderStorage(join(config.dataFolder, 'files')),
    sandbox,
    fetch,
    close: async () => {
      await sandbox.close()
      await db.destroy()
    },
  }
}

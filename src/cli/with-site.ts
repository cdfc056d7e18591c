import { type Config, readConfig } from '../platform/config.ts'
import type { Cluster } from '../platform/db/cluster.ts'
import { migrate } from '../platform/db/migrate.ts'
import type { Deps } from '../platform/deps.ts'
import { askHolder } from '../platform/hold-folder.ts'
import { openDatabase, openDeps } from '../platform/open-site.ts'
import { refuseHalfRestored } from '../platform/restoring.ts'

/**
 * Runs a command on the site's database: attaches to a running one and leaves it running, or starts it for as long
 * as the command takes.
 * @param options.migrates false for a command that takes the database as it is
 */
export async function withSite(
  name: string,
  act: (deps: Deps) => Promise<number>,
  { migrates = true }: { migrates?: boolean } = {},
): Promise<number> {
  const config = readConfig(process.env)
  refuseHalfRestored(config.dataFolder)
  const { connection, cluster } = await openDatabase(config)
  try {
    const deps = openDeps(config, connection, name)
    try {
      if (migrates) await migrate(deps.pool)
      return await act(deps)
    } finally {
      await deps.close()
    }
  } finally {
    if (cluster) await stopIfNobodyNeeds(cluster, config)
  }
}

// A site that was started meanwhile, or another command, may be using the server that this command started.
async function stopIfNobodyNeeds(cluster: Cluster, config: Config): Promise<void> {
  if (await askHolder(config.dataFolder)) return
  if ((await cluster.countClients()) > 0) return
  await cluster.stop()
}

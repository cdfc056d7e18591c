import { readConfig } from '../platform/config.ts'
import { migrate } from '../platform/db/migrate.ts'
import type { Deps } from '../platform/deps.ts'
import { openDatabase, openDeps } from '../platform/open-site.ts'

/**
 * Runs a command on the site's database: attaches to a running one and leaves it running, or starts it for as long
 * as the command takes.
 */
export async function withSite(name: string, act: (deps: Deps) => Promise<number>): Promise<number> {
  const config = readConfig(process.env)
  const { connection, cluster } = await openDatabase(config)
  try {
    const deps = openDeps(config, connection, name)
    try {
      await migrate(deps.pool)
      return await act(deps)
    } finally {
      await deps.close()
    }
  } finally {
    if (cluster && !cluster.attached) await cluster.stop()
  }
}

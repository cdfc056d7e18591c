import type { Cluster } from '../platform/db/cluster.ts'
import { type Log, stderrLog } from '../platform/log.ts'

const lookEveryMs = 500

/**
 * Looks after the database that comes along: where its server died, it is started again. The other processes answer
 * with "back in a moment" meanwhile and connect again by themselves.
 * @returns stops looking, and waits for a start that is under way
 */
export function keepDatabase(cluster: Cluster, log: Log = stderrLog('start')): () => Promise<void> {
  let reviving: Promise<void> | undefined
  const look = () => {
    if (reviving || cluster.isAlive()) return
    const startedAt = performance.now()
    reviving = cluster
      .revive()
      .then(() => log.info('database-started-again', { ms: Math.round(performance.now() - startedAt) }))
      .catch((error) => log.error('database-does-not-start', error))
      .finally(() => {
        reviving = undefined
      })
  }
  const timer = setInterval(look, lookEveryMs)
  return async () => {
    clearInterval(timer)
    await reviving
  }
}

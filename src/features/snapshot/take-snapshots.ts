import { json } from '../../platform/db/pool.ts'
import type { Deps } from '../../platform/deps.ts'
import { setSiteState } from '../../platform/site-state.ts'
import { ownReport } from './own-report.ts'
import { selectOwnCatalogue, selectReleasesToSnapshot } from './queries.ts'

/**
 * Takes the snapshot of every figures release that has none yet: of the catalogue as it was when the release was made,
 * with its figures. Safe to repeat: a snapshot that is there stays.
 * @returns how many were taken
 */
export async function takeSnapshots(deps: Deps): Promise<number> {
  const now = deps.clock.now()
  const demo = deps.config.demo !== 'off'
  let taken = 0
  for (const release of await selectReleasesToSnapshot(deps.db)) {
    await deps.db.transaction().execute(async (tx) => {
      const catalogue = await selectOwnCatalogue(tx, { at: release.computedAt, release: release.id, demo })
      const report = ownReport(catalogue, { source: deps.config.publicUrl.host, asOf: release.asOf, now })
      if (!report) return
      await tx
        .insertInto('catalogue_snapshots')
        .values({ release_id: release.id, as_of: release.asOf, taken_at: now, report: json(report) })
        .onConflict((conflict) => conflict.doNothing())
        .execute()
      taken++
    })
  }
  if (taken > 0) await setSiteState(deps.db, 'snapshot', { taken }, now)
  return taken
}

import { readCatalogue } from '../../domain/snapshot/catalogue.ts'
import { tableOfObjects } from '../../domain/snapshot/objects.ts'
import type { SnapshotReport } from '../../domain/snapshot/shape.ts'
import { snapshotReport } from '../../domain/snapshot/snapshot.ts'
import type { OwnCatalogue } from './queries.ts'

/** The analysis of our own catalogue, through the same reader as anybody's export. Undefined while it is empty. */
export function ownReport(
  { entries, simulated }: OwnCatalogue,
  { source, asOf, now }: { source: string; asOf: Date; now: Date },
): SnapshotReport | undefined {
  const table = tableOfObjects(entries)
  const catalogue = table && readCatalogue(table)
  if (!catalogue || 'problem' in catalogue) return undefined
  return snapshotReport(catalogue, {
    source,
    asOf: asOf.toISOString().slice(0, 10),
    computedAt: now.toISOString(),
    simulated,
  })
}

/** What the command line may use of the snapshot room. */

export { type CatalogueEntry, catalogueEntry } from './catalogue-entry.ts'
export { messages as snapshotMessages } from './messages.ts'
export { type OwnCatalogue, selectOwnCatalogue } from './queries.ts'
export { SnapshotView } from './report-view.tsx'

/** What other rooms and the command line may use of outcomes. */

export { figureTitle } from './figure-titles.ts'
export { figuresCsv } from './figures-csv.ts'
export { type LabelFigures, selectHeadlines, selectLabelFigures } from './label-queries.ts'
export {
  type MethodPage,
  methodAnchor,
  methodHref,
  methodPageOfFigure,
  methodPages,
  methodVersions,
  optionalMethodPage,
} from './method-pages.ts'
export type { ProviderNote } from './note-queries.ts'
export { prepareOutcomes, startOfMonth } from './prepare-outcomes.ts'
export type { PublishedFigure } from './queries.ts'
export { correctFigures, type Release, releaseFigures } from './release-figures.ts'
export { loadSimulatedCohort } from './simulated-cohort.ts'

/** What other rooms and the command line may use of outcomes. */

export { prepareOutcomes, startOfMonth } from './prepare-demo.ts'
export { selectPublishedFigures } from './queries.ts'
export { type Release, releaseFigures } from './release-figures.ts'

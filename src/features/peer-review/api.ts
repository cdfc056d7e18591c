// What other rooms may import of this one.

export { firstScale, intervalOfMix, markOfPiece } from './mark-of-piece.ts'
export { type MarkingFigures, markingFigures } from './marking-figures.ts'
export {
  eachMarkedPiece,
  type MarkedPiece,
  type ProjectProvenance,
  type PromisedPiece,
  selectPromisedPieces,
  selectProvenance,
} from './provenance.ts'
export { prepareReserve } from './reserve.ts'

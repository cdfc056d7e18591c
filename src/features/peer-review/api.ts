// What other rooms may import of this one.

export {
  eachMarkedPiece,
  type MarkedPiece,
  type ProjectProvenance,
  selectProvenance,
} from './provenance.ts'
export { prepareReserve } from './reserve.ts'

import { type AuditFindings, auditFindings } from '../../domain/peer-marks/audits.ts'
import { isKnown } from '../../domain/peer-marks/unknown.ts'
import type { MarkedPiece } from './provenance.ts'

/** Who marks, pooled over pieces: what the label and the figures say. Points are shares of the most. */
export interface MarkingFigures {
  pieces: number
  /** Days from handing in to the first mark, one entry a piece, ascending. */
  waitDays: number[]
  promisesKept: number
  appealsDecided: number
  appealsRaised: number
  /** Blind audits that were drawn by chance and have at least one peer. */
  audits: number
  /** The people whose pieces they are: what a published figure counts. */
  auditedPeople: number
  /** Lin's concordance of peers and educators; undefined where the audits can't tell. */
  concordance: number | undefined
  /** How much more the peers give than the educators. */
  leniency: { value: number; lower: number; upper: number } | undefined
  findings: AuditFindings
}

/** Pools the pieces of one credential, or of any set of pieces. What is shown of it is for the caller to decide. */
export function markingFigures(pieces: MarkedPiece[]): MarkingFigures {
  const audited = pieces.filter(
    (piece) => piece.peers.length > 0 && piece.blindEducator !== null && piece.auditProbability !== null,
  )
  const findings = auditFindings(
    audited.map((piece) => ({
      peers: piece.peers.reduce((sum, points) => sum + points, 0) / piece.peers.length,
      educator: piece.blindEducator!,
      blind: true,
      probability: piece.auditProbability,
    })),
  )
  return {
    pieces: pieces.length,
    waitDays: pieces
      .map((piece) => (piece.markedAt.getTime() - piece.handedInAt.getTime()) / 86_400_000)
      .toSorted((a, b) => a - b),
    promisesKept: pieces.filter((piece) => piece.isPromiseKept).length,
    appealsDecided: pieces.reduce((sum, piece) => sum + piece.appeals.decided, 0),
    appealsRaised: pieces.reduce((sum, piece) => sum + piece.appeals.raised, 0),
    audits: audited.length,
    auditedPeople: new Set(audited.map((piece) => piece.personKey)).size,
    concordance: isKnown(findings.linCcc) ? findings.linCcc : undefined,
    leniency: isKnown(findings.leniency) ? findings.leniency : undefined,
    findings,
  }
}

import type { CredentialDocument } from './credential-document.ts'
import { asArray, isObject, type JsonObject } from './verify/json-values.ts'

/** How one of our own credentials says that it was earned, for its page. Shares are 0 to 1. */
export type HowEarned = {
  marks?: { computer: number; peers: number; educators: number }
  /** Largest number of peers who marked one piece of the work. */
  peerCount: number
  handsOnShare?: number
  activeHours?: number
  marksByDoingShare?: number
  /** 1 to 6, as on the label. */
  supervisionLevel: number
  outcomes: string[]
  work: { name: string; score: number; narrative: string }[]
  /** How peers and educators agreed on the projects in it: the weakest of them, with the pieces that it rests on. */
  agreement?: { concordance: number; lower?: number; upper?: number; pieces: number }
  figuresRelease?: string
  figuresReleaseDate?: string
}

/** Reads a document that this site made and signed: its parts are where `buildCredentialDocument` puts them. */
export function readHowEarned(document: CredentialDocument): HowEarned {
  const subject = document.credentialSubject
  const achievement = objectOf(subject.achievement)
  const record = objectOf(subject.earningRecord)
  const evidence = asArray(document.evidence).filter(isObject)
  const results = asArray(subject.result).filter(isObject)
  const computer = numberOf(record.marksByComputerShare)
  return {
    marks:
      computer === undefined
        ? undefined
        : {
            computer,
            peers: numberOf(record.marksByPeersShare) ?? 0,
            educators: numberOf(record.marksByEducatorsShare) ?? 0,
          },
    peerCount: Math.max(0, ...evidence.map(peersOf)),
    handsOnShare: numberOf(record.handsOnShare),
    activeHours: numberOf(record.activeHours),
    marksByDoingShare: numberOf(record.marksByDoingShare),
    supervisionLevel: Number(achievement.supervisionLevel ?? 1),
    outcomes: asArray(achievement.teaches).map(String),
    work: evidence.map((piece, index) => ({
      name: String(piece.name),
      score: Number(results[index]?.value ?? 0) / 100,
      narrative: String(piece.narrative),
    })),
    agreement: weakestAgreement(evidence),
    figuresRelease: textOf(record.figuresRelease),
    figuresReleaseDate: textOf(record.figuresReleaseDate),
  }
}

function peersOf(piece: JsonObject): number {
  const peers = asArray(piece.assessor)
    .filter(isObject)
    .find(({ assessorKind }) => assessorKind === 'peer')
  return Number(peers?.assessorCount ?? 0)
}

function weakestAgreement(evidence: JsonObject[]): HowEarned['agreement'] {
  const stated = evidence
    .filter((piece) => piece.peerEducatorConcordance !== undefined)
    .map((piece) => ({
      concordance: Number(piece.peerEducatorConcordance),
      lower: numberOf(piece.peerEducatorConcordanceLower),
      upper: numberOf(piece.peerEducatorConcordanceUpper),
      pieces: Number(piece.peerEducatorPieces ?? 0),
    }))
  return stated.toSorted((a, b) => a.concordance - b.concordance)[0]
}

function objectOf(value: unknown): JsonObject {
  return isObject(value) ? value : {}
}

function numberOf(value: unknown): number | undefined {
  return value === undefined ? undefined : Number(value)
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

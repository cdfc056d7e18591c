import type { RubricPoints } from '../../domain/rubric.ts'
import type { Project } from './project.ts'

// What each side may see of a piece. A type has no field that its reader must not know: no author for a reviewer,
// no reviewer for an author, no peers' marks for an educator who marks blind.

export type PieceState = 'with_peers' | 'with_educator' | 'marked' | 'reserve' | 'withdrawn'

/** One marker's view: points and comments by criterion. */
export interface Marks {
  points: RubricPoints
  comments: Record<string, string>
}

/** A file as everybody but its author sees it: its name could say whose it is. */
export interface PieceFile {
  id: string
  extension: string
  mediaType: string
  bytes: number
}

export interface PieceContent {
  handInId: string
  /** null after erasure */
  text: string | null
  files: PieceFile[]
}

/** A learner's own pieces and reviews of one project. */
export interface OwnWork {
  draft: { text: string; savedAt: Date } | null
  /** The newest first. */
  pieces: OwnPieceRow[]
  reviews: OwnReviewRow[]
  reserveSize: number
}

export interface OwnPieceRow {
  id: string
  number: number
  state: PieceState
  handedInAt: Date
  markedAt: Date | null
  countsFrom: Date | null
  peerMarks: number
  points: number | null
  pointsMax: number | null
}

export interface OwnReviewRow {
  id: string
  givenAt: Date
  expiresAt: Date
  submittedAt: Date | null
  skipped: boolean
}

/** For its author: everything but who the peers are. */
export interface OwnPiece {
  project: Project
  enrolmentId: string
  id: string
  number: number
  state: PieceState
  handedInAt: Date
  markedAt: Date | null
  countsFrom: Date | null
  text: string | null
  files: (PieceFile & { name: string })[]
  /** Empty until the piece is marked. */
  results: {
    criterion: string
    points: number
    pointsMax: number
    peerShare: number
    educatorShare: number
  }[]
  /** In the order in which they came: "Reviewer 1" is the first. Empty until the piece is marked. */
  peers: Marks[]
  educator: Marks | null
}

/** For its reviewer: the piece without its author. */
export interface GivenReview {
  project: Project
  id: string
  /** The reviewer's own enrolment, for the way back. */
  enrolmentId: string
  expiresAt: Date
  submittedAt: Date | null
  skipReason: string | null
  piece: PieceContent
  typed: Record<string, string> | null
  own: Marks | null
  /** How educators marked it: only for pieces of the reserve, and only after the review was handed in. */
  educator: Marks | null
}

/** For an educator: peers' marks are there only once the piece is marked. */
export interface PieceToMark {
  project: Project
  credentialTitle: string
  state: PieceState
  handedInAt: Date
  markedAt: Date | null
  peerMarks: number
  piece: PieceContent
  peers: Marks[]
  educator: Marks | null
  results: OwnPiece['results']
}

export interface QueueRow {
  id: string
  title: string
  credentialTitle: string
  handedInAt: Date
  peerMarks: number
  peers: number
  promiseDays: number
}

import type { MarkedBoth } from '../../domain/reviewer-record.ts'
import type { CriterionResult, RubricPoints } from '../../domain/rubric.ts'
import type { Closure } from './calendar/closed-days.ts'
import type { RequestReason } from './educator-requests.ts'
import type { Project } from './project.ts'
import type { DecisionKind } from './write-decision.ts'

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
  cleaned: 'clean' | 'cleaned' | 'not_cleaned' | null
}

/** A link with the words that stood there when it was handed in. */
export interface PieceLink {
  url: string
  state: 'waiting' | 'kept' | 'failed'
  why: string | null
  title: string | null
  body: string | null
  fetchedAt: string | null
}

export interface LabResult {
  title: string
  points: number
  pointsMax: number
  handedInAt: string
}

export interface PieceContent {
  handInId: string
  /** null after erasure */
  text: string | null
  files: PieceFile[]
  links: PieceLink[]
  labs: LabResult[]
}

/** A learner's own pieces and reviews of one project. */
export interface OwnWork {
  draft: { text: string; savedAt: Date } | null
  /** The newest first. */
  pieces: OwnPieceRow[]
  reviews: OwnReviewRow[]
  reserveSize: number
  /** Training pieces that must still be marked closely enough before the next review. */
  trainingLeft: number
  compared: MarkedBoth[]
  /** When the provider is closed, from today on. */
  closures: Closure[]
  /** Likes to be invited when a piece waits for reviewers. */
  volunteers: boolean
}

export interface OwnPieceRow {
  id: string
  number: number
  state: PieceState
  handedInAt: Date
  promisedBy: Date
  markedAt: Date | null
  countsFrom: Date | null
  peerMarks: number
  peersWanted: number
  isAudited: boolean
  points: number | null
  pointsMax: number | null
  lower: number | null
  upper: number | null
}

export interface OwnReviewRow {
  id: string
  givenAt: Date
  expiresAt: Date
  submittedAt: Date | null
  skipped: boolean
  counts: boolean
}

/** A review as the author of the piece sees it: never whose it is, unless the provider lets names be seen. */
export interface ReceivedReview extends Marks {
  id: string
  by: string | null
  /** Came after the piece was marked, so it is not in the mark. */
  afterMark: boolean
  useful: Record<string, number>
  thanked: boolean
  answer: string | null
  report: { reason: string; decidedAt: string | null; upheld: boolean | null; decision: string } | null
}

export interface Appeal {
  criterion: string
  reason: string
  appealedAt: string
  pointsBefore: number
  decidedAt: string | null
  pointsAfter: number | null
  decision: string
}

export interface Decision {
  kind: DecisionKind
  decidedAt: string
  points: number
  pointsMax: number
  lower: number
  upper: number
  method: string
  scaleShift: number
  reason: string
}

/** What was decided about a piece; all empty until it is marked. */
export interface PieceResult {
  results: CriterionResult[]
  /** The newest last; the last one is in force. */
  decisions: Decision[]
  appeals: Appeal[]
  refusal: string | null
}

/** For its author: everything but who the peers are. */
export interface OwnPiece extends PieceResult {
  project: Project
  enrolmentId: string
  id: string
  number: number
  state: PieceState
  handedInAt: Date
  markedAt: Date | null
  countsFrom: Date | null
  isAudited: boolean
  /** Whether the provider has an educator who had no part in the mark, to decide an appeal. */
  hasDecider: boolean
  content: PieceContent & { files: (PieceFile & { name: string })[] }
  /** In the order in which they came: "Reviewer 1" is the first. Empty until the piece is marked. */
  peers: ReceivedReview[]
  educators: Marks[]
}

/** For its reviewer: the piece without its author. */
export interface GivenReview {
  project: Project
  id: string
  /** The reviewer's own enrolment, for the way back. */
  enrolmentId: string
  givenAt: Date
  expiresAt: Date
  submittedAt: Date | null
  skipReason: string | null
  notCountedWhy: 'low_effort' | 'abusive' | null
  /** Only where the provider lets names be seen. */
  authorName: string | null
  piece: PieceContent
  typed: Record<string, string> | null
  own: Marks | null
  /** How educators marked it: only for pieces of the reserve, and only after the review was handed in. */
  educator: Marks | null
  useful: Record<string, number>
  thanked: boolean
  answer: string | null
  /** What an educator decided about a report of this review, where the reviewer should know. */
  reportDecision: string | null
  compared: MarkedBoth[]
}

/** A piece that a marker trains with. What educators gave is there for comparing; pages show it after the hand-in. */
export interface Training {
  project: Project
  id: string
  enrolmentId: string
  piece: PieceContent
  submittedAt: Date | null
  own: RubricPoints | null
  ownComments: Record<string, string>
  distance: number | null
  isClose: boolean | null
  educatorPoints: RubricPoints
  educatorComments: Record<string, string>
  trainingLeft: number
}

export interface OpenRequest {
  reason: RequestReason
  askedAt: string
  dueAt: string
}

/** For an educator: marks of others are there only once the piece is marked. */
export interface PieceToMark extends PieceResult {
  project: Project
  providerId: string
  credentialTitle: string
  state: PieceState
  handedInAt: Date
  promisedBy: Date
  markedAt: Date | null
  peerMarks: number
  piece: PieceContent
  authorName: string | null
  peers: (Marks & { id: string; afterMark: boolean; report: ReportToDecide | null })[]
  educators: Marks[]
  requests: OpenRequest[]
  /** Who took it: this educator, somebody else, nobody. */
  assignee: 'me' | 'other' | null
  /** This educator's marks are in already; a second marker is awaited. */
  isMarkedByMe: boolean
  /** This educator had a part in the mark, so somebody else decides appeals about it. */
  isMine: boolean
  savedComments: { id: string; body: string }[]
}

export interface ReportToDecide {
  reason: string
  body: string
  decidedAt: string | null
  upheld: boolean | null
  decision: string
}

export interface QueueRow {
  id: string
  title: string
  credentialTitle: string
  handedInAt: Date
  peerMarks: number
  peersWanted: number
  reasons: RequestReason[]
  dueAt: Date
  assignee: 'me' | 'other' | null
}

export interface EducatorLoad {
  personKey: string
  name: string
  isMe: boolean
  taken: number
  doneInMonth: number
}

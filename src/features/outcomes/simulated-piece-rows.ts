import { lockHours } from '../../domain/allocation.ts'
import { educatorsFrom, promisedBy } from '../../domain/promise.ts'
import type { Random as Draws } from '../../domain/random.ts'
import { type CriterionResult, type RubricPoints, shareOfPoints, sumResults } from '../../domain/rubric.ts'
import { type SimulatedPiece, type SimulatedProject, simulatePieces } from '../../domain/simulated-pieces.ts'
import type { CopyValue } from '../../platform/db/copy.ts'
import { newId, newPersonKey, type Random } from '../../platform/random.ts'
import { firstScale, intervalOfMix, markOfPiece } from '../peer-review/api.ts'

// What peers and educators of the demo's simulated people did, as rows of the peer-review room's tables: the very facts
// from which the label says who marks, how far they agree, and whose marks came as promised.

export const pieceColumns = {
  hand_ins: [
    'id',
    'enrolment_id',
    'item_id',
    'handed_in_at',
    'promised_by',
    'educators_from',
    'state',
    'peer_marks',
    'peers_wanted',
    'counts_from',
    'marked_at',
    'audit_probability',
    'audited',
    'audit_drawn_at',
  ],
  reviews: ['id', 'hand_in_id', 'reviewer_enrolment_id', 'given_at', 'expires_at', 'submitted_at'],
  review_marks: ['review_id', 'criterion', 'points'],
  educator_requests: ['id', 'hand_in_id', 'reason', 'asked_at', 'due_at', 'closed_at', 'closed_by'],
  educator_marks: ['hand_in_id', 'educator', 'criterion', 'points', 'blind', 'marked_at'],
  piece_decisions: [
    'work_id',
    'hand_in_id',
    'kind',
    'decided_at',
    'decided_by',
    'points',
    'points_max',
    'lower',
    'upper',
    'method',
    'peers',
    'educators',
    'peer_share',
    'educator_share',
  ],
  criterion_results: [
    'hand_in_id',
    'criterion',
    'points',
    'points_max',
    'weight',
    'peer_share',
    'educator_share',
  ],
  appeals: [
    'hand_in_id',
    'criterion',
    'request_id',
    'reason',
    'appealed_at',
    'points_before',
    'decided_at',
    'decided_by',
    'points_after',
  ],
} as const

export type PieceRows = Record<keyof typeof pieceColumns, CopyValue[][]>

export interface HandedInProject {
  enrolmentId: string
  quality: number
  handedInAt: Date
  markedAt: Date
}

/** A mark as the learn room holds it. */
export interface MarkOfPiece {
  enrolmentId: string
  workId: string
  corrects: string | null
  points: number
  pointsMax: number
  peerShare: number
  educatorShare: number
  peers: number
  educators: number
  handedInAt: Date
  markedAt: Date
}

const appealDays = 7

/**
 * Adds the rows of one project's pieces.
 * @param handedIn in any order; all marked before `until`
 * @param educators persons who mark and decide appeals, two at least
 * @returns the marks, each piece's in order: the last one is in force
 */
export function addPieces(
  rows: PieceRows,
  {
    itemId,
    project,
    promiseDays,
    handedIn,
    educators,
    until,
    draws,
    ids,
  }: {
    itemId: string
    project: SimulatedProject
    promiseDays: number
    handedIn: HandedInProject[]
    educators: string[]
    until: Date
    draws: Draws
    ids: Random
  },
): MarkOfPiece[] {
  const byMark = handedIn.toSorted((a, b) => a.markedAt.getTime() - b.markedAt.getTime())
  const reviewers = new Reviewers(handedIn)
  return simulatePieces(project, byMark, draws.fork('pieces')).flatMap((piece, k) => {
    const { enrolmentId } = byMark[k]!
    const id = newId(piece.handedInAt, ids)
    const promise = { handedInAt: piece.handedInAt, promiseDays }
    const [marker, decider] = [educators[k % educators.length]!, educators[(k + 1) % educators.length]!]
    const isAudited = piece.educator?.why === 'audit'
    rows.hand_ins.push([
      id,
      enrolmentId,
      itemId,
      piece.handedInAt,
      promisedBy(promise),
      educatorsFrom(promise),
      'marked',
      piece.reviews.length,
      Math.max(project.peers, piece.reviews.length),
      piece.handedInAt,
      piece.markedAt,
      piece.auditProbability,
      isAudited,
      piece.auditProbability === null ? null : piece.markedAt,
    ])
    const own = draws.fork(`reviewers ${k}`)
    for (const review of piece.reviews) {
      const reviewer = reviewers.pick(enrolmentId, review.givenAt, own)
      if (!reviewer) continue
      const reviewId = newId(review.givenAt, ids)
      const expiresAt = new Date(review.givenAt.getTime() + lockHours * 3_600_000)
      rows.reviews.push([reviewId, id, reviewer, review.givenAt, expiresAt, review.submittedAt])
      for (const [criterion, points] of Object.entries(review.points))
        rows.review_marks.push([reviewId, criterion, points])
    }
    if (piece.educator) {
      const { why, askedAt, points } = piece.educator
      rows.educator_requests.push([
        newId(askedAt, ids),
        id,
        why,
        askedAt,
        promisedBy(promise),
        piece.markedAt,
        marker,
      ])
      for (const [criterion, value] of Object.entries(points))
        rows.educator_marks.push([id, marker, criterion, value, true, piece.markedAt])
    }
    const marks = [decision(rows, project, { piece, id, enrolmentId, by: piece.educator ? marker : null })]
    const { appeal } = piece
    if (appeal && appeal.decidedAt < until) {
      const requestId = newId(appeal.appealedAt, ids)
      const dueAt = new Date(appeal.appealedAt.getTime() + appealDays * 86_400_000)
      rows.educator_requests.push([
        requestId,
        id,
        'appeal',
        appeal.appealedAt,
        dueAt,
        appeal.decidedAt,
        decider,
      ])
      rows.appeals.push([
        id,
        appeal.criterion,
        requestId,
        '',
        appeal.appealedAt,
        appeal.before,
        appeal.decidedAt,
        decider,
        appeal.after,
      ])
      if (appeal.after > appeal.before) {
        const raised = { ...piece, results: raisedBy(piece.results, appeal) }
        const workId = newId(appeal.decidedAt, ids)
        marks.push(
          decision(rows, project, {
            piece: raised,
            id,
            enrolmentId,
            by: decider,
            appeal: { workId, ...appeal },
          }),
        )
        for (const result of raised.results) rows.criterion_results.push(resultRow(id, result))
        return marks
      }
    }
    for (const result of piece.results) rows.criterion_results.push(resultRow(id, result))
    return marks
  })
}

/** Persons who mark the simulated pieces. */
export function newEducators(ids: Random): string[] {
  return [newPersonKey(ids), newPersonKey(ids)]
}

function decision(
  rows: PieceRows,
  { criteria }: SimulatedProject,
  {
    piece,
    id,
    enrolmentId,
    by,
    appeal,
  }: {
    piece: SimulatedPiece
    id: string
    enrolmentId: string
    by: string | null
    appeal?: { workId: string; decidedAt: Date }
  },
): MarkOfPiece {
  const { points, pointsMax, shares } = sumResults(piece.results)
  const educators = shares.educators > 0 ? 1 : 0
  const peers = shares.peers > 0 ? piece.reviews.length : 0
  const interval = intervalOf(piece, criteria, {
    share: points / pointsMax,
    educators,
    weight: shares.educators,
  })
  const workId = appeal?.workId ?? id
  const at = appeal?.decidedAt ?? piece.markedAt
  rows.piece_decisions.push([
    workId,
    id,
    appeal ? 'appeal' : 'first',
    at,
    by,
    points,
    pointsMax,
    interval.lower * pointsMax,
    interval.upper * pointsMax,
    shares.educators === 1 ? 'educator' : shares.educators > 0 ? 'mean+educator' : 'mean',
    peers,
    educators,
    shares.peers,
    shares.educators,
  ])
  return {
    enrolmentId,
    workId,
    corrects: appeal ? id : null,
    points,
    pointsMax,
    peerShare: shares.peers,
    educatorShare: shares.educators,
    peers,
    educators,
    handedInAt: piece.handedInAt,
    markedAt: at,
  }
}

function intervalOf(
  piece: SimulatedPiece,
  criteria: SimulatedProject['criteria'],
  mix: { share: number; educators: number; weight: number },
) {
  const given = piece.reviews.map((review: { points: RubricPoints }, k) => ({
    reviewer: `${k}`,
    share: shareOfPoints(criteria, review.points),
  }))
  return intervalOfMix(
    { ...mix, peers: given.length > 0 ? markOfPiece(given, firstScale) : undefined },
    firstScale,
  )
}

// Who decides an appeal decides that criterion.
function raisedBy(results: CriterionResult[], { criterion, after }: { criterion: string; after: number }) {
  return results.map((result) =>
    result.criterion === criterion ? { ...result, points: after, peerShare: 0, educatorShare: 1 } : result,
  )
}

function resultRow(id: string, result: CriterionResult): CopyValue[] {
  return [
    id,
    result.criterion,
    result.points,
    result.pointsMax,
    result.weight,
    result.peerShare,
    result.educatorShare,
  ]
}

// Those who handed in lately review what others handed in: never their own, never a swap of two.
class Reviewers {
  readonly #handedIn: HandedInProject[]
  readonly #times: number[]
  readonly #reviewed = new Set<string>()

  constructor(handedIn: HandedInProject[]) {
    this.#handedIn = handedIn.toSorted((a, b) => a.handedInAt.getTime() - b.handedInAt.getTime())
    this.#times = this.#handedIn.map((one) => one.handedInAt.getTime())
  }

  /** The enrolment of one of the last twelve who handed in; undefined where nobody else did yet. */
  pick(author: string, at: Date, draws: Draws): string | undefined {
    const end = firstAfter(this.#times, at.getTime())
    const lately = this.#handedIn.slice(Math.max(0, end - 12), end).map((one) => one.enrolmentId)
    const free = lately.filter(
      (one) =>
        one !== author && !this.#reviewed.has(`${one} ${author}`) && !this.#reviewed.has(`${author} ${one}`),
    )
    if (free.length === 0) return undefined
    const chosen = draws.pick(free)
    this.#reviewed.add(`${chosen} ${author}`)
    return chosen
  }
}

function firstAfter(times: number[], at: number): number {
  let [low, high] = [0, times.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (times[middle]! <= at) low = middle + 1
    else high = middle
  }
  return low
}

import { reviewsOwed } from '../../domain/allocation.ts'
import type { OwnPieceRow, OwnReviewRow, OwnWork } from './piece-views.ts'
import type { Project } from './project.ts'

/** Where a learner stands with a project, as its page tells it. */
export interface Standing {
  owed: number
  given: number
  /** The newest piece, if any. */
  piece: OwnPieceRow | undefined
  /** The piece with the most points, once one is marked. */
  best: OwnPieceRow | undefined
  /** Reviews that are in the learner's hands. */
  held: (OwnReviewRow & { late: boolean })[]
  submitted: OwnReviewRow[]
  passed: boolean
  mayHandIn: boolean
  markedUntil: Date | undefined
}

export function standingOf(
  work: OwnWork,
  project: Project,
  { works, now }: { works: boolean; now: Date },
): Standing {
  const piece = work.pieces[0]
  const marked = work.pieces.filter((one) => one.state === 'marked')
  const best = marked.toSorted((a, b) => shareOf(b) - shareOf(a))[0]
  const passed = best !== undefined && shareOf(best) >= project.passShare - 1e-9
  const open = piece?.state === 'with_peers' || piece?.state === 'with_educator'
  const submitted = work.reviews.filter((review) => review.submittedAt)
  return {
    owed: reviewsOwed(project.marking.reviews_to_give, work.reserveSize),
    given: submitted.filter((review) => review.counts).length,
    piece,
    best,
    held: work.reviews
      .filter((review) => !review.submittedAt && !review.skipped)
      .map((review) => ({ ...review, late: review.expiresAt <= now })),
    submitted,
    passed,
    mayHandIn: works && !open && !passed && (project.marking.revise || marked.length === 0),
    markedUntil: piece?.promisedBy,
  }
}

function shareOf(piece: OwnPieceRow): number {
  return piece.pointsMax ? (piece.points ?? 0) / piece.pointsMax : 0
}

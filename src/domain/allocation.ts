// Which piece a reviewer gets next. Nobody waits for a term: pieces are given by need, and when the pool runs dry
// the reserve (pieces that educators marked before) keeps givers moving.

/** How long a piece that was given stays with its reviewer before others may get it. */
export const lockHours = 48

export interface WaitingPiece {
  id: string
  /** Who handed it in: a person, not an enrolment, because a person may have several. */
  author: string
  /** Peers who marked it. */
  marks: number
  /** Reviewers who have it now and whose time is not over. */
  locks: number
  waitingSince: Date
}

export interface ReservePiece {
  id: string
  /** How often it was given, to anybody. */
  given: number
}

export interface Reviewer {
  person: string
  /** Ids of pieces that they reviewed, skipped or have now. */
  seen: ReadonlySet<string>
  /** Ids of reserve pieces that they skipped: offered again only when nothing else is left. */
  skipped: ReadonlySet<string>
  /** Persons who reviewed, or have now, a piece of this reviewer's: giving theirs back would be a swap of two. */
  reviewedBy: ReadonlySet<string>
}

/**
 * Chooses the piece that needs a mark most and that this reviewer may have: fewest marks (those on their way
 * included), then longest waiting. Never their own, never twice, never a swap of two, never past `peers` reviewers.
 * @param peers how many reviewers a piece gets
 * @returns undefined where neither pool nor reserve has a piece for them
 */
export function choosePiece(
  reviewer: Reviewer,
  { pool, reserve, peers }: { pool: WaitingPiece[]; reserve: ReservePiece[]; peers: number },
): { id: string; from: 'pool' | 'reserve' } | undefined {
  const allowed = pool.filter((piece) => mayReview(reviewer, piece, peers))
  if (allowed.length > 0) return { id: allowed.reduce(neediest).id, from: 'pool' }
  const unseen = reserve.filter((piece) => !reviewer.seen.has(piece.id))
  const left = unseen.length > 0 ? unseen : reserve.filter((piece) => reviewer.skipped.has(piece.id))
  if (left.length === 0) return undefined
  return { id: left.reduce(leastGiven).id, from: 'reserve' }
}

function mayReview(reviewer: Reviewer, piece: WaitingPiece, peers: number): boolean {
  return (
    piece.author !== reviewer.person &&
    !reviewer.seen.has(piece.id) &&
    !reviewer.reviewedBy.has(piece.author) &&
    piece.marks + piece.locks < peers
  )
}

function neediest(a: WaitingPiece, b: WaitingPiece): WaitingPiece {
  const difference =
    a.marks + a.locks - (b.marks + b.locks) || a.waitingSince.getTime() - b.waitingSince.getTime()
  return difference < 0 || (difference === 0 && a.id < b.id) ? a : b
}

// Spread over the reserve, so that no piece wears out.
function leastGiven(a: ReservePiece, b: ReservePiece): ReservePiece {
  const difference = a.given - b.given
  return difference < 0 || (difference === 0 && a.id < b.id) ? a : b
}

/**
 * How many reviews a learner owes for their project. Never more than the reserve holds, so that a learner who is
 * alone can always give them.
 */
export function reviewsOwed(reviewsToGive: number, reserveSize: number): number {
  return Math.min(reviewsToGive, reserveSize)
}

/** Until when peers may mark a piece before an educator takes it as it is: the promise of the provider. */
export function peersHaveUntil(handedInAt: Date, promiseDays: number): Date {
  return new Date(handedInAt.getTime() + promiseDays * 86_400_000)
}

/**
 * From when a piece counts as handed in: as soon as the reviews that its author owes are given too.
 * @param reviewsGivenAt the moments of the author's reviews, in any order
 * @returns null while reviews are owed
 */
export function countsFrom(handedInAt: Date, owed: number, reviewsGivenAt: Date[]): Date | null {
  if (owed === 0) return handedInAt
  const last = reviewsGivenAt.toSorted((a, b) => a.getTime() - b.getTime())[owed - 1]
  if (!last) return null
  return last > handedInAt ? last : handedInAt
}

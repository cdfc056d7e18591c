// Which piece a reviewer gets next. Nobody waits for a term: pieces are given by need, and when the pool runs dry
// the reserve (pieces that educators marked before) keeps givers moving.

/** How long a piece that was given stays with its reviewer. */
export const lockHours = 48

/**
 * How long its place is kept. Who takes longer may still hand the review in, and it counts; but somebody else may get
 * the piece too, because one in ten never comes back and nobody knows which one.
 */
export const placeHours = 24

/**
 * Reviewers for whom only pieces are left whose places are all taken get one of those, before the reserve: so many
 * more than a piece needs. It costs nobody anything, and makes up for those who never come back.
 */
export const sparePlaces = 1

export interface WaitingPiece {
  id: string
  /** Who handed it in: a person, not an enrolment, because a person may have several. */
  author: string
  /** Peers who marked it. */
  marks: number
  /** Reviewers who have it now and whose place is kept. */
  locks: number
  /** How many peers it is to get, where that is not what its project says. */
  wanted?: number
  waitingSince: Date
  /** Where every place is taken: when the first of them is given up, if its reviewer does not come back before. */
  fullUntil?: Date | null
  /** When it goes to an educator as it is. */
  educatorsFrom?: Date
  /** How precise each of those is who marked it or have it now, 1 being the usual; who is unknown is usual. */
  skills?: number[]
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
  /** Their precision over the usual one; 1 where it is not known. */
  skill?: number
}

/**
 * Chooses the piece that needs a mark most and that this reviewer may have. Never their own, never twice, never a swap
 * of two, never past the number of peers it is to get and one spare. In this order:
 *
 * 1. pieces whose time with the peers is half over, the longest waiting first, so that the promise is kept by peers;
 * 2. the others: fewest marks (those on their way included), then longest waiting;
 * 3. pieces whose places are all taken and not all marked, the one whose place was taken longest ago first: one
 *    reviewer more than needed, in case that one never comes back;
 * 4. the reserve, the piece that was given least.
 *
 * Among pieces of equal need that wait for about as long, the one that this reviewer's precision balances best, so that
 * no piece has all the careless reviewers and none all the careful ones.
 * @param peers how many reviewers a piece gets
 * @returns undefined where neither pool nor reserve has a piece for them
 */
export function choosePiece(
  reviewer: Reviewer,
  { pool, reserve, peers, now }: { pool: WaitingPiece[]; reserve: ReservePiece[]; peers: number; now?: Date },
): { id: string; from: 'pool' | 'reserve' } | undefined {
  const allowed = pool.filter((piece) => mayReview(reviewer, piece) && hasPlace(piece, peers))
  const free = allowed.filter((piece) => placesLeft(piece, peers) > 0)
  if (free.length > 0) return { id: neediest(free, reviewer, now).id, from: 'pool' }
  if (allowed.length > 0) return { id: allowed.reduce(longestTaken).id, from: 'pool' }
  const unseen = reserve.filter((piece) => !reviewer.seen.has(piece.id))
  const left = unseen.length > 0 ? unseen : reserve.filter((piece) => reviewer.skipped.has(piece.id))
  if (left.length === 0) return undefined
  return { id: left.reduce(leastGiven).id, from: 'reserve' }
}

function mayReview(reviewer: Reviewer, piece: WaitingPiece): boolean {
  return (
    piece.author !== reviewer.person && !reviewer.seen.has(piece.id) && !reviewer.reviewedBy.has(piece.author)
  )
}

// A piece whose reviewers have all marked it needs nobody, whatever else happens to it.
function hasPlace(piece: WaitingPiece, peers: number): boolean {
  return piece.marks < (piece.wanted ?? peers) && placesLeft(piece, peers) > -sparePlaces
}

function placesLeft({ marks, locks, wanted }: WaitingPiece, peers: number): number {
  return (wanted ?? peers) - marks - locks
}

function longestTaken(a: WaitingPiece, b: WaitingPiece): WaitingPiece {
  const until = (piece: WaitingPiece) => piece.fullUntil?.getTime() ?? Number.POSITIVE_INFINITY
  const difference = until(a) === until(b) ? 0 : until(a) - until(b)
  return difference < 0 || (difference === 0 && a.id < b.id) ? a : b
}

/** Pieces that wait for about as long: no more than this apart. */
const aboutAsLongMs = 12 * 3_600_000

function neediest(pieces: WaitingPiece[], reviewer: Reviewer, now: Date | undefined): WaitingPiece {
  const first = pieces.reduce((a, b) => (byNeed(a, b, now) <= 0 ? a : b))
  const alike = pieces.filter(
    (piece) =>
      isPressing(piece, now) === isPressing(first, now) &&
      piece.marks + piece.locks === first.marks + first.locks &&
      Math.abs(piece.waitingSince.getTime() - first.waitingSince.getTime()) <= aboutAsLongMs,
  )
  return alike.reduce((a, b) => {
    const difference = imbalance(a, reviewer) - imbalance(b, reviewer)
    return (Math.abs(difference) > 1e-9 ? difference : byNeed(a, b, now)) <= 0 ? a : b
  })
}

function byNeed(a: WaitingPiece, b: WaitingPiece, now: Date | undefined): number {
  const pressing = Number(isPressing(b, now)) - Number(isPressing(a, now))
  const need = isPressing(a, now) ? 0 : a.marks + a.locks - (b.marks + b.locks)
  return pressing || need || a.waitingSince.getTime() - b.waitingSince.getTime() || (a.id < b.id ? -1 : 1)
}

function isPressing({ waitingSince, educatorsFrom }: WaitingPiece, now: Date | undefined): boolean {
  return now !== undefined && educatorsFrom !== undefined && now >= pressingFrom(waitingSince, educatorsFrom)
}

/** From when a piece goes before those of fewer marks: half of the peers' time is over. */
export function pressingFrom(waitingSince: Date, educatorsFrom: Date): Date {
  return new Date((waitingSince.getTime() + educatorsFrom.getTime()) / 2)
}

// How far the precision of a piece's reviewers, this one included, would be from the usual.
function imbalance({ skills = [] }: WaitingPiece, { skill = 1 }: Reviewer): number {
  if (skills.length === 0) return 0
  return Math.abs((skills.reduce((sum, one) => sum + one, 0) + skill) / (skills.length + 1) - 1)
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

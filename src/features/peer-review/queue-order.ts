import type { GraderEstimate } from '../../domain/peer-marks/one-mark.ts'
import { firstScale, markOfPiece, type ProjectScale } from './mark-of-piece.ts'
import type { StoredScale } from './project-scale.ts'

// In which order educators find what waits: by when it was promised and by doubt, which is how wide the interval of the
// peers' marks is. The width stays in here: an educator who marks blind is not to know it.

/** A piece whose interval is the whole scale goes before those that were promised so many days sooner. */
export const doubtDays = 2

/** A peer's mark as a share of the points, with what the last night knows of who gave it. */
export interface WaitingMark {
  reviewer: string
  share: number
  scale: { bias: number; biasSd: number; precision: number; weight: number } | null
}

export interface Waiting {
  id: string
  dueAt: Date
  peers: WaitingMark[]
  scale: { method: ProjectScale['method']; stored: StoredScale; shift: number } | null
}

/** Width of the 90 % interval as a share of the points; undefined where no peer has marked the piece. */
export function doubtOf({ peers, scale }: Pick<Waiting, 'peers' | 'scale'>): number | undefined {
  if (peers.length === 0) return undefined
  const reviewers = new Map<string, GraderEstimate>()
  const weights = new Map<string, number>()
  for (const { reviewer, scale: own } of peers) {
    if (!own) continue
    reviewers.set(reviewer, { bias: own.bias, biasVariance: own.biasSd ** 2, precision: own.precision })
    weights.set(reviewer, own.weight)
  }
  const { lower, upper } = markOfPiece(
    peers,
    scale ? { ...scale.stored, method: scale.method, shift: scale.shift, reviewers, weights } : firstScale,
  )
  return upper - lower
}

/** The same pieces, the one to be marked next first: each goes ahead by as much of `doubtDays` as its doubt is. */
export function inQueueOrder<One extends Waiting>(waiting: One[]): One[] {
  return waiting
    .map((one) => ({
      one,
      rank: one.dueAt.getTime() - doubtDays * 86_400_000 * (doubtOf(one) ?? 0),
    }))
    .sort((a, b) => a.rank - b.rank || (a.one.id < b.one.id ? -1 : 1))
    .map(({ one }) => one)
}

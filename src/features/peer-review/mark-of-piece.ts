import { studentQuantile } from '../../domain/distributions.ts'
import { type GraderEstimate, markGivenGraders, nextStep } from '../../domain/peer-marks/one-mark.ts'
import type { Prior } from '../../domain/peer-marks/prior.ts'
import { weightedMean } from '../../domain/reviewer-weight.ts'

// The mark of one piece from the marks of its peers, as of now. What all pieces of the project say together (how far
// markers differ, how generous each one is, which method is better) is computed at night and comes in as `scale`.

/** Every interval of a mark in this room is a 90 % one. */
export const markLevel = 0.9

/** Everything as shares of the most points. */
export interface ProjectScale {
  method: 'mean' | 'blup' | 'pg1'
  /** Variance of the marks within a piece, and how many degrees of freedom speak for it. */
  within: { variance: number; df: number }
  /** Of blup and pg1. */
  prior?: Prior
  reviewers: ReadonlyMap<string, GraderEstimate>
  /** How much a reviewer's mark counts in a mean, 1 where nothing is known. The model has it in its precisions. */
  weights: ReadonlyMap<string, number>
  /** What is added to the peers' marks while the educators' scale is in force. */
  shift: number
}

export interface PieceMark {
  share: number
  lower: number
  upper: number
  method: ProjectScale['method']
}

// Before a project has marks of its own: two markers of one piece differ by about 0.17 of the points, worth as much as
// ten pieces. The first nights replace it.
export const firstScale: ProjectScale = {
  method: 'mean',
  within: { variance: 0.0144, df: 10 },
  reviewers: new Map(),
  weights: new Map(),
  shift: 0,
}

/**
 * @param peers the marks that count, as shares of the most points
 * @throws RangeError without a mark
 */
export function markOfPiece(peers: { reviewer: string; share: number }[], scale: ProjectScale): PieceMark {
  if (peers.length === 0) throw new RangeError('nobody marked this piece')
  const { share, half } = scale.prior ? byModel(peers, scale, scale.prior) : byMean(peers, scale)
  const hold = (value: number) => Math.min(Math.max(value + scale.shift, 0), 1)
  return {
    share: hold(share),
    lower: hold(share - half),
    upper: hold(share + half),
    method: scale.prior ? scale.method : 'mean',
  }
}

// Mean of the marks, each with its reviewer's weight. Two or three marks tell little about their own spread, so the variance within pieces is that of the
// project (domain/peer-marks/simple-marks.ts), moved by how far the markers of this piece are apart: the project's
// speaks with at most ten degrees of freedom, because pieces differ in how well their markers agree. Marks that count
// differently are worth fewer marks than there are.
function byMean(peers: { reviewer: string; share: number }[], { within, weights }: ProjectScale) {
  const {
    mean: share,
    size,
    squares,
  } = weightedMean(peers.map(({ reviewer, share: mark }) => ({ mark, weight: weights.get(reviewer) ?? 1 })))
  const df = Math.min(within.df, 10)
  const variance = (df * within.variance + squares) / (df + peers.length - 1)
  return {
    share,
    half: studentQuantile(0.5 + markLevel / 2, df + peers.length - 1) * Math.sqrt(variance / size),
  }
}

// The model's interval does not see how far these markers are apart; that of the mean does, and the wider one holds.
function byModel(peers: { reviewer: string; share: number }[], scale: ProjectScale, prior: Prior) {
  const given = peers.map(({ reviewer, share }) => ({ mark: share, grader: scale.reviewers.get(reviewer) }))
  const { mark, lower, upper } = markGivenGraders(given, prior, { level: markLevel })
  return { share: mark, half: Math.max((upper - lower) / 2, byMean(peers, scale).half) }
}

/** What a piece needs next, once `given` peers have marked it. */
export function stepAfter(
  { share, lower, upper }: PieceMark,
  { given, peersWanted, intervalMax }: { given: number; peersWanted: number; intervalMax: number },
) {
  return nextStep({ n: given, mark: share, lower, upper }, { peersWanted, widthMax: intervalMax + 1e-9 })
}

export interface IntervalOfMark {
  lower: number
  upper: number
}

/**
 * The interval of a mark that educators had a part in. An educator is one marker whose marks scatter as much as a
 * peer's: that is not better than it is known to be.
 * @param mix.weight the educators' part of the mark, 0 to 1
 */
export function intervalOfMix(
  {
    share,
    peers,
    educators,
    weight,
  }: { share: number; peers: PieceMark | undefined; educators: number; weight: number },
  { within }: Pick<ProjectScale, 'within'>,
): IntervalOfMark {
  if (weight === 0 && peers) return { lower: peers.lower, upper: peers.upper }
  const critical = studentQuantile(0.5 + markLevel / 2, within.df)
  const ofEducators = (weight * critical) ** 2 * (within.variance / Math.max(educators, 1))
  const ofPeers = peers ? ((1 - weight) * (peers.upper - peers.lower)) ** 2 / 4 : 0
  const half = Math.sqrt(ofEducators + ofPeers)
  return { lower: Math.max(share - half, 0), upper: Math.min(share + half, 1) }
}

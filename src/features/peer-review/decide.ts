import {
  type CriterionResult,
  educatorWeight,
  mixMarks,
  movePoints,
  type RubricPoints,
  shareOfPoints,
  sumResults,
} from '../../domain/rubric.ts'
import type { Executor } from '../../platform/db/pool.ts'
import { type IntervalOfMark, intervalOfMix, markOfPiece, type ProjectScale } from './mark-of-piece.ts'
import type { Project } from './project.ts'
import { selectProjectScale } from './project-scale.ts'
import { selectPeerMarks } from './queries.ts'

/** What a piece is worth, and whose doing that is. */
export interface Verdict {
  results: CriterionResult[]
  interval: IntervalOfMark
  method: string
  scaleShift: number
  peers: number
  educators: number
  /** How much each review counted beside the others, where they did not all count the same. */
  reviewWeights: Record<string, number> | null
}

/**
 * Works out what a piece is worth from the marks that count: the peers' by the method that the project's data carry,
 * brought to the educators' scale while that is in force; the educators' own marks beside them with the weight that
 * the provider states. An educator who marked a piece that the provider did not give a weight to (an audit, a doubt)
 * decides it.
 * @param educators each educator's marks; empty where peers decide
 */
export async function decide(
  db: Executor,
  { handInId, project, educators }: { handInId: string; project: Project; educators: RubricPoints[] },
): Promise<Verdict> {
  const { criteria, marking } = project
  const peers = await selectPeerMarks(db, handInId)
  const educator = educators.length > 0 ? meanOf(educators) : undefined
  const weight = educator ? weightOfEducators(marking, peers.length) : 0
  const scale = await selectProjectScale(
    db,
    project.itemId,
    peers.map((peer) => peer.reviewer),
  )
  const mark =
    peers.length > 0
      ? markOfPiece(
          peers.map(({ reviewer, points }) => ({ reviewer, share: shareOfPoints(criteria, points) })),
          scale,
        )
      : undefined
  const moved = mark
    ? pointsOf(
        movePoints(
          mixMarks(criteria, { peers: peers.map((peer) => peer.points), educatorShare: 0 }),
          mark.share,
        ),
      )
    : undefined
  const results = mixMarks(criteria, { peers: moved ? [moved] : [], educator, educatorShare: weight })
  const { points, pointsMax, shares } = sumResults(results)
  return {
    results,
    interval: intervalOfMix(
      { share: points / pointsMax, peers: mark, educators: educators.length, weight: shares.educators },
      scale,
    ),
    method: methodOf(mark?.method, shares.educators),
    scaleShift: shares.peers > 0 ? scale.shift : 0,
    peers: shares.peers > 0 ? peers.length : 0,
    educators: educators.length,
    reviewWeights: shares.peers > 0 ? weightsOf(peers, scale) : null,
  }
}

function weightsOf(
  peers: { review: string; reviewer: string }[],
  { weights }: ProjectScale,
): Verdict['reviewWeights'] {
  const given = peers.map(({ review, reviewer }) => [review, weights.get(reviewer) ?? 1] as const)
  return given.some(([, weight]) => weight !== 1) ? Object.fromEntries(given) : null
}

function weightOfEducators(
  { educator_share: share, peers: wanted }: Project['marking'],
  given: number,
): number {
  return share > 0 || given < wanted ? educatorWeight(share, given, wanted) : 1
}

function methodOf(peers: string | undefined, educatorShare: number): string {
  if (!peers || educatorShare === 1) return 'educator'
  return educatorShare > 0 ? `${peers}+educator` : peers
}

function pointsOf(results: CriterionResult[]): RubricPoints {
  return Object.fromEntries(results.map((result) => [result.criterion, result.points]))
}

function meanOf(marks: RubricPoints[]): RubricPoints {
  const ids = Object.keys(marks[0]!)
  return Object.fromEntries(
    ids.map((id) => [id, marks.reduce((sum, one) => sum + (one[id] ?? 0), 0) / marks.length]),
  )
}

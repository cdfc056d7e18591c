// What a rubric gives: points by criterion from peers and educators, mixed, and whose they are in the end.

export interface Criterion {
  id: string
  title: string
  description?: string
  /** From the fewest points to the most. */
  levels: { points: number; title: string; description: string }[]
  comment: 'required' | 'optional'
}

/** Criterion id → points. */
export type RubricPoints = Record<string, number>

export interface CriterionResult {
  criterion: string
  points: number
  pointsMax: number
  /** Parts of the points by who decided them; they add up to 1. */
  peerShare: number
  educatorShare: number
}

/** The most points that a criterion can give. */
export function pointsMaxOf(criterion: Criterion): number {
  return Math.max(...criterion.levels.map((level) => level.points))
}

/** The level that has exactly these points; a mean of several markers may lie between two. */
export function levelAt(criterion: Criterion, points: number): Criterion['levels'][number] | undefined {
  return criterion.levels.find((level) => level.points === points)
}

/** Mean over the peers who marked each criterion; a criterion that nobody marked is left out. */
export function meanByCriterion(criteria: Criterion[], marks: RubricPoints[]): RubricPoints {
  const means: RubricPoints = {}
  for (const { id } of criteria) {
    const given = marks.map((one) => one[id]).filter((points) => points !== undefined)
    if (given.length > 0) means[id] = given.reduce((sum, points) => sum + points, 0) / given.length
  }
  return means
}

/**
 * The result by criterion: (1 − educatorShare) × mean of the peers + educatorShare × the educator's points. Where
 * only one side marked, it decides alone.
 * @param peers the peers' marks, one entry a peer; may be empty
 * @param educator the educator's marks; undefined where there was none
 * @param educatorShare weight of the educator, 0 to 1
 * @throws RangeError where a criterion was marked by nobody
 */
export function mixMarks(
  criteria: Criterion[],
  {
    peers,
    educator,
    educatorShare,
  }: { peers: RubricPoints[]; educator?: RubricPoints; educatorShare: number },
): CriterionResult[] {
  const means = meanByCriterion(criteria, peers)
  return criteria.map((criterion) => {
    const peer = means[criterion.id]
    const own = educator?.[criterion.id]
    if (peer === undefined && own === undefined) throw new RangeError(`nobody marked "${criterion.id}"`)
    const weight = peer === undefined ? 1 : own === undefined ? 0 : educatorShare
    const pointsMax = pointsMaxOf(criterion)
    const points = (1 - weight) * (peer ?? 0) + weight * (own ?? 0)
    return {
      criterion: criterion.id,
      // A mean of values in range can leave it by the last bit of a double.
      points: Math.min(Math.max(points, 0), pointsMax),
      pointsMax,
      peerShare: 1 - weight,
      educatorShare: weight,
    }
  })
}

/**
 * The weight of the educator: what the provider states, and at least the part of the peers who did not come, for
 * whom the educator stands in.
 */
export function educatorWeight(educatorShare: number, peersGiven: number, peersWanted: number): number {
  if (peersWanted === 0) return 1
  return Math.max(educatorShare, 1 - Math.min(peersGiven / peersWanted, 1))
}

/** All criteria together: points, and the shares of who decided them, weighted by the most points of each. */
export function sumResults(results: CriterionResult[]): {
  points: number
  pointsMax: number
  shares: { peers: number; educators: number }
} {
  const pointsMax = results.reduce((sum, result) => sum + result.pointsMax, 0)
  const points = results.reduce((sum, result) => sum + result.points, 0)
  const peers = results.reduce((sum, result) => sum + result.peerShare * result.pointsMax, 0) / pointsMax
  return { points: Math.min(points, pointsMax), pointsMax, shares: { peers, educators: 1 - peers } }
}

/** Points of one marker as a share of the most, 0 to 1; what a criterion lacks counts as none. */
export function shareOfPoints(criteria: Criterion[], points: RubricPoints): number {
  const most = criteria.reduce((sum, criterion) => sum + pointsMaxOf(criterion), 0)
  return criteria.reduce((sum, { id }) => sum + (points[id] ?? 0), 0) / most
}

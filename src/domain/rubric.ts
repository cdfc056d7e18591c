// What a rubric gives: points by criterion from peers and educators, mixed, and whose they are in the end.

export interface Criterion {
  id: string
  title: string
  description?: string
  /** How much its points count beside those of the others; 1 where nothing is said. */
  weight?: number
  /** From the fewest points to the most. */
  levels: CriterionLevel[]
  comment: 'required' | 'optional'
}

/** `step`: of the single-point form, whose levels have no words of their own. */
export interface CriterionLevel {
  points: number
  title: string
  description: string
  step?: 'not_yet' | 'met' | 'beyond'
}

/** Criterion id → points. */
export type RubricPoints = Record<string, number>

export interface CriterionResult {
  criterion: string
  points: number
  pointsMax: number
  weight: number
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
      weight: weightOf(criterion),
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

/** All criteria together, each with its weight: points, and the shares of who decided them. */
export function sumResults(results: CriterionResult[]): {
  points: number
  pointsMax: number
  shares: { peers: number; educators: number }
} {
  const pointsMax = results.reduce((sum, result) => sum + result.weight * result.pointsMax, 0)
  const points = results.reduce((sum, result) => sum + result.weight * result.points, 0)
  const peers = results.reduce((sum, result) => sum + result.peerShare * result.weight * result.pointsMax, 0)
  const share = peers / pointsMax
  return { points: Math.min(points, pointsMax), pointsMax, shares: { peers: share, educators: 1 - share } }
}

/** Points of one marker as a share of the most, 0 to 1; what a criterion lacks counts as none. */
export function shareOfPoints(criteria: Criterion[], points: RubricPoints): number {
  const given = criteria.reduce(
    (sum, criterion) => sum + weightOf(criterion) * (points[criterion.id] ?? 0),
    0,
  )
  return given / mostPoints(criteria)
}

/** The most points that a piece can have, with the weights of the criteria. */
export function mostPoints(criteria: Criterion[]): number {
  return criteria.reduce((sum, criterion) => sum + weightOf(criterion) * pointsMaxOf(criterion), 0)
}

/**
 * Moves the points of the peers so that together they are `share` of the most: what a model or the educators' scale
 * added to their mean is spread over the criteria by their most points, none below 0 or above its most.
 */
export function movePoints(results: CriterionResult[], share: number): CriterionResult[] {
  const before = sumResults(results)
  let missing = share * before.pointsMax - before.points
  let moved = results
  // What a criterion at its end can't take goes to the others: at most one round for each of them.
  for (let round = 0; round <= results.length && Math.abs(missing) > 1e-12; round++) {
    const open = moved.filter((one) => (missing > 0 ? one.points < one.pointsMax : one.points > 0))
    const room = open.reduce((sum, one) => sum + one.weight * one.pointsMax, 0)
    if (room === 0) break
    const step = missing / room
    moved = moved.map((one) =>
      open.includes(one)
        ? { ...one, points: Math.min(Math.max(one.points + step * one.pointsMax, 0), one.pointsMax) }
        : one,
    )
    missing = share * before.pointsMax - sumResults(moved).points
  }
  return moved
}

function weightOf(criterion: Criterion): number {
  return criterion.weight ?? 1
}

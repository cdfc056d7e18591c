import { auditProbability, isDrawn } from './audit-draw.ts'
import type { Random } from './random.ts'
import {
  type Criterion,
  type CriterionResult,
  educatorWeight,
  mixMarks,
  pointsMaxOf,
  type RubricPoints,
  sumResults,
} from './rubric.ts'

// Pieces of people who never lived: what their peers and educators gave them, by the same rules as for real ones. Peers
// are a little more generous than educators and scatter more; nothing is fitted to make a provider look good or bad.

export interface SimulatedProject {
  criteria: Criterion[]
  passShare: number
  peers: number
  audit: { share: number; piecesAYearMin: number }
}

export interface PieceToSimulate {
  /** How good it is, as a share of the most points. */
  quality: number
  handedInAt: Date
  markedAt: Date
}

export interface SimulatedPiece {
  handedInAt: Date
  markedAt: Date
  /** In the order in which they came; all before the mark. */
  reviews: { givenAt: Date; submittedAt: Date; points: RubricPoints }[]
  educator?: { why: 'audit' | 'late' | 'doubt'; askedAt: Date; points: RubricPoints }
  /** Null where no draw was made, because the peers were late. */
  auditProbability: number | null
  results: CriterionResult[]
  appeal?: { criterion: string; before: number; after: number; appealedAt: Date; decidedAt: Date }
}

const dayMs = 86_400_000
const hourMs = 3_600_000
/** How much more peers give than educators, and how far apart markers are, in parts of a criterion's most points. */
const leniency = 0.03
const scatter = { criterion: 0.12, peer: 0.15, educator: 0.11 }
const late = 0.06
const doubt = 0.04
const appealed = 0.04

/**
 * Simulates the marking of a project's pieces, all of which passed. The draw of the audits is the site's: a piece's
 * chance depends on the audits of the last year.
 * @param pieces in the order in which they were marked
 */
export function simulatePieces(
  project: SimulatedProject,
  pieces: PieceToSimulate[],
  random: Random,
): SimulatedPiece[] {
  const drawn: number[] = []
  return pieces.map((piece, k) => {
    const own = random.fork(`piece ${k}`)
    const at = piece.markedAt.getTime()
    while (drawn.length > 0 && drawn[0]! < at - 365 * dayMs) drawn.shift()
    const isLate = own.bernoulli(late)
    const probability = isLate ? null : (auditProbability(project.audit, drawn.length) ?? null)
    const isAudited = probability !== null && isDrawn(probability, own.uniform())
    if (isAudited) drawn.push(at)
    const why = isLate ? 'late' : isAudited ? 'audit' : own.bernoulli(doubt) ? 'doubt' : undefined
    return simulatePiece(project, piece, { probability, why }, own)
  })
}

function simulatePiece(
  project: SimulatedProject,
  { quality, handedInAt, markedAt }: PieceToSimulate,
  { probability, why }: { probability: number | null; why: 'audit' | 'late' | 'doubt' | undefined },
  random: Random,
): SimulatedPiece {
  const { criteria } = project
  const truth = criteria.map(() => quality + random.normal(0, scatter.criterion))
  const markers = project.peers + (why === 'late' ? -1 : why === 'doubt' ? 1 : 0)
  const peers = Array.from({ length: Math.max(0, markers) }, () => {
    const bias = leniency + random.normal(0, 0.04)
    return pointsOf(criteria, truth, () => bias + random.normal(0, scatter.peer))
  })
  const educator = why && pointsOf(criteria, truth, () => random.normal(0, scatter.educator))
  const share = !educator ? 0 : why === 'late' ? educatorWeight(0, peers.length, project.peers) : 1
  let results = mixMarks(criteria, { peers, educator, educatorShare: share })
  // Those who finished passed: markers who were too strict for that give the weakest criterion a level more.
  for (let round = 0; round < 40 && isBelow(results, project.passShare); round++) {
    const weakest = results.reduce((a, b) => (b.points / b.pointsMax < a.points / a.pointsMax ? b : a))
    const criterion = criteria.find(({ id }) => id === weakest.criterion)!
    for (const marks of educator ? [...peers, educator] : peers)
      marks[criterion.id] = nextLevel(criterion, marks[criterion.id]!)
    results = mixMarks(criteria, { peers, educator, educatorShare: share })
  }
  const time = markedAt.getTime() - handedInAt.getTime()
  const moment = (part: number) => new Date(handedInAt.getTime() + Math.floor(part * time))
  return {
    handedInAt,
    markedAt,
    reviews: peers.map((points, k) => {
      const until = educator ? 0.7 : 1
      const submittedAt = moment((until * (k + 1)) / peers.length)
      const longest = Math.min(8 * hourMs, submittedAt.getTime() - handedInAt.getTime())
      return { givenAt: new Date(submittedAt.getTime() - Math.floor(0.5 * longest)), submittedAt, points }
    }),
    ...(educator && why ? { educator: { why, askedAt: moment(0.7), points: educator } } : {}),
    auditProbability: probability,
    results,
    ...simulateAppeal(results, markedAt, random),
  }
}

// One criterion of those that lack points; about every third is raised by a level.
function simulateAppeal(
  results: CriterionResult[],
  markedAt: Date,
  random: Random,
): Pick<SimulatedPiece, 'appeal'> {
  const open = results.filter((result) => result.points < result.pointsMax)
  if (open.length === 0 || !random.bernoulli(appealed)) return {}
  const { criterion, points, pointsMax } = open[random.integer(0, open.length - 1)]!
  const appealedAt = new Date(markedAt.getTime() + Math.floor((0.5 + random.exponential() * 1.5) * dayMs))
  return {
    appeal: {
      criterion,
      before: points,
      after: random.bernoulli(0.35) ? Math.min(pointsMax, Math.floor(points) + 1) : points,
      appealedAt,
      decidedAt: new Date(appealedAt.getTime() + Math.floor((0.5 + random.exponential() * 2) * dayMs)),
    },
  }
}

function pointsOf(criteria: Criterion[], truth: number[], noise: () => number): RubricPoints {
  return Object.fromEntries(
    criteria.map((criterion, k) => [criterion.id, nearestLevel(criterion, truth[k]! + noise())]),
  )
}

function nearestLevel(criterion: Criterion, share: number): number {
  const wanted = share * pointsMaxOf(criterion)
  const points = criterion.levels.map((level) => level.points)
  return points.reduce((best, one) => (Math.abs(one - wanted) < Math.abs(best - wanted) ? one : best))
}

function nextLevel(criterion: Criterion, points: number): number {
  const higher = criterion.levels.map((level) => level.points).filter((one) => one > points)
  return higher.length > 0 ? Math.min(...higher) : points
}

function isBelow(results: CriterionResult[], passShare: number): boolean {
  const { points, pointsMax } = sumResults(results)
  return points < passShare * pointsMax - 1e-9
}

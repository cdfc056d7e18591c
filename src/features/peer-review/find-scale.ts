import { agreementOf } from '../../domain/peer-marks/agreement.ts'
import { auditFindings, exceedsTolerance } from '../../domain/peer-marks/audits.ts'
import { estimateMarks } from '../../domain/peer-marks/estimate.ts'
import type { Estimates } from '../../domain/peer-marks/estimates.ts'
import { countOf, type MarkTable, markTable } from '../../domain/peer-marks/mark-table.ts'
import { graderEstimates } from '../../domain/peer-marks/one-mark.ts'
import { pairedMarks } from '../../domain/peer-marks/report.ts'
import { isKnown } from '../../domain/peer-marks/unknown.ts'
import { oneWay } from '../../domain/peer-marks/variance-components.ts'
import type { Random } from '../../domain/random.ts'
import { type ReviewerWeight, reviewerWeights } from '../../domain/reviewer-weight.ts'
import type { MarkEvidence } from '../learn/api.ts'
import { firstScale, markLevel } from './mark-of-piece.ts'
import type { StoredScale } from './project-scale.ts'

// What the marks of one project say together; pure. All marks are shares of the most points.

export interface PeerMark {
  review: string
  piece: string
  reviewer: string
  share: number
}

export interface AuditedPiece {
  piece: string
  /** The chance of being drawn; null where it came to the educator for another reason. */
  probability: number | null
  /** What an educator gave, without seeing the peers' marks. */
  educator: number
}

export interface Finding {
  method: 'mean' | 'pg1'
  why: { claim: string; pieces: number; agreement?: MarkEvidence['agreement'] }
  stored: StoredScale
  reviewers: ({
    personKey: string
    reviews: number
    bias: number
    biasSd: number
    precision: number
  } & ReviewerWeight)[]
  /** Blind audits drawn by chance. */
  audits: number
  leniency?: { value: number; lower: number; upper: number }
  shift: number
}

/** Fewer audits than these put no scale in force and choose no method. */
const auditsMin = 10
const scale = { lowest: 0, highest: 1 }

/**
 * Chooses the method: the model only where the audits show that it is nearer to the educators than the mean. Finds how
 * lenient the peers are together, and whether that exceeds what the provider tolerates. Both from marks that count the
 * same: weights that are learnt from the audits would flatter the agreement with them.
 * @param ratings how useful a review was to its receiver, by review, 0 to 1
 */
export function findScale({
  peers,
  audited,
  ratings,
  tolerance,
  random,
}: {
  peers: PeerMark[]
  audited: AuditedPiece[]
  ratings: ReadonlyMap<string, number>
  tolerance: number
  random: Random
}): Finding {
  const table = markTable(
    peers.map(({ piece, reviewer, share }) => ({ submission: piece, grader: reviewer, mark: share })),
  )
  const mean = estimateMarks(table, { method: 'mean', level: markLevel, random, scale })
  const byModel = (weights?: ReadonlyMap<string, number>) =>
    estimateMarks(table, {
      method: 'pg1',
      level: markLevel,
      random: random.fork('pg1'),
      scale,
      ...(weights ? { weights } : {}),
    })
  const model = byModel()
  const drawn = audited.filter((one) => one.probability !== null)
  const truth = new Map(drawn.map(({ piece, educator }) => [piece, educator]))
  const claim = claimOf(table, model, truth, random)
  const method = model.method === 'pg1' && claim === 'better' && truth.size >= auditsMin ? 'pg1' : 'mean'
  const weights = weightsOf(peers, audited, ratings)
  const findings = auditFindings(auditsOf(table, method === 'pg1' ? model : mean, audited))
  const leniency = isKnown(findings.leniency) ? findings.leniency : undefined
  const isBeyond = findings.n >= auditsMin && exceedsTolerance(findings, tolerance)
  return {
    method,
    why: {
      claim,
      pieces: truth.size,
      agreement: agreementFor(table, method === 'pg1' ? model : mean, truth, random),
    },
    stored: {
      within: withinOf(table),
      ...(method === 'pg1' && model.prior ? { prior: model.prior } : {}),
    },
    reviewers: reviewersOf(table, method === 'pg1' ? byModel(weightsOnly(weights)) : model, weights),
    audits: findings.n,
    leniency,
    shift: isBeyond && leniency ? -leniency.value : 0,
  }
}

function claimOf(table: MarkTable, model: Estimates, truth: Map<string, number>, random: Random): string {
  if (model.method !== 'pg1' || truth.size < 2) return 'no difference shown'
  const { gain_over_mean: gain } = agreementOf(pairedMarks(table, model, truth), {
    random: random.fork('gain'),
    level: 0.95,
    samples: 500,
  })
  return isKnown(gain) ? gain.claim : 'no difference shown'
}

// Lin's concordance with the educators, at 95 %; nothing where too few were audited to say it.
function agreementFor(
  table: MarkTable,
  estimates: Estimates,
  truth: Map<string, number>,
  random: Random,
): MarkEvidence['agreement'] {
  const paired = pairedMarks(table, estimates, truth)
  if (paired.truth.length < auditsMin) return undefined
  const agreement = agreementOf(paired, { random: random.fork('agreement'), level: 0.95, samples: 500 })
  if (!isKnown(agreement.lin_ccc) || !isKnown(agreement.bias)) return undefined
  const interval = agreement.intervals.lin_ccc
  return {
    pieces: agreement.n,
    concordance: agreement.lin_ccc,
    ...(interval && isKnown(interval) ? { lower: interval[0], upper: interval[1] } : {}),
    bias: agreement.bias,
  }
}

function auditsOf(table: MarkTable, { marks }: Estimates, audited: AuditedPiece[]) {
  const places = new Map(table.submissions.map((name, place) => [name, place]))
  return audited.flatMap(({ piece, educator, probability }) => {
    const place = places.get(piece)
    // Without a peer there is nothing to compare.
    return place === undefined
      ? []
      : [{ peers: marks.value[place] as number, educator, blind: true, probability }]
  })
}

// Until ten degrees of freedom speak for the project's own spread, the first one speaks beside it.
function withinOf(table: MarkTable): StoredScale['within'] {
  const own = oneWay(table)
  if (!own || own.withinDf === 0) return firstScale.within
  const borrowed = Math.max(0, firstScale.within.df - own.withinDf)
  const df = own.withinDf + borrowed
  return { variance: (own.withinDf * own.within + borrowed * firstScale.within.variance) / df, df }
}

// Whatever educators marked blind tells how near a marker is to them, drawn or not: this publishes nothing.
function weightsOf(
  peers: PeerMark[],
  audited: AuditedPiece[],
  ratings: ReadonlyMap<string, number>,
): Map<string, ReviewerWeight> {
  const sums = new Map<string, { sum: number; n: number }>()
  for (const { piece, share } of peers) {
    const { sum, n } = sums.get(piece) ?? { sum: 0, n: 0 }
    sums.set(piece, { sum: sum + share, n: n + 1 })
  }
  const educators = new Map(audited.map(({ piece, educator }) => [piece, educator]))
  return reviewerWeights(
    peers.flatMap(({ review, piece, reviewer, share }) => {
      const useful = ratings.get(review)
      const { sum, n } = sums.get(piece)!
      return useful === undefined ? [] : [{ reviewer, useful, given: share, received: sum / n }]
    }),
    peers.flatMap(({ piece, reviewer, share }) => {
      const educator = educators.get(piece)
      return educator === undefined ? [] : [{ reviewer, off: share - educator }]
    }),
  )
}

function weightsOnly(weights: Map<string, ReviewerWeight>): Map<string, number> {
  return new Map([...weights].map(([reviewer, { weight }]) => [reviewer, weight]))
}

function reviewersOf(
  table: MarkTable,
  model: Estimates,
  weights: ReadonlyMap<string, ReviewerWeight>,
): Finding['reviewers'] {
  const known = graderEstimates(table, model)
  return table.graders.flatMap((personKey, place) => {
    const one = known.get(personKey)
    return one
      ? [
          {
            personKey,
            reviews: countOf(table.byGrader, place),
            bias: one.bias,
            biasSd: Math.sqrt(one.biasVariance),
            precision: one.precision,
            ...(weights.get(personKey) ?? { weight: 1 }),
          },
        ]
      : []
  })
}

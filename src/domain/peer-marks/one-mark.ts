import { normalCritical } from '../distributions.ts'
import type { Estimates, Scale } from './estimates.ts'
import type { MarkTable } from './mark-table.ts'
import type { Prior } from './prior.ts'

/** What is known of a grader from marks before this one. */
export interface GraderEstimate {
  bias: number
  biasVariance: number
  precision: number
}

/** A mark with its interval. */
export interface MarkEstimate {
  /** How many marks it comes from. */
  n: number
  mark: number
  lower: number
  upper: number
}

/**
 * The mark of one submission when a new mark came in: its distribution given what is known of its graders, without
 * sampling anything (model `pg1`). A mark z by a grader of bias b ± √v and precision τ says s = z − b with variance
 * v + 1/τ; who is new has the prior's: bias 0, v = 1/η₀, τ = α₀/β₀.
 *
 *     s ~ N((γ₀μ + Σ w(z − b)) ÷ P, 1 ÷ P),   w = 1 ÷ (v + 1/τ),   P = γ₀ + Σ w
 *
 * Time and memory are proportional to the marks of this submission. The graders' own estimates are renewed when the
 * whole model is next sampled.
 */
export function markGivenGraders(
  marks: readonly { mark: number; grader?: GraderEstimate | undefined }[],
  prior: Prior,
  { level = 0.9, scale }: { level?: number; scale?: Scale } = {},
): MarkEstimate {
  const stranger: GraderEstimate = {
    bias: 0,
    biasVariance: 1 / prior.eta0,
    precision: prior.alpha0 / prior.beta0,
  }
  let precision = prior.gamma0
  let weighted = prior.gamma0 * prior.mu
  for (const { mark, grader = stranger } of marks) {
    const weight = 1 / (grader.biasVariance + 1 / grader.precision)
    precision += weight
    weighted += weight * (mark - grader.bias)
  }
  const value = weighted / precision
  const half = normalCritical(level) / Math.sqrt(precision)
  const hold = (x: number) => (scale ? Math.min(Math.max(x, scale.lowest), scale.highest) : x)
  return { n: marks.length, mark: hold(value), lower: hold(value - half), upper: hold(value + half) }
}

/** What a run of `pg1` or `blup` learnt of each grader, by name: what `markGivenGraders` takes. */
export function graderEstimates(table: MarkTable, estimates: Estimates): Map<string, GraderEstimate> {
  const { prior, biasVariance, precision } = estimates
  if (!prior || !biasVariance) return new Map()
  return new Map(
    table.graders.map((name, k) => [
      name,
      {
        // Without leniency that can be told from chance there is none.
        bias: Number.isNaN(estimates.bias.value[k]) ? 0 : (estimates.bias.value[k] as number),
        biasVariance: biasVariance[k] as number,
        precision: precision ? (precision[k] as number) : prior.alpha0 / prior.beta0,
      },
    ]),
  )
}

/** What a piece needs next. */
export type NextStep = 'wait' | 'decide' | 'one-more-reviewer' | 'educator'

/**
 * Whether the marks of a piece are enough: with the peers that it should have and an interval that is no wider than
 * the provider wants, it is decided. A wide one asks for one more reviewer, and where that does not help, for an
 * educator.
 * @param peersWanted how many reviews a piece gets
 * @param extraPeersMax how many more a wide interval may ask for, one unless said
 * @param widthMax widest interval (upper − lower, in the marks' unit) with which a mark is decided
 */
export function nextStep(
  estimate: MarkEstimate,
  {
    peersWanted,
    extraPeersMax = 1,
    widthMax,
  }: { peersWanted: number; extraPeersMax?: number; widthMax: number },
): NextStep {
  if (estimate.n < peersWanted) return 'wait'
  if (estimate.upper - estimate.lower <= widthMax) return 'decide'
  return estimate.n < peersWanted + extraPeersMax ? 'one-more-reviewer' : 'educator'
}

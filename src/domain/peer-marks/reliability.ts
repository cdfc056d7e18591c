import type { Random } from '../random.ts'
import { bootstrap, percentileInterval } from './bootstrap.ts'
import { countOf, type MarkTable, resampled } from './mark-table.ts'
import { isConstant } from './prior.ts'
import { type Known, known } from './unknown.ts'
import { bothAnalyses, varianceComponents } from './variance-components.ts'

export interface Reliability {
  /** One mark by anybody, graders as part of chance: Shrout & Fleiss (1979), ICC(1,1). */
  icc_1: Known
  /** One mark by one of these graders, leniency counted as error: ICC(2,1). */
  icc_2_1: Known
  /** The mean of k marks: ICC(2,k). */
  icc_2_k: Known
  /** The k of `icc_2_k`: the harmonic mean of the marks that submissions have. */
  k: number
  /** σ² of submissions, graders and the rest. */
  variance_components: Known<{ submissions: number; graders: number; residual: number }>
  /** Bootstrap intervals of the above, clustered on submissions. */
  intervals: Record<'icc_1' | 'icc_2_1' | 'icc_2_k', Known<[number, number]>>
}

/**
 * How far marks of peers agree with each other. Intraclass correlations of Shrout & Fleiss (1979), Psychological
 * Bulletin 86, 420–428, from variance components, because peers don't all mark everything: ICC(1) from the one-way
 * analysis (`oneWay`), ICC(2,1) = σ²s ÷ (σ²s + σ²b + σ²) and ICC(2,k) = σ²s ÷ (σ²s + (σ²b + σ²) ÷ k) from the crossed
 * one (`varianceComponents`). Negative estimates stand as they are: less agreement than chance would have.
 * @param samples bootstrap samples for the intervals; 0 for none
 */
export function reliabilityOf(
  table: MarkTable,
  { random, level = 0.9, samples = 500 }: { random: Random; level?: number; samples?: number },
): Reliability {
  const k = harmonicCount(table)
  const point = correlations(table, k)
  const n = table.submissions.length
  const draws =
    samples > 0 && n > 1
      ? bootstrap(n, { random, samples }, (picks) => correlations(resampled(table, picks), k))
      : undefined
  const interval = (name: 'icc_1' | 'icc_2_1' | 'icc_2_k'): Known<[number, number]> =>
    (Number.isFinite(point[name]) && draws && percentileInterval(draws[name], level)) || {
      undefined: Number.isFinite(point[name]) ? 'too few submissions to show a spread' : 'there is no value',
    }
  const components = varianceComponents(table)
  return {
    icc_1: known(point.icc_1, whyNone(table)),
    icc_2_1: known(point.icc_2_1, whyNone(table, components === undefined)),
    icc_2_k: known(point.icc_2_k, whyNone(table, components === undefined)),
    k,
    variance_components: components ?? { undefined: whyNone(table, true) },
    intervals: {
      icc_1: interval('icc_1'),
      icc_2_1: interval('icc_2_1'),
      icc_2_k: interval('icc_2_k'),
    },
  }
}

function correlations(rows: Pick<MarkTable, 'submission' | 'grader' | 'mark'>, k: number) {
  const { crossed, bySubmission: one } = bothAnalyses(rows)
  const constant = isConstant(rows.mark)
  const error = crossed ? crossed.graders + crossed.residual : Number.NaN
  const share = (parts: number) => {
    const denominator = (crossed?.submissions ?? Number.NaN) + error / parts
    return denominator > 0 && !constant
      ? (crossed as { submissions: number }).submissions / denominator
      : Number.NaN
  }
  const whole = one ? one.between + one.within : 0
  return {
    icc_1: one && whole > 0 && !constant ? one.between / whole : Number.NaN,
    icc_2_1: share(1),
    icc_2_k: share(k),
  }
}

function harmonicCount(table: MarkTable): number {
  const n = table.submissions.length
  if (n === 0) return 0
  return n / table.submissions.reduce((sum, _, place) => sum + 1 / countOf(table.bySubmission, place), 0)
}

function whyNone(table: MarkTable, crossed = false): string {
  if (table.mark.length === 0) return 'there are no marks'
  if (table.submissions.length < 2) return 'there is only one submission'
  if (isConstant(table.mark)) return 'all marks are the same'
  if (table.graders.length < 2) return 'there is only one grader'
  if (table.mark.length === table.submissions.length) return 'no submission has two marks'
  if (crossed)
    return 'the marks don’t tell leniency from chance: no grader has two marks, or nobody marks what others mark'
  return 'the marks vary less between submissions than chance would have it'
}

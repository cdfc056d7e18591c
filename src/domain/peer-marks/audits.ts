import { studentQuantile } from '../distributions.ts'
import type { Scale } from './estimates.ts'
import type { Known } from './unknown.ts'

/** A piece that an educator marked beside its peers. */
export interface Audit {
  /** The mark that the peers gave together. */
  peers: number
  educator: number
  /** Whether the educator marked before seeing any peer's mark. */
  blind: boolean
  /** Probability with which this piece was drawn for an audit; null where it came by doubt, appeal or report. */
  probability: number | null
}

export interface AuditFindings {
  /** Audits that count: blind, drawn with a known probability. */
  n: number
  /** Those that don't: what somebody marked after seeing the peers' marks, or a piece picked for its doubt. */
  leftOut: number
  /** Points that peers give above educators, shared by all of them, with its interval. */
  leniency: Known<{ value: number; lower: number; upper: number }>
  /** Standard deviation of peers minus educator, about leniency; and the limits that 95 % of pieces lie within. */
  spread: Known<{ value: number; limits: [number, number] }>
  /** Root of the mean squared difference. */
  rmse: Known
  /** Lin's concordance of all pieces, as the audited ones tell. */
  linCcc: Known
  /** Pearson's correlation. */
  pearson: Known
}

/**
 * Shared leniency of all peers and their agreement with educators, for all pieces and not only the audited ones: each
 * audit weighs 1 ÷ its probability of being drawn (Horvitz & Thompson 1952, JASA 47, 663–685), over the sum of the
 * weights (Hájek 1971): mean Σwd ÷ Σw with d = peers − educator, linearised variance
 * n ÷ (n − 1) · Σw²(d − mean)² ÷ (Σw)² (Särndal, Swensson & Wretman 1992, section 5.7), and Student's t on n − 1
 * degrees of freedom, or as many as Kish's effective n leaves where the weights differ. Audits that were not blind,
 * or not drawn, never count. Moments of the agreement figures are weighted likewise.
 */
export function auditFindings(audits: readonly Audit[], level = 0.95): AuditFindings {
  const counted = audits.filter(({ blind, probability }) => blind && probability !== null)
  for (const { probability, peers, educator } of counted) {
    if (!((probability as number) > 0 && (probability as number) <= 1))
      throw new RangeError(`Not a probability of being drawn: ${probability}`)
    if (!(Number.isFinite(peers) && Number.isFinite(educator)))
      throw new RangeError(`Not marks: ${peers}, ${educator}`)
  }
  const n = counted.length
  const leftOut = audits.length - n
  if (n === 0) {
    const none = { undefined: 'there is no blind audit that was drawn at random' }
    return { n, leftOut, leniency: none, spread: none, rmse: none, linCcc: none, pearson: none }
  }
  const weights = counted.map(({ probability }) => 1 / (probability as number))
  const total = sum(weights)
  const mean = (values: number[]) => sum(values.map((x, k) => (weights[k] as number) * x)) / total
  const differences = counted.map(({ peers, educator }) => peers - educator)
  const leniency = mean(differences)
  const rmse = Math.sqrt(mean(differences.map((d) => d * d)))
  const few = { undefined: 'one audit shows no spread' }
  if (n < 2) return { n, leftOut, leniency: few, spread: few, rmse, linCcc: few, pearson: few }

  const squares = sum(differences.map((d, k) => ((weights[k] as number) * (d - leniency)) ** 2))
  const effective = total ** 2 / sum(weights.map((w) => w * w))
  const half =
    studentQuantile(0.5 + level / 2, Math.max(1, effective - 1)) *
    Math.sqrt(((n / (n - 1)) * squares) / total ** 2)
  const spread = Math.sqrt((mean(differences.map((d) => (d - leniency) ** 2)) * n) / (n - 1))
  const of = (pick: (audit: Audit) => number) => {
    const values = counted.map(pick)
    const centre = mean(values)
    return { centre, off: values.map((x) => x - centre) }
  }
  const peers = of((audit) => audit.peers)
  const educators = of((audit) => audit.educator)
  const sxx = mean(peers.off.map((x) => x * x))
  const syy = mean(educators.off.map((y) => y * y))
  const sxy = mean(peers.off.map((x, k) => x * (educators.off[k] as number)))
  const denominator = sxx + syy + (peers.centre - educators.centre) ** 2
  return {
    n,
    leftOut,
    leniency: { value: leniency, lower: leniency - half, upper: leniency + half },
    spread: { value: spread, limits: [leniency - 1.96 * spread, leniency + 1.96 * spread] },
    rmse,
    linCcc: denominator > 0 ? (2 * sxy) / denominator : { undefined: 'all marks are the same' },
    pearson:
      sxx > 0 && syy > 0
        ? Math.min(Math.max(sxy / Math.sqrt(sxx * syy), -1), 1)
        : { undefined: 'peers or educators gave one mark to all' },
  }
}

/**
 * Whether peers and educators differ by more than the provider tolerates: the estimate lies beyond the tolerance and
 * chance alone would not bring it there (its interval leaves out 0). Then the educators' scale wins.
 * @param tolerance points, at least 0
 */
export function exceedsTolerance({ leniency }: Pick<AuditFindings, 'leniency'>, tolerance: number): boolean {
  if ('undefined' in leniency) return false
  return Math.abs(leniency.value) > tolerance && (leniency.lower > 0 || leniency.upper < 0)
}

/** A mark of the peers on the educators' scale: less the shared leniency, held within the scale. */
export function onEducatorsScale(mark: number, leniency: number, { lowest, highest }: Scale): number {
  return Math.min(Math.max(mark - leniency, lowest), highest)
}

function sum(values: readonly number[]): number {
  let total = 0
  for (const value of values) total += value
  return total
}

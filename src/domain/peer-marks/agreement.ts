import type { Random } from '../random.ts'
import { bootstrap, percentileInterval } from './bootstrap.ts'
import { nearestLevel, quadraticWeightedKappa } from './kappa.ts'
import { kendall, mean, pearson, spearman, varies } from './rank-correlation.ts'
import { type Known, known } from './unknown.ts'

/** Marks of submissions beside those of educators, one entry a submission. */
export interface Paired {
  mark: Float64Array
  truth: Float64Array
  /** Bounds of the marks; NaN where there is none. */
  lower: Float64Array
  upper: Float64Array
  /** The plain mean of the peers, to compare with. */
  mean: Float64Array
}

export interface Agreement {
  n: number
  rmse: Known
  /** Of the plain mean. */
  rmse_mean: Known
  /** Mean of mark − educators' mark: above 0 where peers are lenient. */
  bias: Known
  /** bias ± 1.96 standard deviations of the differences (Bland & Altman 1986, Lancet i, 307–310). */
  limits_of_agreement: Known<[number, number]>
  pearson: Known
  spearman: Known
  /** τ-b. */
  kendall: Known
  lin_ccc: Known
  quadratic_weighted_kappa: Known
  /** Share of educators' marks that lie within the interval of the peers' mark. */
  interval_coverage: Known
  gain_over_mean: Known<GainOverMean>
  /** Bootstrap intervals of the above, clustered on submissions. */
  intervals: Record<string, Known<[number, number]>>
}

export interface GainOverMean {
  /** RMSE of the mean less that of the method: above 0 where the method is nearer to the educators. */
  difference: number
  lower: number
  upper: number
  claim: 'better' | 'no difference shown' | 'worse'
}

export interface AgreementOptions {
  random: Random
  level?: number
  /** Declared levels, ascending: kappa is computed only on them. */
  levels?: readonly number[] | undefined
  /** Bootstrap samples, 2,000 unless said. */
  samples?: number
}

/**
 * Agreement of marks with educators'. What can't be computed says why. Intervals are percentiles of bootstrap samples
 * of submissions (Efron & Tibshirani 1993, sections 8.5 and 13.3), at `level`; the marks themselves are not estimated
 * anew in each. A method is called better (or worse) than the mean only where the interval of the gain leaves out 0.
 */
export function agreementOf(
  paired: Paired,
  { random, level = 0.9, levels, samples = 2000 }: AgreementOptions,
): Agreement {
  const n = paired.mark.length
  const point = statisticsOf(paired, levels)
  const draws = n < 2 ? undefined : bootstrapStatistics(paired, levels, { random, samples })
  const intervals = Object.fromEntries(
    (Object.keys(point) as (keyof Statistics)[])
      .filter((name) => name !== 'gain')
      .map((name) => [name, intervalOf(point[name], draws?.[name], level)]),
  )
  return {
    n,
    rmse: known(point.rmse, 'no submission has marks of both peers and educators'),
    rmse_mean: known(point.rmse_mean, 'no submission has marks of both peers and educators'),
    bias: known(point.bias, 'no submission has marks of both peers and educators'),
    limits_of_agreement: limits(paired),
    pearson: known(point.pearson, whyNoCorrelation(paired)),
    spearman: known(point.spearman, whyNoCorrelation(paired)),
    kendall: known(point.kendall, whyNoCorrelation(paired)),
    lin_ccc: known(point.lin_ccc, whyNoCorrelation(paired)),
    quadratic_weighted_kappa: known(point.quadratic_weighted_kappa, whyNoKappa(paired, levels)),
    interval_coverage: known(
      point.interval_coverage,
      n === 0 ? whyNoCorrelation(paired) : 'no mark has an interval',
    ),
    gain_over_mean: gain(point.gain, draws?.gain, level),
    intervals,
  }
}

interface Statistics {
  rmse: number
  rmse_mean: number
  bias: number
  pearson: number
  spearman: number
  kendall: number
  lin_ccc: number
  quadratic_weighted_kappa: number
  interval_coverage: number
  gain: number
}

function statisticsOf(paired: Paired, levels: readonly number[] | undefined): Statistics {
  const { mark, truth } = paired
  const rmse = rootMeanSquare(mark, truth)
  const rmseMean = rootMeanSquare(paired.mean, truth)
  return {
    rmse,
    rmse_mean: rmseMean,
    bias: mark.length > 0 ? mean(mark) - mean(truth) : Number.NaN,
    pearson: pearson(mark, truth),
    spearman: spearman(mark, truth),
    kendall: varies(mark) && varies(truth) ? kendall(mark, truth) : Number.NaN,
    lin_ccc: linCcc(mark, truth),
    quadratic_weighted_kappa: levels ? kappaOnLevels(mark, truth, levels) : Number.NaN,
    interval_coverage: coverage(paired),
    gain: rmseMean - rmse,
  }
}

function rootMeanSquare(mark: Float64Array, truth: Float64Array): number {
  let squares = 0
  for (let k = 0; k < mark.length; k++) squares += ((mark[k] as number) - (truth[k] as number)) ** 2
  return Math.sqrt(squares / mark.length)
}

/** Lin's concordance (Lin 1989, Biometrics 45, 255–268): 2s_xy ÷ (s_x² + s_y² + (x̄ − ȳ)²), moments with divisor n. */
export function linCcc(x: ArrayLike<number>, y: ArrayLike<number>): number {
  const meanX = mean(x)
  const meanY = mean(y)
  let apart = 0
  let sxy = 0
  for (let k = 0; k < x.length; k++) {
    const dx = (x[k] as number) - meanX
    const dy = (y[k] as number) - meanY
    apart += dx * dx + dy * dy
    sxy += dx * dy
  }
  // Of two that don't vary the formula leaves 0, and nothing at all where they are the same.
  if (!varies(x) && !varies(y)) return x[0] !== y[0] && x.length > 0 ? 0 : Number.NaN
  return (2 * sxy) / (apart + x.length * (meanX - meanY) ** 2)
}

// An educator's mark that is no level has no place in the table.
function kappaOnLevels(mark: Float64Array, truth: Float64Array, levels: readonly number[]): number {
  if (mark.length === 0 || !truth.every((one) => levels.includes(one))) return Number.NaN
  return quadraticWeightedKappa(
    mark.map((one) => nearestLevel(levels, one)),
    truth.map((one) => levels.indexOf(one)),
    levels.length,
  )
}

function coverage({ truth, lower, upper }: Paired): number {
  let n = 0
  let held = 0
  for (let k = 0; k < truth.length; k++) {
    if (Number.isNaN(lower[k]) || Number.isNaN(upper[k])) continue
    n++
    if ((lower[k] as number) <= (truth[k] as number) && (truth[k] as number) <= (upper[k] as number)) held++
  }
  return held / n
}

function limits({ mark, truth }: Paired): Known<[number, number]> {
  const n = mark.length
  if (n < 2) return { undefined: 'fewer than two submissions have marks of both peers and educators' }
  const differences = mark.map((one, k) => one - (truth[k] as number))
  const bias = mean(differences)
  const reach = 1.96 * Math.sqrt(differences.reduce((sum, d) => sum + (d - bias) ** 2, 0) / (n - 1))
  return [bias - reach, bias + reach]
}

function bootstrapStatistics(
  paired: Paired,
  levels: readonly number[] | undefined,
  options: { random: Random; samples: number },
): Record<keyof Statistics, Float64Array> {
  return bootstrap(paired.mark.length, options, (picks) =>
    statisticsOf(
      {
        mark: Float64Array.from(picks, (k) => paired.mark[k] as number),
        truth: Float64Array.from(picks, (k) => paired.truth[k] as number),
        lower: Float64Array.from(picks, (k) => paired.lower[k] as number),
        upper: Float64Array.from(picks, (k) => paired.upper[k] as number),
        mean: Float64Array.from(picks, (k) => paired.mean[k] as number),
      },
      levels,
    ),
  )
}

function intervalOf(point: number, draws: Float64Array | undefined, level: number): Known<[number, number]> {
  if (!Number.isFinite(point)) return { undefined: 'there is no value' }
  return (draws && percentileInterval(draws, level)) ?? { undefined: 'too few submissions to show a spread' }
}

function gain(point: number, draws: Float64Array | undefined, level: number): Known<GainOverMean> {
  const interval = draws && percentileInterval(draws, level)
  if (!Number.isFinite(point) || !interval)
    return { undefined: 'fewer than two submissions have marks of both peers and educators' }
  const [lower, upper] = interval
  const claim = lower > 0 ? 'better' : upper < 0 ? 'worse' : 'no difference shown'
  return { difference: point, lower, upper, claim }
}

function whyNoCorrelation({ mark, truth }: Paired): string {
  if (mark.length === 0) return 'no submission has marks of both peers and educators'
  if (mark.length === 1) return 'only one submission has marks of both peers and educators'
  return varies(mark)
    ? 'educators gave the same mark to all'
    : varies(truth)
      ? 'the marks are all the same'
      : 'all marks are the same'
}

function whyNoKappa({ truth }: Paired, levels: readonly number[] | undefined): string {
  if (!levels) return 'no levels are declared'
  if (truth.length === 0) return 'no submission has marks of both peers and educators'
  const odd = truth.filter((one) => !levels.includes(one)).length
  if (odd > 0) return `${odd} of ${truth.length} educators’ marks are no declared level`
  return 'peers and educators gave one level to all'
}

/**
 * Which method may decide: the mean, unless the data show that the other is nearer to educators.
 */
export function methodByData<M extends string>(
  { gain_over_mean: gained }: Pick<Agreement, 'gain_over_mean'>,
  method: M,
): M | 'mean' {
  return 'claim' in gained && gained.claim === 'better' ? method : 'mean'
}

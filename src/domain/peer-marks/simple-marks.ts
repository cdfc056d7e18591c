import { normalCritical, studentQuantile } from '../distributions.ts'
import type { Estimates, Values } from './estimates.ts'
import { countOf, type MarkTable } from './mark-table.ts'
import { isConstant, meanOf } from './prior.ts'
import { oneWay } from './variance-components.ts'

/**
 * Mean of each submission's marks. Its interval is mean ± t·√(w ÷ n): w is the variance of marks within submissions,
 * pooled over all of them (one-way analysis of variance), because two or three marks tell little about their own
 * spread; Student's t has the degrees of freedom of w. Leniency of a grader is the mean of how far their marks lie
 * above those of the others on the same submission.
 */
export function meanMarks(table: MarkTable, level = 0.9): Estimates {
  return simpleMarks(table, 'mean', level)
}

/** Median of each submission's marks, with the interval of the median of normal marks of pooled variance. */
export function medianMarks(table: MarkTable, level = 0.9): Estimates {
  return simpleMarks(table, 'median', level)
}

function simpleMarks(table: MarkTable, method: 'mean' | 'median', level: number): Estimates {
  const spread = spreadWithin(table)
  const centre = method === 'mean' ? meanOf : medianOf
  const value = Float64Array.from(table.submissions, (_, place) => centre(table, place))
  const critical = spread.df > 0 ? studentQuantile(0.5 + level / 2, spread.df) : Number.NaN
  const half = Float64Array.from(table.submissions, (_, place) => {
    const n = countOf(table.bySubmission, place)
    const part = method === 'mean' ? 1 / n : medianVariance(n)
    return spread.why === undefined ? critical * Math.sqrt(spread.variance * part) : Number.NaN
  })
  const isSame = spread.why === undefined && isConstant(table.mark)
  return {
    method,
    level,
    prior: null,
    marks: {
      value,
      lower: value.map((x, k) => x - (half[k] as number)),
      upper: value.map((x, k) => x + (half[k] as number)),
    },
    bias: leniency(table, centre, spread.variance, level),
    why: {
      marks: spread.why ?? '',
      bias: 'nobody else marked a submission that this grader marked',
    },
    notes: isSame
      ? ['All marks are the same: intervals have no width, because nothing shows how far a mark may be off.']
      : [],
  }
}

function spreadWithin(table: MarkTable): { variance: number; df: number; why?: string } {
  const within = oneWay(table)
  if (within) return { variance: within.within, df: within.withinDf }
  const n = table.mark.length
  if (table.submissions.length === 1 && n > 1) {
    const mean = meanOf(table, 0)
    let squares = 0
    for (const z of table.mark) squares += (z - mean) ** 2
    return { variance: squares / (n - 1), df: n - 1 }
  }
  return {
    variance: Number.NaN,
    df: 0,
    why: 'no submission has two marks, so that nothing shows how far one may be off',
  }
}

// A deviation from the centre of the others has variance w·(1 + 1 ÷ others); they are taken as independent.
function leniency(
  table: MarkTable,
  centre: (table: MarkTable, place: number) => number,
  within: number,
  level: number,
): Values {
  const size = table.graders.length
  const value = new Float64Array(size).fill(Number.NaN)
  const half = new Float64Array(size).fill(Number.NaN)
  const critical = normalCritical(level)
  const { starts, rows } = table.byGrader
  for (let grader = 0; grader < size; grader++) {
    let n = 0
    let sum = 0
    let variance = 0
    for (let k = starts[grader] as number; k < (starts[grader + 1] as number); k++) {
      const row = rows[k] as number
      const others = countOf(table.bySubmission, table.submission[row] as number) - 1
      if (others === 0) continue
      n++
      sum += (table.mark[row] as number) - centreOfOthers(table, row, centre)
      variance += within * (1 + (centre === meanOf ? 1 / others : medianVariance(others)))
    }
    if (n === 0) continue
    value[grader] = sum / n
    half[grader] = (critical * Math.sqrt(variance)) / n
  }
  return {
    value,
    lower: value.map((x, k) => x - (half[k] as number)),
    upper: value.map((x, k) => x + (half[k] as number)),
  }
}

function centreOfOthers(
  table: MarkTable,
  row: number,
  centre: (table: MarkTable, place: number) => number,
): number {
  const place = table.submission[row] as number
  const n = countOf(table.bySubmission, place)
  if (centre === meanOf) return (meanOf(table, place) * n - (table.mark[row] as number)) / (n - 1)
  return median(marksOf(table, place).filter((_, k) => rowOf(table, place, k) !== row))
}

function medianOf(table: MarkTable, place: number): number {
  return median(marksOf(table, place))
}

function marksOf(table: MarkTable, place: number): number[] {
  return Array.from(
    { length: countOf(table.bySubmission, place) },
    (_, k) => table.mark[rowOf(table, place, k)] as number,
  )
}

function rowOf({ bySubmission: { starts, rows } }: MarkTable, place: number, k: number): number {
  return rows[(starts[place] as number) + k] as number
}

function median(values: number[]): number {
  const sorted = values.sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1
    ? (sorted[middle] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2
}

/** Variance of the median of n standard normal values. */
function medianVariance(n: number): number {
  // Beyond the table: π ÷ (2n + π − 2) for odd n, and what continues the table for even n; off by less than 1 %.
  return MEDIAN_VARIANCES[n - 1] ?? Math.PI / (2 * n + (n % 2 === 1 ? Math.PI - 2 : 2.9))
}

// From one mark on, by numerical integration over the joint density of the middle order statistics.
const MEDIAN_VARIANCES = [
  1, 0.5, 0.4487, 0.2982, 0.2868, 0.2147, 0.2104, 0.1682, 0.1661, 0.1383, 0.1372, 0.1175,
]

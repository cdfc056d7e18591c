import type { MarkTable } from './mark-table.ts'

/** What marks vary by: the submissions, the graders' leniency, and the rest (chance, taste for a single piece). */
export interface VarianceComponents {
  submissions: number
  graders: number
  residual: number
}

type Rows = Pick<MarkTable, 'submission' | 'grader' | 'mark'>

/**
 * Components of the crossed random-effects model z = μ + s + b + e, unbalanced, without interaction: Henderson's
 * method I (Henderson 1953, Biometrics 9, 226–252; Searle, Casella & McCulloch 1992, Variance Components, section 5.3).
 * The sums of squares of all marks, of the submissions' means, of the graders' means and of the total mean are set
 * equal to their expectations. Unbiased, linear in the number of marks, and equal to the analysis of variance where
 * everybody marks everything. A component may come out negative: that is its unbiased estimate.
 *
 * Undefined where the marks don't tell the parts apart: fewer than two submissions or graders, no grader with two
 * marks, no submission with two.
 */
export function varianceComponents(rows: Rows): VarianceComponents | undefined {
  return crossedOf(sums(rows))
}

/** Both analyses of the same marks, which are read once: `varianceComponents` and `oneWay` by submission. */
export function bothAnalyses(rows: Rows): {
  crossed: VarianceComponents | undefined
  bySubmission: OneWay | undefined
} {
  const all = sums(rows)
  return { crossed: crossedOf(all), bySubmission: oneWayOf(all, all.submissions) }
}

function crossedOf({ n, submissions, graders, squares }: Sums): VarianceComponents | undefined {
  const { count: a } = submissions
  const { count: b } = graders
  if (a < 2 || b < 2) return undefined
  // Each square less that of the mean, as multiples of (σ²s, σ²b, σ²).
  const equations: [number, number, number, number][] = [
    [n - submissions.meanSize, n - graders.meanSize, n - 1, squares],
    [n - submissions.meanSize, a - graders.meanSize, a - 1, submissions.squares],
    [b - submissions.meanSize, n - graders.meanSize, b - 1, graders.squares],
  ]
  const solution = solve3(equations)
  return solution && { submissions: solution[0], graders: solution[1], residual: solution[2] }
}

/** One-way components: between the groups and within. */
export interface OneWay {
  between: number
  within: number
  withinDf: number
  /** The size of a group that counts in the expectation of the mean square (Searle et al. 1992, section 3.6). */
  size: number
  betweenSquare: number
}

/**
 * One-way analysis of variance of marks by submission (or by grader), unbalanced. Undefined where there is only one
 * group or no group with two marks.
 */
export function oneWay(rows: Rows, by: 'submission' | 'grader' = 'submission'): OneWay | undefined {
  const all = sums(rows)
  return oneWayOf(all, by === 'submission' ? all.submissions : all.graders)
}

function oneWayOf({ n, squares }: Sums, { count, squares: between, meanSize }: Groups): OneWay | undefined {
  if (count < 2 || n <= count) return undefined
  const size = (n - meanSize) / (count - 1)
  const betweenSquare = Math.max(0, between) / (count - 1)
  const within = Math.max(0, squares - between) / (n - count)
  return { between: (betweenSquare - within) / size, within, withinDf: n - count, size, betweenSquare }
}

interface Groups {
  count: number
  /** Σ n ÷ N weighted: Σ nₖ² ÷ N. */
  meanSize: number
  /** Σ nₖ (mean of the group − mean of all)². */
  squares: number
}

interface Sums {
  n: number
  /** Σ (mark − mean of all)². */
  squares: number
  submissions: Groups
  graders: Groups
}

function sums({ submission, grader, mark }: Rows): Sums {
  const n = mark.length
  let total = 0
  for (const z of mark) total += z
  const mean = n > 0 ? total / n : 0
  let squares = 0
  for (const z of mark) squares += (z - mean) ** 2
  return { n, squares, submissions: groupsOf(submission, mark, mean), graders: groupsOf(grader, mark, mean) }
}

function groupsOf(places: Uint32Array, mark: Float64Array, mean: number): Groups {
  let size = 0
  for (const place of places) size = Math.max(size, place + 1)
  const counts = new Float64Array(size)
  const deviations = new Float64Array(size)
  for (let row = 0; row < mark.length; row++) {
    const place = places[row] as number
    counts[place] = (counts[place] as number) + 1
    deviations[place] = (deviations[place] as number) + ((mark[row] as number) - mean)
  }
  let count = 0
  let sizes = 0
  let squares = 0
  for (let place = 0; place < size; place++) {
    const n = counts[place] as number
    if (n === 0) continue
    count++
    sizes += n * n
    squares += (deviations[place] as number) ** 2 / n
  }
  return { count, meanSize: mark.length > 0 ? sizes / mark.length : 0, squares }
}

// Gauss with pivots; undefined where the equations don't determine the unknowns.
function solve3(equations: [number, number, number, number][]): [number, number, number] | undefined {
  const m = equations.map((row) => {
    const size = Math.max(Math.abs(row[0]), Math.abs(row[1]), Math.abs(row[2]))
    return size > 0 ? row.map((value) => value / size) : [...row]
  })
  for (let column = 0; column < 3; column++) {
    let pivot = column
    for (let row = column + 1; row < 3; row++)
      if (Math.abs(m[row]![column]!) > Math.abs(m[pivot]![column]!)) pivot = row
    if (Math.abs(m[pivot]![column]!) < 1e-12) return undefined
    ;[m[column], m[pivot]] = [m[pivot]!, m[column]!]
    for (let row = 0; row < 3; row++) {
      if (row === column) continue
      const factor = m[row]![column]! / m[column]![column]!
      for (let k = column; k < 4; k++) m[row]![k]! -= factor * m[column]![k]!
    }
  }
  return [0, 1, 2].map((k) => m[k]![3]! / m[k]![k]!) as [number, number, number]
}

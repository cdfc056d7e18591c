import { normalCritical } from '../distributions.ts'
import { type Estimates, normalValues } from './estimates.ts'
import { countOf, type MarkTable } from './mark-table.ts'
import { gibbs, type Sampling } from './pg1.ts'
import { meanOf, type Prior } from './prior.ts'

/** With more graders the equations are solved by sampling instead of exactly. */
export const gradersExactMax = 800

/**
 * Bias-only best linear unbiased prediction: z = μ + s + b + e with the variances 1/gamma0, 1/eta0 and σ² = beta0/alpha0
 * taken as known and μ unknown. Henderson's mixed model equations (Henderson 1975, Biometrics 31, 423–447): submissions
 * are absorbed, the graders' equations solved by Cholesky's method; intervals are prediction ± z × √ of the variance of
 * its error, μ's included. With more than `gradersExactMax` graders the same model is sampled (`gibbs` with one
 * precision, about mu), whose error is a few hundredths of an interval.
 */
export function blup(table: MarkTable, prior: Prior, sampling: Sampling, level = 0.9): Estimates {
  const { marks, bias } =
    table.graders.length > gradersExactMax
      ? gibbs(table, prior, sampling, { onePrecision: true })
      : solve(table, prior)
  const critical = normalCritical(level)
  return {
    method: 'blup',
    level,
    prior,
    marks: normalValues(marks.mean, marks.variance, critical),
    bias: normalValues(bias.mean, bias.variance, critical),
    biasVariance: bias.variance,
    why: { marks: '', bias: '' },
    notes: [],
  }
}

// Given (μ, b), submission i has s = h·(mean of z − μ − b) with h = nτ ÷ (γ₀ + nτ), variance 1 ÷ (γ₀ + nτ). What is
// left for (μ, b), in this order, has precision A = X'X·τ − Σ uᵢuᵢ'·τ² ÷ (γ₀ + nᵢτ) + diag(0, η₀ …).
function solve(table: MarkTable, { gamma0, eta0, alpha0, beta0 }: Prior) {
  const { bySubmission, grader, mark } = table
  const t = alpha0 / beta0
  const size = table.graders.length + 1
  const a = new Float64Array(size * size)
  const right = new Float64Array(size)
  // About the mean of all marks, so that large marks lose no digits.
  const origin = mark.reduce((sum, z) => sum + z, 0) / mark.length
  const add = (i: number, j: number, value: number) => {
    a[i * size + j] = (a[i * size + j] as number) + value
  }
  for (let g = 1; g < size; g++) add(g, g, eta0)
  table.submissions.forEach((_, place) => {
    const rows = rowsOf(table, place)
    const n = rows.length
    const share = t / (gamma0 + n * t)
    const mean = meanOf(table, place) - origin
    // Left after absorbing: τ(z − h·mean) for each mark.
    const left = n * mean * share
    add(0, 0, n * t * (1 - n * share))
    right[0] = (right[0] as number) + n * t * (mean - left)
    for (const row of rows) {
      const g = (grader[row] as number) + 1
      add(0, g, t * (1 - n * share))
      add(g, 0, t * (1 - n * share))
      add(g, g, t)
      right[g] = (right[g] as number) + t * ((mark[row] as number) - origin - left)
      for (const other of rows) add(g, (grader[other] as number) + 1, -t * share)
    }
  })
  const covariance = inverse(a, size)
  const effects = new Float64Array(size)
  for (let i = 0; i < size; i++)
    for (let j = 0; j < size; j++)
      effects[i] = (effects[i] as number) + (covariance[i * size + j] as number) * (right[j] as number)

  const count = table.submissions.length
  const marks = { mean: new Float64Array(count), variance: new Float64Array(count) }
  for (let place = 0; place < count; place++) {
    const rows = rowsOf(table, place)
    const n = countOf(bySubmission, place)
    const p = gamma0 + n * t
    // μ + s as a linear function of (μ, b): 1 − h for μ and −τ ÷ P for each of its graders.
    const of = [{ at: 0, weight: 1 - (n * t) / p }]
    for (const row of rows) of.push({ at: (grader[row] as number) + 1, weight: -t / p })
    let value = origin + ((n * t) / p) * (meanOf(table, place) - origin)
    let variance = 1 / p
    for (const one of of) {
      value += one.weight * (effects[one.at] as number)
      for (const two of of)
        variance += one.weight * two.weight * (covariance[one.at * size + two.at] as number)
    }
    marks.mean[place] = value
    marks.variance[place] = variance
  }
  return {
    marks,
    bias: {
      mean: effects.slice(1),
      variance: Float64Array.from(table.graders, (_, g) => covariance[(g + 1) * size + g + 1] as number),
    },
  }
}

function rowsOf({ bySubmission: { starts, rows } }: MarkTable, place: number): Uint32Array {
  return rows.subarray(starts[place] as number, starts[place + 1] as number)
}

// Inverse of a symmetric positive definite matrix: Cholesky A = LL', L inverted in place, then L⁻¹' L⁻¹.
function inverse(a: Float64Array, size: number): Float64Array {
  const l = a.slice()
  const at = (i: number, j: number) => l[i * size + j] as number
  for (let j = 0; j < size; j++) {
    for (let i = j; i < size; i++) {
      let sum = at(i, j)
      for (let k = 0; k < j; k++) sum -= at(i, k) * at(j, k)
      l[i * size + j] = i === j ? Math.sqrt(sum) : sum / at(j, j)
    }
  }
  for (let j = 0; j < size; j++) {
    l[j * size + j] = 1 / at(j, j)
    for (let i = j + 1; i < size; i++) {
      let sum = 0
      for (let k = j; k < i; k++) sum -= at(i, k) * at(k, j)
      l[i * size + j] = sum / at(i, i)
    }
  }
  const result = new Float64Array(size * size)
  for (let k = 0; k < size; k++)
    for (let i = 0; i <= k; i++) {
      const left = at(k, i)
      for (let j = 0; j <= i; j++) result[i * size + j] = (result[i * size + j] as number) + left * at(k, j)
    }
  for (let i = 0; i < size; i++)
    for (let j = 0; j < i; j++) result[j * size + i] = result[i * size + j] as number
  return result
}

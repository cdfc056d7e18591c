import { normalCritical } from '../distributions.ts'
import type { Random } from '../random.ts'
import { fastDraws } from './draws.ts'
import { type Estimates, normalValues } from './estimates.ts'
import type { MarkTable } from './mark-table.ts'
import { meanOf, type Prior } from './prior.ts'

export interface Sampling {
  random: Random
  /** Sweeps that count, after those that are thrown away. */
  sweeps?: number
  burnIn?: number
  /** What each grader's precision is multiplied with before a mark is seen (rate β₀ ÷ weight); 1 unless said. */
  weights?: Float64Array
}

/**
 * Model PG1 of Piech et al. (2013), Tuned Models of Peer Assessment in MOOCs, Proc. EDM, section 3: a mark is
 * z ~ N(s + b, 1/τ) with true mark s ~ N(μ, 1/γ₀) of the submission, leniency b ~ N(0, 1/η₀) and precision
 * τ ~ Gamma(α₀, rate β₀) of the grader. Gibbs sampling, every conditional in closed form:
 *
 *     s | … ~ N((γ₀μ + Σ τ(z − b)) ÷ P, 1 ÷ P),   P = γ₀ + Σ τ        over the submission's marks
 *     b | … ~ N(τ Σ (z − s) ÷ Q, 1 ÷ Q),          Q = η₀ + nτ         over the grader's marks
 *     τ | … ~ Gamma(α₀ + n/2, rate β₀ + ½ Σ (z − s − b)²)
 *
 * and after each sweep one draw of a shift that all true marks gain and all biases lose, which the marks don't see:
 * without it a few graders with many marks would let the chain creep (Liu & Sabatti 2000, Biometrika 87, 353–369).
 * Means and variances are those of the conditionals, averaged over the sweeps (Gelfand & Smith 1990, JASA 85,
 * 398–409); intervals are normal with that mean and variance. No mark is clamped here.
 *
 * The default prior expects a noise variance of β₀ ÷ (α₀ − 1) = 2σ², and graders with few marks can't correct it: taken
 * as they come, intervals would be too wide (in the reference simulation 90 % ones would hold in 92 to 93 %). So, where
 * the data give σ², the noise in each interval is scaled towards it: 1 ÷ P becomes 1 ÷ (γ₀ + (P − γ₀) ÷ √κ), where κ is
 * σ² over the posterior mean of the noise variance, averaged over marks and held within a half and two. The root, half
 * the way, because σ² is estimated too: where graders have very different numbers of marks it scatters by a third, and
 * all the way would trust it more than it is worth (90 % intervals would hold in 87 to 89 %).
 *
 * @param sampling 1,000 sweeps after 200 unless said
 * @param residual σ² of the variance components, where the data give it
 */
export function pg1(
  table: MarkTable,
  prior: Prior,
  { residual, ...sampling }: Sampling & { residual?: number },
  level = 0.9,
): Estimates {
  const chain = gibbs(table, prior, sampling, { onePrecision: false })
  const critical = normalCritical(level)
  const scaling =
    residual === undefined || !(chain.noise > 0)
      ? 1
      : Math.sqrt(Math.min(Math.max(residual / chain.noise, 0.5), 2))
  const variance = chain.marks.variance.map((v, k) => {
    const drawn = chain.conditional[k] as number
    return v - drawn + 1 / (prior.gamma0 + (1 / drawn - prior.gamma0) / scaling)
  })
  return {
    method: 'pg1',
    level,
    prior,
    marks: normalValues(chain.marks.mean, variance, critical),
    bias: normalValues(chain.bias.mean, chain.bias.variance, critical),
    biasVariance: chain.bias.variance,
    precision: chain.precision,
    why: { marks: '', bias: '' },
    notes: [],
  }
}

interface Moments {
  mean: Float64Array
  variance: Float64Array
}

/**
 * The chain of `pg1`; with `onePrecision` every τ stays at α₀ ÷ β₀, which samples the bias-only model.
 */
export function gibbs(
  table: MarkTable,
  { mu, gamma0, eta0, alpha0, beta0 }: Prior,
  { random, sweeps = 1000, burnIn = 200, weights: priorWeights }: Sampling,
  { onePrecision }: { onePrecision: boolean },
): {
  marks: Moments
  bias: Moments
  precision: Float64Array
  /** Mean over the sweeps of each mark's conditional variance. */
  conditional: Float64Array
  /** Posterior mean of the noise variance, averaged over marks; NaN where it has none. */
  noise: number
} {
  const { normal, gamma } = fastDraws(random)
  const submissionCount = table.submissions.length
  const graderCount = table.graders.length
  const bySubmission = columns(table, 'submission')
  const byGrader = columns(table, 'grader')

  const s = Float64Array.from(table.submissions, (_, place) => meanOf(table, place))
  const b = new Float64Array(graderCount)
  const rates = Float64Array.from(table.graders, (_, g) => beta0 / (priorWeights?.[g] ?? 1))
  const tau = rates.map((rate) => alpha0 / rate)
  // What a submission needs of its graders is written where it will be read: τ and τ·b stand side by side.
  const weights = new Float64Array(2 * graderCount)
  const marks = accumulators(submissionCount)
  const bias = accumulators(graderCount)
  const precision = new Float64Array(graderCount)
  const conditional = new Float64Array(submissionCount)
  const spread = new Float64Array(graderCount)
  let noise = 0

  for (let sweep = -burnIn; sweep < sweeps; sweep++) {
    const counts = sweep >= 0
    for (let g = 0; g < graderCount; g++) {
      weights[2 * g] = tau[g] as number
      weights[2 * g + 1] = (tau[g] as number) * (b[g] as number)
    }

    let sumS = 0
    for (let i = 0, k = 0; i < submissionCount; i++) {
      let p = gamma0
      let weighted = gamma0 * mu
      for (const end = bySubmission.starts[i + 1] as number; k < end; k++) {
        const g = 2 * (bySubmission.partner[k] as number)
        const t = weights[g] as number
        p += t
        weighted += t * (bySubmission.mark[k] as number) - (weights[g + 1] as number)
      }
      const mean = weighted / p
      if (counts) {
        marks.sum[i] = (marks.sum[i] as number) + mean
        marks.squares[i] = (marks.squares[i] as number) + (mean - mu) * (mean - mu)
        conditional[i] = (conditional[i] as number) + 1 / p
      }
      const drawn = mean + normal() / Math.sqrt(p)
      s[i] = drawn
      sumS += drawn
    }

    let sumB = 0
    for (let g = 0, k = 0; g < graderCount; g++) {
      const from = byGrader.starts[g] as number
      const end = byGrader.starts[g + 1] as number
      let sum = 0
      let squares = 0
      for (k = from; k < end; k++) {
        const off = (byGrader.mark[k] as number) - (s[byGrader.partner[k] as number] as number)
        sum += off
        squares += off * off
      }
      const n = end - from
      const t = tau[g] as number
      const q = eta0 + n * t
      const mean = (t * sum) / q
      const drawn = mean + normal() / Math.sqrt(q)
      b[g] = drawn
      sumB += drawn
      if (counts) {
        bias.sum[g] = (bias.sum[g] as number) + mean
        bias.squares[g] = (bias.squares[g] as number) + mean * mean
        spread[g] = (spread[g] as number) + 1 / q
      }
      if (onePrecision) continue
      const shape = alpha0 + n / 2
      const rate = (rates[g] as number) + 0.5 * Math.max(0, squares - 2 * drawn * sum + n * drawn * drawn)
      if (counts) {
        precision[g] = (precision[g] as number) + shape / rate
        noise += shape > 1 ? (n * rate) / (shape - 1) : Number.NaN
      }
      tau[g] = gamma(shape) / rate
    }

    const p = submissionCount * gamma0 + graderCount * eta0
    const shift = (gamma0 * (submissionCount * mu - sumS) + eta0 * sumB) / p + normal() / Math.sqrt(p)
    for (let g = 0; g < graderCount; g++) b[g] = (b[g] as number) - shift
    // The true marks are drawn anew before anything reads them.
  }
  return {
    marks: moments(marks, conditional, sweeps, mu),
    bias: moments(bias, spread, sweeps, 0),
    precision: onePrecision ? tau : precision.map((sum) => sum / sweeps),
    conditional: conditional.map((sum) => sum / sweeps),
    noise: noise / (sweeps * table.mark.length),
  }
}

// The marks in the order in which the sweep reads them, with who is on the other side.
function columns(table: MarkTable, by: 'submission' | 'grader') {
  const { starts, rows } = by === 'submission' ? table.bySubmission : table.byGrader
  const partner = by === 'submission' ? table.grader : table.submission
  return {
    starts,
    partner: Uint32Array.from(rows, (row) => partner[row] as number),
    mark: Float64Array.from(rows, (row) => table.mark[row] as number),
  }
}

function accumulators(size: number) {
  return { sum: new Float64Array(size), squares: new Float64Array(size) }
}

// Variance of what was averaged (`squares` are Σ (mean − about)²) and the mean of the conditional variances.
function moments(
  { sum, squares }: ReturnType<typeof accumulators>,
  conditional: Float64Array,
  sweeps: number,
  about: number,
): Moments {
  const mean = sum.map((x) => x / sweeps)
  const variance = mean.map((x, k) => {
    const between = (squares[k] as number) / sweeps - (x - about) ** 2
    return Math.max(0, between) + (conditional[k] as number) / sweeps
  })
  return { mean, variance }
}

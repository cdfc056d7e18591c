import type { FollowUp } from './follow-up.ts'
import { type RiskSet, total, walkRiskSets } from './risk-sets.ts'
import { type ChiSquareTest, scoreTest } from './score-test.ts'

/**
 * Gray's test that the cumulative incidence of a cause is the same in k groups (Gray 1988, Annals of Statistics 16,
 * 1141–1154, ρ = 0). Undefined where the cause does not happen or no two groups are at risk together.
 *
 * In group r let S be the share without any event, F that with the cause in question, Y the people at risk, and
 * h = Y ÷ S(t−). The score of group k is Σ dN₁ₖ − (Rₖ ÷ R.) dN₁. with Rₖ = hₖ·(1 − Fₖ(t−)): a log-rank test whose
 * risk sets keep those whom another cause has taken. Its covariance follows from writing the score as a sum of
 * martingales under the common incidence F⁰, dF⁰ = dN₁. ÷ h.:
 *
 *   Vₖₗ = Σᵣ ∫ aₖᵣ aₗᵣ ÷ hᵣ dF⁰ + Σᵣ ∫ bₖᵣ bₗᵣ ÷ hᵣ dF₂ᵣ,   with dₖᵣ = hₖ(δₖᵣ − hᵣ ÷ h.),
 *   Cₖᵣ(t) = ∫ from t on of dₖᵣ ÷ (1 − F⁰) dF⁰,   aₖᵣ = dₖᵣ + (1 − (1 − F⁰) ÷ Sᵣ)·Cₖᵣ,   bₖᵣ = −((1 − F⁰) ÷ Sᵣ)·Cₖᵣ
 *
 * (section 2 of the paper), each variance at a time with m tied events times 1 − (m − 1) ÷ (people at risk − 1).
 */
export function grayTest(
  follow: FollowUp,
  group: ArrayLike<number>,
  groups: number,
  cause: number,
): ChiSquareTest | undefined {
  const score = new Float64Array(groups)
  const variance = new ScoreVariance(groups)
  const survival = new Float64Array(groups).fill(1)
  const incidence = new Float64Array(groups)
  const h = new Float64Array(groups)
  const after = new Float64Array(groups)
  let nullIncidence = 0
  walkRiskSets(follow, group, groups, cause, (set) => {
    if (total(set.allEvents) === 0) return
    let own = 0
    let hTotal = 0
    let weightTotal = 0
    for (let r = 0; r < groups; r++) {
      const before = survival[r] as number
      // A group whose curve has come to 0 is over, also where delayed entry brings later people.
      h[r] = before > 0 ? (set.atRisk[r] as number) / before : 0
      if (h[r] === 0) continue
      own += set.events[r] as number
      hTotal += h[r] as number
      weightTotal += (h[r] as number) * (1 - (incidence[r] as number))
    }
    if (hTotal === 0) return
    const nullBefore = nullIncidence
    nullIncidence += own / hTotal
    for (let r = 0; r < groups; r++) {
      if (h[r] === 0) continue
      const n = set.atRisk[r] as number
      if (weightTotal > 0) {
        const weight = (h[r] as number) * (1 - (incidence[r] as number))
        score[r] = (score[r] as number) + (set.events[r] as number) - (own * weight) / weightTotal
      }
      after[r] = (survival[r] as number) * ((n - (set.allEvents[r] as number)) / n)
    }
    variance.add(set, { h, hTotal, own, survival, after, nullBefore, nullAfter: nullIncidence })
    for (let r = 0; r < groups; r++) {
      if (h[r] === 0) continue
      incidence[r] =
        (incidence[r] as number) +
        ((survival[r] as number) * (set.events[r] as number)) / (set.atRisk[r] as number)
      survival[r] = after[r] as number
    }
  })
  return scoreTest(Array.from(score), variance.matrix())
}

interface Step {
  h: Float64Array
  hTotal: number
  own: number
  survival: Float64Array
  after: Float64Array
  nullBefore: number
  nullAfter: number
}

/**
 * The covariance in one pass. Cₖᵣ(t) is what comes after t, c(∞) − c(t), and c(∞) is known only at the end; so a = p + q·c(∞)
 * is kept as the sums of p·p, p·q and q·q that its products need.
 */
class ScoreVariance {
  readonly #groups: number
  readonly #products: Float64Array
  readonly #mixed: Float64Array
  readonly #squares: Float64Array
  /** cₖᵣ up to now. */
  readonly #passed: Float64Array
  readonly #p: Float64Array

  constructor(groups: number) {
    this.#groups = groups
    this.#products = new Float64Array(groups * groups)
    this.#mixed = new Float64Array(groups * groups)
    this.#squares = new Float64Array(groups)
    this.#passed = new Float64Array(groups * groups)
    this.#p = new Float64Array(groups)
  }

  add(set: RiskSet, step: Step): void {
    const groups = this.#groups
    if (step.own > 0 && step.nullBefore < 1) {
      const increment = step.own / step.hTotal / (1 - step.nullBefore)
      for (let k = 0; k < groups; k++) {
        for (let r = 0; r < groups; r++) {
          const at = k * groups + r
          this.#passed[at] = (this.#passed[at] as number) + contrast(step, k, r) * increment
        }
      }
    }
    for (let r = 0; r < groups; r++) {
      const h = step.h[r] as number
      if (h === 0) continue
      const before = step.survival[r] as number
      const after = step.after[r] as number
      // Where nobody of the group is left, nothing comes after, whatever the ratio.
      const ratio = after > 0 ? (1 - step.nullAfter) / after : 0
      if (step.own > 0) {
        const factor = (tieFactor(step.own, step.hTotal * before) * step.own) / (step.hTotal * h)
        this.#keep(r, factor, after > 0 ? 1 - ratio : 0, step)
      }
      const others = (set.allEvents[r] as number) - (set.events[r] as number)
      if (others > 0 && after > 0) {
        const n = set.atRisk[r] as number
        this.#keep(r, (tieFactor(others, n) * others * before * before) / (n * n), -ratio, undefined)
      }
    }
  }

  matrix(): number[][] {
    const groups = this.#groups
    const last = (k: number, r: number) => this.#passed[k * groups + r] as number
    return Array.from({ length: groups }, (_, k) =>
      Array.from({ length: groups }, (__, l) => {
        let value = this.#products[k * groups + l] as number
        for (let r = 0; r < groups; r++) {
          value +=
            last(k, r) * (this.#mixed[l * groups + r] as number) +
            last(l, r) * (this.#mixed[k * groups + r] as number) +
            last(k, r) * last(l, r) * (this.#squares[r] as number)
        }
        return value
      }),
    )
  }

  // One variance term of group r: (p + q·c(∞))², p = d − q·c(t), d only where the cause itself happened.
  #keep(r: number, factor: number, q: number, step: Step | undefined): void {
    if (factor === 0) return
    const groups = this.#groups
    const p = this.#p
    for (let k = 0; k < groups; k++) {
      p[k] = (step ? contrast(step, k, r) : 0) - q * (this.#passed[k * groups + r] as number)
    }
    for (let k = 0; k < groups; k++) {
      for (let l = 0; l < groups; l++) {
        const at = k * groups + l
        this.#products[at] = (this.#products[at] as number) + factor * (p[k] as number) * (p[l] as number)
      }
      const at = k * groups + r
      this.#mixed[at] = (this.#mixed[at] as number) + factor * q * (p[k] as number)
    }
    this.#squares[r] = (this.#squares[r] as number) + factor * q * q
  }
}

function contrast(step: Step, k: number, r: number): number {
  return (step.h[k] as number) * ((k === r ? 1 : 0) - (step.h[r] as number) / step.hTotal)
}

// Where nearly everybody ends at one time, more events may be tied than a group's share of the risk set stands for; the
// factor is then negative. It is left so, as in the program that came with the paper (cmprsk): who computes the test
// there gets the same number.
function tieFactor(events: number, atRisk: number): number {
  if (events <= 1) return 1
  return Math.abs(atRisk - 1) < 1e-9 ? 0 : 1 - (events - 1) / (atRisk - 1)
}

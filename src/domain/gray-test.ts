import type { FollowUp } from './follow-up.ts'
import { total, walkRiskSets } from './risk-sets.ts'
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
 *   Cₖᵣ(t) = ∫ from t on of dₖᵣ ÷ (1 − F⁰) dF⁰,   aₖᵣ = dₖᵣ + (1 − (1 − F⁰) ÷ Sᵣ)·Cₖᵣ,   bₖᵣ = ((1 − F⁰) ÷ Sᵣ)·Cₖᵣ
 *
 * (section 2 of the paper), each variance at a time with m tied events times 1 − (m − 1) ÷ (people at risk − 1).
 */
export function grayTest(
  follow: FollowUp,
  group: ArrayLike<number>,
  groups: number,
  cause: number,
): ChiSquareTest | undefined {
  const { score, steps } = forwardPass(follow, group, groups, cause)
  return scoreTest(Array.from(score), covariance(steps, groups))
}

/** One time with events, as the backward pass needs it; all arrays by group. */
interface Step {
  /** Y ÷ S(t−), and S after the time. */
  h: Float64Array
  survivalBefore: Float64Array
  survivalAfter: Float64Array
  /** Events of the other causes, and people at risk. */
  others: Float64Array
  atRisk: Float64Array
  /** Events of the cause in all groups, Σ h, and F⁰ before and after. */
  own: number
  hTotal: number
  nullBefore: number
  nullAfter: number
}

function forwardPass(follow: FollowUp, group: ArrayLike<number>, groups: number, cause: number) {
  const score = new Float64Array(groups)
  const survival = new Float64Array(groups).fill(1)
  const incidence = new Float64Array(groups)
  const steps: Step[] = []
  let nullIncidence = 0
  walkRiskSets(follow, group, groups, cause, ({ atRisk, events, allEvents }) => {
    if (total(allEvents) === 0) return
    // A group whose curve has come to 0 is over, also where delayed entry brings later people.
    const h = Float64Array.from(atRisk, (n, r) =>
      (survival[r] as number) > 0 ? n / (survival[r] as number) : 0,
    )
    const weights = Float64Array.from(h, (value, r) => value * (1 - (incidence[r] as number)))
    const weightTotal = total(weights)
    const hTotal = total(h)
    const own = total(events.map((count, r) => ((h[r] as number) > 0 ? count : 0)))
    const survivalBefore = Float64Array.from(survival)
    const nullBefore = nullIncidence
    if (hTotal > 0) nullIncidence += own / hTotal
    for (let r = 0; r < groups; r++) {
      if ((h[r] as number) === 0) continue
      const n = atRisk[r] as number
      const before = survival[r] as number
      if (weightTotal > 0) {
        score[r] = (score[r] as number) + (events[r] as number) - (own * (weights[r] as number)) / weightTotal
      }
      incidence[r] = (incidence[r] as number) + (before * (events[r] as number)) / n
      const left = n - (allEvents[r] as number)
      survival[r] = left === 0 ? 0 : before * (left / n)
    }
    steps.push({
      h,
      survivalBefore,
      survivalAfter: Float64Array.from(survival),
      others: Float64Array.from(allEvents, (count, r) => count - (events[r] as number)),
      atRisk: Float64Array.from(atRisk),
      own,
      hTotal,
      nullBefore,
      nullAfter: nullIncidence,
    })
  })
  return { score, steps }
}

function covariance(steps: readonly Step[], groups: number): number[][] {
  const matrix = Array.from({ length: groups }, () => Array.from({ length: groups }, () => 0))
  // later[k][r] is Cₖᵣ: what comes after the step in hand.
  const later = Array.from({ length: groups }, () => new Float64Array(groups))
  const add = (factor: number, part: (k: number) => number) => {
    if (!(factor > 0)) return
    const parts = Array.from({ length: groups }, (_, k) => part(k))
    for (let k = 0; k < groups; k++) {
      const row = matrix[k] as number[]
      for (let l = 0; l < groups; l++) {
        row[l] = (row[l] as number) + factor * (parts[k] as number) * (parts[l] as number)
      }
    }
  }
  for (const step of steps.toReversed()) {
    const contrast = (k: number, r: number) =>
      (step.h[k] as number) * ((k === r ? 1 : 0) - (step.h[r] as number) / step.hTotal)
    for (let r = 0; r < groups; r++) {
      const h = step.h[r] as number
      if (h === 0) continue
      const before = step.survivalBefore[r] as number
      const after = step.survivalAfter[r] as number
      // Where nobody of the group is left, C is 0, whatever the ratio.
      const ratio = after > 0 ? (1 - step.nullAfter) / after : 0
      const carried = (k: number) => (later[k] as Float64Array)[r] as number
      if (step.own > 0) {
        const tie = tieFactor(step.own, step.hTotal * before)
        add((tie * step.own) / (step.hTotal * h), (k) => contrast(k, r) + (1 - ratio) * carried(k))
      }
      const others = step.others[r] as number
      if (others > 0) {
        const n = step.atRisk[r] as number
        add((tieFactor(others, n) * (others * before)) / n / h, (k) => ratio * carried(k))
      }
    }
    if (step.own === 0 || step.nullBefore >= 1) continue
    const increment = step.own / step.hTotal / (1 - step.nullBefore)
    for (let k = 0; k < groups; k++) {
      const row = later[k] as Float64Array
      for (let r = 0; r < groups; r++) row[r] = (row[r] as number) + contrast(k, r) * increment
    }
  }
  return matrix
}

function tieFactor(events: number, atRisk: number): number {
  return events > 1 && atRisk > 1 ? Math.max(0, 1 - (events - 1) / (atRisk - 1)) : 1
}

import { normalCritical } from './distributions.ts'
import { atRiskAt, type FollowUp, lastAtMost } from './follow-up.ts'
import { incidenceInterval } from './intervals.ts'
import { eventCounts, isFollowed } from './survival.ts'

/** A cumulative incidence: constant between the times of events, 0 before the first. Arrays as long as `time`. */
export interface IncidenceCurve {
  cause: number
  n: number
  /** Events of this cause in all. */
  events: number
  /** Days at which any event happened: the error moves at events of the other causes too. */
  time: Float64Array
  incidence: Float64Array
  standardError: Float64Array
  /** Share without any event yet: with the incidences of all causes it makes 1. */
  survival: Float64Array
  follow: FollowUp
}

export interface IncidencePoint {
  day: number
  incidence: number
  standardError: number
  lower: number
  upper: number
  atRisk: number
}

/**
 * Aalen–Johansen estimate of the cumulative incidence of one cause, F(t) = Σ S(t−)·d₁ ÷ n, the other causes competing.
 * Aalen & Johansen (1978), Scandinavian Journal of Statistics 5, 141–150. Variance after Aalen (1978), Annals of
 * Statistics 6, 534–545, in the form
 *
 *   Σ [F(t) − F(tⱼ)]² d ÷ ((n − 1)(n − d)) + Σ S(tⱼ−)² d₁(n − d₁) ÷ (n²(n − 1))
 *     − 2 Σ [F(t) − F(tⱼ)] S(tⱼ−) d₁(n − d₁) ÷ (n(n − d)(n − 1)),
 *
 * d and d₁ being all events and those of the cause at tⱼ, n the people at risk. Terms whose denominator is 0 belong to
 * the last person at risk, after whom nothing changes: they are 0.
 */
export function aalenJohansen(follow: FollowUp, cause: number): IncidenceCurve {
  const all = eventCounts(follow)
  const own = eventCounts(follow, cause)
  const steps = all.reduce((sum, count) => sum + (count > 0 ? 1 : 0), 0)
  const curve: IncidenceCurve = {
    cause,
    n: follow.n,
    events: 0,
    time: new Float64Array(steps),
    incidence: new Float64Array(steps),
    standardError: new Float64Array(steps),
    survival: new Float64Array(steps),
    follow,
  }
  let survival = 1
  let incidence = 0
  // The squares in the variance multiplied out, so that one pass gives it at every time: F²·a − 2F·(b + e) + c + own + 2g.
  const sums = { a: 0, b: 0, c: 0, own: 0, e: 0, g: 0 }
  let step = 0
  for (let j = 0; j < all.length; j++) {
    const d = all[j] as number
    if (d === 0) continue
    const d1 = own[j] as number
    const n = follow.atRisk[j] as number
    curve.events += d1
    if (survival > 0) {
      const before = survival
      incidence += (before * d1) / n
      survival = d === n ? 0 : before * ((n - d) / n)
      if (n > 1) {
        const spread = (d1 * (n - d1)) / (n - 1)
        sums.own += (before * before * spread) / (n * n)
        if (d < n) {
          const weight = d / ((n - 1) * (n - d))
          const cross = (before * spread) / (n * (n - d))
          sums.a += weight
          sums.b += weight * incidence
          sums.c += weight * incidence * incidence
          sums.e += cross
          sums.g += cross * incidence
        }
      }
    }
    const variance =
      incidence * incidence * sums.a - 2 * incidence * (sums.b + sums.e) + sums.c + sums.own + 2 * sums.g
    curve.time[step] = follow.times[j] as number
    curve.incidence[step] = incidence
    curve.survival[step] = survival
    curve.standardError[step] = Math.sqrt(Math.max(0, variance))
    step++
  }
  return curve
}

/**
 * The incidence at a day (an event at t counts on day d if t ≤ d) with the interval F^exp(±z·se ÷ (F·ln F)). Undefined
 * where nobody was followed for that long and somebody was still without an event.
 */
export function incidenceAt(curve: IncidenceCurve, day: number, level = 0.95): IncidencePoint | undefined {
  const step = lastAtMost(curve.time, day)
  const everybodyEnded = step >= 0 && curve.survival[step] === 0
  if (!everybodyEnded && !isFollowed(curve.follow, day)) return undefined
  const incidence = step < 0 ? 0 : Math.min(1, curve.incidence[step] as number)
  const standardError = step < 0 ? 0 : (curve.standardError[step] as number)
  return {
    day,
    incidence,
    standardError,
    ...incidenceInterval(incidence, standardError, normalCritical(level)),
    atRisk: atRiskAt(curve.follow, day),
  }
}

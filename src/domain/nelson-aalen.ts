import { normalCritical } from './distributions.ts'
import { type FollowUp, lastAtMost } from './follow-up.ts'
import { eventCounts, isFollowed } from './survival.ts'

/** A cumulative hazard: constant between the times of events, 0 before the first. */
export interface HazardCurve {
  time: Float64Array
  hazard: Float64Array
  variance: Float64Array
  follow: FollowUp
}

/**
 * Nelson–Aalen estimate of the cumulative hazard, H(t) = Σ d ÷ n, with Aalen's variance Σ d ÷ n². Aalen (1978), Annals
 * of Statistics 6, 701–726. `cause` as in `kaplanMeier`.
 */
export function nelsonAalen(follow: FollowUp, cause?: number): HazardCurve {
  const counts = eventCounts(follow, cause)
  const steps = counts.reduce((sum, count) => sum + (count > 0 ? 1 : 0), 0)
  const curve: HazardCurve = {
    time: new Float64Array(steps),
    hazard: new Float64Array(steps),
    variance: new Float64Array(steps),
    follow,
  }
  let hazard = 0
  let variance = 0
  let step = 0
  for (let j = 0; j < counts.length; j++) {
    const d = counts[j] as number
    if (d === 0) continue
    const n = follow.atRisk[j] as number
    hazard += d / n
    variance += d / (n * n)
    curve.time[step] = follow.times[j] as number
    curve.hazard[step] = hazard
    curve.variance[step] = variance
    step++
  }
  return curve
}

/** The cumulative hazard at a day, with the interval H·exp(±z·se ÷ H); undefined beyond the follow-up. */
export function hazardAt(
  curve: HazardCurve,
  day: number,
  level = 0.95,
): { day: number; hazard: number; standardError: number; lower: number; upper: number } | undefined {
  if (!isFollowed(curve.follow, day)) return undefined
  const step = lastAtMost(curve.time, day)
  if (step < 0) return { day, hazard: 0, standardError: 0, lower: 0, upper: 0 }
  const hazard = curve.hazard[step] as number
  const standardError = Math.sqrt(curve.variance[step] as number)
  const factor = Math.exp((normalCritical(level) * standardError) / hazard)
  return { day, hazard, standardError, lower: hazard / factor, upper: hazard * factor }
}

/**
 * The hazard itself, per day: increments of the Nelson–Aalen curve under the Epanechnikov kernel of half-width
 * `bandwidthDays` (Ramlau-Hansen 1983, Annals of Statistics 11, 453–466). Near 0 and near the end of the follow-up the
 * kernel is divided by its mass inside, so that the edges are not pulled to 0. Undefined beyond the follow-up.
 */
export function smoothedHazardAt(curve: HazardCurve, day: number, bandwidthDays: number): number | undefined {
  if (!(bandwidthDays > 0)) throw new RangeError(`A bandwidth must be positive: ${bandwidthDays}`)
  if (day < 0 || !isFollowed(curve.follow, day)) return undefined
  const end = curve.follow.times.at(-1) as number
  const first = lastAtMost(curve.time, day - bandwidthDays) + 1
  const last = lastAtMost(curve.time, day + bandwidthDays)
  let sum = 0
  for (let step = first; step <= last; step++) {
    const u = (day - (curve.time[step] as number)) / bandwidthDays
    const before = step === 0 ? 0 : (curve.hazard[step - 1] as number)
    sum += 0.75 * (1 - u * u) * ((curve.hazard[step] as number) - before)
  }
  const from = Math.max(-1, -day / bandwidthDays)
  const to = Math.min(1, (end - day) / bandwidthDays)
  const mass = epanechnikovMass(to) - epanechnikovMass(from)
  return mass > 0 ? sum / (bandwidthDays * mass) : 0
}

/** ∫ of 3/4·(1 − u²), the Epanechnikov kernel, from −1 to u. */
export function epanechnikovMass(u: number): number {
  return 0.75 * (u - u ** 3 / 3) + 0.5
}

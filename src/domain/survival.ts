import { normalCritical } from './distributions.ts'
import { atRiskAt, type FollowUp, lastAtMost } from './follow-up.ts'
import { survivalInterval } from './intervals.ts'

/** A survival curve: constant between the times of events, 1 before the first. Arrays are as long as `time`. */
export interface SurvivalCurve {
  n: number
  /** Events in all. */
  events: number
  /** Days at which events happened. */
  time: Float64Array
  atRisk: Float64Array
  /** Share still without the event just after each time. */
  survival: Float64Array
  /** Greenwood's sum Σ d ÷ (n(n − d)): the variance is survival² times it. */
  greenwood: Float64Array
  follow: FollowUp
}

export interface SurvivalPoint {
  day: number
  survival: number
  standardError: number
  lower: number
  upper: number
  atRisk: number
}

export type CurveQuantile =
  | { status: 'reached'; value: number; lower?: number; upper?: number }
  | { status: 'not_reached'; lower?: number }

/**
 * Kaplan–Meier estimate with delayed entry: S(t) = Π (1 − d ÷ n) over the times of events up to t. Kaplan & Meier
 * (1958), JASA 53, 457–481; with left truncation Tsai, Jewell & Wang (1987), Biometrika 74, 883–886.
 *
 * `cause` counts only those events and censors the others; without it every event counts. Once S is 0 it stays 0.
 */
export function kaplanMeier(follow: FollowUp, cause?: number): SurvivalCurve {
  const counts = eventCounts(follow, cause)
  const steps = counts.reduce((sum, count) => sum + (count > 0 ? 1 : 0), 0)
  const curve: SurvivalCurve = {
    n: follow.n,
    events: 0,
    time: new Float64Array(steps),
    atRisk: new Float64Array(steps),
    survival: new Float64Array(steps),
    greenwood: new Float64Array(steps),
    follow,
  }
  let survival = 1
  let greenwood = 0
  let step = 0
  for (let j = 0; j < counts.length; j++) {
    const d = counts[j] as number
    if (d === 0) continue
    const n = follow.atRisk[j] as number
    curve.events += d
    if (survival > 0) {
      survival = d === n ? 0 : survival * ((n - d) / n)
      // Where S becomes 0 the sum would be infinite; the variance of S has the limit 0.
      greenwood = d === n ? 0 : greenwood + d / (n * (n - d))
    }
    curve.time[step] = follow.times[j] as number
    curve.atRisk[step] = n
    curve.survival[step] = survival
    curve.greenwood[step] = greenwood
    step++
  }
  return curve
}

/**
 * The curve at a day (an event at t counts on day d if t ≤ d), with Greenwood's standard error and the log(−log)
 * interval. Undefined where nobody was followed for that long and the curve has not come to 0.
 */
export function survivalAt(curve: SurvivalCurve, day: number, level = 0.95): SurvivalPoint | undefined {
  const step = lastAtMost(curve.time, day)
  const survival = step < 0 ? 1 : (curve.survival[step] as number)
  if (survival > 0 && !isFollowed(curve.follow, day)) return undefined
  const greenwood = step < 0 ? 0 : (curve.greenwood[step] as number)
  return {
    day,
    survival,
    standardError: survival * Math.sqrt(greenwood),
    ...survivalInterval(survival, greenwood, normalCritical(level)),
    atRisk: atRiskAt(curve.follow, day),
  }
}

/**
 * The day by which `share` of the people have had the event: the first time with S(t) ≤ 1 − share, provided that at
 * least `minimumCell` people are at risk there; otherwise not reached, never the last observed time. Interval by
 * inverting the log(−log) interval (Brookmeyer & Crowley 1982, Biometrics 38, 29–41); its bounds obey the same rule.
 */
export function survivalQuantile(
  curve: SurvivalCurve,
  share: number,
  options: { minimumCell: number; level?: number },
): CurveQuantile {
  if (!(share > 0 && share < 1)) throw new RangeError(`Not a share between 0 and 1: ${share}`)
  const z = normalCritical(options.level ?? 0.95)
  // A product of many ratios comes out a hair above the level that it equals in exact arithmetic.
  const target = (1 - share) * (1 + 1e-12)
  // Bounds are compared on the scale on which they are made: S^exp(±zσ) ≤ target ⇔ log(−log S) ± zσ ≥ log(−log target).
  const scaledTarget = Math.log(-Math.log(target))
  const firstCrossing = (shift: number) => {
    for (let step = 0; step < curve.time.length; step++) {
      const survival = curve.survival[step] as number
      if (shift === 0 ? survival > target : !reaches(survival, curve.greenwood[step] as number, shift))
        continue
      return (curve.atRisk[step] as number) >= options.minimumCell ? curve.time[step] : undefined
    }
    return undefined
  }
  const reaches = (survival: number, greenwood: number, shift: number) => {
    if (survival >= 1 || survival <= 0) return survival <= target
    const log = -Math.log(survival)
    return Math.log(log) + (shift * Math.sqrt(greenwood)) / log >= scaledTarget
  }
  const value = firstCrossing(0)
  const lower = firstCrossing(z)
  const upper = firstCrossing(-z)
  const known = { ...(lower === undefined ? {} : { lower }), ...(upper === undefined ? {} : { upper }) }
  return value === undefined
    ? { status: 'not_reached', ...(lower === undefined ? {} : { lower }) }
    : { status: 'reached', value, ...known }
}

/**
 * Restricted mean: the area under the curve up to `day`, the mean time without the event within that horizon.
 * Variance Σ A² d ÷ (n(n − d)) with A the area from each event time to `day` (Klein & Moeschberger 2003, section 4.5).
 * Undefined where the curve is not known up to `day`.
 */
export function restrictedMean(
  curve: SurvivalCurve,
  day: number,
): { day: number; value: number; standardError: number } | undefined {
  if (!(day >= 0)) return undefined
  const last = lastAtMost(curve.time, day)
  const endsAt0 = last >= 0 && curve.survival[last] === 0
  if (!endsAt0 && !isFollowed(curve.follow, day)) return undefined
  let area = 0
  let variance = 0
  let until = day
  for (let step = last; step >= 0; step--) {
    const from = curve.time[step] as number
    area += (until - from) * (curve.survival[step] as number)
    until = from
    const before = step === 0 ? 0 : (curve.greenwood[step - 1] as number)
    // Where S becomes 0 the area beyond is 0, and the term with it.
    if (area > 0) variance += area * area * ((curve.greenwood[step] as number) - before)
  }
  return { day, value: area + until, standardError: Math.sqrt(Math.max(0, variance)) }
}

/** Events at each distinct time: of one cause, or of all. */
export function eventCounts(follow: FollowUp, cause?: number): Uint32Array {
  if (cause !== undefined) return follow.events[cause - 1] ?? new Uint32Array(follow.times.length)
  if (follow.events.length === 1) return follow.events[0] as Uint32Array
  const total = new Uint32Array(follow.times.length)
  for (const counts of follow.events) {
    for (let j = 0; j < total.length; j++) total[j] = (total[j] as number) + (counts[j] as number)
  }
  return total
}

/** Whether anybody was followed up to that day. */
export function isFollowed(follow: FollowUp, day: number): boolean {
  return follow.times.length > 0 && day <= (follow.times.at(-1) as number)
}

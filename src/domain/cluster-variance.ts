import type { IncidenceCurve } from './competing-risks.ts'
import { lastAtMost } from './follow-up.ts'
import { eventCounts } from './survival.ts'

/**
 * How much each row moves the Aalen–Johansen estimate F(t) of a cause: its influence, the derivative of F with respect
 * to the row's weight (the infinitesimal jackknife: Efron 1982, The Jackknife, the Bootstrap and Other Resampling Plans,
 * chapter 6; for cumulative incidences Ying & Wei's clustered data: Journal of Multivariate Analysis 50, 1994, 17–29).
 * Σ influence² estimates the variance of F(t) for independent rows; Σ over persons of (Σ of their influences)² that for
 * people who are counted more than once.
 *
 * With Y at risk, d events, d₁ of the cause, A = Σ d ÷ (Y(Y − d)), G = Σ A(s−) dF and H = Σ dF ÷ Y, each at the row's
 * time T (or t, if earlier) less that at its entry:
 *
 *   G(T) − H(T) + [F(t) − F(T)]·(A(T) − event ÷ (Y − d)) + own event · S(T−) ÷ Y(T).
 *
 * In the order of the input of `followUp`; rows that were left out have 0.
 */
export function incidenceInfluence(curve: IncidenceCurve, day: number, rows: number): Float64Array {
  const { follow, cause } = curve
  const all = eventCounts(follow)
  const own = eventCounts(follow, cause)
  const last = lastAtMost(follow.times, day)
  const steps = last + 1
  const at = {
    incidence: new Float64Array(steps),
    a: new Float64Array(steps),
    g: new Float64Array(steps),
    h: new Float64Array(steps),
    before: new Float64Array(steps),
  }
  let [survival, incidence, a, g, h] = [1, 0, 0, 0, 0]
  for (let j = 0; j < steps; j++) {
    const [n, d, d1] = [follow.atRisk[j] as number, all[j] as number, own[j] as number]
    at.before[j] = survival
    if (survival > 0 && d > 0) {
      const rise = (survival * d1) / n
      incidence += rise
      g += a * rise
      h += rise / n
      // After the last person at risk nothing changes: the term is never multiplied by anything but 0.
      if (d < n) a += d / (n * (n - d))
      survival = d === n ? 0 : survival * ((n - d) / n)
    }
    at.incidence[j] = incidence
    at.a[j] = a
    at.g[j] = g
    at.h[j] = h
  }
  const influence = new Float64Array(rows)
  const total = incidence
  let j = -1
  for (let k = 0; k < follow.n; k++) {
    const time = follow.orderedTime[k] as number
    while (j < last && (follow.times[j + 1] as number) <= time) j++
    const row = follow.order[k] as number
    if (j < 0) continue
    let moved = (at.g[j] as number) - (at.h[j] as number)
    const isWithin = time <= day
    const happened = follow.orderedCause[k] as number
    const [n, d] = [follow.atRisk[j] as number, all[j] as number]
    const event = isWithin && happened > 0 && d < n ? 1 / (n - d) : 0
    moved += (total - (at.incidence[j] as number)) * ((at.a[j] as number) - event)
    if (isWithin && happened === cause) moved += (at.before[j] as number) / n
    influence[row] = moved
  }
  for (let k = 0; k < follow.entryOrder.length; k++) {
    const row = follow.entryOrder[k] as number
    const e = Math.min(last, lastAtMost(follow.times, follow.orderedEntry[k] as number))
    if (e < 0) continue
    const passed =
      (at.g[e] as number) - (at.h[e] as number) + (total - (at.incidence[e] as number)) * (at.a[e] as number)
    influence[row] = (influence[row] as number) - passed
  }
  return influence
}

import { normalCritical } from './distributions.ts'
import type { Interval } from './intervals.ts'
import { type QuantileEstimate, quantileEstimate, sortedSample } from './quantiles.ts'

export type CostGroup = 'completed' | 'left' | 'still_going'

/** What one enrolment paid, net of refunds, in the currency's minor unit; one currency at a time. */
export interface NetPayment {
  group: CostGroup
  netMinor: number
}

export interface CostSummary {
  n: number
  totalMinor: number
  /** Whole minor units, halves rounded up; absent for an empty group. */
  p10?: QuantileEstimate
  median?: QuantileEstimate
  p90?: QuantileEstimate
}

/**
 * What people paid in all, in three groups: those who completed, those who left, and those still going, the ones who
 * paid nothing included. Quantiles are of type 7 with order-statistic intervals.
 */
export function costGroups(payments: readonly NetPayment[]): Record<CostGroup, CostSummary> {
  const of = (group: CostGroup) =>
    costSummary(payments.filter((payment) => payment.group === group).map((payment) => payment.netMinor))
  return { completed: of('completed'), left: of('left'), still_going: of('still_going') }
}

export function costSummary(netMinor: ArrayLike<number>): CostSummary {
  const sorted = sortedSample(netMinor)
  const summary: CostSummary = {
    n: sorted.length,
    totalMinor: sorted.reduce((sum, amount) => sum + amount, 0),
  }
  const p10 = wholeUnits(quantileEstimate(sorted, 0.1))
  const median = wholeUnits(quantileEstimate(sorted, 0.5))
  const p90 = wholeUnits(quantileEstimate(sorted, 0.9))
  return { ...summary, ...(p10 && median && p90 ? { p10, median, p90 } : {}) }
}

/**
 * Share of the net revenue that came from people who left: Σ paid by leavers ÷ Σ paid. Interval of a ratio estimator by
 * linearisation (Cochran 1977, Sampling Techniques, section 6.4), clipped to [0, 1]. Undefined where nothing was earned.
 */
export function revenueShareOfLeavers(
  payments: readonly NetPayment[],
  level = 0.95,
): { value: number; interval?: Interval; n: number } | undefined {
  const n = payments.length
  let all = 0
  let left = 0
  for (const { group, netMinor } of payments) {
    all += netMinor
    if (group === 'left') left += netMinor
  }
  if (!(all > 0)) return undefined
  const value = left / all
  if (n < 2) return { value, n }
  let squares = 0
  for (const { group, netMinor } of payments)
    squares += ((group === 'left' ? netMinor : 0) - value * netMinor) ** 2
  const half = (normalCritical(level) * Math.sqrt((squares * n) / (n - 1))) / all
  return { value, interval: { lower: Math.max(0, value - half), upper: Math.min(1, value + half) }, n }
}

function wholeUnits(estimate: QuantileEstimate | undefined): QuantileEstimate | undefined {
  return estimate && { ...estimate, value: Math.floor(estimate.value + 0.5) }
}

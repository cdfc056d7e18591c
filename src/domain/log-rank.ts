import type { FollowUp } from './follow-up.ts'
import { total, walkRiskSets } from './risk-sets.ts'
import { type ChiSquareTest, scoreTest } from './score-test.ts'

export interface LogRankTest extends ChiSquareTest {
  groups: { observed: number; expected: number }[]
}

/**
 * Log-rank test of equal hazards in k groups (Mantel 1966; Peto & Peto 1972; Klein & Moeschberger 2003, section 7.3):
 * observed minus expected events with the hypergeometric covariance d(n − d) ÷ (n − 1). With `cause` it compares the
 * cause-specific hazards, other causes being censored: say so where it is shown. Undefined where there are no events
 * or no two groups at risk together.
 */
export function logRank(
  follow: FollowUp,
  group: ArrayLike<number>,
  groups: number,
  cause?: number,
): LogRankTest | undefined {
  const observed = new Float64Array(groups)
  const expected = new Float64Array(groups)
  const covariance = Array.from({ length: groups }, () => Array.from({ length: groups }, () => 0))
  walkRiskSets(follow, group, groups, cause, ({ atRisk, events }) => {
    const d = total(events)
    if (d === 0) return
    const n = total(atRisk)
    const spread = n > 1 ? (d * (n - d)) / (n - 1) : 0
    for (let a = 0; a < groups; a++) {
      const share = (atRisk[a] as number) / n
      observed[a] = (observed[a] as number) + (events[a] as number)
      expected[a] = (expected[a] as number) + d * share
      if (share === 0) continue
      const row = covariance[a] as number[]
      for (let b = 0; b < groups; b++) {
        row[b] = (row[b] as number) + spread * share * ((a === b ? 1 : 0) - (atRisk[b] as number) / n)
      }
    }
  })
  const test = scoreTest(
    Array.from(observed, (count, k) => count - (expected[k] as number)),
    covariance,
  )
  if (!test) return undefined
  return {
    ...test,
    groups: Array.from(observed, (count, k) => ({ observed: count, expected: expected[k] as number })),
  }
}

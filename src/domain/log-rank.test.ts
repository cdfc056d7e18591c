import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { followUp } from './follow-up.ts'
import { grayTest } from './gray-test.ts'
import { logRank } from './log-rank.ts'
import { type Random, seededRandom } from './random.ts'
import { scoreTest } from './score-test.ts'

// Freireich et al. (1963), Blood 21, 699–716: weeks in remission, 6-MP against placebo.
const sixMp = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
const sixMpEvents = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]
const placebo = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]

describe('the log-rank test', () => {
  test('gives the published result of the remission trial', () => {
    const follow = followUp({
      time: [...sixMp, ...placebo],
      cause: [...sixMpEvents, ...placebo.map(() => 1)],
    })
    const test = logRank(follow, [...sixMp.map(() => 0), ...placebo.map(() => 1)], 2)
    // Kalbfleisch & Prentice and many after them: observed 9 and 21, expected 19.25 and 10.75, χ² 16.79 on 1.
    expect(test?.groups[0]?.observed).toBe(9)
    expect(test?.groups[0]?.expected).toBeCloseTo(19.25, 2)
    expect(test?.groups[1]?.expected).toBeCloseTo(10.75, 2)
    expect(test?.chi_square).toBeCloseTo(16.79, 2)
    expect(test?.df).toBe(1)
    expect(test?.p).toBeLessThan(5e-5)
  })

  test('has nothing to say of one group, of nobody, or without events', () => {
    const follow = followUp({ time: [1, 2, 3], cause: [1, 0, 1] })
    expect(logRank(follow, [0, 0, 0], 1)).toBeUndefined()
    expect(logRank(follow, [0, 0, 0], 3)).toBeUndefined()
    expect(logRank(followUp({ time: [1, 2], cause: [0, 0] }), [0, 1], 2)).toBeUndefined()
    expect(logRank(followUp({ time: [], cause: [] }), [], 2)).toBeUndefined()
    expect(grayTest(follow, [0, 0, 0], 2, 1)).toBeUndefined()
    expect(grayTest(follow, [0, 1, 0], 2, 2)).toBeUndefined()
  })

  test('ignores groups without people and rows without a group', () => {
    const rows = { time: [1, 2, 3, 4, 5, 6, 2], cause: [1, 1, 0, 1, 1, 0, 1] }
    const plain = logRank(
      followUp({ time: rows.time.slice(0, 6), cause: rows.cause.slice(0, 6) }),
      [0, 1, 0, 1, 0, 1],
      2,
    )
    const withGaps = logRank(followUp(rows), [0, 2, 0, 2, 0, 2, -1], 4)
    expect(withGaps?.chi_square).toBeCloseTo(plain?.chi_square ?? 0, 12)
    expect(withGaps?.df).toBe(1)
  })

  test('takes late entries into the groups at risk only from then on', () => {
    const follow = followUp({ time: [4, 5, 6, 7], cause: [1, 1, 1, 1], entry: [0, 4, 0, 0] })
    const test = logRank(follow, [0, 0, 1, 1], 2)
    // At risk 1 + 2, then 1 + 2, then 0 + 2 and 0 + 1.
    expect(test?.groups[0]?.expected).toBeCloseTo(1 / 3 + 1 / 3, 12)
  })
})

describe("Gray's test", () => {
  // A fixed small sample with ties, censoring and two causes. Its statistics were checked against a separate program
  // that reproduces the published analysis of Scrucca, Santucci & Aversa (2010), Bone Marrow Transplantation 45,
  // 1388–1395 (177 patients, relapse by disease: 2.8623325 and 0.4481279 on 1 df), as this one does.
  const time = [1, 1, 2, 2, 2, 3, 3, 4, 5, 5, 6, 6, 6, 7, 8, 8, 9, 10, 10, 12]
  const cause = [1, 2, 1, 0, 1, 2, 1, 0, 1, 1, 2, 2, 1, 0, 1, 2, 1, 0, 1, 0]
  const group = [0, 1, 1, 0, 0, 2, 2, 1, 0, 1, 0, 2, 2, 1, 0, 1, 2, 2, 0, 1]

  test('gives what a separate program gives', () => {
    const follow = followUp({ time, cause })
    expect(grayTest(follow, group, 3, 1)?.chi_square).toBeCloseTo(2.3097209952661, 10)
    expect(grayTest(follow, group, 3, 2)?.chi_square).toBeCloseTo(0.5544384613005, 10)
  })

  test('gives the same where nearly everybody ends at one time, in more ties than a risk set stands for', () => {
    const at = [1, 2, 5, 6, 5, 2, 5, 6, 6, 6, 6, 2, 4, 1, 6, 1]
    const of = [1, 2, 1, 1, 2, 2, 2, 1, 1, 1, 1, 1, 1, 2, 1, 2]
    const groups = [0, 1, 0, 1, 1, 0, 1, 1, 0, 1, 1, 1, 1, 0, 1, 0]
    const test = grayTest(followUp({ time: at, cause: of }), groups, 2, 1)
    expect(test?.chi_square).toBeCloseTo(0.16166779303523, 12)
  })

  test('is the log-rank test in all but the variance when no cause competes', () => {
    const follow = followUp({ time, cause: cause.map((value) => (value === 1 ? 1 : 0)) })
    const gray = grayTest(follow, group, 3, 1)
    const rank = logRank(follow, group, 3, 1)
    expect(gray?.df).toBe(2)
    expect(Math.abs((gray?.chi_square ?? 0) - (rank?.chi_square ?? 9))).toBeLessThan(0.1)
  })

  test('does not depend on how the groups are numbered', () => {
    const follow = followUp({ time, cause })
    const one = grayTest(follow, group, 3, 1)
    const other = grayTest(
      follow,
      group.map((value) => [2, 0, 1][value] as number),
      3,
      1,
    )
    expect(other?.chi_square).toBeCloseTo(one?.chi_square ?? 0, 9)
    expect(one?.df).toBe(2)
  })

  test('rejects one true hypothesis in twenty, also with ties and unequal competing risks', () => {
    const random = seededRandom('gray')
    const repeats = 1500
    let rejected = 0
    for (let repeat = 0; repeat < repeats; repeat++) {
      const { follow, groups } = competingSample(random, [1, 1])
      if ((grayTest(follow, groups, 2, 1)?.p ?? 1) < 0.05) rejected++
    }
    expect(rejected / repeats).toBeGreaterThan(0.03)
    expect(rejected / repeats).toBeLessThan(0.07)
  })

  test('finds a difference in incidence that is there', () => {
    const random = seededRandom('gray power')
    let rejected = 0
    for (let repeat = 0; repeat < 100; repeat++) {
      const { follow, groups } = competingSample(random, [1, 0.3])
      if ((grayTest(follow, groups, 2, 1)?.p ?? 1) < 0.05) rejected++
    }
    expect(rejected).toBeGreaterThan(80)
  })

  test('always has an answer that is a number, or none', () => {
    const row = fc.record({
      time: fc.integer({ min: 0, max: 8 }),
      cause: fc.integer({ min: 0, max: 2 }),
      entry: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 7 })),
      group: fc.integer({ min: -1, max: 3 }),
    })
    fc.assert(
      fc.property(fc.array(row, { maxLength: 30 }), (rows) => {
        const follow = followUp({
          time: rows.map((one) => one.time),
          cause: rows.map((one) => one.cause),
          entry: rows.map((one) => one.entry),
        })
        const groups = rows.map((one) => one.group)
        for (const result of [
          grayTest(follow, groups, 4, 1),
          logRank(follow, groups, 4, 1),
          logRank(follow, groups, 4),
        ]) {
          if (!result) continue
          expect(result.chi_square).toBeGreaterThanOrEqual(0)
          expect(Number.isFinite(result.chi_square)).toBe(true)
          expect(result.p).toBeGreaterThanOrEqual(0)
          expect(result.p).toBeLessThanOrEqual(1)
          expect(result.df).toBeGreaterThanOrEqual(1)
        }
      }),
      { numRuns: 500 },
    )
  })
})

describe('the score test', () => {
  test('is z squared for one score, and finds the rank of a singular covariance', () => {
    expect(scoreTest([3], [[4]])?.chi_square).toBe(9 / 4)
    const singular = scoreTest(
      [3, -3],
      [
        [4, -4],
        [-4, 4],
      ],
    )
    expect(singular).toMatchObject({ chi_square: 9 / 4, df: 1 })
    expect(
      scoreTest(
        [0, 0],
        [
          [0, 0],
          [0, 0],
        ],
      ),
    ).toBeUndefined()
    expect(scoreTest([], [])).toBeUndefined()
  })
})

// Two groups of 60; the same incidence of cause 1 when the factors are equal, whatever the other cause does after it.
function competingSample(random: Random, factors: [number, number]) {
  const rows = Array.from({ length: 120 }, (_, k) => {
    const group = k % 2
    const happens = random.bernoulli(0.5 * (factors[group] as number))
    const event = Math.ceil(happens ? random.exponential(0.1) : random.exponential(group === 0 ? 0.2 : 0.05))
    const censored = Math.ceil(random.exponential(0.04))
    const cause = happens ? 1 : 2
    return event <= censored ? { group, time: event, cause } : { group, time: censored, cause: 0 }
  })
  return {
    follow: followUp({ time: rows.map((row) => row.time), cause: rows.map((row) => row.cause) }),
    groups: rows.map((row) => row.group),
  }
}

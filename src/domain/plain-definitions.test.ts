import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { chiSquareSurvival, normalQuantile, studentQuantile } from './distributions.ts'
import { followUp } from './follow-up.ts'
import { orderStatisticRanks } from './intervals.ts'
import { logRank } from './log-rank.ts'
import { randomEffects } from './pooling.ts'
import { seededRandom } from './random.ts'
import { postStratifiedMean, worstCaseMean } from './ratings.ts'
import { kaplanMeier, restrictedMean, survivalAt } from './survival.ts'

// Estimators against slow programs that read as their definitions do, on random data with ties, late entries, empty
// groups and single people.

const row = fc.record({
  time: fc.integer({ min: 1, max: 15 }),
  event: fc.boolean(),
  entry: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 12 })),
  group: fc.integer({ min: 0, max: 3 }),
})
type Row = { time: number; event: boolean; entry: number; group: number }
const rows = fc.array(row, { minLength: 2, maxLength: 50 })

const used = (all: readonly Row[]) => all.filter((one) => one.entry === 0 || one.entry < one.time)
const atRisk = (one: Row, t: number) => t <= one.time && (one.entry === 0 || one.entry < t)
const follow = (all: readonly Row[]) =>
  followUp({
    time: all.map((one) => one.time),
    cause: all.map((one) => (one.event ? 1 : 0)),
    entry: all.map((one) => one.entry),
  })
const count = (all: readonly Row[], holds: (one: Row) => boolean) => all.filter(holds).length

describe('the restricted mean', () => {
  test('has the variance Σ (area after each event)² d ÷ (n(n − d))', () => {
    fc.assert(
      fc.property(rows, fc.integer({ min: 1, max: 15 }), (all, day) => {
        const curve = kaplanMeier(follow(all))
        const mean = restrictedMean(curve, day)
        if (!mean) return
        const people = used(all)
        const survival = (t: number) => {
          let s = 1
          for (let u = 1; u <= t; u++) {
            const n = count(people, (one) => atRisk(one, u))
            if (n > 0 && s > 0) s *= 1 - count(people, (one) => one.event && one.time === u) / n
          }
          return s
        }
        let variance = 0
        for (let t = 1; t <= day; t++) {
          const n = count(people, (one) => atRisk(one, t))
          const d = count(people, (one) => one.event && one.time === t)
          let area = 0
          for (let u = t; u < day; u++) area += survival(u)
          if (d > 0 && n > d) variance += (area * area * d) / (n * (n - d))
        }
        expect(mean.standardError).toBeCloseTo(Math.sqrt(variance), 9)
      }),
      { numRuns: 200 },
    )
  })
})

describe('the log-rank test of several groups', () => {
  test('is the quadratic form of observed less expected, any one group left out', () => {
    fc.assert(
      fc.property(rows, (all) => {
        const people = used(all)
        const groups = [...new Set(people.map((one) => one.group))]
        const test = logRank(
          follow(all),
          all.map((one) => one.group),
          4,
        )
        const [score, covariance] = scoreAndCovariance(people, groups)
        const solved =
          groups.length > 1
            ? solve(
                covariance.slice(1).map((line) => line.slice(1)),
                score.slice(1),
              )
            : undefined
        // Groups that are never at risk with others make the matrix singular: those are the score test's own tests.
        if (!solved) return
        const chiSquare = score.slice(1).reduce((sum, value, k) => sum + value * (solved[k] as number), 0)
        expect(test?.df).toBe(groups.length - 1)
        expect(test?.chi_square).toBeCloseTo(chiSquare, 6)
        expect(test?.p).toBeCloseTo(chiSquareSurvival(chiSquare, groups.length - 1), 8)
      }),
      { numRuns: 300 },
    )
  })
})

describe('moments and bounds', () => {
  test('random effects are the sums that DerSimonian and Laird write', () => {
    const estimate = fc.record({
      value: fc.double({ min: -2, max: 2, noNaN: true }),
      variance: fc.double({ min: 0.01, max: 1, noNaN: true }),
    })
    fc.assert(
      fc.property(fc.array(estimate, { minLength: 3, maxLength: 12 }), (all) => {
        const k = all.length
        const total = (weights: number[], of: (k: number) => number) =>
          weights.reduce((sum, w, i) => sum + w * of(i), 0)
        const w = all.map((one) => 1 / one.variance)
        const w1 = total(w, () => 1)
        const fixed = total(w, (i) => (all[i] as { value: number }).value) / w1
        const q = total(w, (i) => ((all[i] as { value: number }).value - fixed) ** 2)
        const tau2 = Math.max(0, (q - (k - 1)) / (w1 - total(w, (i) => w[i] as number) / w1))
        const star = all.map((one) => 1 / (one.variance + tau2))
        const mean = total(star, (i) => (all[i] as { value: number }).value) / total(star, () => 1)
        const error = Math.sqrt(1 / total(star, () => 1))
        const pooled = randomEffects(all)
        expect(pooled?.tauSquared).toBeCloseTo(tau2, 10)
        expect(pooled?.mean).toBeCloseTo(mean, 10)
        expect(pooled?.upper).toBeCloseTo(mean + normalQuantile(0.975) * error, 10)
        expect(pooled?.prediction?.lower).toBeCloseTo(
          mean - studentQuantile(0.975, k - 2) * Math.sqrt(tau2 + error ** 2),
          10,
        )
      }),
    )
  })

  test('order statistics enclose a quantile as often as they promise, in samples', () => {
    const random = seededRandom('order statistics')
    for (const [n, probability] of [
      [15, 0.5],
      [40, 0.25],
      [60, 0.9],
    ] as const) {
      const ranks = orderStatisticRanks(n, probability)
      let covered = 0
      const repeats = 3000
      for (let repeat = 0; repeat < repeats; repeat++) {
        const sample = Array.from({ length: n }, () => random.uniform()).sort((a, b) => a - b)
        const low = ranks.lower === undefined ? 0 : (sample[ranks.lower - 1] as number)
        const high = ranks.upper === undefined ? 1 : (sample[ranks.upper - 1] as number)
        if (low <= probability && probability <= high) covered++
      }
      expect(covered / repeats).toBeGreaterThan(0.94)
    }
  })

  test('worst-case bounds are the least and most of everything that the silent could say', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 4 }),
        fc.integer({ min: 0, max: 3 }),
        (ratings, silent) => {
          const people = ratings.length + silent
          const bounds = worstCaseMean({ ratings, people })
          if (people === 0) {
            expect(bounds).toBeUndefined()
            return
          }
          const means: number[] = []
          for (let code = 0; code < 5 ** silent; code++) {
            const said = Array.from({ length: silent }, (_, k) => 1 + (Math.floor(code / 5 ** k) % 5))
            means.push([...ratings, ...said].reduce((sum, one) => sum + one, 0) / people)
          }
          expect(bounds?.lower).toBeCloseTo(Math.min(...means), 12)
          expect(bounds?.upper).toBeCloseTo(Math.max(...means), 12)
        },
      ),
    )
  })

  test('post-stratification is the plain mean where everybody answered', () => {
    const stratum = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 10 })
    fc.assert(
      fc.property(fc.array(stratum, { minLength: 1, maxLength: 4 }), (strata) => {
        const all = strata.flat()
        const mean = all.reduce((sum, one) => sum + one, 0) / all.length
        const groups = strata.map((ratings) => ({ ratings, people: ratings.length }))
        expect(postStratifiedMean(groups)?.value).toBeCloseTo(mean, 12)
      }),
    )
  })
})

test('curves of late entries never rise and stay within [0, 1], whatever the data', () => {
  fc.assert(
    fc.property(rows, (all) => {
      const curve = kaplanMeier(follow(all))
      let last = 1
      for (let day = 0; day <= 15; day++) {
        const point = survivalAt(curve, day)
        if (!point) break
        expect(point.survival).toBeLessThanOrEqual(last + 1e-12)
        expect(point.survival).toBeGreaterThanOrEqual(0)
        last = point.survival
      }
    }),
  )
})

function scoreAndCovariance(people: readonly Row[], groups: readonly number[]): [number[], number[][]] {
  const score = groups.map(() => 0)
  const covariance = groups.map(() => groups.map(() => 0))
  for (let t = 1; t <= 15; t++) {
    const n = count(people, (one) => atRisk(one, t))
    const d = count(people, (one) => one.event && one.time === t)
    if (d === 0) continue
    const own = groups.map((group) => count(people, (one) => one.group === group && atRisk(one, t)))
    groups.forEach((group, a) => {
      const observed = count(people, (one) => one.group === group && one.event && one.time === t)
      score[a] = (score[a] as number) + observed - (d * (own[a] as number)) / n
      groups.forEach((_, b) => {
        const line = covariance[a] as number[]
        const share = (own[a] as number) / n
        if (n > 1)
          line[b] =
            (line[b] as number) +
            ((d * (n - d)) / (n - 1)) * share * ((a === b ? 1 : 0) - (own[b] as number) / n)
      })
    })
  }
  return [score, covariance]
}

// Plain Gaussian elimination; undefined where the matrix is singular.
function solve(matrix: number[][], right: number[]): number[] | undefined {
  const lines = matrix.map((line, k) => [...line, right[k] as number])
  for (let k = 0; k < lines.length; k++) {
    const pivot = lines
      .slice(k)
      .reduce((best, line) => (Math.abs(line[k] as number) > Math.abs(best[k] as number) ? line : best))
    if (Math.abs(pivot[k] as number) < 1e-6) return undefined
    lines.splice(lines.indexOf(pivot), 1)
    lines.splice(k, 0, pivot)
    for (const line of lines) {
      if (line === pivot) continue
      const factor = (line[k] as number) / (pivot[k] as number)
      for (let c = k; c < line.length; c++) line[c] = (line[c] as number) - factor * (pivot[c] as number)
    }
  }
  return lines.map((line, k) => (line.at(-1) as number) / (line[k] as number))
}

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { incidenceInfluence } from './cluster-variance.ts'
import { aalenJohansen, incidenceAt } from './competing-risks.ts'
import { designEffect } from './design-effect.ts'
import { followUp } from './follow-up.ts'
import { wilson, wilsonByPerson } from './intervals.ts'
import { quantileByPerson, quantileEstimate, sortedSample } from './quantiles.ts'
import { seededRandom } from './random.ts'
import { publishedStep, roundedTo } from './rounding.ts'

const people = fc.array(
  fc.record({
    time: fc.integer({ min: 1, max: 20 }),
    cause: fc.integer({ min: 0, max: 2 }),
    entry: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 15 })),
  }),
  { minLength: 2, maxLength: 40 },
)

describe('the design effect', () => {
  test('is 1 where nobody stands twice, and as many as times where everybody stands so often', () => {
    expect(designEffect([1, -1, 0.5], [-1, -1, -1])).toBe(1)
    expect(designEffect([1, -1, 0.5], undefined)).toBe(1)
    expect(designEffect([1, 1, -2, -2], [0, 0, 1, 1])).toBe(2)
    expect(designEffect([], [])).toBe(1)
    expect(designEffect([0, 0], [3, 3])).toBe(1)
    // Rows that cancel each other make nothing better known.
    expect(designEffect([1, -1], [0, 0])).toBe(1)
  })

  test("makes Wilson's interval of rows that of persons", () => {
    const doubled = [1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 1, 1]
    const persons = [0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5]
    expect(wilsonByPerson(doubled, persons)?.lower).toBeCloseTo(wilson(3, 6)?.lower ?? 0, 12)
    expect(wilsonByPerson(doubled, undefined)).toEqual(wilson(6, 12))
    expect(wilsonByPerson([], [])).toBeUndefined()
    expect(wilsonByPerson([1, 1], [0, 0])).toEqual(wilson(2, 2))
  })

  test('widens the ranks around a quantile, and changes nothing where nobody stands twice', () => {
    const random = seededRandom('quantile by person')
    const once = Array.from({ length: 60 }, () => random.normal(0, 1))
    const twice = once.flatMap((value) => [value, value])
    const plain = quantileEstimate(sortedSample(once), 0.5)
    expect(
      quantileByPerson(
        once,
        once.map(() => -1),
        0.5,
      ),
    ).toEqual(plain)
    const double = quantileByPerson(
      twice,
      twice.map((_, k) => k >> 1),
      0.5,
    )
    expect(double?.lower).toBeLessThanOrEqual(plain?.lower ?? Number.NaN)
    expect(double?.upper).toBeGreaterThanOrEqual(plain?.upper ?? Number.NaN)
    expect(quantileByPerson([], [], 0.5)).toBeUndefined()
    expect(quantileByPerson([Number.NaN], [0], 0.5)).toBeUndefined()
  })
})

describe('the influence of a row on a cumulative incidence', () => {
  test('is what a little more weight on the row does to the curve', () => {
    fc.assert(
      fc.property(people, fc.integer({ min: 1, max: 20 }), (rows, day) => {
        const follow = followUp({
          time: rows.map((row) => row.time),
          cause: rows.map((row) => row.cause),
          entry: rows.map((row) => row.entry),
        })
        const influence = incidenceInfluence(aalenJohansen(follow, 1), day, rows.length)
        rows.forEach((row, k) => {
          if (row.entry > 0 && row.entry >= row.time) return expect(influence[k]).toBe(0)
          const change = 1e-6
          const weights = (sign: number) => rows.map((_, other) => (other === k ? 1 + sign * change : 1))
          const up = weightedIncidence(rows, weights(1), day)
          const down = weightedIncidence(rows, weights(-1), day)
          // Where everybody at risk has the event the curve has a kink, and no derivative.
          if (Number.isNaN(up) || Number.isNaN(down)) return
          expect(influence[k]).toBeCloseTo((up - down) / (2 * change), 5)
        })
      }),
      { numRuns: 150 },
    )
  })

  test('adds up to the variance of a share where nobody is censored', () => {
    const rows = Array.from({ length: 200 }, (_, k) => ({ time: 1 + (k % 50), cause: k % 3 === 0 ? 1 : 2 }))
    const follow = followUp({ time: rows.map((row) => row.time), cause: rows.map((row) => row.cause) })
    const curve = aalenJohansen(follow, 1)
    const share = incidenceAt(curve, 30)?.incidence ?? 0
    const influence = incidenceInfluence(curve, 30, rows.length)
    const variance = influence.reduce((sum, one) => sum + one * one, 0)
    expect(variance).toBeCloseTo((share * (1 - share)) / 200, 10)
  })
})

describe('the step of a published mean', () => {
  test('is as coarse as ten people can move it', () => {
    expect([10, 19, 20, 50, 99, 100, 1000].map((n) => publishedStep(n))).toEqual([
      1, 1, 0.5, 0.2, 0.2, 0.1, 0.01,
    ])
    fc.assert(
      fc.property(fc.integer({ min: 10, max: 100_000 }), (n) => {
        expect(publishedStep(n) * n).toBeGreaterThanOrEqual(10)
      }),
    )
  })

  test('never makes an interval narrower', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1, max: 5, noNaN: true }),
        fc.constantFrom(1, 0.5, 0.2, 0.1, 0.05),
        (value, step) => {
          expect(roundedTo(value, step, 'down')).toBeLessThanOrEqual(value + 1e-6)
          expect(roundedTo(value, step, 'up')).toBeGreaterThanOrEqual(value - 1e-6)
          expect(Math.abs(roundedTo(value, step) - value)).toBeLessThanOrEqual(step / 2 + 1e-6)
        },
      ),
    )
    expect(roundedTo(4.1, 0.1, 'down')).toBe(4.1)
  })
})

// The estimator with a weight on every row, written as its definition reads; NaN where it has no derivative.
function weightedIncidence(
  rows: readonly { time: number; cause: number; entry: number }[],
  weights: readonly number[],
  day: number,
): number {
  const used = rows
    .map((row, k) => ({ ...row, weight: weights[k] as number }))
    .filter((row) => row.entry === 0 || row.entry < row.time)
  const sum = (counts: (row: (typeof used)[number]) => boolean) =>
    used.reduce((total, row) => total + (counts(row) ? row.weight : 0), 0)
  let survival = 1
  let incidence = 0
  for (let t = 1; t <= day; t++) {
    const n = sum((row) => t <= row.time && (row.entry === 0 || row.entry < t))
    const d = sum((row) => row.time === t && row.cause > 0)
    if (d === 0) continue
    incidence += (survival * sum((row) => row.time === t && row.cause === 1)) / n
    if (Math.abs(n - d) < 1e-9)
      return t === day || used.every((row) => row.time <= t) ? incidence : Number.NaN
    survival *= 1 - d / n
  }
  return incidence
}

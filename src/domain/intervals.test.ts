import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { binomialDistribution } from './distributions.ts'
import {
  clusteredWilson,
  incidenceInterval,
  orderStatisticRanks,
  survivalInterval,
  wilson,
} from './intervals.ts'

describe("Wilson's interval", () => {
  test('gives the published examples', () => {
    // Newcombe (1998), Statistics in Medicine 17, 857–872, table I, method 3 (score): 81/263, 15/148, 0/20, 1/29.
    for (const [successes, n, lower, upper] of [
      [81, 263, 0.2553, 0.3662],
      [15, 148, 0.0624, 0.1605],
      [0, 20, 0, 0.1611],
      [1, 29, 0.0061, 0.1718],
    ] as const) {
      expect(wilson(successes, n)?.lower).toBeCloseTo(lower, 4)
      expect(wilson(successes, n)?.upper).toBeCloseTo(upper, 4)
    }
  })

  test('is undefined for nobody, and exact at the ends', () => {
    expect(wilson(0, 0)).toBeUndefined()
    expect(wilson(0, 1)?.lower).toBe(0)
    expect(wilson(1, 1)?.upper).toBe(1)
    expect(() => wilson(2, 1)).toThrow(RangeError)
    expect(() => wilson(Number.NaN, 1)).toThrow(RangeError)
  })

  test('holds the share, stays in [0, 1], mirrors, and solves the score equation it comes from', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5000 }), fc.double({ min: 0, max: 1, noNaN: true }), (n, u) => {
        const x = Math.round(u * n)
        const interval = wilson(x, n)
        const mirror = wilson(n - x, n)
        if (!interval || !mirror) throw new Error('undefined')
        expect(interval.lower).toBeGreaterThanOrEqual(0)
        expect(interval.upper).toBeLessThanOrEqual(1)
        expect(interval.lower).toBeLessThanOrEqual(x / n)
        expect(interval.upper).toBeGreaterThanOrEqual(x / n)
        expect(interval.lower).toBeCloseTo(1 - mirror.upper, 12)
        for (const bound of [interval.lower, interval.upper]) {
          if (bound === 0 || bound === 1) continue
          const score = (x / n - bound) ** 2 / ((bound * (1 - bound)) / n)
          expect(score).toBeCloseTo(1.959963984540054 ** 2, 6)
        }
      }),
    )
  })
})

describe("Wilson's interval of people counted more than once", () => {
  test('is the plain one when everybody is counted once', () => {
    const clusters = Array.from({ length: 50 }, (_, k) => ({ numerator: k < 20 ? 1 : 0, denominator: 1 }))
    const plain = wilson(20, 50)
    const clustered = clusteredWilson(clusters)
    // The n − 1 of the variance between persons widens it a little.
    expect(clustered?.lower).toBeCloseTo(plain?.lower ?? 0, 2)
    expect(clustered?.upper).toBeCloseTo(plain?.upper ?? 0, 2)
  })

  test('is that of the persons when everybody is counted three times the same way', () => {
    const clusters = Array.from({ length: 50 }, (_, k) => ({ numerator: k < 20 ? 3 : 0, denominator: 3 }))
    const persons = wilson(20, 50)
    expect(clusteredWilson(clusters)?.lower).toBeCloseTo(persons?.lower ?? 0, 2)
    expect(clusteredWilson(clusters)?.upper).toBeCloseTo(persons?.upper ?? 0, 2)
  })

  test('has an answer for nobody, one person, and all or none', () => {
    expect(clusteredWilson([])).toBeUndefined()
    expect(clusteredWilson([{ numerator: 1, denominator: 2 }])).toEqual(wilson(1, 2))
    expect(
      clusteredWilson([
        { numerator: 0, denominator: 2 },
        { numerator: 0, denominator: 1 },
      ]),
    ).toEqual(wilson(0, 3))
  })
})

describe('order statistics around a quantile', () => {
  test('give the tabulated ranks for the median', () => {
    // Conover (1999), Practical Nonparametric Statistics, 3rd ed.: 95 % ranks for the median.
    expect(orderStatisticRanks(10, 0.5)).toEqual({ lower: 2, upper: 9 })
    expect(orderStatisticRanks(20, 0.5)).toEqual({ lower: 6, upper: 15 })
    expect(orderStatisticRanks(6, 0.5)).toEqual({ lower: 1, upper: 6 })
    expect(orderStatisticRanks(100, 0.5)).toEqual({ lower: 40, upper: 61 })
  })

  test('say so when a sample is too small for a bound', () => {
    expect(orderStatisticRanks(0, 0.5)).toEqual({})
    expect(orderStatisticRanks(1, 0.5)).toEqual({})
    expect(orderStatisticRanks(5, 0.5)).toEqual({})
    expect(orderStatisticRanks(20, 0.9)).toEqual({ lower: 15 })
    expect(orderStatisticRanks(20, 0)).toEqual({ upper: 1 })
  })

  test('leave at most 2.5 % on either side, and would leave more one rank further in', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 400 }),
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        (n, p) => {
          const { lower, upper } = orderStatisticRanks(n, p)
          const l = lower ?? 0
          const u = upper ?? n + 1
          expect(binomialDistribution(l - 1, n, p)).toBeLessThanOrEqual(0.025 + 1e-9)
          expect(binomialDistribution(l, n, p)).toBeGreaterThan(0.025 - 1e-9)
          expect(1 - binomialDistribution(u - 1, n, p)).toBeLessThanOrEqual(0.025 + 1e-9)
          expect(1 - binomialDistribution(u - 2, n, p)).toBeGreaterThan(0.025 - 1e-9)
        },
      ),
    )
  })
})

describe('intervals of curves', () => {
  test('are points where the scale says nothing', () => {
    expect(survivalInterval(1, 0, 1.96)).toEqual({ lower: 1, upper: 1 })
    expect(survivalInterval(0, Number.POSITIVE_INFINITY, 1.96)).toEqual({ lower: 0, upper: 0 })
    expect(incidenceInterval(0, 0, 1.96)).toEqual({ lower: 0, upper: 0 })
    expect(incidenceInterval(1, 0, 1.96)).toEqual({ lower: 1, upper: 1 })
  })

  test('enclose the estimate and stay inside [0, 1]', () => {
    const share = fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true })
    fc.assert(
      fc.property(share, fc.double({ min: 0, max: 0.5, noNaN: true }), (value, error) => {
        for (const interval of [
          survivalInterval(value, (error / value) ** 2, 1.96),
          incidenceInterval(value, error, 1.96),
        ]) {
          expect(interval.lower).toBeGreaterThanOrEqual(0)
          expect(interval.lower).toBeLessThanOrEqual(value * (1 + 1e-12))
          expect(interval.upper).toBeGreaterThanOrEqual(value * (1 - 1e-12))
          expect(interval.upper).toBeLessThanOrEqual(1)
        }
      }),
    )
  })
})

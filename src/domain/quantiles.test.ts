import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { quantile, quantileEstimate, sortedSample } from './quantiles.ts'

describe('quantiles', () => {
  test("are of type 7: the worked example of R's documentation, quantile(1:10)", () => {
    const sorted = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
    expect([0, 0.25, 0.5, 0.75, 1].map((p) => quantile(sorted, p))).toEqual([1, 3.25, 5.5, 7.75, 10])
    expect(quantile(sorted, 0.1)).toBeCloseTo(1.9, 12)
  })

  test('of one person are that person; of nobody they are undefined', () => {
    expect(quantileEstimate([42], 0.9)).toEqual({ value: 42, n: 1 })
    expect(quantileEstimate([], 0.5)).toBeUndefined()
    expect(() => quantile([1], 1.1)).toThrow(RangeError)
  })

  test('carry the values at the ranks of their interval', () => {
    const sorted = Float64Array.from({ length: 100 }, (_, k) => k + 1)
    expect(quantileEstimate(sorted, 0.5)).toEqual({ value: 50.5, lower: 40, upper: 61, n: 100 })
  })

  test('hit the value itself where the position is whole in exact arithmetic', () => {
    const sorted = Float64Array.from({ length: 101 }, (_, k) => k / 7)
    for (let k = 0; k <= 100; k++) expect(quantile(sorted, k / 100)).toBe(k / 7)
  })

  test('leave out what is missing', () => {
    expect([...sortedSample([3, Number.NaN, 1, Number.POSITIVE_INFINITY, 2])]).toEqual([1, 2, 3])
  })

  test('never decrease with the probability and stay within the sample', () => {
    const values = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1, maxLength: 60 })
    const share = fc.double({ min: 0, max: 1, noNaN: true })
    fc.assert(
      fc.property(values, share, share, (sample, p, q) => {
        const sorted = sortedSample(sample)
        const low = quantileEstimate(sorted, Math.min(p, q))
        const high = quantileEstimate(sorted, Math.max(p, q))
        if (!low || !high) throw new Error('undefined')
        expect(low.value).toBeLessThanOrEqual(high.value)
        for (const estimate of [low, high]) {
          expect(estimate.value).toBeGreaterThanOrEqual(sorted[0] as number)
          expect(estimate.value).toBeLessThanOrEqual(sorted.at(-1) as number)
          expect(estimate.lower ?? sorted[0]).toBeLessThanOrEqual(estimate.upper ?? (sorted.at(-1) as number))
        }
      }),
    )
  })
})

import { describe, expect, test } from 'vitest'
import { pooledProportion, randomEffects, unweightedMean } from './pooling.ts'
import { seededRandom } from './random.ts'

describe('pooling over credentials', () => {
  test('gives the published random-effects result', () => {
    // Borenstein, Hedges, Higgins & Rothstein (2009), Introduction to Meta-Analysis, chapter 14, dataset 1:
    // τ² = 0.037, mean 0.3582, standard error 0.1055, Q 12.00 on 5; chapter 17: prediction interval −0.25 to 0.97.
    const pooled = randomEffects([
      { value: 0.0945, variance: 0.0329 },
      { value: 0.2774, variance: 0.0307 },
      { value: 0.3665, variance: 0.0499 },
      { value: 0.6644, variance: 0.0105 },
      { value: 0.4618, variance: 0.0426 },
      { value: 0.1852, variance: 0.0234 },
    ])
    expect(pooled?.q).toBeCloseTo(12.0, 1)
    expect(pooled?.tauSquared).toBeCloseTo(0.0373, 3)
    expect(pooled?.mean).toBeCloseTo(0.3582, 3)
    expect(pooled?.standardError).toBeCloseTo(0.1055, 3)
    expect(pooled?.prediction?.lower).toBeCloseTo(-0.2525, 2)
    expect(pooled?.prediction?.upper).toBeCloseTo(0.969, 2)
    expect(pooled?.iSquared).toBeCloseTo(0.583, 2)
  })

  test('is the fixed-effect mean where the credentials agree', () => {
    const pooled = randomEffects([
      { value: 1, variance: 0.5 },
      { value: 1, variance: 0.25 },
    ])
    expect(pooled).toMatchObject({ mean: 1, tauSquared: 0, iSquared: 0, k: 2 })
    expect(pooled?.standardError).toBeCloseTo(Math.sqrt(1 / 6), 12)
    expect(pooled?.prediction).toBeUndefined()
  })

  test('has an answer for none and for one', () => {
    expect(randomEffects([])).toBeUndefined()
    expect(unweightedMean([])).toBeUndefined()
    expect(pooledProportion([])).toBeUndefined()
    expect(pooledProportion([{ numerator: 0, denominator: 0 }])).toBeUndefined()
    expect(unweightedMean([0.4])).toEqual({ value: 0.4, n: 1 })
    expect(randomEffects([{ value: 2, variance: 1 }])).toMatchObject({
      mean: 2,
      tauSquared: 0,
      standardError: 1,
    })
    expect(pooledProportion([{ numerator: 0, denominator: 40 }])?.pooled).toBe(0)
    expect(() => randomEffects([{ value: 2, variance: 0 }])).toThrow(RangeError)
    expect(() => pooledProportion([{ numerator: 3, denominator: 2 }])).toThrow(RangeError)
  })

  test('lets a large credential rule the pooled rate, and not the mean of credentials', () => {
    const pooled = pooledProportion([
      { numerator: 100, denominator: 10_000 },
      { numerator: 50, denominator: 100 },
      { numerator: 60, denominator: 100 },
    ])
    expect(pooled?.pooled).toBeCloseTo(210 / 10_200, 12)
    expect(pooled?.unweighted.value).toBeCloseTo((0.01 + 0.5 + 0.6) / 3, 12)
    expect(pooled?.randomEffects.lower).toBeGreaterThan(0)
    expect(pooled?.unweighted.lower).toBe(0)
    expect(pooled?.randomEffects.prediction?.upper).toBeLessThanOrEqual(1)
  })

  test('covers the true mean of credentials, and a new one, about as often as it says', () => {
    const random = seededRandom('pooling')
    const repeats = 600
    let mean = 0
    let next = 0
    for (let repeat = 0; repeat < repeats; repeat++) {
      const draw = () => random.normal(0, 0.5)
      const estimates = Array.from({ length: 25 }, () => {
        const variance = 0.02 + 0.1 * random.uniform()
        return { value: draw() + random.normal(0, Math.sqrt(variance)), variance }
      })
      const pooled = randomEffects(estimates)
      if (!pooled?.prediction) continue
      if (pooled.lower <= 0 && 0 <= pooled.upper) mean++
      const one = draw()
      if (pooled.prediction.lower <= one && one <= pooled.prediction.upper) next++
    }
    expect(mean / repeats).toBeGreaterThan(0.91)
    expect(next / repeats).toBeGreaterThan(0.92)
    expect(next / repeats).toBeLessThan(0.98)
  })
})

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  catalogueCoverage,
  meanRating,
  postStratifiedMean,
  ratingCoverage,
  ratingHistogram,
  roundingError,
  worstCaseMean,
} from './ratings.ts'

describe('ratings', () => {
  test('say first how many rated', () => {
    expect(ratingCoverage(30, 100)).toMatchObject({ value: 0.3, raters: 30, people: 100 })
    expect(ratingCoverage(0, 0)).toBeUndefined()
    expect(() => ratingCoverage(5, 4)).toThrow(RangeError)
  })

  test('show the silent beside the histogram, and what they could change', () => {
    const group = { ratings: [5, 5, 5, 4, 1], people: 10 }
    expect(ratingHistogram(group)).toEqual({
      counts: [1, 2, 3, 4, 5].map((rating) => ({ rating, persons: [1, 0, 0, 1, 3][rating - 1] })),
      silent: 5,
    })
    expect(meanRating(group.ratings)?.value).toBe(4)
    expect(worstCaseMean(group)).toEqual({ lower: 2.5, upper: 4.5 })
  })

  test('are weighted to all people by whether they completed', () => {
    const completers = { ratings: [5, 5, 4, 4], people: 10 }
    const others = { ratings: [2, 1], people: 90 }
    expect(postStratifiedMean([completers, others])?.value).toBeCloseTo(0.1 * 4.5 + 0.9 * 1.5, 12)
    expect(postStratifiedMean([completers, { ratings: [], people: 90 }])).toBeUndefined()
    expect(postStratifiedMean([completers, { ratings: [], people: 0 }])?.value).toBeCloseTo(4.5, 12)
    expect(postStratifiedMean([{ ratings: [3], people: 5 }])).toEqual({ value: 3 })
    expect(postStratifiedMean([])).toBeUndefined()
  })

  test('have an answer for nobody, and refuse what is not on the scale', () => {
    expect(meanRating([])).toBeUndefined()
    expect(meanRating([3])).toEqual({ value: 3, n: 1 })
    expect(worstCaseMean({ ratings: [], people: 0 })).toBeUndefined()
    expect(worstCaseMean({ ratings: [], people: 7 })).toEqual({ lower: 1, upper: 5 })
    for (const wrong of [0, 6, 3.5, Number.NaN]) expect(() => meanRating([wrong])).toThrow(RangeError)
    expect(() => worstCaseMean({ ratings: [1, 2], people: 1 })).toThrow(RangeError)
  })

  test('have a mean inside their bounds, however many are silent', () => {
    const rating = fc.integer({ min: 1, max: 5 })
    fc.assert(
      fc.property(
        fc.array(rating, { minLength: 1 }),
        fc.array(rating, { minLength: 1 }),
        fc.nat({ max: 50 }),
        (a, b, silent) => {
          const bounds = worstCaseMean({ ratings: [...a, ...b], people: a.length + b.length + silent })
          const mean = postStratifiedMean([
            { ratings: a, people: a.length + silent },
            { ratings: b, people: b.length },
          ])
          expect(mean?.value).toBeGreaterThanOrEqual((bounds?.lower ?? 0) - 1e-9)
          expect(mean?.value).toBeLessThanOrEqual((bounds?.upper ?? 6) + 1e-9)
        },
      ),
    )
  })

  test('of a catalogue are refused where they exceed the enrolments or rounding decides', () => {
    expect(catalogueCoverage(1234, 43_127)).toMatchObject({ value: 1234 / 43_127 })
    expect(catalogueCoverage(5000, 4000)).toHaveProperty('refused')
    expect(catalogueCoverage(90, 100)).toHaveProperty('refused')
    expect(catalogueCoverage(10, 0)).toEqual({ refused: 'no number of enrolments is given' })
    expect([43_000, 43_127, 0, 10].map(roundingError)).toEqual([500, 0, 0, 5])
  })
})

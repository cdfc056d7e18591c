import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { costAtPace, monthsAtPace, monthsCap, monthsPaidAtPace, weeksAtPace } from './pace.ts'

describe('time and cost at a pace', () => {
  test('counts months of 30.4375 days', () => {
    expect(monthsAtPace(174, 10)).toBeCloseTo((17.4 * 7) / 30.4375, 12)
    expect(weeksAtPace(174, 10)).toBeCloseTo(17.4, 12)
  })

  test('charges every month begun after the seven days of the trial', () => {
    // 6 hours a week; 6 hours are the trial, 7 hours a day and a bit more.
    expect(monthsPaidAtPace(6, 6)).toBe(0)
    expect(monthsPaidAtPace(7, 6)).toBe(1)
    // 7 days + exactly 3 months: 98.3125 days.
    expect(monthsPaidAtPace((98.3125 / 7) * 10, 10)).toBe(3)
    expect(monthsPaidAtPace((98.3126 / 7) * 10, 10)).toBe(4)
  })

  test('stops at the cap of twice the advertised time, one month at least', () => {
    expect(monthsCap(0)).toBe(1)
    expect(monthsCap(2)).toBe(1)
    expect(monthsCap(26)).toBe(11)
    expect(costAtPace({ hours: 260, hoursPerWeek: 1, advertisedWeeks: 26, priceMinor: 4900 })).toEqual({
      months: 11,
      costMinor: 11 * 4900,
      capped: true,
    })
    expect(costAtPace({ hours: 20, hoursPerWeek: 5, advertisedWeeks: 26, priceMinor: 4900 })).toEqual({
      months: 1,
      costMinor: 4900,
      capped: false,
    })
  })

  test('has no answer where hours or pace are missing or impossible', () => {
    for (const [hours, pace] of [
      [undefined, 5],
      [10, undefined],
      [-1, 5],
      [10, 0],
      [10, -2],
      [Number.NaN, 1],
    ] as const) {
      expect(monthsAtPace(hours, pace)).toBeUndefined()
      expect(costAtPace({ hours, hoursPerWeek: pace, advertisedWeeks: 4, priceMinor: 100 })).toBeUndefined()
    }
    expect(costAtPace({ hours: 0, hoursPerWeek: 5, advertisedWeeks: 4, priceMinor: 100 })?.costMinor).toBe(0)
    expect(() => costAtPace({ hours: 1, hoursPerWeek: 5, advertisedWeeks: 4, priceMinor: 1.5 })).toThrow(
      RangeError,
    )
    expect(() => monthsCap(-1)).toThrow(RangeError)
  })

  test('never costs less for more hours or a slower pace, nor more than the cap', () => {
    const positive = fc.double({ min: 0.5, max: 400, noNaN: true })
    fc.assert(
      fc.property(positive, positive, positive, positive, (hours, more, pace, weeks) => {
        const cost = (h: number, p: number) =>
          costAtPace({ hours: h, hoursPerWeek: p, advertisedWeeks: weeks, priceMinor: 4900 })?.costMinor ?? -1
        expect(cost(hours + more, pace)).toBeGreaterThanOrEqual(cost(hours, pace))
        expect(cost(hours, pace + more)).toBeLessThanOrEqual(cost(hours, pace))
        expect(cost(hours, pace)).toBeLessThanOrEqual(monthsCap(weeks) * 4900)
      }),
    )
  })
})

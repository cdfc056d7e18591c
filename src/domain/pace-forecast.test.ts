import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { costAtPace } from './pace.ts'
import { finishAtPace, forecastAtPace, type PaceOffer, paceToFinishBy } from './pace-forecast.ts'

const offer: PaceOffer = {
  hours: { stated: 60, from: 66, to: 90 },
  daysToCharge: 7,
  priceMinor: 4900,
  chargesLeft: 6,
  paidMinor: 0,
}

test('before enrolling it says what the cost at a pace says', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 500, noNaN: true }),
      fc.double({ min: 0.1, max: 80, noNaN: true }),
      (hours, pace) => {
        const cost = costAtPace({ hours, hoursPerWeek: pace, advertisedWeeks: 13.5, priceMinor: 4900 })!
        expect(forecastAtPace(offer, hours, pace)).toMatchObject({
          months: cost.months,
          costMinor: cost.costMinor,
        })
      },
    ),
  )
})

test('what was paid counts, and a month that is paid runs out before the next one', () => {
  const underWay = { ...offer, daysToCharge: 20, chargesLeft: 2, paidMinor: 9800 }
  expect(forecastAtPace(underWay, 10, 5)).toEqual({ days: 14, months: 0, costMinor: 9800 })
  expect(forecastAtPace(underWay, 20, 5)).toEqual({ days: 28, months: 1, costMinor: 14_700 })
  expect(forecastAtPace(underWay, 400, 5)).toMatchObject({ months: 2, costMinor: 19_600 })
})

test('a date asks for the hours that keep it, and these hours lead to no later date', () => {
  const now = Date.UTC(2026, 10, 24)
  expect(paceToFinishBy(offer, now + 70 * 86_400_000, now)).toBe(9)
  expect(paceToFinishBy(offer, now, now)).toBeUndefined()
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 3000 }), (days) => {
      const by = now + days * 86_400_000
      expect(finishAtPace(offer, paceToFinishBy(offer, by, now)!, now)).toBeLessThanOrEqual(by + 1)
    }),
  )
})

test('there is no answer for no pace', () => {
  expect(forecastAtPace(offer, 10, 0)).toBeUndefined()
  expect(forecastAtPace(offer, -1, 5)).toBeUndefined()
  expect(finishAtPace(offer, Number.NaN, 0)).toBeUndefined()
})

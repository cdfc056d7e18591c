import { expect, test } from 'vitest'
import { oncePriceOf } from './once-price.ts'

const prices = { monthlyMinor: 3900, advertisedWeeks: 12, chargesMax: 5 }

test('paying once costs as many monthly prices as the advertised weeks take, rounded down', () => {
  expect(oncePriceOf(prices)).toBe(7800)
  expect(oncePriceOf({ ...prices, advertisedWeeks: 1 })).toBe(3900)
})

test('paying once never costs more than the cap, nor more than what is left of it', () => {
  expect(oncePriceOf({ ...prices, onceMinor: 99_900 })).toBe(19_500)
  expect(oncePriceOf({ ...prices, onceMinor: 9900, chargesPaid: 4 })).toBe(3900)
  expect(oncePriceOf({ ...prices, chargesPaid: 5 })).toBe(0)
})

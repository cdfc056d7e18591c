import { expect, test } from 'vitest'
import { discountAfterCharge, discountOf, nextPrices, withDiscount } from './discount.ts'

const none = { discount_bp: 0, discount_charges_left: null, discount_after_bp: 0 }

test('a discount is rounded for the learner, and the whole price is exactly the whole price', () => {
  expect(discountOf(3900, 3333)).toBe(1300)
  expect(discountOf(999, 5000)).toBe(500)
  expect(discountOf(999, 10_000)).toBe(999)
  expect(discountOf(999, 0)).toBe(0)
  expect(() => discountOf(999, 10_001)).toThrow(RangeError)
})

test('a coupon for two charges runs out after two, and the aid below it comes back', () => {
  const aided = withDiscount(none, { bp: 5000, charges: null })!
  const both = withDiscount(aided, { bp: 7500, charges: 2 })!
  expect(nextPrices(1000, both, 4)).toEqual([250, 250, 500, 500])
  expect(discountAfterCharge(aided)).toEqual(aided)
})

test('aid that comes after a larger coupon waits below it; a larger aid takes over at once', () => {
  const coupon = withDiscount(none, { bp: 6000, charges: 1 })!
  expect(nextPrices(1000, withDiscount(coupon, { bp: 5000, charges: null })!, 2)).toEqual([400, 500])
  expect(nextPrices(1000, withDiscount(coupon, { bp: 7500, charges: null })!, 2)).toEqual([250, 250])
})

test('what gains the learner nothing is refused, so that no code is spent on it', () => {
  const aided = withDiscount(none, { bp: 5000, charges: null })!
  expect(withDiscount(aided, { bp: 5000, charges: 3 })).toBeUndefined()
  expect(withDiscount(aided, { bp: 2500, charges: null })).toBeUndefined()
  expect(withDiscount(none, { bp: 2500, charges: 0 })).toBeUndefined()
})

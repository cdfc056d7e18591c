import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { shareRoundedUp, splitByLargestRemainder } from './money.ts'

const weights = fc
  .array(fc.integer({ min: 0, max: 1_000_000 }), { minLength: 1, maxLength: 12 })
  .filter((all) => all.some((one) => one > 0))
const amounts = fc.integer({ min: -1_000_000_000, max: 1_000_000_000 })

describe('splitting an amount', () => {
  it('loses and makes no unit, and no part is off by a whole unit', () => {
    fc.assert(
      fc.property(amounts, weights, (amount, all) => {
        const parts = splitByLargestRemainder(amount, all)
        const total = all.reduce((sum, one) => sum + one, 0)
        expect(parts.reduce((sum, part) => sum + part, 0)).toBe(amount)
        parts.forEach((part, index) => {
          expect(Math.abs(part - (amount * all[index]!) / total)).toBeLessThan(1)
        })
      }),
    )
  })

  it('gives what is left to the largest remainders, then to the earlier part', () => {
    expect(splitByLargestRemainder(100, [1, 1, 1])).toEqual([34, 33, 33])
    expect(splitByLargestRemainder(101, [1, 1, 1])).toEqual([34, 34, 33])
    expect(splitByLargestRemainder(10, [15, 25, 60])).toEqual([2, 2, 6])
    expect(splitByLargestRemainder(-100, [1, 1, 1])).toEqual([-34, -33, -33])
  })

  it('refuses fractions and weights of nothing', () => {
    expect(() => splitByLargestRemainder(0.5, [1])).toThrow(RangeError)
    expect(() => splitByLargestRemainder(5, [0, 0])).toThrow(RangeError)
    expect(() => splitByLargestRemainder(5, [-1, 2])).toThrow(RangeError)
  })
})

it('a part that goes back to somebody is rounded up and never more than the whole', () => {
  expect(shareRoundedUp(3900, 1, 30)).toBe(130)
  expect(shareRoundedUp(3901, 1, 30)).toBe(131)
  fc.assert(
    fc.property(
      fc.nat(10_000_000),
      fc.nat(400),
      fc.integer({ min: 400, max: 900 }),
      (amount, part, whole) => {
        const share = shareRoundedUp(amount, part, whole)
        expect(share).toBeLessThanOrEqual(amount)
        expect(share - (amount * part) / whole).toBeGreaterThanOrEqual(-1e-6)
        expect(share - (amount * part) / whole).toBeLessThan(1)
      },
    ),
  )
})

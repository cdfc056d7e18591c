import { expect, test } from 'vitest'
import { oncePriceOf, onceRefundOf } from './once-price.ts'

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

const paidAt = new Date('2026-03-28T12:00:00Z')
const purchase = { totalMinor: 7801, paidAt, advertisedWeeks: 12 }
const after = (days: number) => new Date(paidAt.getTime() + days * 86_400_000)

test('nothing opened: all of it is given back within 14 days', () => {
  expect(onceRefundOf(purchase, { now: after(14), opened: false })).toBe(7801)
  expect(onceRefundOf(purchase, { now: after(14.001), opened: false })).toBeUndefined()
})

test('something opened: the unused whole days of the advertised weeks, rounded up', () => {
  // Three days are used of 84.
  expect(onceRefundOf(purchase, { now: after(2.5), opened: true })).toBe(Math.ceil((7801 * 81) / 84))
  expect(onceRefundOf(purchase, { now: paidAt, opened: true })).toBe(7801)
  expect(onceRefundOf({ ...purchase, advertisedWeeks: 1 }, { now: after(9), opened: true })).toBe(0)
})

test('where the law gives all of it back, all of it is given back', () => {
  expect(onceRefundOf(purchase, { now: after(10), opened: true, lawGivesAll: true })).toBe(7801)
})

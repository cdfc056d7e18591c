import { expect, test } from 'vitest'
import { fromStripeAmount, toStripeAmount } from './amounts.ts'

test('amounts are Stripe’s smallest units, with its own exceptions, and come back as they were', () => {
  const cases = [
    [3900, 'EUR', 3900],
    [500, 'JPY', 500],
    [500, 'ISK', 50_000],
    [12_340, 'KWD', 12_340],
  ] as const
  for (const [minor, currency, stripe] of cases) {
    expect(toStripeAmount(minor, currency), currency).toBe(stripe)
    expect(fromStripeAmount(stripe, currency.toLowerCase()), currency).toBe(minor)
  }
})

test('what Stripe can’t charge exactly is refused instead of rounded', () => {
  expect(() => toStripeAmount(12_345, 'KWD')).toThrow('make prices in KWD end in 0')
})

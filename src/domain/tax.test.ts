import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { taxOf, taxOfRefund, withTax } from './tax.ts'

test('tax that is in the price changes nothing of what is paid', () => {
  expect(withTax(3900, { rateBp: 1900, added: false })).toEqual({
    totalMinor: 3900,
    taxMinor: 623,
    netMinor: 3277,
  })
})

test('tax that is added is rounded down, for the learner', () => {
  expect(withTax(3999, { rateBp: 888, added: true })).toEqual({
    totalMinor: 4354,
    taxMinor: 355,
    netMinor: 3999,
  })
})

test('yen and dinars are reckoned in their own smallest unit', () => {
  expect(taxOf(5800, { rateBp: 1000, added: false })).toBe(527)
  expect(taxOf(12_345, { rateBp: 500, added: true })).toBe(617)
})

test('a free price holds no tax, and neither does a country without', () => {
  expect(taxOf(0, { rateBp: 2500, added: true })).toBe(0)
  expect(taxOf(3900, { rateBp: 0, added: false })).toBe(0)
})

const rule = fc.record({ rateBp: fc.integer({ min: 0, max: 9999 }), added: fc.boolean() })

test('net and tax are what is paid, and tax is within a unit of the exact share', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2_000_000_000 }), rule, (price, tax) => {
      const { totalMinor, taxMinor, netMinor } = withTax(price, tax)
      expect(netMinor + taxMinor).toBe(totalMinor)
      const exact = tax.added ? (price * tax.rateBp) / 1e4 : (price * tax.rateBp) / (1e4 + tax.rateBp)
      expect(Math.abs(taxMinor - exact)).toBeLessThan(tax.added ? 1 : 0.51)
      if (tax.added) expect(taxMinor).toBeLessThanOrEqual(exact + 1e-6)
    }),
  )
})

test('the tax in refunds adds up to the tax that was paid, however it is given back in parts', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1_000_000 }),
      rule,
      fc.array(fc.integer({ min: 1, max: 100_000 }), { maxLength: 12 }),
      (price, tax, parts) => {
        const paid = withTax(price, tax)
        const before = { totalMinor: 0, taxMinor: 0 }
        for (const wanted of [...parts, paid.totalMinor]) {
          const part = Math.min(wanted, paid.totalMinor - before.totalMinor)
          const taxPart = taxOfRefund(paid, before, part)
          expect(taxPart).toBeGreaterThanOrEqual(0)
          expect(taxPart).toBeLessThanOrEqual(part)
          before.totalMinor += part
          before.taxMinor += taxPart
        }
        expect(before).toEqual({ totalMinor: paid.totalMinor, taxMinor: paid.taxMinor })
      },
    ),
  )
})

test('more than was paid is never given back', () => {
  const paid = { totalMinor: 100, taxMinor: 16 }
  expect(() => taxOfRefund(paid, { totalMinor: 60, taxMinor: 10 }, 41)).toThrow(RangeError)
})

import { expect, test } from 'vitest'
import { shrunkenShares } from './shrinkage.ts'

test('a dozen people never lead a ranking by luck', () => {
  const [small, large] = shrunkenShares([
    { numerator: 11, denominator: 12 },
    { numerator: 800, denominator: 1000 },
    { numerator: 300, denominator: 1000 },
    { numerator: 450, denominator: 900 },
  ])
  expect(small).toBeLessThan(11 / 12)
  expect(large).toBeCloseTo(0.8, 1)
  expect(small! < large! || small! - large! < 0.1).toBe(true)
})

test('the smaller a group, the nearer it comes to the middle', () => {
  const [few, many] = shrunkenShares([
    { numerator: 18, denominator: 20 },
    { numerator: 1800, denominator: 2000 },
    { numerator: 100, denominator: 1000 },
  ])
  expect(few!).toBeLessThan(many!)
})

test('an unpublished share has no place, and nobody at all gives nothing', () => {
  expect(shrunkenShares([undefined, { numerator: 5, denominator: 10 }])[0]).toBeUndefined()
  expect(shrunkenShares([undefined])).toEqual([undefined])
  expect(shrunkenShares([{ numerator: 0, denominator: 0 }])).toEqual([undefined])
})

test('where chance explains the spread, everybody stands in the middle', () => {
  const shares = shrunkenShares([10, 11, 9, 10].map((numerator) => ({ numerator, denominator: 20 })))
  expect(Math.max(...(shares as number[])) - Math.min(...(shares as number[]))).toBeLessThan(0.03)
})

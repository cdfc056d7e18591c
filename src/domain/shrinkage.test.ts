import { expect, test } from 'vitest'
import { shrunkenEstimates, shrunkenShares } from './shrinkage.ts'

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

test('an estimate that is hardly known is pulled to the middle, one that is well known stays', () => {
  const [vague, sure, low] = shrunkenEstimates([
    { value: 0.9, standardError: 0.3 },
    { value: 0.7, standardError: 0.01 },
    { value: 0.1, standardError: 0.01 },
  ])
  expect(vague!).toBeLessThan(0.8)
  expect(sure!).toBeCloseTo(0.7, 1)
  expect(low!).toBeCloseTo(0.1, 1)
  expect(sure! > low!).toBe(true)
})

test('where chance explains the spread all are the middle; one alone, or none, stays as it is', () => {
  const same = shrunkenEstimates([
    { value: 10, standardError: 5 },
    { value: 12, standardError: 5 },
    undefined,
  ])
  expect(same).toEqual([11, 11, undefined])
  expect(shrunkenEstimates([{ value: 3, standardError: 9 }, undefined])).toEqual([3, undefined])
  expect(
    shrunkenEstimates([
      { value: 3, standardError: 0 },
      { value: 3, standardError: 0 },
    ]),
  ).toEqual([3, 3])
})

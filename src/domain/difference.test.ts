import { expect, test } from 'vitest'
import { differenceInterval } from './difference.ts'

test('the difference of two shares has the interval of Newcombe’s worked examples', () => {
  // Newcombe (1998), table II, method 10: 56/70 − 48/80 and 9/10 − 3/10.
  const first = differenceInterval({ numerator: 56, denominator: 70 }, { numerator: 48, denominator: 80 })!
  expect(first.lower).toBeCloseTo(0.0524, 4)
  expect(first.upper).toBeCloseTo(0.3339, 4)
  const second = differenceInterval({ numerator: 9, denominator: 10 }, { numerator: 3, denominator: 10 })!
  expect(second.lower).toBeCloseTo(0.1705, 4)
  expect(second.upper).toBeCloseTo(0.809, 4)
})

test('nobody in a group leaves nothing to compare', () => {
  expect(
    differenceInterval({ numerator: 0, denominator: 0 }, { numerator: 3, denominator: 10 }),
  ).toBeUndefined()
})

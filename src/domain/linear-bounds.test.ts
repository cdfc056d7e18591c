import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { LinearBounds } from './linear-bounds.ts'

test('finds bounds at least as wide as all whole solutions, and no wider than one more', () => {
  const system = fc.record({
    truth: fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 4, maxLength: 4 }),
    sums: fc.array(fc.subarray([0, 1, 2, 3], { minLength: 1 }), { minLength: 1, maxLength: 3 }),
    asked: fc.subarray([0, 1, 2, 3], { minLength: 1 }),
  })
  fc.assert(
    fc.property(system, ({ truth, sums, asked }) => {
      const total = (values: readonly number[], of: readonly number[]) =>
        of.reduce((sum, k) => sum + (values[k] as number), 0)
      const bounds = new LinearBounds(4, [
        ...sums.map((of) => ({ terms: new Map(of.map((k) => [k, 1])), value: total(truth, of) })),
        // So that everything has an end.
        { terms: new Map([0, 1, 2, 3].map((k) => [k, 1])), value: total(truth, [0, 1, 2, 3]) },
      ])
      const whole: number[] = []
      const all = total(truth, [0, 1, 2, 3])
      for (let a = 0; a <= all; a++)
        for (let b = 0; a + b <= all; b++)
          for (let c = 0; a + b + c <= all; c++) {
            const values = [a, b, c, all - a - b - c]
            if (sums.every((of) => total(values, of) === total(truth, of))) whole.push(total(values, asked))
          }
      const { min, max } = bounds.range(new Map(asked.map((k) => [k, 1])))
      expect(min).toBeLessThanOrEqual(Math.min(...whole) + 1e-9)
      expect(max).toBeGreaterThanOrEqual(Math.max(...whole) - 1e-9)
      expect(Math.ceil(min - 1e-9)).toBeGreaterThan(Math.min(...whole) - 2)
      expect(Math.floor(max + 1e-9)).toBeLessThan(Math.max(...whole) + 2)
    }),
    { numRuns: 300 },
  )
})

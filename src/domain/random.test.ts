import { describe, expect, test } from 'vitest'
import { seededRandom, xoshiro128 } from './random.ts'

describe('seeded random draws', () => {
  test("follow the published generator: its authors' C code gives these words for the state 1, 2, 3, 4", () => {
    const next = xoshiro128([1, 2, 3, 4])
    expect(Array.from({ length: 10 }, () => next())).toEqual([
      11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804,
    ])
  })

  test('are the same for the same seed, and others for another seed or fork', () => {
    const draws = (seed: number | string) => {
      const random = seededRandom(seed)
      return Array.from({ length: 5 }, () => random.uniform())
    }
    expect(draws(7)).toEqual(draws(7))
    expect(draws(7)).not.toEqual(draws(8))
    const parent = seededRandom(7)
    const before = parent.fork('pay').uniform()
    parent.uniform()
    expect(parent.fork('pay').uniform()).toBe(before)
    expect(parent.fork('learn').uniform()).not.toBe(before)
  })

  test('have the moments of their distributions', () => {
    const random = seededRandom('moments')
    const n = 200_000
    const check = (draw: () => number, mean: number, variance: number) => {
      const values = Float64Array.from({ length: n }, draw)
      const average = values.reduce((sum, value) => sum + value, 0) / n
      const spread = values.reduce((sum, value) => sum + (value - average) ** 2, 0) / n
      expect(Math.abs(average - mean)).toBeLessThan(5 * Math.sqrt(variance / n))
      expect(Math.abs(spread / variance - 1)).toBeLessThan(0.05)
    }
    check(() => random.uniform(), 0.5, 1 / 12)
    check(() => random.normal(3, 2), 3, 4)
    check(() => random.exponential(0.5), 2, 4)
    check(() => random.gamma(3, 108), 3 / 108, 3 / 108 ** 2)
    check(() => random.gamma(0.5, 2), 0.25, 0.125)
    check(() => random.integer(1, 6), 3.5, 35 / 12)
    check(() => (random.bernoulli(0.3) ? 1 : 0), 0.3, 0.21)
  })

  test('give whole numbers up to the largest safe span, and refuse an empty one', () => {
    const random = seededRandom(1)
    expect(random.integer(5, 5)).toBe(5)
    expect(Number.isSafeInteger(random.integer(0, Number.MAX_SAFE_INTEGER))).toBe(true)
    expect(() => random.integer(2, 1)).toThrow(RangeError)
    expect(() => random.pick([])).toThrow(RangeError)
    expect(() => random.gamma(0)).toThrow(RangeError)
  })

  test('shuffle so that every order is equally likely', () => {
    const random = seededRandom('orders')
    const counts = new Map<string, number>()
    for (let k = 0; k < 6000; k++) {
      const order = random.shuffle(['a', 'b', 'c']).join('')
      counts.set(order, (counts.get(order) ?? 0) + 1)
    }
    expect(counts.size).toBe(6)
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(150)
  })
})

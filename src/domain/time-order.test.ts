import { describe, expect, test } from 'vitest'
import { seededRandom } from './random.ts'
import { orderByTime } from './time-order.ts'

describe('the order by time', () => {
  test('is the stable sort, for few rows and for many', () => {
    const random = seededRandom('order')
    const draws: (() => number)[] = [
      () => random.integer(0, 50),
      () => random.exponential(1 / 200),
      () => random.uniform() * 1e-300,
      () => (random.bernoulli(0.5) ? 0 : -0),
      () => 7,
      () => random.uniform() * 1e300,
    ]
    for (const n of [0, 1, 2, 500, 20_000]) {
      for (const draw of draws) {
        const time = Float64Array.from({ length: n }, draw)
        const expected = Array.from(time, (_, row) => row).sort(
          (a, b) => (time[a] as number) - (time[b] as number),
        )
        expect([...orderByTime(time)]).toEqual(expected)
      }
    }
  })
})

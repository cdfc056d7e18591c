import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { planItems } from './plan.ts'

const now = Date.UTC(2026, 10, 24)

test('six hours at six hours a week end a week from now', () => {
  expect(planItems([{ id: 'a', minutes: 360 }], 6, now).finishMs).toBe(now + 7 * 86_400_000)
})

test('a plan never lies in the past, keeps the order, and its minutes add up', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 600 })),
      fc.double({ min: 0.5, max: 60, noNaN: true }),
      (minutes, pace) => {
        const plan = planItems(
          minutes.map((m, i) => ({ id: String(i), minutes: m })),
          pace,
          now,
        )
        expect(plan.minutesLeft).toBe(minutes.reduce((a, b) => a + b, 0))
        let before = now
        for (const item of plan.items) {
          expect(item.finishMs).toBeGreaterThanOrEqual(before)
          before = item.finishMs
        }
      },
    ),
  )
})

test('nothing left is finished now', () => {
  expect(planItems([], 6, now)).toEqual({ items: [], minutesLeft: 0, finishMs: now })
})

test('a pace of nothing is refused', () => {
  expect(() => planItems([], 0, now)).toThrow(RangeError)
})

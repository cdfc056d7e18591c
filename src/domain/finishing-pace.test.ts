import { expect, test } from 'vitest'
import { finishingPace } from './finishing-pace.ts'

const constant = (perDay: number, days: number, every: number) =>
  Array.from({ length: days / every }, (_, k) => {
    const day = (k + 1) * every
    return { day, value: 1 - Math.exp(-perDay * day) }
  })

test('a constant hazard without leaving comes out constant, also at the edges', () => {
  const pace = finishingPace(constant(0.01, 280, 1), [])
  expect(pace.length).toBeGreaterThan(10)
  for (const { perWeek } of pace) expect(perWeek).toBeCloseTo(0.07, 3)
})

test('who left is not at risk any more: half gone at once doubles what is left of the rise', () => {
  const rise = Array.from({ length: 20 }, (_, k) => ({ day: 7 * (k + 1), value: 0.001 * (k + 1) }))
  const [alone] = finishingPace(rise, [])
  const [halved] = finishingPace(rise, [{ day: 1, value: 0.5 }])
  expect(halved!.perWeek / alone!.perWeek).toBeCloseTo(2, 1)
})

test('the area under it is the cumulative hazard of the published steps', () => {
  const steps = [30, 75, 140, 200, 290, 350].map((day, k) => ({ day, value: 0.05 * (k + 1) }))
  const hazard = steps.reduce(
    (sum, { value }, k) => sum + (value - (steps[k - 1]?.value ?? 0)) / (1 - (steps[k - 1]?.value ?? 0)),
    0,
  )
  const pace = finishingPace(steps, [])
  const step = pace[1]!.day - pace[0]!.day
  const area = pace.reduce((sum, { perWeek }) => sum + (perWeek / 7) * step, 0)
  expect(area / hazard).toBeGreaterThan(0.93)
  expect(area / hazard).toBeLessThan(1.07)
})

test('nothing known, nothing said; and never a number that is none', () => {
  expect(finishingPace([], [])).toEqual([])
  expect(finishingPace([{ day: 40, value: 0.1 }], [])).toEqual([])
  const odd = finishingPace(
    [10, 20, 30, 40].map((day) => ({ day, value: 1 })),
    [{ day: 5, value: 1 }],
  )
  for (const { perWeek } of odd) expect(Number.isFinite(perWeek)).toBe(true)
})

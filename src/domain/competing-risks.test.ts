import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { aalenJohansen, incidenceAt } from './competing-risks.ts'
import { type FollowUpRows, followUp } from './follow-up.ts'
import { seededRandom } from './random.ts'
import { kaplanMeier, survivalAt } from './survival.ts'

const followRows = fc
  .array(
    fc.record({
      time: fc.integer({ min: 0, max: 25 }),
      cause: fc.integer({ min: 0, max: 3 }),
      entry: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 24 })),
    }),
    { maxLength: 60 },
  )
  .map(
    (rows): FollowUpRows => ({
      time: rows.map((row) => row.time),
      cause: rows.map((row) => row.cause),
      entry: rows.map((row) => row.entry),
    }),
  )

describe('Aalen–Johansen', () => {
  test('follows the hand calculation', () => {
    // Six people: completed at 1 and 4, left at 2 and 4, censored at 3 and 5.
    const follow = followUp({ time: [1, 2, 3, 4, 4, 5], cause: [1, 2, 0, 1, 2, 0] })
    const completed = aalenJohansen(follow, 1)
    const left = aalenJohansen(follow, 2)
    expect(incidenceAt(completed, 1)?.incidence).toBeCloseTo(1 / 6, 12)
    expect(incidenceAt(completed, 4)?.incidence).toBeCloseTo(1 / 6 + (4 / 6) * (1 / 3), 12)
    expect(incidenceAt(left, 4)?.incidence).toBeCloseTo((5 / 6) * (1 / 5) + (4 / 6) * (1 / 3), 12)
    expect(incidenceAt(completed, 4)?.atRisk).toBe(3)
    expect(completed.survival.at(-1)).toBeCloseTo((4 / 6) * (1 / 3), 12)
  })

  test('is below one minus Kaplan–Meier, which takes leavers for people who may still complete', () => {
    const follow = followUp({ time: [1, 2, 3, 4, 5, 6, 7, 8], cause: [2, 1, 2, 1, 2, 1, 0, 0] })
    const honest = incidenceAt(aalenJohansen(follow, 1), 6)?.incidence ?? 1
    const naive = 1 - (survivalAt(kaplanMeier(follow, 1), 6)?.survival ?? 1)
    expect(honest).toBeCloseTo(3 / 8, 12)
    expect(naive).toBeCloseTo(1 - (6 / 7) * (4 / 5) * (2 / 3), 12)
  })

  test('has an answer for nobody, one person, all censored and a cause that does not happen', () => {
    expect(incidenceAt(aalenJohansen(followUp({ time: [], cause: [] }), 1), 5)).toBeUndefined()
    const one = aalenJohansen(followUp({ time: [3], cause: [1] }), 1)
    expect(incidenceAt(one, 2)).toEqual({
      day: 2,
      incidence: 0,
      standardError: 0,
      lower: 0,
      upper: 0,
      atRisk: 1,
    })
    expect(incidenceAt(one, 9)).toEqual({
      day: 9,
      incidence: 1,
      standardError: 0,
      lower: 1,
      upper: 1,
      atRisk: 0,
    })
    const censored = aalenJohansen(followUp({ time: [3, 4], cause: [0, 0] }), 1)
    expect(incidenceAt(censored, 4)).toMatchObject({ incidence: 0, standardError: 0 })
    expect(incidenceAt(censored, 5)).toBeUndefined()
    expect(incidenceAt(aalenJohansen(followUp({ time: [3, 4], cause: [1, 0] }), 2), 4)?.incidence).toBe(0)
  })

  test('makes 1 together with the other causes and survival, at every time, late entries or not', () => {
    fc.assert(
      fc.property(followRows, (rows) => {
        const follow = followUp(rows)
        const curves = [1, 2, 3].map((cause) => aalenJohansen(follow, cause))
        const alone = kaplanMeier(follow)
        curves[0]?.time.forEach((_, step) => {
          const sum = curves.reduce((total, curve) => total + (curve.incidence[step] as number), 0)
          expect(sum + (curves[0]?.survival[step] as number)).toBeCloseTo(1, 12)
          expect(curves[0]?.survival[step]).toBe(alone.survival[step])
        })
      }),
    )
  })

  test('agrees with the plain definition of curve and variance on random data', () => {
    fc.assert(
      fc.property(followRows, fc.integer({ min: 0, max: 25 }), (rows, day) => {
        const point = incidenceAt(aalenJohansen(followUp(rows), 2), day)
        if (!point) return
        const plain = plainAalenJohansen(rows, 2, day)
        expect(point.incidence).toBeCloseTo(plain.incidence, 11)
        expect(point.standardError ** 2).toBeCloseTo(plain.variance, 11)
        for (const number of Object.values(point)) expect(Number.isFinite(number)).toBe(true)
        expect(point.lower).toBeLessThanOrEqual(point.incidence + 1e-12)
        expect(point.upper).toBeGreaterThanOrEqual(point.incidence - 1e-12)
        expect(point.lower >= 0 && point.upper <= 1).toBe(true)
      }),
      { numRuns: 300 },
    )
  })

  test('never falls, and does not mind the order of rows', () => {
    fc.assert(
      fc.property(followRows, fc.integer(), (rows, seed) => {
        const curve = aalenJohansen(followUp(rows), 1)
        curve.incidence.forEach((value, step) => {
          expect(value).toBeGreaterThanOrEqual(step === 0 ? 0 : (curve.incidence[step - 1] as number))
        })
        const order = seededRandom(seed).shuffle(Array.from(rows.time, (_, k) => k))
        const shuffled = aalenJohansen(
          followUp({
            time: order.map((k) => rows.time[k] as number),
            cause: order.map((k) => rows.cause[k] as number),
            entry: order.map((k) => rows.entry?.[k] as number),
          }),
          1,
        )
        expect(shuffled.incidence).toEqual(curve.incidence)
        expect(shuffled.standardError).toEqual(curve.standardError)
      }),
    )
  })

  test('has an error that repeated samples bear out, and intervals that cover 95 %', () => {
    const random = seededRandom('coverage')
    const repeats = 1500
    const truth = (0.03 / 0.05) * (1 - Math.exp(-0.05 * 20))
    const estimates: number[] = []
    let claimed = 0
    let covered = 0
    for (let repeat = 0; repeat < repeats; repeat++) {
      const sample = Array.from({ length: 80 }, () => {
        const event = random.exponential(0.05)
        const censored = random.exponential(0.02)
        const cause = random.bernoulli(0.6) ? 1 : 2
        return event <= censored ? { time: event, cause } : { time: censored, cause: 0 }
      })
      const point = incidenceAt(
        aalenJohansen(
          followUp({ time: sample.map((row) => row.time), cause: sample.map((row) => row.cause) }),
          1,
        ),
        20,
      )
      if (!point) continue
      estimates.push(point.incidence)
      claimed += point.standardError ** 2
      if (point.lower <= truth && truth <= point.upper) covered++
    }
    const mean = estimates.reduce((sum, value) => sum + value, 0) / estimates.length
    const spread = estimates.reduce((sum, value) => sum + (value - mean) ** 2, 0) / estimates.length
    expect(Math.abs(mean - truth)).toBeLessThan(0.006)
    expect(Math.abs(claimed / estimates.length / spread - 1)).toBeLessThan(0.12)
    expect(covered / estimates.length).toBeGreaterThan(0.93)
    expect(covered / estimates.length).toBeLessThan(0.97)
  })
})

// Curve and Aalen's variance as their formulas read, sums over times of sums over rows.
function plainAalenJohansen(rows: FollowUpRows, cause: number, day: number) {
  const people = Array.from(rows.time, (time, k) => ({
    time,
    cause: rows.cause[k] as number,
    entry: rows.entry?.[k] as number,
  })).filter((row) => row.entry === 0 || row.entry < row.time)
  const steps: { n: number; d: number; d1: number; before: number; incidence: number }[] = []
  let survival = 1
  let incidence = 0
  for (let t = 0; t <= day; t++) {
    const n = people.filter((row) => t <= row.time && (row.entry === 0 || row.entry < t)).length
    const d = people.filter((row) => row.time === t && row.cause > 0).length
    const d1 = people.filter((row) => row.time === t && row.cause === cause).length
    if (d === 0 || survival === 0) continue
    incidence += (survival * d1) / n
    steps.push({ n, d, d1, before: survival, incidence })
    survival *= 1 - d / n
  }
  const variance = steps.reduce((sum, { n, d, d1, before, incidence: at }) => {
    if (n === 1) return sum
    const rest = incidence - at
    const own = (before ** 2 * d1 * (n - d1)) / (n ** 2 * (n - 1))
    if (n === d) return sum + own
    const all = (rest ** 2 * d) / ((n - 1) * (n - d))
    const cross = (rest * before * d1 * (n - d1)) / (n * (n - d) * (n - 1))
    return sum + all + own - 2 * cross
  }, 0)
  return { incidence, variance: Math.max(0, variance) }
}

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { atRiskAt, drawnUntil, type FollowUpRows, followUp } from './follow-up.ts'
import { hazardAt, nelsonAalen, smoothedHazardAt } from './nelson-aalen.ts'
import { seededRandom } from './random.ts'
import { kaplanMeier, restrictedMean, survivalAt, survivalQuantile } from './survival.ts'

// Freireich et al. (1963), Blood 21, 699–716: weeks in remission on 6-MP; Klein & Moeschberger (2003), example 4.1.
const sixMp = followUp({
  time: [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35],
  cause: [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0],
})

const followRows = fc
  .array(
    fc.record({
      time: fc.integer({ min: 0, max: 30 }),
      cause: fc.integer({ min: 0, max: 2 }),
      entry: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 29 })),
    }),
    { maxLength: 60 },
  )
  .map(columns)

function columns(rows: { time: number; cause: number; entry: number }[]): FollowUpRows {
  return {
    time: rows.map((row) => row.time),
    cause: rows.map((row) => row.cause),
    entry: rows.map((row) => row.entry),
  }
}

describe('Kaplan–Meier', () => {
  test('gives the textbook remission curve with its errors', () => {
    const curve = kaplanMeier(sixMp)
    expect([curve.n, curve.events]).toEqual([21, 9])
    // Time, at risk, Ŝ as the product of the textbook's factors, and √V̂ as printed there (tables 4.1A and 4.1B).
    for (const [week, atRisk, survival, error] of [
      [6, 21, 18 / 21, 0.076],
      [7, 17, (18 / 21) * (16 / 17), 0.087],
      [10, 15, (18 / 21) * (16 / 17) * (14 / 15), 0.096],
      [13, 12, (18 / 21) * (16 / 17) * (14 / 15) * (11 / 12), 0.107],
      [16, 11, (18 / 21) * (16 / 17) * (14 / 15) * (11 / 12) * (10 / 11), 0.114],
      [22, 7, (18 / 21) * (16 / 17) * (14 / 15) * (11 / 12) * (10 / 11) * (6 / 7), 0.128],
      [23, 6, (18 / 21) * (16 / 17) * (14 / 15) * (11 / 12) * (10 / 11) * (6 / 7) * (5 / 6), 0.135],
    ] as const) {
      const point = survivalAt(curve, week)
      expect(point?.atRisk).toBe(atRisk)
      expect(point?.survival).toBeCloseTo(survival, 12)
      expect(point?.standardError).toBeCloseTo(error, 3)
    }
    expect(survivalQuantile(curve, 0.5, { minimumCell: 5 })).toMatchObject({
      status: 'reached',
      value: 23,
      lower: 13,
    })
  })

  test('calls a quantile not reached where fewer than the minimum are left at risk', () => {
    const curve = kaplanMeier(sixMp)
    expect(survivalQuantile(curve, 0.5, { minimumCell: 10 })).toEqual({ status: 'not_reached', lower: 13 })
    expect(survivalQuantile(curve, 0.25, { minimumCell: 10 })).toMatchObject({ status: 'reached', value: 13 })
    expect(survivalQuantile(curve, 0.9, { minimumCell: 1 })).toEqual({ status: 'not_reached' })
    expect(drawnUntil(sixMp, 10)).toBe(17)
    expect(drawnUntil(sixMp, 22)).toBeUndefined()
  })

  test('hits a quantile that the curve meets exactly, in spite of rounding', () => {
    for (const n of [20, 30, 70, 90, 110]) {
      const follow = followUp({ time: Array.from({ length: n }, (_, k) => k + 1), cause: Array(n).fill(1) })
      const half = survivalQuantile(kaplanMeier(follow), 0.5, { minimumCell: 1 })
      expect(half.status === 'reached' && half.value, `n = ${n}`).toBe(n / 2)
    }
  })

  test('counts events at time 0, and events before censorings at ties', () => {
    const curve = kaplanMeier(followUp({ time: [0, 0, 5, 5], cause: [1, 0, 1, 0] }))
    expect(survivalAt(curve, 0)?.survival).toBe(0.75)
    expect(survivalAt(curve, 5)).toMatchObject({ survival: 0.375, atRisk: 2 })
  })

  test('takes people who came late only from their entry on', () => {
    const follow = followUp({ time: [2, 4, 6, 8], cause: [1, 1, 1, 1], entry: [0, 2, 1, 4] })
    expect([...follow.atRisk]).toEqual([2, 2, 2, 1])
    // Whoever enters at 2 was not at risk at 2.
    expect(atRiskAt(follow, 2)).toBe(2)
    expect(atRiskAt(follow, 2.5)).toBe(2)
    expect(atRiskAt(follow, 4.5)).toBe(2)
    expect([...kaplanMeier(follow).survival]).toEqual([0.5, 0.25, 0.125, 0])
  })

  test('has an answer for nobody, one person and all censored', () => {
    const nobody = kaplanMeier(followUp({ time: [], cause: [] }))
    expect(survivalAt(nobody, 10)).toBeUndefined()
    expect(survivalQuantile(nobody, 0.5, { minimumCell: 10 })).toEqual({ status: 'not_reached' })
    expect(restrictedMean(nobody, 10)).toBeUndefined()

    const one = kaplanMeier(followUp({ time: [5], cause: [1] }))
    expect(survivalAt(one, 4)).toEqual({
      day: 4,
      survival: 1,
      standardError: 0,
      lower: 1,
      upper: 1,
      atRisk: 1,
    })
    expect(survivalAt(one, 9)).toEqual({
      day: 9,
      survival: 0,
      standardError: 0,
      lower: 0,
      upper: 0,
      atRisk: 0,
    })
    expect(restrictedMean(one, 10)).toEqual({ day: 10, value: 5, standardError: 0 })

    const censored = kaplanMeier(followUp({ time: [3, 5], cause: [0, 0] }))
    expect(survivalAt(censored, 5)).toMatchObject({ survival: 1, lower: 1, upper: 1, atRisk: 1 })
    expect(survivalAt(censored, 6)).toBeUndefined()
    expect(restrictedMean(censored, 5)).toEqual({ day: 5, value: 5, standardError: 0 })
  })

  test('leaves out what says nothing, and counts it', () => {
    const follow = followUp({
      time: [5, Number.NaN, -1, 5, 5, Number.POSITIVE_INFINITY],
      cause: [1, 1, 1, 1, Number.NaN, 0],
      entry: [0, 0, 0, 5, 0, 0],
    })
    expect(follow.n).toBe(1)
    expect(follow.excluded).toEqual({ missing: 3, negative: 1, neverAtRisk: 1 })
  })

  test('agrees with the plain definition on random data with late entries', () => {
    fc.assert(
      fc.property(followRows, fc.integer({ min: 0, max: 30 }), (rows, day) => {
        const follow = followUp(rows)
        const point = survivalAt(kaplanMeier(follow, 1), day)
        const plain = plainKaplanMeier(rows, 1, day)
        if (!point) return
        expect(point.survival).toBeCloseTo(plain.survival, 12)
        expect(point.standardError).toBeCloseTo(plain.standardError, 12)
        expect(point.atRisk).toBe(plain.atRisk)
      }),
      { numRuns: 300 },
    )
  })

  test('never rises, stays within [0, 1] and inside its interval, and does not mind the order of rows', () => {
    fc.assert(
      fc.property(followRows, fc.integer(), (rows, seed) => {
        const curve = kaplanMeier(followUp(rows))
        for (let day = 0, last = 1; day <= 30; day++) {
          const point = survivalAt(curve, day)
          if (!point) break
          for (const number of Object.values(point)) expect(Number.isFinite(number)).toBe(true)
          expect(point.survival).toBeLessThanOrEqual(last)
          expect(point.lower).toBeGreaterThanOrEqual(0)
          expect(point.upper).toBeLessThanOrEqual(1)
          expect(point.lower).toBeLessThanOrEqual(point.survival + 1e-12)
          expect(point.upper).toBeGreaterThanOrEqual(point.survival - 1e-12)
          last = point.survival
        }
        const order = seededRandom(seed).shuffle(Array.from(rows.time, (_, k) => k))
        const shuffled = kaplanMeier(followUp(permuted(rows, order)))
        expect(shuffled.survival).toEqual(curve.survival)
        expect(shuffled.time).toEqual(curve.time)
      }),
    )
  })

  test('moves along with the origin', () => {
    fc.assert(
      fc.property(followRows, fc.integer({ min: 1, max: 100 }), (rows, shift) => {
        const moved = {
          time: Array.from(rows.time, (time) => time + shift),
          cause: rows.cause,
          entry: Array.from(rows.entry ?? [], (entry) => (entry > 0 ? entry + shift : 0)),
        }
        const curve = kaplanMeier(followUp(rows))
        const later = kaplanMeier(followUp(moved))
        expect(later.survival).toEqual(curve.survival)
        expect(later.time).toEqual(curve.time.map((time) => time + shift))
      }),
    )
  })

  test('is the share still there when nobody is censored', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 50 }), (times) => {
        const curve = kaplanMeier(followUp({ time: times, cause: times.map(() => 1) }))
        for (let day = 0; day <= 20; day++) {
          const share = times.filter((time) => time > day).length / times.length
          expect(survivalAt(curve, day)?.survival ?? 0).toBeCloseTo(share, 12)
          const binomial = Math.sqrt((share * (1 - share)) / times.length)
          expect(survivalAt(curve, day)?.standardError ?? 0).toBeCloseTo(binomial, 12)
        }
      }),
    )
  })
})

describe('the restricted mean', () => {
  test('is the area under the curve', () => {
    fc.assert(
      fc.property(followRows, fc.integer({ min: 0, max: 30 }), (rows, day) => {
        const curve = kaplanMeier(followUp(rows))
        const mean = restrictedMean(curve, day)
        if (!mean) return
        let area = 0
        for (let hour = 0; hour < day; hour++) area += survivalAt(curve, hour)?.survival ?? 0
        expect(mean.value).toBeCloseTo(area, 9)
        expect(Number.isFinite(mean.standardError)).toBe(true)
      }),
    )
  })

  test('has the error of a plain mean when everybody has the event before the horizon', () => {
    const times = [1, 4, 4, 7, 9, 12]
    const mean = restrictedMean(kaplanMeier(followUp({ time: times, cause: times.map(() => 1) })), 20)
    const average = times.reduce((sum, time) => sum + time, 0) / times.length
    const variance = times.reduce((sum, time) => sum + (time - average) ** 2, 0) / times.length ** 2
    expect(mean?.value).toBeCloseTo(average, 12)
    expect(mean?.standardError).toBeCloseTo(Math.sqrt(variance), 12)
  })
})

describe('Nelson–Aalen', () => {
  test('gives the textbook cumulative hazard with its errors', () => {
    const curve = nelsonAalen(sixMp)
    const hazard = 3 / 21 + 1 / 17 + 1 / 15 + 1 / 12 + 1 / 11 + 1 / 7 + 1 / 6
    const variance =
      3 / 21 ** 2 + 1 / 17 ** 2 + 1 / 15 ** 2 + 1 / 12 ** 2 + 1 / 11 ** 2 + 1 / 7 ** 2 + 1 / 6 ** 2
    // Klein & Moeschberger (2003), table 4.2, prints 0.7521.
    expect(hazardAt(curve, 23)?.hazard).toBeCloseTo(0.752, 3)
    expect(hazardAt(curve, 23)?.hazard).toBeCloseTo(hazard, 12)
    expect(hazardAt(curve, 23)?.standardError).toBeCloseTo(Math.sqrt(variance), 12)
    expect(hazardAt(curve, 3)).toMatchObject({ hazard: 0, lower: 0, upper: 0 })
    expect(hazardAt(curve, 36)).toBeUndefined()
  })

  test('smooths to the rate of an exponential time, at the edges too', () => {
    const random = seededRandom('hazard')
    const times = Array.from({ length: 40_000 }, () => random.exponential(0.02))
    const curve = nelsonAalen(
      followUp({
        time: times.map((time) => Math.min(time, 80)),
        cause: times.map((time) => (time < 80 ? 1 : 0)),
      }),
    )
    for (const day of [0, 5, 40, 79]) {
      expect(Math.abs((smoothedHazardAt(curve, day, 10) ?? 0) - 0.02), `day ${day}`).toBeLessThan(0.0015)
    }
    expect(smoothedHazardAt(curve, 81, 10)).toBeUndefined()
    expect(() => smoothedHazardAt(curve, 1, 0)).toThrow(RangeError)
  })
})

function permuted(rows: FollowUpRows, order: number[]): FollowUpRows {
  return {
    time: order.map((k) => rows.time[k] as number),
    cause: order.map((k) => rows.cause[k] as number),
    entry: order.map((k) => rows.entry?.[k] as number),
  }
}

// The estimator written as its definition reads, over every row for every time.
function plainKaplanMeier(rows: FollowUpRows, cause: number, day: number) {
  const people = Array.from(rows.time, (time, k) => ({
    time,
    cause: rows.cause[k] as number,
    entry: rows.entry?.[k] as number,
  })).filter((row) => row.entry === 0 || row.entry < row.time)
  const isAtRisk = (row: { time: number; entry: number }, t: number) =>
    t <= row.time && (row.entry === 0 || row.entry < t)
  let survival = 1
  let greenwood = 0
  for (let t = 0; t <= day; t++) {
    const n = people.filter((row) => isAtRisk(row, t)).length
    const d = people.filter((row) => row.time === t && row.cause === cause).length
    if (d === 0) continue
    survival *= 1 - d / n
    greenwood += survival === 0 ? 0 : d / (n * (n - d))
  }
  return {
    survival,
    standardError: survival * Math.sqrt(greenwood),
    atRisk: people.filter((row) => isAtRisk(row, day)).length,
  }
}

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { aalenJohansen, incidenceAt } from './competing-risks.ts'
import {
  DAY_MS,
  daysBetween,
  type EnrolmentFacts,
  enrolmentColumns,
  enrolmentFollowUp,
  leftAt,
  rowProblem,
  selectRows,
} from './enrolment-facts.ts'
import { followUp } from './follow-up.ts'
import { completedWithin, funnel, HORIZONS } from './funnel.ts'

const start = Date.UTC(2024, 0, 1)
const day = (days: number) => start + days * DAY_MS
const enrolment = (facts: Partial<EnrolmentFacts> = {}): EnrolmentFacts => ({
  person: 'p',
  enrolled_at: start,
  ...facts,
})

describe('leaving', () => {
  const dataDate = day(1000)

  test('is the last cancellation or lapsed trial that no activity followed', () => {
    expect(leftAt({ departures: [] }, dataDate)).toBeUndefined()
    expect(leftAt({ departures: [{ kind: 'trial_lapsed', at: day(7) }] }, dataDate)).toBe(day(7))
    const twice = {
      departures: [
        { kind: 'cancelled', at: day(40) },
        { kind: 'trial_lapsed', at: day(7) },
      ] as const,
    }
    expect(leftAt({ ...twice, last_active_at: day(30) }, dataDate)).toBe(day(40))
    expect(leftAt({ ...twice, last_active_at: day(41) }, dataDate)).toBeUndefined()
    expect(leftAt({ ...twice, last_active_at: day(40) }, dataDate)).toBe(day(40))
  })

  test('is the start of a pause only when it lasted over 180 days', () => {
    const pause = (resumed?: number) => ({
      departures: [
        {
          kind: 'paused' as const,
          at: day(10),
          ...(resumed === undefined ? {} : { resumed_at: day(resumed) }),
        },
      ],
    })
    expect(leftAt(pause(190), dataDate)).toBeUndefined()
    expect(leftAt(pause(190.1), dataDate)).toBe(day(10))
    expect(leftAt(pause(), day(190))).toBeUndefined()
    expect(leftAt(pause(), day(191))).toBe(day(10))
    expect(leftAt(pause(300), day(250))).toBe(day(10))
  })

  test('never follows completion or work that is done, and loses a tie', () => {
    const cancelled = { departures: [{ kind: 'cancelled', at: day(50) }] as const }
    expect(leftAt({ ...cancelled, requirements_met_at: day(50) }, dataDate)).toBeUndefined()
    expect(leftAt({ ...cancelled, requirements_met_at: day(60) }, dataDate)).toBeUndefined()
    expect(leftAt({ ...cancelled, work_done_at: day(49) }, dataDate)).toBeUndefined()
    expect(leftAt({ ...cancelled, work_done_at: day(51) }, dataDate)).toBe(day(50))
    // What comes after the data date is not known at it.
    expect(leftAt({ ...cancelled, requirements_met_at: day(60) }, day(55))).toBe(day(50))
    expect(leftAt(cancelled, day(49))).toBeUndefined()
  })
})

describe('enrolments as follow-up', () => {
  test('end with completion, leaving or the data date, whichever is first', () => {
    const columns = enrolmentColumns([
      enrolment({ requirements_met_at: day(30) }),
      enrolment({ left_at: day(20) }),
      enrolment({ left_at: day(20), requirements_met_at: day(40) }),
      enrolment({ left_at: day(50), requirements_met_at: day(50) }),
      enrolment({ requirements_met_at: day(200) }),
      enrolment({ left_at: day(90), followed_until: day(60) }),
      enrolment({ entered_at: day(5) }),
      enrolment({ entered_at: day(-5) }),
    ])
    const rows = enrolmentFollowUp(columns, day(100))
    expect([...rows.time]).toEqual([30, 20, 40, 50, 100, 60, 100, 100])
    expect([...rows.cause]).toEqual([1, 2, 1, 1, 0, 0, 0, 0])
    expect([...rows.entry]).toEqual([0, 0, 0, 0, 0, 0, 5, 0])
    expect(rows.cameBack).toBe(1)
  })

  test('name what cannot be true', () => {
    const columns = enrolmentColumns([
      enrolment(),
      enrolment({ left_at: day(-1) }),
      enrolment({ requirements_met_at: day(-1) }),
      enrolment({ enrolled_at: day(200) }),
      enrolment({ enrolled_at: Number.NaN }),
      enrolment({ followed_until: day(-1) }),
      enrolment({ started_at: day(5), requirements_met_at: day(4) }),
    ])
    expect(Array.from({ length: 7 }, (_, row) => rowProblem(columns, row, day(100)))).toEqual([
      undefined,
      'left_at before enrolled_at',
      'completed_at before enrolled_at',
      'enrolled after the data date',
      'enrolled_at is missing or no date',
      'followed_until before enrolled_at',
      'completed_at before started_at',
    ])
    expect(selectRows(columns, [3, 0]).enrolledAt).toEqual(Float64Array.from([day(200), start]))
  })

  test('do not change when all dates move together', () => {
    const maybe = fc.option(fc.integer({ min: 0, max: 200 }), { nil: undefined })
    const facts = fc.record({ completed: maybe, left: maybe, enrolled: fc.integer({ min: 0, max: 50 }) })
    fc.assert(
      fc.property(
        fc.array(facts, { minLength: 1, maxLength: 40 }),
        fc.integer({ min: 1, max: 5000 }),
        (people, shift) => {
          const incidence = (offset: number) => {
            const columns = enrolmentColumns(
              people.map(({ enrolled, completed, left }) =>
                enrolment({
                  enrolled_at: day(enrolled + offset),
                  ...(completed === undefined
                    ? {}
                    : { requirements_met_at: day(enrolled + completed + offset) }),
                  ...(left === undefined ? {} : { left_at: day(enrolled + left + offset) }),
                }),
              ),
            )
            return incidenceAt(aalenJohansen(followUp(enrolmentFollowUp(columns, day(150 + offset))), 1), 90)
          }
          expect(incidence(shift)).toEqual(incidence(0))
        },
      ),
    )
  })

  test('count days as fractions of 86,400 seconds', () => {
    expect(daysBetween(Date.UTC(2026, 2, 28, 12), Date.UTC(2026, 2, 30))).toBe(1.5)
  })
})

describe('the funnel', () => {
  test('counts completers in every step, and nothing after the data date', () => {
    const columns = enrolmentColumns([
      enrolment(),
      enrolment({ started_at: day(1) }),
      enrolment({ committed_at: day(8) }),
      enrolment({ requirements_met_at: day(30) }),
      enrolment({ started_at: day(1), committed_at: day(8), requirements_met_at: day(130) }),
      enrolment({ enrolled_at: day(101) }),
    ])
    expect(funnel(columns, day(100))).toEqual({ enrolled: 5, started: 3, committed: 3, completed: 1 })
    expect(funnel(enrolmentColumns([]), day(100))).toEqual({
      enrolled: 0,
      started: 0,
      committed: 0,
      completed: 0,
    })
  })

  test('asks of a fixed horizon only those who enrolled that long ago, in the two years before', () => {
    const dataDate = day(1000)
    const columns = enrolmentColumns([
      enrolment({ enrolled_at: day(635), requirements_met_at: day(900) }),
      enrolment({ enrolled_at: day(636), requirements_met_at: day(900) }),
      enrolment({ enrolled_at: day(600), left_at: day(700) }),
      enrolment({ enrolled_at: day(500), requirements_met_at: day(866) }),
      enrolment({ enrolled_at: day(-95) }),
      enrolment({ enrolled_at: day(-94) }),
      enrolment({ enrolled_at: day(600), followed_until: day(700) }),
      enrolment({ enrolled_at: day(600), entered_at: day(610) }),
    ])
    expect(completedWithin(columns, dataDate, HORIZONS['12_months'])).toEqual({
      numerator: 1,
      denominator: 4,
      younger: 1,
      older: 1,
      notFollowed: 2,
      withoutDuration: 0,
    })
  })

  test("takes shares of the advertised time from each person's own", () => {
    const columns = enrolmentColumns([
      enrolment({ advertised_days: 100, requirements_met_at: day(140) }),
      enrolment({ advertised_days: 60, requirements_met_at: day(140) }),
      enrolment({ requirements_met_at: day(140) }),
      enrolment({ advertised_days: 400 }),
    ])
    expect(completedWithin(columns, day(300), HORIZONS['150'])).toMatchObject({
      numerator: 1,
      denominator: 2,
      younger: 1,
      withoutDuration: 1,
    })
    expect(completedWithin(columns, day(300), HORIZONS['100']).numerator).toBe(0)
  })
})

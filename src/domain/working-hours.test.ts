import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { dayOf, isWorkingHour, workingHoursAfter, workingHoursBefore } from './working-hours.ts'

const at = (text: string) => new Date(`${text}Z`)

test('a working day before a Wednesday noon is Tuesday noon', () => {
  expect(workingHoursBefore(at('2026-11-25T12:00'), 8)).toEqual(at('2026-11-24T12:00'))
})

test('a working day before the weekend’s end is Friday, and before a Monday morning mostly Friday', () => {
  expect(workingHoursBefore(at('2026-11-29T15:00'), 8)).toEqual(at('2026-11-27T09:00'))
  expect(workingHoursBefore(at('2026-11-30T10:30'), 8)).toEqual(at('2026-11-27T10:30'))
})

test('between the moment and its end there are as many working hours as asked', () => {
  fc.assert(
    fc.property(
      fc.date({ min: at('2026-01-01T00:00'), max: at('2027-01-01T00:00'), noInvalidDate: true }),
      fc.integer({ min: 0, max: 60 }),
      (until, hours) => {
        const from = workingHoursBefore(until, hours)
        let minutes = 0
        for (let t = from.getTime(); t < until.getTime(); t += 60_000)
          if (isWorkingHour(new Date(t))) minutes++
        expect(Math.abs(minutes - hours * 60)).toBeLessThanOrEqual(1)
      },
    ),
    { numRuns: 30 },
  )
})

test('hours after a moment and before what that gives are the same hours, closed days left out', () => {
  fc.assert(
    fc.property(
      fc.date({ min: new Date('2026-11-01'), max: new Date('2027-02-01'), noInvalidDate: true }),
      fc.integer({ min: 1, max: 60 }),
      fc.array(fc.integer({ min: 0, max: 100 }), { maxLength: 20 }),
      (from, hours, days) => {
        const closed = new Set(days.map((day) => dayOf(new Date(Date.UTC(2026, 10, 1) + day * 86_400_000))))
        const until = workingHoursAfter(from, hours, closed)
        const back = workingHoursBefore(until, hours, closed)
        expect(workingHoursAfter(back, hours, closed)).toEqual(until)
        expect(back >= from).toBe(true)
        for (let t = back.getTime(); t < until.getTime(); t += 3_600_000)
          if (closed.has(dayOf(new Date(t)))) expect(isWorkingHour(new Date(t), closed)).toBe(false)
      },
    ),
    { numRuns: 60 },
  )
})

import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { daysInMonth, instantOf, localTimeOf } from './time-zone.ts'
import {
  type ChargeFacts,
  chargeMoment,
  chargesMaxOf,
  decideCharge,
  firstChargeAfterReminder,
  lateHoursMax,
  reminderHoursBefore,
  trialEndOf,
} from './trial.ts'

const hourMs = 3_600_000
const zones = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Pacific/Auckland',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
]
const zone = fc.constantFrom(...zones)
const instants = fc
  .integer({ min: Date.parse('2024-01-01T00:00:00Z'), max: Date.parse('2032-01-01T00:00:00Z') })
  .map((ms) => new Date(ms))

describe('the clock on the wall', () => {
  it('is read and set back to the same instant, save in the hour that is shown twice', () => {
    fc.assert(
      fc.property(instants, zone, (at, timeZone) => {
        const back = instantOf(localTimeOf(at, timeZone), timeZone)
        expect(localTimeOf(back, timeZone)).toEqual(localTimeOf(at, timeZone))
        expect(at.getTime() - back.getTime()).toBeGreaterThanOrEqual(0)
        expect(at.getTime() - back.getTime()).toBeLessThanOrEqual(hourMs)
      }),
    )
  })

  it('moves a time that is left out on, and takes the earlier of two', () => {
    const missing = { year: 2026, month: 3, day: 29, hour: 2, minute: 30, second: 0, millisecond: 0 }
    expect(instantOf(missing, 'Europe/Berlin').toISOString()).toBe('2026-03-29T01:30:00.000Z')
    const twice = { year: 2026, month: 10, day: 25, hour: 2, minute: 30, second: 0, millisecond: 0 }
    expect(instantOf(twice, 'Europe/Berlin').toISOString()).toBe('2026-10-25T00:30:00.000Z')
  })
})

describe('the days of the charges', () => {
  it('come back to the 31st after a February, and know leap years', () => {
    const anchor = new Date('2027-12-31T09:00:00Z')
    const days = [1, 2, 3, 4].map((months) => chargeMoment(anchor, months, 'UTC').toISOString().slice(0, 10))
    expect(days).toEqual(['2028-01-31', '2028-02-29', '2028-03-31', '2028-04-30'])
  })

  it('keep the time of day of the learner over a change of the clocks', () => {
    const anchor = new Date('2026-03-10T22:30:00Z') // 23:30 in Berlin, still the 10th there
    expect(chargeMoment(anchor, 1, 'Europe/Berlin').toISOString()).toBe('2026-04-10T21:30:00.000Z')
  })

  it('are those of the learner’s day, not of ours', () => {
    const anchor = new Date('2026-01-30T20:00:00Z') // already the 31st in Auckland
    expect(localTimeOf(chargeMoment(anchor, 1, 'Pacific/Auckland'), 'Pacific/Auckland').day).toBe(28)
    expect(localTimeOf(chargeMoment(anchor, 2, 'Pacific/Auckland'), 'Pacific/Auckland').day).toBe(31)
  })

  it('follow each other by one calendar month, in every zone', () => {
    fc.assert(
      fc.property(instants, zone, fc.nat(30), (anchorAt, timeZone, months) => {
        const anchor = localTimeOf(anchorAt, timeZone)
        const moment = chargeMoment(anchorAt, months, timeZone)
        const local = localTimeOf(moment, timeZone)
        expect((local.year - anchor.year) * 12 + local.month - anchor.month).toBe(months)
        expect(local.day).toBe(Math.min(anchor.day, daysInMonth(local.year, local.month)))
        expect(chargeMoment(anchorAt, months + 1, timeZone).getTime()).toBeGreaterThan(moment.getTime())
      }),
    )
  })
})

it('the cap is twice the advertised time in months, at least one, and a provider may promise less', () => {
  expect([0.3, 2, 4, 8, 26].map((weeks) => chargesMaxOf(weeks))).toEqual([1, 1, 1, 3, 11])
  expect(chargesMaxOf(26, 6)).toBe(6)
  expect(chargesMaxOf(8, 6)).toBe(3)
})

it('a trial is 168 hours also where the clocks change in it', () => {
  const start = new Date('2026-03-26T10:00:00Z')
  expect(trialEndOf(start).toISOString()).toBe('2026-04-02T10:00:00.000Z')
  expect(localTimeOf(trialEndOf(start), 'Europe/Berlin').hour).toBe(
    localTimeOf(start, 'Europe/Berlin').hour + 1,
  )
})

const optionalInstant = fc.option(instants, { nil: null })
const facts: fc.Arbitrary<ChargeFacts> = fc
  .record({
    startedAt: instants,
    waitHours: fc.nat(1000),
    anchorAt: optionalInstant,
    monthsSinceAnchor: fc.nat(12),
    chargesPaid: fc.nat(13),
    chargesMax: fc.integer({ min: 1, max: 12 }),
    reminderWanted: fc.boolean(),
    reminderHandedOverAt: optionalInstant,
    addressConfirmedAt: optionalInstant,
    workDoneAt: fc.option(instants, { nil: null, freq: 3 }),
    isPaused: fc.boolean(),
    idleCheckAt: fc.option(instants, { nil: null, freq: 1 }),
    timeZone: zone,
  })
  .map(({ startedAt, waitHours, ...rest }) => {
    const trialEndsAt = trialEndOf(startedAt)
    return { ...rest, trialEndsAt, dueAt: new Date(trialEndsAt.getTime() + waitHours * hourMs) }
  })
const moments = fc.record({ facts, afterHours: fc.integer({ min: -400, max: 1500 }), reminded: fc.nat(500) })

describe('the decision to charge', () => {
  it('is never yes in the trial, in a pause, before the address is confirmed, after the work is done, past the cap, or early', () => {
    let charges = 0
    fc.assert(
      fc.property(moments, ({ facts: given, afterHours, reminded }) => {
        const now = new Date(given.dueAt.getTime() + afterHours * hourMs)
        const known = given.reminderHandedOverAt
          ? { ...given, reminderHandedOverAt: new Date(now.getTime() - reminded * hourMs) }
          : given
        const decision = decideCharge(known, now)
        if (decision.kind !== 'charge') return
        charges++
        expect(now >= known.trialEndsAt && now >= known.dueAt).toBe(true)
        expect(known.addressConfirmedAt).not.toBeNull()
        expect(known.workDoneAt).toBeNull()
        expect(decision.number).toBeLessThanOrEqual(known.chargesMax)
        expect(decision.number).toBe(known.chargesPaid + 1)
        expect(known.isPaused).toBe(false)
        expect(known.idleCheckAt).toBeNull()
        if (known.anchorAt && !known.reminderWanted) {
          expect(now.getTime() - known.dueAt.getTime()).toBeLessThanOrEqual(lateHoursMax * hourMs)
        } else {
          expect(known.reminderHandedOverAt).not.toBeNull()
          const hours = (now.getTime() - known.reminderHandedOverAt!.getTime()) / hourMs
          expect(hours).toBeGreaterThanOrEqual(reminderHoursBefore)
          expect(decision.periodStart).toEqual(now)
        }
      }),
      { numRuns: 3000 },
    )
    expect(charges).toBeGreaterThan(20)
  })

  it('gives away the days for which we come too late, instead of charging twice in a row', () => {
    const anchorAt = new Date('2026-01-15T08:00:00Z')
    const known: ChargeFacts = {
      trialEndsAt: anchorAt,
      dueAt: chargeMoment(anchorAt, 1, 'UTC'),
      anchorAt,
      monthsSinceAnchor: 1,
      chargesPaid: 1,
      chargesMax: 6,
      reminderWanted: false,
      reminderHandedOverAt: null,
      addressConfirmedAt: anchorAt,
      workDoneAt: null,
      isPaused: false,
      idleCheckAt: null,
      timeZone: 'UTC',
    }
    const late = decideCharge(known, new Date('2026-04-01T00:00:00Z'))
    expect(late).toEqual({ kind: 'skip', dueAt: new Date('2026-04-15T08:00:00Z'), monthsSinceAnchor: 3 })
    expect(decideCharge(known, new Date('2026-02-16T00:00:00Z')).kind).toBe('charge')
  })

  it('announces a first charge no sooner than 48 hours after the reminder', () => {
    const end = new Date('2026-06-08T00:00:00Z')
    expect(firstChargeAfterReminder(end, new Date('2026-06-05T00:00:00Z'))).toEqual(end)
    expect(firstChargeAfterReminder(end, new Date('2026-06-07T00:00:00Z')).toISOString()).toBe(
      '2026-06-09T00:00:00.000Z',
    )
  })
})

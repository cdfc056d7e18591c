import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isoInstant } from './iso-instant.ts'

describe('an ISO 8601 instant', () => {
  test('may be a bare date, a time with or without zone, with offset, seconds and fraction', () => {
    const expected = Date.UTC(2025, 2, 1, 9, 30)
    expect(isoInstant('2025-03-01')).toBe(Date.UTC(2025, 2, 1))
    for (const text of [
      '2025-03-01T09:30',
      '2025-03-01 09:30',
      '2025-03-01T09:30Z',
      '2025-03-01T09:30:00Z',
      '2025-03-01T09:30:00.000Z',
      '2025-03-01T11:30+02:00',
      '2025-03-01T11:30:00+0200',
      '2025-03-01T07:00-02:30',
      '2025-03-01T11:30+02',
    ]) {
      expect(isoInstant(text), text).toBe(expected)
    }
    expect(isoInstant('2025-03-01T09:30:12.3456Z')).toBe(expected + 12_345)
    expect(isoInstant('2024-02-29')).toBe(Date.UTC(2024, 1, 29))
  })

  test('is no number for anything else, days that do not exist included', () => {
    for (const text of [
      '',
      'NA',
      '2025',
      '2025-3-1',
      '01/03/2025',
      '2025-02-29',
      '2025-13-01',
      '2025-00-10',
      '2025-04-31',
      '2025-03-01T',
      '2025-03-01T25:00',
      '2025-03-01T09:60',
      '2025-03-01T09:30:00.Z',
      '2025-03-01T09:30+25:00',
      '2025-03-01T09:30 CET',
      '2025-03-01X09:30',
      '20250301T0930',
    ]) {
      expect(isoInstant(text), text).toBeNaN()
    }
  })

  test('is what JavaScript reads, for every instant that it writes', () => {
    const instant = fc.integer({ min: Date.UTC(1, 0, 1), max: Date.UTC(9999, 11, 31) })
    fc.assert(
      fc.property(instant, (ms) => {
        expect(isoInstant(new Date(ms).toISOString())).toBe(ms)
      }),
    )
  })
})

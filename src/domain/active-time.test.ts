import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type ActiveTime,
  type ActivityCarry,
  type ActivityEvent,
  activeTime,
  addActivity,
  secondsByItem,
} from './active-time.ts'
import { seededRandom } from './random.ts'

const noon = Date.UTC(2026, 0, 15, 12)
const minute = 60_000
const at = (minutes: number, item: string): ActivityEvent => ({ at_ms: noon + minutes * minute, item })

describe('active time', () => {
  test('gives each gap to the item of its earlier event, five minutes at most, and the last event nothing', () => {
    const times = activeTime([
      at(0, 'lesson'),
      at(2, 'quiz'),
      at(3, 'quiz'),
      at(60, 'lesson'),
      at(61, 'lesson'),
    ])
    expect(times).toEqual([
      { day: '2026-01-15', item: 'lesson', seconds: 2 * 60 + 60 },
      { day: '2026-01-15', item: 'quiz', seconds: 60 + 5 * 60 },
    ])
  })

  test('counts two devices at once once', () => {
    const phone = [0, 2, 4, 6, 8].map((minutes) => at(minutes, 'video'))
    const laptop = [1, 3, 5, 7].map((minutes) => at(minutes, 'lab'))
    const total = [...secondsByItem(activeTime([...phone, ...laptop])).values()].reduce(
      (sum, seconds) => sum + seconds,
    )
    expect(total).toBe(8 * 60)
  })

  test('divides a gap over midnight between the days', () => {
    const midnight = Date.UTC(2026, 0, 16)
    const times = activeTime([
      { at_ms: midnight - 60_000, item: 'a' },
      { at_ms: midnight + 120_000, item: 'b' },
    ])
    expect(times).toEqual([
      { day: '2026-01-15', item: 'a', seconds: 60 },
      { day: '2026-01-16', item: 'a', seconds: 120 },
    ])
  })

  test('is nothing for nobody, for one event, and for events without a time', () => {
    expect(activeTime([])).toEqual([])
    expect(activeTime([at(0, 'a')])).toEqual([])
    expect(activeTime([at(0, 'a'), { at_ms: Number.NaN, item: 'b' }])).toEqual([])
    expect(addActivity(undefined, [])).toEqual({ added: [], carry: undefined, late: [] })
    expect(addActivity(at(0, 'a'), [])).toEqual({ added: [], carry: at(0, 'a'), late: [] })
  })

  test('names events that come too late to be added', () => {
    const step = addActivity(at(10, 'a'), [at(9, 'b'), at(12, 'c')])
    expect(step.late).toEqual([at(9, 'b')])
    expect(step.carry).toEqual(at(12, 'c'))
    expect(step.added).toEqual([{ day: '2026-01-15', item: 'a', seconds: 120 }])
  })

  const events = fc.array(
    fc.record({
      at_ms: fc.integer({ min: 0, max: 4 * 3600 }).map((second) => noon + 10 * 3_600_000 + second * 1000),
      item: fc.constantFrom('a', 'b', 'c'),
    }),
    { maxLength: 60 },
  )

  test('comes out the same in any number of steps as at once', () => {
    fc.assert(
      fc.property(events, fc.array(fc.nat({ max: 60 }), { maxLength: 6 }), (all, cuts) => {
        const sorted = all.toSorted((a, b) => a.at_ms - b.at_ms)
        const bounds = [0, ...cuts.map((cut) => Math.min(cut, all.length)).sort((a, b) => a - b), all.length]
        const sums = new Map<string, ActiveTime>()
        let carry: ActivityCarry | undefined
        for (let k = 0; k + 1 < bounds.length; k++) {
          const step = addActivity(carry, sorted.slice(bounds[k], bounds[k + 1]))
          expect(step.late).toEqual([])
          for (const time of step.added) {
            const key = `${time.day} ${time.item}`
            sums.set(key, { ...time, seconds: time.seconds + (sums.get(key)?.seconds ?? 0) })
          }
          carry = step.carry
        }
        const key = (time: ActiveTime) => `${time.day} ${time.item}`
        expect([...sums.values()].toSorted((a, b) => (key(a) < key(b) ? -1 : 1))).toEqual(activeTime(all))
      }),
      { numRuns: 500 },
    )
  })

  test('does not depend on the order in which events arrive, and never exceeds the clock', () => {
    fc.assert(
      fc.property(events, fc.integer(), (all, seed) => {
        const times = activeTime(all)
        expect(activeTime(seededRandom(seed).shuffle(all))).toEqual(times)
        const instants = all.map((event) => event.at_ms)
        const total = times.reduce((sum, time) => sum + time.seconds, 0)
        const clock = all.length === 0 ? 0 : (Math.max(...instants) - Math.min(...instants)) / 1000
        expect(total).toBeLessThanOrEqual(clock)
        expect(total).toBeLessThanOrEqual(300 * Math.max(0, all.length - 1))
        for (const time of times) expect(time.seconds).toBeGreaterThan(0)
      }),
    )
  })
})

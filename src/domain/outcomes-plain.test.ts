import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { csvRows } from './csv-rows.ts'
import { DAY_MS } from './enrolment-facts.ts'
import { outcomesReport } from './outcomes-report.ts'
import type { OutcomesReport, OutcomesSection } from './outcomes-shape.ts'
import { type OutcomesReader, outcomesReader } from './outcomes-table.ts'

// The report beside slow and plain definitions: sums over all people at every day, nothing sorted, nothing reused.

const asOf = Date.UTC(2026, 0, 1)
const days = [1, 7, 30, 60, 200, 365]

/** Whole days from enrolment; undefined where it did not happen. */
interface Person {
  enrolledDay: number
  entered?: number
  completed?: number
  left?: number
  followed?: number
  advertised?: number
  group: string
}

const someDay = fc.option(fc.integer({ min: 0, max: 90 }), { nil: undefined, freq: 2 })
const person = fc.record({
  enrolledDay: fc.integer({ min: 1, max: 1200 }),
  entered: fc.option(fc.integer({ min: -5, max: 40 }), { nil: undefined, freq: 1 }),
  completed: someDay,
  left: someDay,
  followed: fc.option(fc.integer({ min: 0, max: 800 }), { nil: undefined, freq: 2 }),
  advertised: fc.constantFrom(30, 60),
  group: fc.constantFrom('a', 'b', 'c'),
})
const people = fc.array(person, { minLength: 1, maxLength: 40 })

function report(all: readonly Person[], shiftDays = 0): OutcomesReport {
  const date = (one: Person, day: number | undefined) =>
    day === undefined
      ? ''
      : new Date(asOf - (one.enrolledDay + shiftDays - day) * DAY_MS).toISOString().slice(0, 10)
  const lines = all.map((one, k) =>
    [
      `p${k}`,
      date(one, 0),
      date(one, one.entered),
      date(one, one.completed),
      date(one, one.left),
      date(one, one.followed),
      one.advertised ?? '',
      one.group,
    ].join(','),
  )
  let reader: OutcomesReader | undefined
  const rows = csvRows((row) => {
    if (reader) reader.add(row)
    else reader = outcomesReader(row, { asOf: asOf - shiftDays * DAY_MS, group: 'level' }) as OutcomesReader
    return undefined
  })
  const header = 'learner_id,enrolled_at,entered_at,completed_at,left_at,followed_until,advertised_days,level'
  rows.feed(new TextEncoder().encode([header, ...lines].join('\n')))
  rows.finish()
  return outcomesReport((reader as OutcomesReader).finish(), {
    days,
    minimumCell: 1,
    publish: false,
    computedAt: '2026-01-01T00:00:00Z',
  })
}

// One person's follow-up by the words of the method.
function followed(one: Person) {
  const end = Math.min(one.enrolledDay, one.followed ?? Number.POSITIVE_INFINITY)
  const completed = one.completed !== undefined && one.completed <= end ? one.completed : undefined
  const left = one.left !== undefined && one.left <= end && completed === undefined ? one.left : undefined
  const entry = one.entered !== undefined && one.entered > 0 ? one.entered : undefined
  const until = completed ?? left ?? end
  return { end, completed, left, until, entry, isEverAtRisk: entry === undefined || entry < until }
}

function plainCurves(all: readonly Person[], day: number) {
  const rows = all.map(followed).filter((row) => row.isEverAtRisk)
  const times = [...new Set(rows.map((row) => row.until))].sort((a, b) => a - b)
  let [event, completedShare, leftShare, stay, naive, greenwood] = [1, 0, 0, 1, 1, 0]
  for (const time of times.filter((one) => one <= day)) {
    const atRisk = rows.filter(
      (row) => row.until >= time && (row.entry === undefined || row.entry < time),
    ).length
    const completed = rows.filter((row) => row.completed === time).length
    const left = rows.filter((row) => row.left === time).length
    if (completed + left === 0) continue
    completedShare += (event * completed) / atRisk
    leftShare += (event * left) / atRisk
    event *= 1 - (completed + left) / atRisk
    if (stay > 0 && left > 0) {
      stay *= 1 - left / atRisk
      greenwood += left === atRisk ? 0 : left / (atRisk * (atRisk - left))
    }
    naive *= 1 - completed / atRisk
  }
  const last = times.at(-1) ?? -1
  return { event, completedShare, leftShare, stay, naive: 1 - naive, greenwood, last }
}

// A follow-up that ends with the event was ended by it.
function knownUntil(one: Person): number {
  const { end } = followed(one)
  return end === one.completed || end === one.left ? one.enrolledDay : end
}

function plainHorizon(all: readonly Person[], daysOf: (one: Person) => number) {
  const counted = all.filter((one) => {
    const due = daysOf(one)
    return (
      one.enrolledDay >= due &&
      one.enrolledDay < due + 730 &&
      knownUntil(one) >= due &&
      !((one.entered ?? 0) > 0)
    )
  })
  return {
    denominator: counted.length,
    numerator: counted.filter((one) => (one.completed ?? 1e9) <= daysOf(one)).length,
  }
}

test('every curve and rate is what its plain definition says, whole and by group', () => {
  fc.assert(
    fc.property(people, (all) => {
      const whole = report(all)
      expectPlain(whole, all)
      for (const section of whole.groups)
        expectPlain(
          section,
          all.filter((one) => one.group === section.group),
        )
    }),
    { numRuns: 40 },
  )
})

function expectPlain(section: OutcomesSection, all: readonly Person[]): void {
  expect(section.n).toBe(all.length)
  expect(section.funnel[3]).toMatchObject({
    numerator: all.filter((one) => followed(one).completed !== undefined).length,
    denominator: all.length,
  })
  days.forEach((day, k) => {
    const plain = plainCurves(all, day)
    const [completion, leaving, retention] = [section.completion[k], section.leaving[k], section.retention[k]]
    if (plain.last >= day || plain.event === 0) {
      expect(completion?.cumulative_incidence).toBeCloseTo(plain.completedShare, 10)
      expect(leaving?.cumulative_incidence).toBeCloseTo(plain.leftShare, 10)
      const sum = (completion?.cumulative_incidence ?? 0) + (leaving?.cumulative_incidence ?? 0)
      expect(sum + plain.event).toBeCloseTo(1, 10)
    } else expect(completion?.cumulative_incidence).toBeNull()
    if (plain.last >= day) {
      expect(retention?.survival).toBeCloseTo(plain.stay, 10)
      expect(retention?.standard_error).toBeCloseTo(plain.stay * Math.sqrt(plain.greenwood), 10)
      expect(section.completion_naive[k]?.value).toBeCloseTo(plain.naive, 10)
      expect(section.completion_naive[k]?.value).toBeGreaterThanOrEqual(
        (completion?.cumulative_incidence ?? 0) - 1e-12,
      )
    }
  })
  const horizons = [
    ['100', (one: Person) => one.advertised ?? 0],
    ['150', (one: Person) => (one.advertised ?? 0) * 1.5],
    ['200', (one: Person) => (one.advertised ?? 0) * 2],
    ['12_months', () => 365],
  ] as const
  for (const [key, daysOf] of horizons) {
    const plain = plainHorizon(all, daysOf)
    if (plain.denominator > 0) expect(section.completion_at[key]).toMatchObject(plain)
    else expect(section.completion_at[key].status).not.toBe('measured')
  }
}

test('curves rise and fall one way, within 0 and 1, and their intervals hold them', () => {
  fc.assert(
    fc.property(people, (all) => {
      const { completion, leaving, retention } = report(all)
      for (const curve of [completion, leaving])
        expectCurve(
          curve.map((at) => ({ ...at, value: at.cumulative_incidence })),
          1,
        )
      expectCurve(
        retention.map((at) => ({ ...at, value: at.survival })),
        -1,
      )
    }),
    { numRuns: 40 },
  )
})

function expectCurve(
  points: readonly { value: number | null; lower: number | null; upper: number | null }[],
  direction: 1 | -1,
): void {
  let before = direction === 1 ? 0 : 1
  for (const { value, lower, upper } of points) {
    if (value === null || lower === null || upper === null) continue
    expect(value * direction).toBeGreaterThanOrEqual(before * direction - 1e-12)
    for (const one of [value, lower, upper]) expect(one >= 0 && one <= 1).toBe(true)
    expect(lower <= value + 1e-12 && value <= upper + 1e-12).toBe(true)
    before = value
  }
}

test('the order of the rows changes nothing, nor does moving every date and the data date by the same days', () => {
  fc.assert(
    fc.property(
      people,
      fc.integer({ min: -800, max: 800 }),
      fc.infiniteStream(fc.nat()),
      (all, shift, keys) => {
        const shuffled = all
          .map((one) => ({ one, key: keys.next().value as number }))
          .sort((a, b) => a.key - b.key)
          .map(({ one }) => one)
        const expected = bare(report(all))
        expectClose(bare(report(shuffled)), expected)
        expectClose(bare(report(all, shift)), expected)
      },
    ),
    { numRuns: 40 },
  )
})

// Without the dates that a shift must change.
function bare(one: OutcomesReport): unknown {
  return JSON.parse(
    JSON.stringify({ ...one, as_of: '' }, (key, value) =>
      key === 'period' || key === 'lines' ? undefined : value,
    ),
  )
}

function expectClose(actual: unknown, expected: unknown): void {
  if (typeof expected === 'number') expect(actual).toBeCloseTo(expected, 9)
  else if (typeof expected === 'object' && expected !== null) {
    expect(Object.keys(actual as object)).toEqual(Object.keys(expected))
    for (const [key, value] of Object.entries(expected))
      expectClose((actual as Record<string, unknown>)[key], value)
  } else expect(actual).toEqual(expected)
}

test('no number is anything but a number, whatever the table', () => {
  fc.assert(
    fc.property(people, (all) => {
      const found = report(all)
      const visit = (value: unknown): void => {
        if (typeof value === 'number') expect(Number.isFinite(value)).toBe(true)
        else if (typeof value === 'object' && value !== null) Object.values(value).forEach(visit)
      }
      visit(found)
      expect(found.groups.map((group) => group.group)).toEqual(
        [...new Set(all.map((one) => one.group))].sort(),
      )
    }),
    { numRuns: 40 },
  )
})

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { csvRows } from './csv-rows.ts'
import { DAY_MS } from './enrolment-facts.ts'
import { type Figure, figureProblems } from './figure.ts'
import { DEFAULT_DAYS, outcomesReport } from './outcomes-report.ts'
import type { OutcomesReport, OutcomesReportOptions, OutcomesSection } from './outcomes-shape.ts'
import { type OutcomesReader, type OutcomesTable, outcomesReader } from './outcomes-table.ts'
import { seededRandom } from './random.ts'

const asOf = Date.UTC(2026, 0, 1)
const own: OutcomesReportOptions = {
  days: DEFAULT_DAYS,
  minimumCell: 10,
  publish: false,
  computedAt: '2026-01-02T00:00:00Z',
}

function read(csv: string, options: { group?: string; map?: Record<string, string> } = {}): OutcomesTable {
  const lines = csv
    .trim()
    .split('\n')
    .map((line) => line.trim())
  const table = tableOf(lines, options)
  if ('problem' in table) throw new Error(table.problem)
  return table
}

function tableOf(
  lines: readonly string[],
  options: { group?: string; map?: Record<string, string> } = {},
): OutcomesTable | { problem: string } {
  let reader: OutcomesReader | { problem: string } | undefined
  const rows = csvRows((row) => {
    if (!reader) reader = outcomesReader(row, { asOf, ...options })
    else if (!('problem' in reader)) reader.add(row)
    return undefined
  })
  rows.feed(new TextEncoder().encode(lines.join('\n')))
  rows.finish()
  if (!reader) return { problem: 'empty' }
  return 'problem' in reader ? reader : reader.finish()
}

function figuresOf(section: OutcomesSection): Figure[] {
  const { coverage, mean, mean_worst_case, mean_post_stratified } = section.ratings
  return [
    ...section.funnel,
    ...Object.values(section.completion_at),
    ...Object.values(section.retention_quantiles),
    ...Object.values(section.cost).flatMap((figures) => Object.values(figures)),
    section.hands_on,
    coverage,
    mean,
    mean_worst_case,
    mean_post_stratified,
  ]
}

describe('the report on a table of enrolments', () => {
  test('computes what its columns allow, and says of the rest that it is not measured', () => {
    const report = outcomesReport(
      read(`learner_id,enrolled_at,completed_at
        a,2024-06-01,2024-07-01
        b,2024-06-01,
        c,2024-06-01,2025-12-31
        d,2025-12-01,`),
      own,
    )
    expect(report.n).toBe(4)
    const [enrolled, started, , completed] = report.funnel
    expect(enrolled).toMatchObject({ name: 'enrolled', kind: 'count', value: 4 })
    expect(started).toMatchObject({ status: 'not_measured', why: 'there is no column started_at' })
    expect(completed).toMatchObject({ status: 'measured', numerator: 2, denominator: 4, value: 0.5 })
    expect(report.completion_at['12_months']).toMatchObject({ numerator: 1, denominator: 3 })
    expect(report.completion_at['100'].status).toBe('not_measured')
    expect(report.completion[0]).toMatchObject({ day: 30, cumulative_incidence: 0.25, at_risk: 4 })
    expect(report.hands_on.status).toBe('not_measured')
    expect(report.cost.left.median.status).toBe('not_measured')
    expect(report.ratings.histogram).toBeNull()
    expect(report.log_rank.left).toBeNull()
    expect(figuresOf(report).flatMap(figureProblems)).toEqual([])
  })

  test('lets nothing happen after the data date or the end of the follow-up, and nobody leave who came back', () => {
    const report = outcomesReport(
      read(`learner_id,enrolled_at,completed_at,left_at,followed_until
        a,2024-01-01,2026-02-01,,
        b,2024-01-01,2024-03-01,2024-02-01,
        c,2024-01-01,,2024-04-01,2024-03-01
        d,2026-01-02,,,`),
      own,
    )
    expect(report.funnel[3]).toMatchObject({ numerator: 1, denominator: 3 })
    expect(report.leaving.map((point) => point.cumulative_incidence)).toEqual([0, 0, 0, 0, 0])
    expect(report.excluded).toEqual([{ why: 'enrolled after the data date', n: 1, lines: [5] }])
    expect(report.warnings[0]).toMatch(/^1 people left before they completed/)
  })

  test('takes a follow-up that ends with completing or leaving for ended by it, and says so', () => {
    const report = outcomesReport(
      read(`learner_id,enrolled_at,completed_at,left_at,followed_until
        a,2024-01-01,2024-03-01,,2024-03-01
        b,2024-01-01,,2024-02-01,2024-02-01
        c,2024-01-01,,,2024-06-01`),
      own,
    )
    expect(report.completion_at['12_months']).toMatchObject({ numerator: 1, denominator: 2 })
    expect(report.days_to_complete).toMatchObject({ p50: 60, n: 1 })
    expect(report.warnings[0]).toMatch(/^2 rows end their follow-up with completing or leaving/)
  })

  test('lists impossible rows by line and counts without them', () => {
    const report = outcomesReport(
      read(`learner_id,enrolled_at,left_at
        a,2024-01-01,2023-12-31
        b,2024-01-01,soon
        ,2024-01-01,
        c,,
        d,2024-01-01,2024-02-01,x
        e,2024-01-01,2024-02-01`),
      own,
    )
    expect(report.n).toBe(1)
    expect(report.excluded).toEqual([
      { why: 'left_at before enrolled_at', n: 1, lines: [2] },
      { why: 'left_at is not an ISO 8601 date', n: 1, lines: [3] },
      { why: 'learner_id is empty', n: 1, lines: [4] },
      { why: 'enrolled_at is missing or no date', n: 1, lines: [5] },
      { why: 'not the 3 fields of the header', n: 1, lines: [6] },
    ])
  })

  test('gives money, hands-on share and ratings with the people they are about', () => {
    const report = outcomesReport(
      read(`learner_id,enrolled_at,completed_at,left_at,paid,refunded,currency,active_hours,doing_hours,rating
        a,2024-01-01,2024-02-01,,98,49,EUR,10,4,5
        b,2024-01-01,2024-02-01,,147,,EUR,30,20,4
        c,2024-01-01,,2024-03-01,49,,EUR,5,0,
        d,2024-01-01,,,0,0,EUR,,,1
        e,2024-01-01,,,,,EUR,2,9,7`),
      own,
    )
    expect(report.cost.completed.median).toMatchObject({ kind: 'money', value: 98, denominator: 2 })
    expect(report.cost.still_going.median).toMatchObject({ value: 0, denominator: 1 })
    expect(report.hands_on).toMatchObject({ value: 24 / 45, denominator: 3 })
    expect(report.ratings.coverage).toMatchObject({ numerator: 3, denominator: 5 })
    expect(report.ratings.mean.value).toBeCloseTo(10 / 3, 12)
    expect(report.ratings.mean_worst_case).toMatchObject({ lower: 12 / 5, upper: 20 / 5 })
    expect(report.ratings.silent).toBe(2)
    expect(report.warnings).toContain('1 values of rating are impossible and were not used (line 6).')
  })

  test('puts the mean of credentials and their spread beside the pooled rate', () => {
    const rows = ['x', 'y', 'z'].flatMap((credential, at) =>
      Array.from(
        { length: 40 },
        (_, k) => `${credential}${k},2024-01-01,${k < 10 * (at + 1) ? '2024-02-01' : ''},${credential}`,
      ),
    )
    const csv = `learner_id,enrolled_at,completed_at,credential_id\n${rows.join('\n')}`
    const { credentials } = outcomesReport(read(csv), own)
    expect(credentials?.n).toBe(3)
    expect(credentials?.unweighted_mean.value).toBeCloseTo(0.5, 12)
    expect(credentials?.prediction?.lower).toBeLessThan(credentials?.random_effects.lower ?? 0)
    expect(
      outcomesReport(read('learner_id,enrolled_at,completed_at\na,2024-01-01,'), own).credentials,
    ).toBeNull()
  })

  test('refuses to add up several currencies', () => {
    const report = outcomesReport(
      read(`learner_id,enrolled_at,completed_at,paid,currency
        a,2024-01-01,2024-02-01,98,EUR
        b,2024-01-01,2024-02-01,9000,JPY`),
      own,
    )
    expect(report.cost.completed.median.status).toBe('refused')
  })

  test('says which column is missing, and takes other names by the map', () => {
    expect(tableOf(['id,start'])).toHaveProperty('problem')
    expect(tableOf(['learner_id,enrolled_at'], { group: 'level' })).toHaveProperty('problem')
    expect(tableOf(['learner_id,enrolled_at'], { map: { ended: 'x' } })).toHaveProperty('problem')
    expect(tableOf(['learner_id,enrolled_at,left_at,left_at'])).toHaveProperty('problem')
    const table = read('id,start\na,2024-01-01', { map: { learner_id: 'id', enrolled_at: 'start' } })
    expect(table.n).toBe(1)
  })

  test('has an answer for a table without rows', () => {
    const report = outcomesReport(read('learner_id,enrolled_at,completed_at,left_at,rating'), own)
    expect(report.n).toBe(0)
    expect(report.completion[0]).toEqual({
      day: 30,
      cumulative_incidence: null,
      standard_error: null,
      lower: null,
      upper: null,
      at_risk: 0,
    })
    expect(figuresOf(report).flatMap(figureProblems)).toEqual([])
  })
})

describe('the report by group', () => {
  const table = simulated(3000, 'groups')

  test('computes each group as if it were alone, and tests the difference', () => {
    const whole = outcomesReport(table, own)
    expect(whole.groups.map((group) => group.group)).toEqual(['a', 'b', 'rare'])
    expect(whole.groups.reduce((sum, group) => sum + (group.n ?? 0), 0)).toBe(whole.n)
    for (const cause of ['completed', 'left'] as const) {
      expect(whole.log_rank[cause]?.df).toBe(2)
      expect(whole.gray[cause]?.p).toBeLessThanOrEqual(1)
    }
    for (const section of [whole, ...whole.groups])
      expect(figuresOf(section).flatMap(figureProblems)).toEqual([])
  })

  test('to be published hides the rare group, and the one that would tell it', () => {
    const report = outcomesReport(table, { ...own, publish: true })
    const [a, b, rare] = report.groups
    expect(rare?.n).toBeNull()
    expect([a?.n, b?.n].filter((n) => n === null)).toHaveLength(1)
    expect(rare?.completion).toEqual([])
    expect(rare?.funnel[0]?.why).toBe('not enough people yet (fewer than 10)')
    expect(report.log_rank.completed).toBeNull()
    expect(report.completion.length).toBeGreaterThan(3)
    for (const section of [report, ...report.groups]) {
      expect(figuresOf(section).flatMap(figureProblems)).toEqual([])
      for (const figure of figuresOf(section)) expectNoSmallCount(figure)
      for (const point of section.completion) expect(point.at_risk).toBeNull()
    }
  })
})

test('a published report does not tell the few who started and did not complete', () => {
  const rows = Array.from({ length: 100 }, (_, k) => {
    const started = k < 50 ? '2024-01-02' : ''
    return `p${k},2024-01-01,${started},${k < 45 ? '2024-02-01' : ''}`
  })
  const csv = `learner_id,enrolled_at,started_at,completed_at\n${rows.join('\n')}`
  const [, started, , completed] = outcomesReport(read(csv), { ...own, publish: true }).funnel
  expect([started?.status, completed?.status].toSorted()).toEqual(['measured', 'suppressed'])
})

test('a published curve ends where what comes after it would be a few', () => {
  // 60 complete within weeks; 4 more do so after a year, when 8 are still there and the curve is drawn no more.
  const rows = Array.from({ length: 200 }, (_, k) => {
    const completed = k < 60 ? `2024-01-${String(2 + (k % 28)).padStart(2, '0')}` : k < 64 ? '2025-03-01' : ''
    return `p${k},2024-01-01,${completed},${k >= 68 ? '2024-06-01' : ''}`
  })
  const csv = `learner_id,enrolled_at,completed_at,left_at\n${rows.join('\n')}`
  const { completion } = outcomesReport(read(csv), { ...own, publish: true })
  const counted = completion.map((point) => Math.round((point.cumulative_incidence ?? 0) * 200))
  // Everybody who completed is published as 64: the last step must leave nobody, or ten.
  expect(counted.length).toBeGreaterThan(3)
  expect(counted.at(-1)).toBeLessThanOrEqual(54)
})

test('a published report never shows a count of one to nine, however small the table', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 60 }), fc.integer(), (n, seed) => {
      const report = outcomesReport(simulated(n, String(seed)), { ...own, publish: true })
      for (const section of [report, ...report.groups]) {
        for (const figure of figuresOf(section)) expectNoSmallCount(figure)
        expect(section.n === null || section.n === 0 || section.n >= 10).toBe(true)
        for (const persons of Object.values(section.ratings.histogram ?? {}))
          expect(persons === 0 || persons >= 10).toBe(true)
      }
      for (const { n: rows } of report.excluded) expect(rows === null || rows >= 10).toBe(true)
      expectNoNaN(report)
    }),
    { numRuns: 20 },
  )
})

function expectNoSmallCount(figure: Figure): void {
  if (figure.status !== 'measured' || figure.denominator === undefined) return
  const counts = [figure.denominator]
  if (figure.numerator !== undefined) counts.push(figure.numerator, figure.denominator - figure.numerator)
  for (const count of counts)
    expect(count === 0 || count >= 10, `${figure.name} of ${figure.population}`).toBe(true)
}

function expectNoNaN(report: OutcomesReport): void {
  JSON.stringify(report, (_, value) => {
    if (typeof value === 'number') expect(Number.isFinite(value)).toBe(true)
    return value
  })
}

// People with all columns, in two large groups and a rare one.
function simulated(n: number, seed: string): OutcomesTable {
  const random = seededRandom(seed)
  const lines = ['learner_id,enrolled_at,started_at,completed_at,left_at,advertised_days,rating,paid,level']
  const date = (at: number) => new Date(at).toISOString()
  for (let k = 0; k < n; k++) {
    const enrolled = asOf - random.uniform() * 900 * DAY_MS
    const ends = enrolled + random.exponential(0.01) * DAY_MS
    const completes = random.bernoulli(0.4)
    lines.push(
      [
        String(k),
        date(enrolled),
        random.bernoulli(0.9) ? date(enrolled) : '',
        completes ? date(ends) : '',
        !completes && random.bernoulli(0.7) ? date(ends) : '',
        '120',
        random.bernoulli(0.3) ? String(random.integer(1, 5)) : '',
        String(random.integer(0, 5) * 49),
        k % 500 === 7 ? 'rare' : random.pick(['a', 'b']),
      ].join(','),
    )
  }
  const table = tableOf(lines, { group: 'level' })
  if ('problem' in table) throw new Error(table.problem)
  return table
}

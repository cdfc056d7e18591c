import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { hasSharedData, readSharedCsv, sharedDataReason } from '../../tests/support/shared-data.ts'
import type { OutcomesReport } from '../domain/outcomes-shape.ts'
import { outcomes } from './outcomes.ts'

const folder = mkdtempSync(join(tmpdir(), 'candour-outcomes-'))
afterAll(() => rmSync(folder, { recursive: true }))

async function run(...argv: string[]) {
  let out = ''
  let err = ''
  const code = await outcomes(
    argv,
    {
      stdout: (text) => {
        out += text
      },
      stderr: (text) => {
        err += text
      },
    },
    new Date('2026-01-02T00:00:00Z'),
  )
  return { code, out, err }
}

function file(name: string, text: string | Uint8Array): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

describe('candour outcomes', () => {
  const small = () =>
    file(
      'small.csv',
      '\uFEFFlearner_id,enrolled_at,completed_at,left_at,"note, free"\r\n' +
        'a,2024-01-01,2024-03-01,,"two\nlines"\r\n' +
        'b,2024-01-01,,2023-12-01,x\r\n' +
        '\r\n' +
        'c,2024-01-01,,2024-02-01,y\r\n',
    )

  test('prints only JSON on stdout with --json', async () => {
    const { code, out, err } = await run(small(), '--as-of', '2026-01-01', '--json', '--days', '10,100')
    const report: OutcomesReport = JSON.parse(out)
    expect([code, err]).toEqual([0, ''])
    expect(report.as_of).toBe('2026-01-01')
    expect(report.n).toBe(2)
    expect(report.completion.map((point) => [point.day, point.cumulative_incidence])).toEqual([
      [10, 0],
      [100, 0.5],
    ])
    // The quoted field of line 2 holds a line break, so the impossible row stands in line 4.
    expect(report.excluded).toEqual([{ why: 'left_at before enrolled_at', n: 1, lines: [4] }])
  })

  test('says it in words otherwise', async () => {
    const { code, out } = await run(small(), '--as-of=2026-01-01')
    expect(code).toBe(0)
    expect(out).toContain('Completed so far: 50.0 % (9.5 % to 90.5 %), 1 of the 2 people who enrolled')
    expect(out).toContain('Nothing is suppressed')
    expect(out).toContain('1: left_at before enrolled_at (line 4)')
  })

  test('stops at impossible rows when it is strict', async () => {
    const { code, out, err } = await run(small(), '--as-of', '2026-01-01', '--strict')
    expect([code, out]).toEqual([1, ''])
    expect(err).toContain('1: left_at before enrolled_at (line 4)')
  })

  test('takes other names for columns', async () => {
    const path = file('named.csv', 'id;start;end\na;2024-01-01;2024-02-01\n')
    const { code, out } = await run(
      path,
      '--as-of',
      '2026-01-01',
      '--map',
      'learner_id=id',
      'enrolled_at=start',
      '--map',
      'completed_at=end',
      '--json',
    )
    expect(code).toBe(0)
    expect(JSON.parse(out).funnel[3]).toMatchObject({ numerator: 1, denominator: 1 })
  })

  test('writes the report into a folder', async () => {
    const { code } = await run(
      small(),
      '--as-of',
      '2026-01-01',
      '--minimum-cell',
      '1',
      '--out',
      join(folder, 'report'),
    )
    expect(code).toBe(0)
    expect(JSON.parse(readFileSync(join(folder, 'report/report.json'), 'utf8')).n).toBe(2)
    expect(readFileSync(join(folder, 'report/figures.csv'), 'utf8')).toMatch(/^group,name,status/)
    const page = readFileSync(join(folder, 'report/report.html'), 'utf8')
    expect(page.startsWith('<!doctype html>')).toBe(true)
    expect(page.includes('prefers-color-scheme: dark')).toBe(true)
    expect(page.includes('<title>Everybody, by day</title>')).toBe(true)
    // It needs nothing else: no script, nothing to load.
    expect(/<script|(?:src|href)="(?!#|data:,)/.test(page)).toBe(false)
    expect(readFileSync(join(folder, 'report/curves.csv'), 'utf8').split('\r\n')).toHaveLength(1 + 3 * 5)
  })

  test('takes enrolments after the data date for what they are: not there yet, and no reason to stop', async () => {
    const path = file('later.csv', 'learner_id,enrolled_at\na,2024-01-01\nb,2027-01-01\n')
    const { code, out } = await run(path, '--as-of', '2026-01-01', '--strict', '--json')
    const report: OutcomesReport = JSON.parse(out)
    expect([code, report.n]).toEqual([0, 1])
    expect(report.excluded).toEqual([{ why: 'enrolled after the data date', n: 1, lines: [3] }])
  })

  test('names impossible values by line, counts the rows without them, and stops at them when it is strict', async () => {
    const path = file('odd.csv', 'learner_id,enrolled_at,rating,paid\na,2024-01-01,7,\nb,2024-01-01,5,-3\n')
    const { out } = await run(path, '--as-of', '2026-01-01', '--json')
    const report: OutcomesReport = JSON.parse(out)
    expect(report.n).toBe(2)
    expect(report.ratings.histogram).toEqual({ 1: 0, 2: 0, 3: 0, 4: 0, 5: 1 })
    expect(report.warnings.slice(0, 2)).toEqual([
      '1 values of paid are impossible and were not used (line 3).',
      '1 values of rating are impossible and were not used (line 2).',
    ])
    expect((await run(path, '--as-of', '2026-01-01', '--strict')).code).toBe(1)
  })

  test('reads tables as spreadsheets and other programs write them', async () => {
    const rows = [
      ['learner_id', 'enrolled_at', 'completed_at', 'niveau'],
      ['é1', '2024-01-01T00:00:00+02:00', '2024-02-01 10:00', 'débutant'],
      ['é2', '2023-12-31', '2024-02-30', 'débutant'],
    ]
    const text = (delimiter: string, end: string) => rows.map((row) => row.join(delimiter)).join(end)
    for (const path of [
      file('semicolon.csv', text(';', '\r\n')),
      file('tab.csv', text('\t', '\n')),
      file('old.csv', text(',', '\r')),
      file('utf16.csv', Buffer.from(`\uFEFF${text('\t', '\r\n')}`, 'utf16le')),
      file('latin1.csv', Buffer.from(text(',', '\n'), 'latin1')),
    ]) {
      const { code, out } = await run(path, '--as-of', '2026-01-01', '--json', '--group', 'niveau')
      const report: OutcomesReport = JSON.parse(out)
      expect([code, report.n], path).toEqual([0, 1])
      expect(report.groups[0]?.group, path).toBe('débutant')
      expect(report.excluded, path).toEqual([
        { why: 'completed_at is not an ISO 8601 date', n: 1, lines: [3] },
      ])
    }
    expect(
      (await run(join(folder, 'latin1.csv'), '--as-of', '2026-01-01', '--group', 'niveau')).out,
    ).toContain('Windows-1252')
  })

  test('has an answer for one person, for nobody, and for a table in which nothing happened', async () => {
    const all = 'learner_id,enrolled_at,completed_at,left_at,rating,paid,active_hours,doing_hours'
    for (const lines of [
      [],
      ['a,2024-01-01,,,,,,'],
      ['a,2024-01-01,2024-01-01,,3,0,0,0'],
      ['a,2024-01-01,,,,,,', 'b,2025-12-31,,,,,,'],
    ]) {
      for (const flags of [[], ['--publish'], ['--minimum-cell', '1']]) {
        const path = file('tiny.csv', [all, ...lines, ''].join('\n'))
        const { code, out } = await run(
          path,
          '--as-of',
          '2026-01-01',
          '--json',
          '--out',
          join(folder, 'tiny'),
          ...flags,
        )
        expect(code).toBe(0)
        expect(out).not.toMatch(/NaN|Infinity/)
        expect(() => JSON.parse(out)).not.toThrow()
      }
    }
  })

  test('refuses what is no table, and a group with a value for everybody', async () => {
    expect((await run(file('x.gz', Uint8Array.of(0x1f, 0x8b, 8, 0)), '--as-of', '2026-01-01')).err).toContain(
      'gunzip',
    )
    expect((await run(file('x.xlsx', 'PK\u0003\u0004'), '--as-of', '2026-01-01')).err).toContain(
      'spreadsheet',
    )
    expect((await run(folder, '--as-of', '2026-01-01')).err).toContain('is a folder')
    const twice = file('twice.csv', 'learner_id,enrolled_at,enrolled_at\n')
    expect((await run(twice, '--as-of', '2026-01-01')).err).toContain('more than once')
    const many = Array.from({ length: 600 }, (_, k) => `p${k},2024-01-01`).join('\n')
    const path = file('many.csv', `learner_id,enrolled_at\n${many}\n`)
    const { code, err } = await run(path, '--as-of', '2026-01-01', '--group', 'learner_id')
    expect([code, err]).toEqual([2, expect.stringContaining('600 different values')])
  })

  test('says in one line what it cannot use', async () => {
    expect(await run(join(folder, 'none.csv'), '--as-of', '2026-01-01')).toMatchObject({ code: 2, out: '' })
    expect((await run(file('empty.csv', ''), '--as-of', '2026-01-01')).err).toContain('is empty')
    expect((await run(file('x.csv', 'a,b\n1,2\n'), '--as-of', '2026-01-01')).err).toContain(
      'no column learner_id',
    )
    const open = file('open.csv', 'learner_id,enrolled_at\na,"2024-01-01\n')
    expect((await run(open, '--as-of', '2026-01-01')).code).toBe(2)
  })

  test('explains itself when it is used wrongly', async () => {
    for (const argv of [
      [],
      ['x.csv'],
      ['x.csv', '--as-of', 'soon'],
      ['x.csv', '--as-of', '2026-01-01', '--days', 'a'],
      ['x.csv', '--as-of', '2026-01-01', '--minimum-cell', '0'],
      ['x.csv', '--as-of', '2026-01-01', '--map', 'nonsense'],
      ['x.csv', '--as-of', '2026-01-01', '--colour'],
      ['x.csv', 'y.csv', '--as-of', '2026-01-01'],
    ]) {
      const { code, out, err } = await run(...argv)
      expect([code, out], argv.join(' ')).toEqual([64, ''])
      expect(err).toContain('Usage: candour outcomes')
    }
  })
})

describe.skipIf(!hasSharedData)(`candour outcomes on OULAD as dates${sharedDataReason}`, () => {
  test('prints the reference figures', async () => {
    // Day 0 of every module is put on one date, as the reference does; what it leaves out is left out here too.
    const moduleDays = new Map(
      readSharedCsv('oulad/courses.csv').map((row) => [
        `${row.code_module}${row.code_presentation}`,
        Number(row.module_presentation_length),
      ]),
    )
    const dates = new Map(
      readSharedCsv('oulad/studentRegistration.csv.gz').map((row) => [
        `${row.code_module}${row.code_presentation}${row.id_student}`,
        row.date_unregistration,
      ]),
    )
    const start = Date.UTC(2020, 0, 1)
    const date = (day: number) => new Date(start + day * 86_400_000).toISOString().slice(0, 10)
    const lines = readSharedCsv('oulad/studentInfo.csv.gz').flatMap((row) => {
      const left = dates.get(`${row.code_module}${row.code_presentation}${row.id_student}`) ?? ''
      if (left !== '' && Number(left) <= 0) return []
      if (row.final_result === 'Withdrawn' && left === '') return []
      const end = moduleDays.get(`${row.code_module}${row.code_presentation}`) as number
      const followed = date(left === '' ? end : Math.max(end, Number(left)))
      return [
        `${row.id_student},${date(0)},${left === '' ? '' : date(Number(left))},${followed},${row.gender}`,
      ]
    })
    const path = file(
      'oulad.csv',
      `learner_id,enrolled_at,left_at,followed_until,gender\n${lines.join('\n')}\n`,
    )
    const { out } = await run(
      path,
      '--as-of',
      '2022-01-01',
      '--days',
      '30,120,240',
      '--group',
      'gender',
      '--json',
    )
    const report: OutcomesReport = JSON.parse(out)
    expect(report.n).toBe(29_403)
    expect(report.retention[0]?.survival).toBeCloseTo(0.930959, 6)
    expect(report.retention[0]?.standard_error).toBeCloseTo(0.001479, 6)
    expect(report.retention[0]?.lower).toBeCloseTo(0.928002, 6)
    expect(report.retention[0]?.upper).toBeCloseTo(0.933799, 6)
    expect(report.retention[1]).toMatchObject({ at_risk: 24_688 })
    expect(report.retention[1]?.survival).toBeCloseTo(0.839506, 6)
    expect(report.restricted_mean[2]?.value).toBeCloseTo(203.6859, 4)
    expect(report.restricted_mean[2]?.standard_error).toBeCloseTo(0.4251, 4)
    expect(report.retention_quantiles['0.5'].status).toBe('not_reached')
    expect(report.log_rank.left?.chi_square.toPrecision(3)).toBe('27.9')
  })

  test('prints the reference figures of all registrations, and of the competing risks', async () => {
    const registered = new Map(
      readSharedCsv('oulad/studentRegistration.csv.gz').map((row) => [
        `${row.code_module}${row.code_presentation}${row.id_student}`,
        row,
      ]),
    )
    const moduleDays = new Map(
      readSharedCsv('oulad/courses.csv').map((row) => [
        `${row.code_module}${row.code_presentation}`,
        Number(row.module_presentation_length),
      ]),
    )
    const date = (day: number) => new Date(Date.UTC(2020, 0, 1) + day * 86_400_000).toISOString().slice(0, 10)
    const all: string[] = []
    const competing: string[] = []
    for (const row of readSharedCsv('oulad/studentInfo.csv.gz')) {
      const course = `${row.code_module}${row.code_presentation}`
      const { date_registration: from = '', date_unregistration: to = '' } =
        registered.get(`${course}${row.id_student}`) ?? {}
      const end = moduleDays.get(course) as number
      const isCompleted = row.final_result === 'Pass' || row.final_result === 'Distinction'
      all.push(`${row.id_student},${date(0)},${isCompleted ? date(end) : ''},${course}`)
      if (from === '' || (row.final_result === 'Withdrawn' && to === '')) continue
      const completed = to === '' && isCompleted ? date(end) : ''
      // Failing competes as well; it is the third way out, so here it is counted as leaving at the end.
      competing.push(
        `${row.id_student},${date(Number(from))},${completed},${to === '' ? (isCompleted ? '' : date(end)) : date(Number(to))}`,
      )
    }
    const whole = await run(
      file('all.csv', `learner_id,enrolled_at,completed_at,course\n${all.join('\n')}\n`),
      '--as-of',
      '2022-01-01',
      '--group',
      'course',
      '--json',
    )
    const report: OutcomesReport = JSON.parse(whole.out)
    const completed = report.funnel[3]
    expect(completed).toMatchObject({ numerator: 15_385, denominator: 32_593 })
    expect(completed?.value).toBeCloseTo(0.472034, 6)
    expect(completed?.lower).toBeCloseTo(0.466618, 6)
    expect(completed?.upper).toBeCloseTo(0.477457, 6)
    const one = report.groups.find((group) => group.group === 'AAA2013J')?.funnel[3]
    expect(one).toMatchObject({ numerator: 278, denominator: 383 })
    expect(one?.lower).toBeCloseTo(0.679096, 6)
    expect(one?.upper).toBeCloseTo(0.768115, 6)

    const risks = await run(
      file('risks.csv', `learner_id,enrolled_at,completed_at,left_at\n${competing.join('\n')}\n`),
      '--as-of',
      '2022-01-01',
      '--days',
      '180',
      '--json',
    )
    const { n, completion, leaving }: OutcomesReport = JSON.parse(risks.out)
    expect(n).toBe(32_455)
    expect(completion[0]?.cumulative_incidence).toBeCloseTo(0.000092, 6)
    // 0.227022 withdrawn and 0.000123 failed.
    expect(leaving[0]?.cumulative_incidence).toBeCloseTo(0.227145, 6)
  })
})

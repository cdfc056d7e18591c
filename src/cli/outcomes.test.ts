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

function file(name: string, text: string): string {
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
    expect(out).toContain('completed: 50.0 % (9.5 % to 90.5 %), 1 of the 2 people who enrolled')
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
    const { code } = await run(small(), '--as-of', '2026-01-01', '--out', join(folder, 'report'))
    expect(code).toBe(0)
    expect(JSON.parse(readFileSync(join(folder, 'report/report.json'), 'utf8')).n).toBe(2)
    expect(readFileSync(join(folder, 'report/figures.csv'), 'utf8')).toMatch(/^group,name,status/)
    expect(readFileSync(join(folder, 'report/curves.csv'), 'utf8').split('\r\n')).toHaveLength(1 + 3 * 5)
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
})

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { simulatedMarks } from '../domain/peer-marks/simulated-marks.ts'
import { seededRandom } from '../domain/random.ts'
import { marks } from './marks.ts'

const folder = mkdtempSync(join(tmpdir(), 'candour-marks-'))
afterAll(() => rmSync(folder, { recursive: true }))

async function run(...argv: string[]) {
  let out = ''
  let err = ''
  const code = await marks(argv, {
    stdout: (text) => {
      out += text
    },
    stderr: (text) => {
      err += text
    },
  })
  return { code, out, err }
}

function file(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

const header = 'submission_id,grader_id,mark\n'

/** A class of 60 whose educators marked every second piece. */
function classOf60() {
  const { marks: given, truth } = simulatedMarks(seededRandom('class'), { submissions: 60, graders: 60 })
  return {
    peers: file(
      'peers.csv',
      header + given.map((one) => `${one.submission},${one.grader},${one.mark}`).join('\n'),
    ),
    educators: file(
      'educators.csv',
      `submission_id,mark\n${[...truth]
        .filter((_, k) => k % 2 === 0)
        .map((row) => row.join(','))
        .join('\n')}\n`,
    ),
  }
}

describe('candour marks', () => {
  test('gives with --json every key that is promised, in the order of the file', async () => {
    const { peers, educators } = classOf60()
    const { code, out, err } = await run(peers, '--truth', educators, '--seed', '7', '--json')
    expect([code, err]).toEqual([0, ''])
    const report = JSON.parse(out)
    expect(report).toMatchObject({
      method: 'pg1',
      level: 0.9,
      seed: 7,
      prior: { mu: expect.any(Number), gamma0: expect.any(Number), eta0: expect.any(Number), alpha0: 2 },
      n_submissions: 60,
      n_graders: 60,
      n_marks: 240,
      reliability: { icc_1: expect.any(Number), icc_2_1: expect.any(Number), icc_2_k: expect.any(Number) },
      agreement: {
        n: 30,
        quadratic_weighted_kappa: { undefined: 'no levels are declared' },
        gain_over_mean: { claim: expect.stringMatching(/^(better|no difference shown|worse)$/) },
      },
    })
    for (const name of [
      'rmse',
      'rmse_mean',
      'bias',
      'pearson',
      'spearman',
      'kendall',
      'lin_ccc',
      'interval_coverage',
    ])
      expect(report.agreement[name], name).toBeTypeOf('number')
    expect(report.agreement.limits_of_agreement).toHaveLength(2)
    expect(report.submissions[0]).toEqual({
      submission_id: 's0',
      n: 4,
      mark: expect.any(Number),
      lower: expect.any(Number),
      upper: expect.any(Number),
    })
    expect(report.graders[0]).toMatchObject({ bias: expect.any(Number), precision: expect.any(Number) })
  })

  test('gives the same answer for the same seed, and precision only where the method has one', async () => {
    const { peers } = classOf60()
    const [a, b] = [await run(peers, '--json', '--seed=3'), await run(peers, '--json', '--seed', '3')]
    expect(a.out).toBe(b.out)
    const mean = JSON.parse((await run(peers, '--json', '--method', 'mean')).out)
    expect(mean.prior).toBeNull()
    expect(mean).not.toHaveProperty('agreement')
    expect(mean.graders[0]).not.toHaveProperty('precision')
  })

  test('says it in words otherwise', async () => {
    const { peers, educators } = classOf60()
    const { code, out } = await run(peers, '--truth', educators)
    expect(code).toBe(0)
    expect(out).toContain('240 marks of 60 submissions (4 each) by 60 graders (4 each)')
    expect(out).toContain('on the 30 submissions that both marked')
    expect(out).toMatch(/pg1 against the mean: /)
  })

  test('names the rows that it can’t use by line, counts the others, and says so by its exit code', async () => {
    const path = file(
      'bad.csv',
      '\uFEFFsubmission_id;note;grader_id;mark\r\na;"two\nlines";g;7,5\r\na;;h;8\r\n\r\nb;;g;good\r\nb;;g;11\r\nb;;h;\r\n;;g;4\r\nb;;;4\r\nb\r\na;;h;9\r\nb;;h;4\r\n',
    )
    const { code, out, err } = await run(path, '--scale', '0,10', '--json')
    expect(code).toBe(1)
    const lines = err.trim().split('\n')
    expect(lines.map((line) => line.replace(`${path}, `, ''))).toEqual([
      'line 6: the mark "good" is not a number',
      'line 7: the mark 11 lies outside the scale 0 to 10',
      'line 9: submission_id is empty',
      'line 10: grader_id is empty',
      'line 11: the row ends after 1 field',
      'line 12: grader h marked submission a already on line 4 (8, here 9): the mean counts as one mark',
    ])
    const report = JSON.parse(out)
    expect(report.n_marks).toBe(3)
    expect(report.bad_rows.map((row: { line: number }) => row.line)).toEqual([6, 7, 9, 10, 11, 12])
    expect(report.notes[0]).toContain('1 rows')
  })

  test.each([
    ['', 'is empty'],
    [header, 'has a header but no rows'],
    ['submission_id,score\na,1\n', 'has no column grader_id and mark'],
    [`${header}a,g,NA\n`, 'None of the 1 rows'],
    ['submission_id,grader_id,mark,mark\na,g,1,2\n', 'has the column mark twice'],
    [`${header}"a,g,1\n`, 'never closed'],
  ])('says what is wrong with a file that it can’t use at all: %j', async (text, problem) => {
    const { code, out, err } = await run(file('unusable.csv', text))
    expect([code, out]).toEqual([2, ''])
    expect(err).toContain(problem)
  })

  test('gives no NaN and no null for marks that tell little', async () => {
    for (const rows of [
      'a,g,3',
      'a,g,3\nb,g,4',
      'a,g,3\na,h,4',
      'a,g,3\na,h,3\nb,g,3',
      'a,g,1\na,h,2\nb,i,3\nb,j,5',
    ]) {
      for (const method of ['mean', 'median', 'blup', 'pg1']) {
        const path = file('little.csv', header + rows)
        const { code, out } = await run(path, '--json', '--method', method, '--truth', path)
        expect(code).toBe(0)
        const { prior, scale, ...report } = JSON.parse(out)
        expect([null, 'object']).toContain(prior && typeof prior)
        expect(scale).toBeNull()
        expect(JSON.stringify(report)).not.toContain('null')
      }
    }
  })

  test('holds marks within the levels, which are a scale too, and has kappa on them', async () => {
    const path = file('levels.csv', `${header}a,g,5\na,h,5\nb,g,0\nb,h,1\nc,g,5\nc,h,4\nd,h,0\nd,g,0\n`)
    const truth = file('levels-truth.csv', 'submission_id,mark\na,5\nb,0\nc,5\nd,0\nz,1\n')
    const { out } = await run(path, '--truth', truth, '--levels', '0,1,2,3,4,5', '--json')
    const report = JSON.parse(out)
    for (const { lower, upper } of report.submissions) {
      expect(lower).toBeGreaterThanOrEqual(0)
      expect(upper).toBeLessThanOrEqual(5)
    }
    expect(report.agreement).toMatchObject({ n: 4, quadratic_weighted_kappa: expect.any(Number) })
  })

  test('says how many marks are no declared level', async () => {
    const path = file('between.csv', `${header}a,g,5\na,h,4.5\nb,g,0\nb,h,1\n`)
    const { code, out } = await run(path, '--levels', '0,1,2,3,4,5', '--json')
    expect(code).toBe(0)
    expect(JSON.parse(out).notes[0]).toContain('1 marks')
  })

  test('takes a prior from a file, and says what is wrong with one', async () => {
    const { peers } = classOf60()
    const prior = file('prior.json', '{"alpha0": 3, "beta0": 108}')
    const report = JSON.parse((await run(peers, '--prior', prior, '--json', '--sweeps', '50')).out)
    expect(report.prior).toMatchObject({ alpha0: 3, beta0: 108, mu: expect.any(Number) })
    for (const [text, problem] of [
      ['{"alpha": 1}', 'has "alpha"'],
      ['{"eta0": -1}', 'eta0 must be a number above 0'],
      ['[]', 'must hold an object'],
      ['{', 'is not JSON'],
    ] as const) {
      const { code, err } = await run(peers, '--prior', file('bad-prior.json', text))
      expect(code).toBe(2)
      expect(err).toContain(problem)
    }
  })

  test.each([
    [[]],
    [['a.csv', 'b.csv']],
    [['a.csv', '--method', 'best']],
    [['a.csv', '--seed', 'x']],
    [['a.csv', '--sweeps', '0']],
    [['a.csv', '--scale', '5,1']],
    [['a.csv', '--levels', '1']],
    [['a.csv', '--levels', '0,9', '--scale', '0,5']],
    [['a.csv', '--nonsense']],
  ])('explains its use for %j', async (argv) => {
    const { code, out, err } = await run(...argv)
    expect([code, out]).toEqual([64, ''])
    expect(err).toContain('Usage: candour marks')
  })
})

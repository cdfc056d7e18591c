import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { projectFolder } from '../../platform/project.ts'
import type { LabVerdict } from '../../platform/sandbox/port.ts'
import { createSandboxPool } from '../../platform/sandbox/server-pool.ts'
import { readLabFolder } from './read-lab-folder.ts'
import { submissionFiles } from './submission-files.ts'

const sandbox = createSandboxPool({ size: 1, spares: 0 })
afterAll(() => sandbox.close())

const folder = join(
  projectFolder,
  'content/meridian-data-works/data-analysis/questions-and-tables/who-never-came-back',
)
const lab = await readLabFolder(folder)

describe('the lab "Who never came back"', () => {
  it('is passed whole by its solution, with a margin of 3 in time', async () => {
    const verdicts = await bothVerdicts(lab.secret.solution)
    for (const verdict of verdicts) {
      expect(verdict.tests.filter((test) => !test.passed)).toEqual([])
      expect(verdict.duration_ms * 3).toBeLessThan(lab.spec.limits.wallMs)
    }
    expect(verdicts.map((verdict) => verdict.points_max)).toEqual([10, 14])
  })

  it('is not passed by its start', async () => {
    const verdicts = await bothVerdicts({})
    const points = verdicts.reduce((sum, verdict) => sum + verdict.points, 0)
    expect(points / 24).toBeLessThan(lab.pass / 2)
  })

  it.each(MISTAKES())('has a hidden test that finds this mistake: $finds', async ({ finds, from, to }) => {
    const wrong = lab.secret.solution['joins.js']?.replace(from, to) ?? ''
    expect(wrong).not.toBe(lab.secret.solution['joins.js'])
    const [, hidden] = await bothVerdicts({ 'joins.js': wrong })
    const failed = hidden.tests.filter((test) => !test.passed).map((test) => test.name)
    expect(failed).toContain(finds)
    expect(hidden.tests.find((test) => test.name === finds)?.message).toMatch(/\w+ \w+/)
  })

  it('has a mistake for every hidden test, so that each of them can fail', async () => {
    const [, hidden] = await bothVerdicts({})
    expect(
      MISTAKES()
        .map(({ finds }) => finds)
        .toSorted(),
    ).toEqual(hidden.tests.map((test) => test.name).toSorted())
  })
})

async function bothVerdicts(written: Record<string, string>): Promise<[LabVerdict, LabVerdict]> {
  const files = submissionFiles(lab.spec, written)
  const shared = { kind: lab.spec.kind, mode: lab.spec.mode, files, limits: lab.spec.limits } as const
  return [
    await sandbox.runLab({ ...shared, tests: lab.spec.tests, points: lab.spec.points }),
    await sandbox.runLab({
      ...shared,
      tests: lab.secret.hidden,
      points: lab.secret.points,
      reveal: 'verdicts',
    }),
  ]
}

function MISTAKES() {
  return [
    {
      finds: 'innerJoin > takes the column that both tables have from the right',
      from: '?? []).map((partner) => ({ ...row, ...partner }))',
      to: '?? []).map((partner) => ({ ...partner, ...row }))',
    },
    { finds: 'innerJoin > lets null match nothing', from: 'if (value === null) continue', to: '' },
    {
      finds: 'innerJoin > does not take the text 7 for the number 7',
      from: '(partners.get(row[key]) ??',
      to: '(partners.get(row[key]) ?? partners.get(String(row[key])) ??',
    },
    {
      finds: 'innerJoin > joins by whichever column it is told',
      from: 'right, key) {',
      to: "right, key) { key = 'id'",
    },
    {
      finds: 'leftJoin > knows the columns of the right from all of its rows',
      from: 'for (const row of right) {',
      to: 'for (const row of right.slice(0, 1)) {',
    },
    {
      finds: 'leftJoin > keeps rows whose key is missing',
      from: 'if (!found) return [{ ...nothing, ...row }]',
      to: 'if (!found) return row[key] === null ? [] : [{ ...nothing, ...row }]',
    },
    {
      finds: 'shareNeverPaid > counts people, not rows',
      from: 'const people = enrolled.size',
      to: 'const people = enrolments.length',
    },
    {
      finds: 'shareNeverPaid > leaves out people who paid and never enrolled',
      from: 'const neverPaid = [...enrolled].filter((learner) => !paid.has(learner)).length',
      to: 'const neverPaid = Math.max(0, enrolled.size - paid.size)',
    },
    {
      finds: 'totalPaid > counts each payment once, however often its person enrolled',
      from: 'return payments.filter((row) => enrolled.has(row.learner))',
      to: "return innerJoin(enrolments, payments, 'learner')",
    },
    {
      finds: 'totalPaid > leaves out payments of people who did not enrol',
      from: 'return payments.filter((row) => enrolled.has(row.learner))',
      to: 'return payments',
    },
  ]
}

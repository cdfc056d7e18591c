import { afterAll, describe, expect, it } from 'vitest'
import { ATTACKS, HIDDEN_TESTS, SECRET_KEY } from './attacks.ts'
import type { LabRun } from './port.ts'
import { createSandboxPool } from './server-pool.ts'

const pool = createSandboxPool({ size: 1, spares: 1, patience: 1 })
afterAll(() => pool.close())

const wallMs = 250
const base = {
  kind: 'javascript',
  mode: 'isolated',
  limits: { wallMs, memoryMb: 32, outputBytes: 20_000 },
} as const

describe('a hostile submission', () => {
  it.each(ATTACKS)('passes no hidden test, learns no key and delays nobody: $name', async (attack) => {
    const run: LabRun = { ...base, files: { ...attack.files, 'main.js': attack.code }, tests: HIDDEN_TESTS }
    const begun = performance.now()
    const [attacked, next] = await Promise.all([pool.runLab(run), pool.runLab(HONEST)])
    const took = performance.now() - begun

    expect(attacked.tests.filter((test) => test.passed)).toEqual([])
    expect(attacked.tests.length).toBeGreaterThan(0)
    expect(next.tests).toMatchObject([{ passed: true }])
    // The limit, the grace of the thread, and what a new thread and the honest run take: 0.2 s on a quiet machine, and
    // seconds where many tests run at once. Without the limits it would be for ever.
    expect(took).toBeLessThan(wallMs + 250 + 10_000)
    // Which one is met first depends on the machine: some limit is, and it is told.
    if (attack.hits) expect(attacked.limits_hit).not.toEqual([])

    const output = attacked.console.map((line) => line.text).join('\n')
    expect(output).not.toContain(SECRET_KEY)
    expect(output.length).toBeLessThanOrEqual(base.limits.outputBytes)
    expect(output).not.toMatch(/root:|parentPort|remoteExport/)
  })

  it('shows the learner nothing of what a hidden test compared, returned or threw', async () => {
    const code =
      'export const secret = (x) => { console.log(x); throw new Error("saw " + JSON.stringify(x)) }'
    const verdict = await pool.runLab({
      ...base,
      files: { 'main.js': code },
      tests: HIDDEN_TESTS,
      reveal: 'verdicts',
    })
    expect(JSON.stringify(verdict)).not.toContain('saw')
    expect(JSON.stringify(verdict)).not.toContain(SECRET_KEY)
    expect(verdict.console).toEqual([])
    expect(verdict.tests.every((test) => test.expected === undefined && test.got === undefined)).toBe(true)
  })

  it('leaves nothing behind for the next one', async () => {
    const leave =
      'globalThis.left = 1; Object.prototype.left = 1; export const look = () => typeof left + typeof {}.left'
    const tests = {
      'tests/look.test.js':
        "import { look } from '../main.js'\ntest('look', () => { expect(look()).toBe('undefinedundefined') })",
    }
    const first = await pool.runLab({ ...base, files: { 'main.js': leave }, tests })
    const look = 'export const look = () => typeof left + typeof {}.left'
    const second = await pool.runLab({ ...base, files: { 'main.js': look }, tests })
    expect([first.passed, second.passed]).toEqual([0, 1])
  })
})

const HONEST: LabRun = {
  ...base,
  limits: { ...base.limits, wallMs: 5_000 },
  files: { 'main.js': 'export const double = (x) => x * 2' },
  tests: {
    'tests/a.test.js':
      "import { double } from '../main.js'\ntest('doubles', () => { expect(double(2)).toBe(4) })",
  },
}

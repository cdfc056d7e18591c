import type { LabRun, LabTestResult, LabVerdict } from '../port.ts'
import { type LabProgress, labTestResult, labVerdict, type Outcome } from '../verdict.ts'
import { Interpreters } from './interpreters.ts'

/**
 * Runs a lab's tests against a submission in two interpreters of this thread. Ends by itself within the run's wall
 * time, except where one native operation of the interpreter takes longer: whoever calls this must be able to end
 * the thread from outside.
 *
 * A test that meets a limit fails whatever its code makes of it, and the submission starts afresh for the next one.
 * One test may take steps for a fifth of the wall time, so that an endless loop in one function leaves time for the
 * tests of the others.
 *
 * @returns the verdict, and whether the thread may be used again.
 */
export async function runLabInThread(
  run: LabRun,
  wasm: WebAssembly.Module,
  tell: (progress: LabProgress) => void,
): Promise<{ verdict: LabVerdict; reusable: boolean }> {
  const started = performance.now()
  const wallMs = run.limits.wallMs * (run.patience ?? 1)
  const runDeadline = started + wallMs
  const testMs = wallMs * TEST_WALL_SHARE
  const interpreters = new Interpreters(run, wasm, runDeadline)
  const results: LabTestResult[] = []

  const finish = (name: string, outcome: Outcome) => {
    const result = labTestResult(run, name, outcome)
    results.push(result)
    tell({ finished: result })
  }

  await interpreters.start(started + testMs)
  const names = interpreters.plan
  tell({ planned: names })
  for (const [index, name] of names.entries()) {
    if (interpreters.testsFailure) finish(name, interpreters.testsFailure)
    else if (performance.now() >= runDeadline) {
      interpreters.limitsHit.add('time')
      finish(name, NOT_RUN)
    } else finish(name, await interpreters.runTest(index, Math.min(runDeadline, performance.now() + testMs)))
  }
  if (names.length === 0) finish('tests', interpreters.testsFailure ?? NO_TESTS)

  return {
    verdict: labVerdict(results, {
      console: run.reveal === 'verdicts' ? [] : interpreters.console,
      limitsHit: interpreters.limitsHit,
      durationMs: performance.now() - started,
    }),
    reusable: interpreters.clean,
  }
}

/** In real time one test may take most of a run: how many steps a millisecond holds depends on the machine. */
const TEST_WALL_SHARE = 0.6

const NOT_RUN: Outcome = {
  passed: false,
  reason: 'not_run',
  message: 'This test was not run: the time of the whole run was used up before it.',
}
const NO_TESTS: Outcome = { passed: false, reason: 'error', message: 'There is no test in these files.' }

/** Runs nothing of anybody: a thread runs it once, so that the first learner does not wait for code that is cold. */
export const WARM_UP: LabRun = {
  kind: 'javascript',
  mode: 'isolated',
  files: { 'a.js': 'export const f = (x) => x' },
  tests: { 'tests/a.test.js': "import { f } from '../a.js'; test('a', () => expect(f([1])).toEqual([1]))" },
  limits: { wallMs: 60_000, memoryMb: 16, outputBytes: 0 },
}

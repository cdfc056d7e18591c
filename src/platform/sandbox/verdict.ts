import type { ConsoleLine, FailureReason, LabRun, LabTestResult, LabVerdict, LimitHit } from './port.ts'

export const QUICKJS_RUNTIME = 'quickjs-emscripten@0.32.0'

/** What is told while a run goes on, so that a run that must be ended from outside has a verdict too. */
export interface LabProgress {
  /** Names in their order, before the first test runs. */
  planned?: string[]
  finished?: LabTestResult
}

/** What a test came to, before anything is kept from the learner. */
export interface Outcome {
  passed: boolean
  reason?: FailureReason
  message?: string
  /** What the author has to say about this expectation. */
  note?: string
  expected?: string
  got?: string
}

/** Adds up a verdict. Also used for a run that was ended from outside, with the tests that it got to. */
export function labVerdict(
  tests: LabTestResult[],
  rest: { console: ConsoleLine[]; limitsHit: Iterable<LimitHit>; durationMs: number },
): LabVerdict {
  const passed = tests.filter((test) => test.passed).length
  return {
    passed,
    failed: tests.length - passed,
    points: tests.reduce((sum, test) => sum + test.points, 0),
    points_max: tests.reduce((sum, test) => sum + test.points_max, 0),
    tests,
    console: rest.console,
    limits_hit: [...new Set(rest.limitsHit)],
    runtime: QUICKJS_RUNTIME,
    duration_ms: Math.round(rest.durationMs),
  }
}

/**
 * One test's result as it may be shown. Of a hidden test nothing is shown that the submission could have written
 * its arguments into: neither what it returned nor what it threw.
 */
export function labTestResult(run: LabRun, name: string, outcome: Outcome): LabTestResult {
  const pointsMax = run.points?.[name] ?? 1
  const result: LabTestResult = {
    name,
    passed: outcome.passed,
    message: outcome.passed ? '' : shownMessage(run, outcome),
    points: outcome.passed ? pointsMax : 0,
    points_max: pointsMax,
  }
  if (outcome.passed) return result
  result.reason = outcome.reason ?? 'error'
  if (run.reveal !== 'verdicts') {
    if (outcome.expected !== undefined) result.expected = outcome.expected
    if (outcome.got !== undefined) result.got = outcome.got
  }
  return result
}

function shownMessage(run: LabRun, outcome: Outcome): string {
  const message = outcome.message ?? ''
  if (run.reveal !== 'verdicts') return [outcome.note, message].filter(Boolean).join(': ')
  if (outcome.note) return outcome.note
  switch (outcome.reason) {
    case 'assertion':
      return 'The result is not the expected one.'
    case 'error':
      return 'The code stopped with an error.'
    case 'load':
      return 'The code could not be loaded.'
    default:
      // What the sandbox says of its own accord holds nothing of the submission.
      return message
  }
}

/**
 * The port behind which other people's code runs, and the only place where it does. What is run is named by its
 * kind, so that a further runtime is a further adapter, not another interface.
 */

/** What a lab can be written in. Python, SQL and others join here with their adapter. */
export type LabKind = 'javascript'

/**
 * `isolated`: the tests live in another interpreter than the submitted code and see copies of its values, so that
 * the submission can neither read the tests nor decide the verdict. The only mode for marks that count.
 */
export type LabMode = 'isolated'

/** What one run may use. */
export interface LabLimits {
  /**
   * Time for the whole run, from the first line of the submission to the last verdict. One test gets a fifth of it,
   * counted in steps of the interpreter, so that a verdict does not depend on how busy or slow the machine is; the
   * real time is a bound on top of that.
   */
  wallMs: number
  /** Memory of the submission's interpreter; the tests' interpreter has as much again. */
  memoryMb: number
  /** How much the console may hold; what comes after is dropped and noted. */
  outputBytes: number
}

export const DEFAULT_LAB_LIMITS: LabLimits = { wallMs: 5_000, memoryMb: 64, outputBytes: 64_000 }

export interface LabRun {
  kind: LabKind
  mode: LabMode
  /** The submission: path → text. Its modules can import one another and nothing else. */
  files: Record<string, string>
  /** The tests: path → text, as `tests/joins.test.js`. They import the submission as `../joins.js`. */
  tests: Record<string, string>
  limits: LabLimits
  /** Points by full test name (`describe > test`); a test that is not named here is worth one. */
  points?: Record<string, number>
  /**
   * `everything` for visible tests. `verdicts` for hidden ones: messages are then only what the author wrote and the
   * console is empty, because both could carry the hidden tests' arguments to the learner.
   */
  reveal?: 'everything' | 'verdicts'
  /** How many times the wall time a run may really take, where many run beside one another; 1 if not said. */
  patience?: number
}

/** A limit that the run met. `sandbox`: the runtime itself gave up, and was thrown away. */
export type LimitHit = 'time' | 'memory' | 'stack' | 'output' | 'sandbox'

/** Why a test did not pass. `load`: the submission's module could not be loaded; `missing`: no such export. */
export type FailureReason = 'assertion' | 'error' | 'load' | 'missing' | 'unfinished' | 'not_run' | LimitHit

export interface LabTestResult {
  /** The name with those of its `describe` blocks, joined by ` > `. */
  name: string
  passed: boolean
  /** For people, in English; empty when the test passed. `reason` is the same for programs and translations. */
  message: string
  reason?: FailureReason
  /** Earned: all of the test's points, or none. */
  points: number
  points_max: number
  /** What was compared, as JavaScript would write it; only where the test compared and may be seen. */
  expected?: string
  got?: string
}

export interface ConsoleLine {
  level: 'log' | 'info' | 'warn' | 'error' | 'debug'
  text: string
}

export interface LabVerdict {
  passed: number
  failed: number
  points: number
  points_max: number
  tests: LabTestResult[]
  console: ConsoleLine[]
  limits_hit: LimitHit[]
  /** Name and version of what ran it, kept with every mark. */
  runtime: string
  /** Real time from the start of the run to the verdict. */
  duration_ms: number
}

export interface Sandbox {
  /**
   * Runs the tests against the submission. Whatever the submission does is a verdict, never an exception.
   *
   * @throws AbortError when `signal` is aborted; the run is then stopped at once.
   */
  runLab(run: LabRun, signal?: AbortSignal): Promise<LabVerdict>
  /** Ends every runtime. Runs that are under way are aborted. */
  close(): Promise<void>
}

/** After the deadline the runtime has this long to stop by itself; then it is ended from outside. */
export const TERMINATION_GRACE_MS = 250

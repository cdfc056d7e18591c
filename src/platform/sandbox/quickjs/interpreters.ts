import type { ConsoleLine, LabRun, LimitHit } from '../port.ts'
import type { Outcome } from '../verdict.ts'
import { brokenTests, limitOutcome, loadMessage, missingExport } from './outcomes.ts'
import { createRealm, MESSAGE_LENGTH_MAX, type Realm, resolveModulePath } from './realm.ts'
import { SUBMISSION_PRELUDE } from './submission-prelude.ts'
import { RUNNER_MODULE, RUNNER_MODULE_NAMES, TESTS_PRELUDE } from './tests-prelude.ts'
import { VirtualTimers } from './virtual-timers.ts'

/** How often the two may call each other within one call before it is refused. */
const CROSSINGS_MAX = 24
/** The tests get this much longer than the submission, to say what they found when it ran out of time. */
const TESTS_GRACE_MS = 100
const TESTS_MEMORY_MB_MIN = 64
/** What an empty loop takes on a machine of 2024; calls and objects take fewer steps in the same time. */
const STEPS_PER_MS = 5

/**
 * The two interpreters of one run, and the messages between them. The submission's is made afresh after it has met a
 * limit; the tests' one lives as long as the run. Time inside is virtual where code waits: `setTimeout` fires as soon
 * as nothing else is left to do, in the order of the due times.
 */
export class Interpreters {
  /** Names of all tests, once started. */
  plan: string[] = []
  /** Why no test can run, if the test files themselves do not. */
  testsFailure: Outcome | undefined
  readonly console: ConsoleLine[] = []
  readonly limitsHit = new Set<LimitHit>()
  /** False once the host saw an exception of the runtime: then this thread must not be used again. */
  clean = true

  private readonly run: LabRun
  private readonly wasm: WebAssembly.Module
  private tests!: Realm
  private submission!: Realm
  private readonly loaded = new Map<string, LoadedModule>()
  private readonly timers = new VirtualTimers()
  private crossings = 0
  private outputLength = 0
  private doneMessage: string | undefined

  private readonly runDeadline: number

  constructor(run: LabRun, wasm: WebAssembly.Module, runDeadline: number) {
    this.run = run
    this.wasm = wasm
    this.runDeadline = runDeadline
  }

  /** Makes both, loads the test files and with them what they import of the submission. */
  async start(deadline: number): Promise<void> {
    await this.makeSubmission()
    this.tests = await this.makeTests()
    this.setDeadline(deadline)
    for (const path of Object.keys(this.run.tests).filter((name) => name.endsWith('.test.js'))) {
      const imported = this.tests.importModule(path, 'tests.receive')
      this.pump(() => !this.tests.spoilt && this.testsState(path) !== 'pending')
      const state = this.testsState(path)
      if (!imported.ok) this.testsFailure ??= brokenTests(path, imported.message)
      else if (state !== 'ready') this.testsFailure ??= brokenTests(path, state.replace(/^error/, ''))
    }
    const plan = this.tests.call('tests.plan', [], MESSAGE_LENGTH_MAX)
    if (plan.ok) this.plan = JSON.parse(plan.text) as string[]
    await this.recover()
  }

  /** Runs one test to its end, its deadline or the point where nothing can happen any more. */
  async runTest(index: number, deadline: number): Promise<Outcome> {
    this.setDeadline(deadline)
    this.doneMessage = undefined
    this.timers.clear()
    const begun = this.tests.call('tests.start', [String(index)], 10)
    const end = begun.ok ? this.pump(() => this.doneMessage !== undefined) : 'stopped'
    const outcome = this.outcome(end)
    // What the submission left behind in its queue must not run into the next test.
    this.timers.clear()
    while (this.submission.runJobs() || this.tests.runJobs()) continue
    const late = outcome.passed ? this.lateFailure() : undefined
    await this.recover()
    return late ?? outcome
  }

  private outcome(end: PumpEnd): Outcome {
    const limit = this.submission.spoilt ?? this.tests.spoilt
    if (limit) return limitOutcome(limit, this.run)
    if (this.doneMessage !== undefined) return JSON.parse(this.doneMessage) as Outcome
    const soFar = this.failureSoFar()
    if (soFar) return soFar
    if (end === 'idle') {
      return {
        passed: false,
        reason: 'unfinished',
        message: 'The test waits for a promise that never settles.',
      }
    }
    this.limitsHit.add('time')
    return limitOutcome('time', this.run)
  }

  /** A limit that was met, or an expectation that failed, after the test had come to its end. */
  private lateFailure(): Outcome | undefined {
    const limit = this.submission.spoilt ?? this.tests.spoilt
    return limit ? limitOutcome(limit, this.run) : this.failureSoFar()
  }

  private failureSoFar(): Outcome | undefined {
    const soFar = this.tests.call('tests.failureSoFar', [], MESSAGE_LENGTH_MAX)
    return soFar.ok && soFar.text !== '' ? (JSON.parse(soFar.text) as Outcome) : undefined
  }

  /** After a limit the submission begins again, with the same modules; the tests can't be replaced. */
  private async recover(): Promise<void> {
    for (const realm of [this.submission, this.tests]) {
      if (!realm.spoilt) continue
      this.limitsHit.add(realm.spoilt)
      if (realm.spoilt === 'stack' || realm.spoilt === 'sandbox') this.clean = false
    }
    if (this.tests.spoilt) {
      this.testsFailure ??= {
        passed: false,
        reason: 'not_run',
        message: 'This test was not run: the tests themselves had to be stopped.',
      }
    } else if (this.submission.spoilt) {
      // A module that could not be loaded is not tried again: its tests have been given the reason.
      const paths = [...this.loaded.keys()].filter((path) => this.loaded.get(path)?.entries)
      for (const path of paths) this.loaded.delete(path)
      await this.makeSubmission()
      this.setDeadline(Math.min(this.runDeadline, performance.now() + 1_000))
      for (const path of paths) this.loadExports(path)
    }
  }

  private async makeSubmission(): Promise<void> {
    const { files, limits } = this.run
    const realm = await createRealm({
      wasm: this.wasm,
      memoryMb: limits.memoryMb,
      readModule: (path) => (Object.hasOwn(files, path) ? files[path] : undefined),
      missingModule: (path) =>
        `There is no ${JSON.stringify(path.slice(0, 200))} here: a lab's code can import the files of the lab, as './name.js', and nothing else.`,
    })
    realm.define('submission', SUBMISSION_PRELUDE, {
      log: (level, text) => this.print(level, text),
      call: (target, message) => this.fromSubmission(target, message),
      settle: (id, message) => this.settleTests(id, message),
      timer: (id, ms) => this.timers.add(() => realm.call('submission.fire', [id ?? ''], 10), ms, realm),
    })
    this.submission = realm
  }

  private async makeTests(): Promise<Realm> {
    const { files, tests } = this.run
    const realm = await createRealm({
      wasm: this.wasm,
      memoryMb: Math.max(TESTS_MEMORY_MB_MIN, this.run.limits.memoryMb),
      readModule: (path) => {
        if (Object.hasOwn(tests, path)) return tests[path]
        if (RUNNER_MODULE_NAMES.includes(path)) return RUNNER_MODULE
        return Object.hasOwn(files, path) ? this.facade(path) : undefined
      },
      missingModule: (path) => `There is no ${JSON.stringify(path)} among the files of this lab.`,
    })
    realm.define('tests', TESTS_PRELUDE, {
      log: (level, text) => this.print(level, text),
      call: (target, message) => this.fromTests(target ?? '', message ?? ''),
      settle: (id, message) => {
        this.submission.call('submission.settled', [id ?? '', message ?? ''], 10)
        return undefined
      },
      timer: (id, ms) => this.timers.add(() => realm.call('tests.fire', [id ?? ''], 10), ms, realm),
      exportOf: (path, name) => this.exportOf(path ?? '', name ?? ''),
      done: (message) => {
        this.doneMessage = message
        return undefined
      },
    })
    return realm
  }

  /** The module that the tests import in place of a file of the submission. */
  private facade(path: string): string {
    const names = new Set(this.importedNames(path))
    const exported = this.loadExports(path)
    if (exported.entries) for (const [name] of exported.entries) names.add(name)
    return [...names]
      .filter((name) => /^[A-Za-z_$][\w$]*$/.test(name))
      .map(
        (name, i) => `const e${i} = remoteExport(${JSON.stringify(path)}, ${JSON.stringify(name)})
export { e${i} as ${name} }`,
      )
      .join('\n')
  }

  /** Names that the tests ask of a file, so that a missing export fails the tests that use it and not all. */
  private importedNames(path: string): string[] {
    const names: string[] = []
    for (const [importer, text] of Object.entries(this.run.tests)) {
      for (const found of text.matchAll(
        /import\s+([\w$]+)?\s*,?\s*(?:\{([^}]*)\})?\s*from\s*(['"])([^'"]+)\3/g,
      )) {
        if (resolveModulePath(importer, found[4] ?? '') !== path) continue
        if (found[1]) names.push('default')
        for (const part of (found[2] ?? '').split(',')) {
          const name = part.trim().split(/\s+as\s+/)[0]
          if (name) names.push(name)
        }
      }
    }
    return names
  }

  private loadExports(path: string): LoadedModule {
    const known = this.loaded.get(path)
    if (known) return known
    const loaded = this.evaluate(path)
    this.loaded.set(path, loaded)
    return loaded
  }

  private evaluate(path: string): LoadedModule {
    const imported = this.submission.importModule(path, 'submission.receive')
    if (!imported.ok) return { failure: loadMessage(path, imported, this.run) }
    const state = () => this.submission.call('submission.exportsOf', [path], MESSAGE_LENGTH_MAX)
    this.pumpSubmission(() => {
      const answer = state()
      return !answer.ok || answer.text !== 'pending'
    })
    const answer = state()
    if (!answer.ok) return { failure: loadMessage(path, answer, this.run) }
    if (answer.text === 'pending') return { failure: `${path} waits for a promise that never settles.` }
    if (answer.text.startsWith('error')) return { failure: `${path} did not load. ${answer.text.slice(5)}` }
    const entries = parseEntries(answer.text)
    return entries ? { entries } : { failure: `${path} did not load.` }
  }

  private exportOf(path: string, name: string): string {
    const loaded = this.loadExports(path)
    if (loaded.failure !== undefined) return JSON.stringify(['load', loaded.failure])
    const entry = loaded.entries?.find(([key]) => key === name)
    if (!entry)
      return JSON.stringify([
        'missing',
        missingExport(
          path,
          name,
          (loaded.entries ?? []).map(([key]) => key),
        ),
      ])
    if (entry[1] === 'unpassable') return JSON.stringify(['error', (entry[2] ?? 'x').slice(1)])
    return JSON.stringify([entry[1], entry[2]])
  }

  /** A test calls the submission. */
  private fromTests(target: string, message: string): string {
    const path = target.slice(0, Math.max(0, target.lastIndexOf('#')))
    const failure = this.loaded.get(path)?.failure
    if (failure) return `xload:${failure}`
    return this.crossing('xstack:The tests and the code called each other too deeply.', () => {
      const answer = this.submission.call('submission.invoke', [target, message], MESSAGE_LENGTH_MAX)
      // The tests must have a moment to say what they found, however late the submission came back.
      this.tests.deadline = Math.max(this.tests.deadline, performance.now() + TESTS_GRACE_MS)
      if (!answer.ok) {
        if (!answer.hit) return `xerror:The result can't be passed to the tests: ${answer.message}.`
        this.limitsHit.add(answer.hit)
        return `x${answer.hit}:${limitOutcome(answer.hit, this.run).message}`
      }
      if (answer.text === 'xmemory' || answer.text === 'xstack') {
        const hit = answer.text.slice(1) as LimitHit
        this.limitsHit.add(hit)
        // What an interpreter without memory left undone nobody knows.
        if (hit === 'memory') this.submission.spoilt ??= hit
        return `x${hit}:${limitOutcome(hit, this.run).message}`
      }
      return answer.text.startsWith('x') ? `xerror:${answer.text.slice(1)}` : answer.text
    })
  }

  /** The submission calls a function that a test passed to it. */
  private fromSubmission(target = '', message = ''): string {
    return this.crossing('xThe tests and the code called each other too deeply.', () => {
      const answer = this.tests.call('tests.invoke', [target, message], MESSAGE_LENGTH_MAX)
      return answer.ok ? answer.text : 'xThe function of the test did not answer.'
    })
  }

  private crossing(refusal: string, action: () => string): string {
    if (this.crossings >= CROSSINGS_MAX) return refusal
    this.crossings++
    try {
      return action()
    } finally {
      this.crossings--
    }
  }

  private settleTests(id = '', message = ''): undefined {
    if (message === '') return
    if (message === 'xmemory' || message === 'xstack') this.limitsHit.add(message.slice(1) as LimitHit)
    this.tests?.call('tests.settled', [id, message], 10)
  }

  private print(level = 'log', text = ''): undefined {
    const left = this.run.limits.outputBytes - this.outputLength
    if (left <= 0 || text.length > left) this.limitsHit.add('output')
    if (left <= 0) return
    this.outputLength += text.length + 1
    this.console.push({ level: consoleLevel(level), text: text.slice(0, left) })
  }

  private setDeadline(deadline: number): void {
    this.submission.steps = (this.run.limits.wallMs / 5) * STEPS_PER_MS
    this.submission.deadline = deadline
    this.tests.deadline = deadline + TESTS_GRACE_MS
  }

  /** Lets both work until something is true, time is up or nothing is left to do. */
  private pump(until: () => boolean): PumpEnd {
    for (;;) {
      if (until()) return 'done'
      if (this.tests?.spoilt) return 'stopped'
      const submissionWorked = this.submission.runJobs()
      const testsWorked = this.tests?.runJobs() ?? false
      if (submissionWorked || testsWorked) continue
      if (this.submission.spoilt) return until() ? 'done' : 'stopped'
      if (performance.now() > this.submission.deadline) {
        if (this.timers.isEmpty) return 'idle'
        return 'stopped'
      }
      if (!this.timers.fireNext()) return 'idle'
    }
  }

  /** While a module of the submission loads, only the submission may work: the tests wait for it. */
  private pumpSubmission(until: () => boolean): void {
    while (!until() && !this.submission.spoilt && performance.now() <= this.submission.deadline) {
      if (!this.submission.runJobs() && !this.timers.fireNext(this.submission)) return
    }
  }

  private testsState(path: string): string {
    const answer = this.tests.call('tests.stateOf', [path], 10_000)
    return answer.ok ? answer.text : 'error the test file had to be stopped'
  }
}

type PumpEnd = 'done' | 'idle' | 'stopped'

type ExportEntry = [name: string, kind: 'function' | 'value' | 'unpassable', text?: string]

interface LoadedModule {
  entries?: ExportEntry[]
  failure?: string
}

/** The list comes from the submission's interpreter: it is checked, not believed. */
function parseEntries(text: string): ExportEntry[] | undefined {
  try {
    const list: unknown = JSON.parse(text)
    if (!Array.isArray(list)) return undefined
    return list.filter(
      (entry): entry is ExportEntry =>
        Array.isArray(entry) &&
        typeof entry[0] === 'string' &&
        ['function', 'value', 'unpassable'].includes(entry[1]) &&
        (entry[1] === 'function' || typeof entry[2] === 'string'),
    )
  } catch {
    return undefined
  }
}

const LEVELS = ['log', 'info', 'warn', 'error', 'debug'] as const

function consoleLevel(level: string): ConsoleLine['level'] {
  return LEVELS.find((known) => known === level) ?? 'log'
}

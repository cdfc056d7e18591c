import {
  type LabRun,
  type LabTestResult,
  type LabVerdict,
  type LimitHit,
  TERMINATION_GRACE_MS,
} from './port.ts'
import { type LabProgress, labTestResult, labVerdict } from './verdict.ts'

/** What a lab thread sends: that it is there (or can't be), progress while it runs, then the verdict. */
export type LabThreadMessage = LabProgress & { ready?: boolean; verdict?: LabVerdict; reusable?: boolean }

/** A thread that runs labs: a worker of Node or of a browser. */
export interface LabThread {
  post(run: LabRun): void
  /** Where messages and the thread's unexpected end are told to; undefined when nobody listens any more. */
  listener: LabThreadListener | undefined
  /** Ends it at once, whatever it is doing. */
  end(): void
}

export interface LabThreadListener {
  message(message: LabThreadMessage): void
  /** The thread ended by itself; it can't be used any more. */
  ended(hit: LimitHit): void
}

/**
 * One run in a thread, ended from outside when the thread does not stop by itself: some native operations of the
 * interpreter (an `indexOf` over a length of 10^15) never look at the clock.
 *
 * @returns the verdict, and whether the thread is still good for another run; if not, it has been ended.
 * @throws the signal's reason when aborted; the thread has then been ended.
 */
export function superviseLabRun(
  thread: LabThread,
  run: LabRun,
  signal?: AbortSignal,
): Promise<{ verdict: LabVerdict; reusable: boolean }> {
  return new Promise((resolve, reject) => {
    const started = performance.now()
    const finished: LabTestResult[] = []
    let planned: string[] = []

    const settle = () => {
      thread.listener = undefined
      clearTimeout(timer)
      signal?.removeEventListener('abort', aborted)
    }
    const cutShort = (hit: LimitHit) => {
      settle()
      thread.end()
      const verdict = verdictSoFar(run, planned, finished, hit, performance.now() - started)
      resolve({ verdict, reusable: false })
    }
    const aborted = () => {
      settle()
      thread.end()
      reject(signal?.reason)
    }

    const timer = setTimeout(
      () => cutShort('time'),
      run.limits.wallMs * (run.patience ?? 1) + TERMINATION_GRACE_MS,
    )
    signal?.addEventListener('abort', aborted)
    thread.listener = {
      message({ planned: names, finished: result, verdict, reusable }) {
        if (names) planned = names
        if (result) finished.push(result)
        if (!verdict) return
        settle()
        if (!reusable) thread.end()
        resolve({ verdict, reusable: reusable === true })
      },
      ended: cutShort,
    }
    if (signal?.aborted) aborted()
    else thread.post(run)
  })
}

/** The test that was running met the limit; those after it were not run. */
function verdictSoFar(
  run: LabRun,
  planned: string[],
  finished: LabTestResult[],
  hit: LimitHit,
  durationMs: number,
): LabVerdict {
  const names = planned.length > 0 ? planned.slice(finished.length) : ['tests']
  const rest = names.map((name, index) =>
    labTestResult(
      run,
      name,
      index === 0
        ? { passed: false, reason: hit, message: ENDED_MESSAGES[hit] ?? ENDED_MESSAGES.sandbox }
        : {
            passed: false,
            reason: 'not_run',
            message: 'This test was not run: one before it had to be stopped.',
          },
    ),
  )
  return labVerdict([...finished, ...rest], { console: [], limitsHit: [hit], durationMs })
}

const ENDED_MESSAGES = {
  time: 'The code took too long and had to be stopped from outside.',
  memory: 'The code needed too much memory and had to be stopped from outside.',
  sandbox: 'The code made its interpreter stop.',
} as Record<LimitHit, string> & { sandbox: string }

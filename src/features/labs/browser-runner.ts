import { type LabThread, type LabThreadMessage, superviseLabRun } from '../../platform/sandbox/lab-thread.ts'
import type { LabRun, LabVerdict } from '../../platform/sandbox/port.ts'

export interface BrowserRunner {
  /** Loads the runtime; resolves when a run will answer at once. */
  load(): Promise<void>
  /** @throws the signal's reason when stopped; the thread is then gone and the next run starts another. */
  run(run: LabRun, signal: AbortSignal): Promise<LabVerdict>
}

/** Runs labs in a worker of this page; one that is spoilt is replaced by the next run. */
export function createBrowserRunner(workerUrl: string): BrowserRunner {
  let thread: BrowserThread | undefined
  const living = () => {
    if (!thread || thread.dead) thread = new BrowserThread(workerUrl)
    return thread
  }
  return {
    load: () => living().ready,
    async run(run, signal) {
      const current = living()
      // The time of the run begins when the runtime is there, however slow the network.
      await Promise.race([current.ready, aborted(signal)])
      const { verdict } = await superviseLabRun(current, run, signal)
      return verdict
    },
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason)
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
}

class BrowserThread implements LabThread {
  listener: LabThread['listener']
  dead = false
  readonly ready: Promise<void>
  private readonly worker: Worker

  constructor(url: string) {
    this.worker = new Worker(url, { type: 'module' })
    this.ready = new Promise((resolve, reject) => {
      this.worker.addEventListener('message', ({ data }: MessageEvent<LabThreadMessage>) => {
        if (data.ready === true) resolve()
        else if (data.ready === false) this.fail(reject)
        else this.listener?.message(data)
      })
      this.worker.addEventListener('error', () => this.fail(reject))
    })
    // Who waits for it hears of a failure; nobody need wait.
    this.ready.catch(() => {})
  }

  post(run: LabRun): void {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    this.worker.postMessage(run)
  }

  end(): void {
    this.dead = true
    this.worker.terminate()
  }

  private fail(reject: (reason: Error) => void): void {
    this.end()
    reject(new Error('the runtime could not be loaded'))
    this.listener?.ended('sandbox')
  }
}

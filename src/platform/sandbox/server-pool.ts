import { availableParallelism } from 'node:os'
import type { Worker } from 'node:worker_threads'
import { type LabThread, type LabThreadMessage, superviseLabRun } from './lab-thread.ts'
import type { LabRun, LabVerdict, Sandbox } from './port.ts'
import { startSandboxWorker } from './worker-entry.ts'

export interface SandboxPoolOptions {
  /** How many runs may go on at once; those beyond wait in the order in which they came. */
  size?: number
  /** Threads kept ready beyond those that run, so that one that had to be ended costs the next run nothing. */
  spares?: number
  /** How many times its wall time a run may take while others use the machine too. */
  patience?: number
}

/** A thread is replaced after this many runs, whatever happened in them. */
const RUNS_PER_THREAD_MAX = 200

/**
 * The sandbox of a server: threads that each run one submission at a time. Nothing of a run outlives it: every run
 * gets new WebAssembly instances; a thread that saw an exception of the runtime, or had to be ended, is replaced.
 */
export function createSandboxPool(options: SandboxPoolOptions = {}): Sandbox {
  const { size = Math.max(1, availableParallelism() - 1), spares = 1, patience = 2 } = options
  return new SandboxPool(size, spares, patience)
}

class SandboxPool implements Sandbox {
  private readonly size: number
  private readonly spares: number
  private readonly patience: number
  private idle: Promise<PooledThread>[] = []
  private running = 0
  private readonly waiting: (() => void)[] = []
  private readonly threads = new Set<PooledThread>()
  private readonly closing = new AbortController()

  constructor(size: number, spares: number, patience: number) {
    this.size = size
    this.spares = spares
    this.patience = patience
  }

  async runLab(run: LabRun, signal?: AbortSignal): Promise<LabVerdict> {
    await this.turn(signal)
    try {
      const thread = await this.takeThread()
      const stop = signal ? AbortSignal.any([signal, this.closing.signal]) : this.closing.signal
      const { verdict, reusable } = await superviseLabRun(thread, { patience: this.patience, ...run }, stop)
      thread.runs++
      if (reusable && thread.runs < RUNS_PER_THREAD_MAX) this.idle.push(Promise.resolve(thread))
      else if (reusable) thread.end()
      return verdict
    } finally {
      this.running--
      this.waiting.shift()?.()
      this.keepSpares()
    }
  }

  async close(): Promise<void> {
    this.closing.abort(new DOMException('the sandbox is closing', 'AbortError'))
    for (const next of this.waiting.splice(0)) next()
    await Promise.allSettled(this.idle)
    this.idle = []
    await Promise.all([...this.threads].map((thread) => thread.end()))
  }

  /** Waits until fewer than `size` runs go on. */
  private async turn(signal?: AbortSignal): Promise<void> {
    if (this.running >= this.size) {
      await new Promise<void>((resolve, reject) => {
        const next = () => {
          signal?.removeEventListener('abort', gaveUp)
          resolve()
        }
        const gaveUp = () => {
          this.waiting.splice(this.waiting.indexOf(next), 1)
          reject(signal?.reason)
        }
        signal?.addEventListener('abort', gaveUp)
        this.waiting.push(next)
      })
    }
    signal?.throwIfAborted()
    this.closing.signal.throwIfAborted()
    this.running++
  }

  private async takeThread(): Promise<PooledThread> {
    for (;;) {
      const thread = await (this.idle.shift() ?? this.makeThread())
      if (!thread.dead) return thread
    }
  }

  private keepSpares(): void {
    if (this.closing.signal.aborted) return
    const wanted = Math.min(this.size - this.running, this.size) + this.spares
    while (this.idle.length < wanted && this.threads.size < this.size + this.spares) {
      const coming = this.makeThread()
      // If it can't start, the run that takes it says so.
      coming.catch(() => {})
      this.idle.push(coming)
    }
  }

  private async makeThread(): Promise<PooledThread> {
    const worker = await startSandboxWorker()
    const thread = new PooledThread(worker, () => this.threads.delete(thread))
    this.threads.add(thread)
    await thread.ready
    return thread
  }
}

class PooledThread implements LabThread {
  listener: LabThread['listener']
  runs = 0
  dead = false
  /** Settles when the thread is warm; fails when it could not be started. */
  readonly ready: Promise<void>
  private readonly worker: Worker

  constructor(worker: Worker, onEnd: () => void) {
    this.worker = worker
    this.ready = new Promise((resolve, reject) => {
      worker.on('message', (message: LabThreadMessage) => {
        if (message.ready) {
          // From here on it must not keep a process alive that has nothing else to do.
          worker.unref()
          resolve()
        } else this.listener?.message(message)
      })
      worker.on('error', (error) => {
        reject(error)
        this.listener?.ended('sandbox')
      })
      worker.on('exit', () => {
        this.dead = true
        onEnd()
        reject(new Error('the lab thread ended before it was there'))
        this.listener?.ended('sandbox')
      })
    })
  }

  post(run: LabRun): void {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    this.worker.postMessage(run)
  }

  end(): Promise<number> {
    this.dead = true
    return this.worker.terminate()
  }
}

import { useRef, useState } from 'preact/hooks'
import type { LabVerdict } from '../../platform/sandbox/port.ts'
import { type BrowserRunner, createBrowserRunner } from './browser-runner.ts'
import type { LabWork } from './lab-work.ts'
import { submissionFiles } from './submission-files.ts'

export type RunPhase = 'idle' | 'loading' | 'running' | 'done' | 'stopped' | 'noRunner'

/** Runs the visible tests here; one run at a time, stopped when asked. */
export function useRunner(work: LabWork, written: Record<string, string>) {
  const [phase, setPhase] = useState<RunPhase>('idle')
  const [verdict, setVerdict] = useState<LabVerdict>()
  const runner = useRef<BrowserRunner | undefined>(undefined)
  const stopper = useRef<AbortController | undefined>(undefined)
  const newest = useRef(written)
  newest.current = written

  async function run(): Promise<void> {
    if (stopper.current) return
    const stop = new AbortController()
    stopper.current = stop
    try {
      runner.current ??= createBrowserRunner(work.urls.worker)
      setPhase('loading')
      await Promise.race([runner.current.load(), whenAborted(stop.signal)])
      setPhase('running')
      const { kind, tests, limits, points } = work
      // The start without the learner's changes would do as well: only editable files are taken from them.
      const files = submissionFiles({ files: { ...work.start }, editable: work.editable }, newest.current)
      setVerdict(
        await runner.current.run({ kind, mode: 'isolated', files, tests, limits, points }, stop.signal),
      )
      setPhase('done')
    } catch {
      setPhase(stop.signal.aborted ? 'stopped' : 'noRunner')
    } finally {
      stopper.current = undefined
    }
  }

  // Who begins to write will run it: the runtime loads meanwhile.
  const load = () => {
    runner.current ??= createBrowserRunner(work.urls.worker)
    runner.current.load().catch(() => {})
  }

  return {
    load,
    phase,
    verdict,
    running: phase === 'loading' || phase === 'running',
    run: () => void run(),
    stop: () => stopper.current?.abort(),
  }
}

function whenAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) =>
    signal.addEventListener('abort', () => reject(signal.reason), { once: true }),
  )
}

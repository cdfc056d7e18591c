/** The server's lab thread. It gets the compiled WebAssembly from its parent: it opens no file. */
import { parentPort, workerData } from 'node:worker_threads'
import type { LabThreadMessage } from '../lab-thread.ts'
import type { LabRun } from '../port.ts'
import { runLabInThread } from './run-lab.ts'

if (!parentPort) throw new Error('the sandbox worker runs as a worker thread')
const parent = parentPort
const { wasm } = workerData as { wasm: WebAssembly.Module }
const WARM_UP: LabRun = {
  kind: 'javascript',
  mode: 'isolated',
  files: { 'a.js': 'export const f = (x) => x' },
  tests: { 'tests/a.test.js': "import { f } from '../a.js'; test('a', () => expect(f([1])).toEqual([1]))" },
  limits: { wallMs: 5_000, memoryMb: 16, outputBytes: 0 },
}
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
const tell = (message: LabThreadMessage) => parent.postMessage(message)

// Runs nothing of anybody, so that the first learner does not wait for code that is not warm.
const warm = runLabInThread(WARM_UP, wasm, () => {})
parent.on('message', async (run: LabRun) => {
  await warm
  tell(await runLabInThread(run, wasm, tell))
})

/** The server's lab thread. It gets the compiled WebAssembly from its parent: it opens no file. */
import { parentPort, workerData } from 'node:worker_threads'
import type { LabThreadMessage } from '../lab-thread.ts'
import type { LabRun } from '../port.ts'
import { runLabInThread, WARM_UP } from './run-lab.ts'

if (!parentPort) throw new Error('the sandbox worker runs as a worker thread')
const parent = parentPort
const { wasm } = workerData as { wasm: WebAssembly.Module }
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
const tell = (message: LabThreadMessage) => parent.postMessage(message)

parent.on('message', async (run: LabRun) => tell(await runLabInThread(run, wasm, tell)))
// The time of a run begins when the thread is warm, however busy the machine was when it started.
void runLabInThread(WARM_UP, wasm, () => {}).then(() => tell({ ready: true }))

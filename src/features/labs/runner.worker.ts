/**
 * The browser's lab thread: the same interpreters as on the server, so that the verdict is the same. The page compiles
 * nothing: this thread loads QuickJS once, and the browser keeps it.
 */
import wasmUrl from '@jitl/quickjs-wasmfile-release-sync/wasm'
import type { LabThreadMessage } from '../../platform/sandbox/lab-thread.ts'
import type { LabRun } from '../../platform/sandbox/port.ts'
import { runLabInThread, WARM_UP } from '../../platform/sandbox/quickjs/run-lab.ts'

interface Thread {
  postMessage(message: unknown, transfer: Transferable[]): void
  addEventListener(kind: 'message', listener: (event: { data: LabRun }) => void): void
}
const thread = globalThis as unknown as Thread

const tell = (message: LabThreadMessage) => thread.postMessage(message, [])

const loading = compile()
void tellWhenReady()

thread.addEventListener('message', async ({ data }) => {
  const wasm = await loading
  tell(await runLabInThread(data, wasm, tell))
})

async function tellWhenReady(): Promise<void> {
  try {
    await loading
    tell({ ready: true })
  } catch {
    tell({ ready: false })
  }
}

async function compile(): Promise<WebAssembly.Module> {
  const response = await fetch(wasmUrl)
  if (!response.ok) throw new Error(String(response.status))
  const wasm = await WebAssembly.compile(await response.arrayBuffer())
  await runLabInThread(WARM_UP, wasm, () => {})
  return wasm
}

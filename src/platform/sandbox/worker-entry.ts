import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { projectFolder } from '../project.ts'

/**
 * Starts the lab thread, the one place that knows where its code is: beside the built server as `sandbox-worker.js`,
 * or, when sources are run, bundled from `quickjs/worker.ts` in memory.
 */
export async function startSandboxWorker(): Promise<Worker> {
  const options = {
    workerData: { wasm: await compiledQuickJs() },
    // Nothing of the process reaches the thread, although the code of others never touches the thread itself.
    env: {},
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 32 },
  }
  const distFolder = join(projectFolder, 'dist')
  const isBuilt = fileURLToPath(import.meta.url).startsWith(distFolder + sep)
  if (isBuilt) return new Worker(join(distFolder, 'sandbox-worker.js'), options)
  return new Worker(await workerSource(), { ...options, eval: true })
}

let source: Promise<string> | undefined

function workerSource(): Promise<string> {
  source ??= bundleWorker()
  return source
}

async function bundleWorker(): Promise<string> {
  const { build } = await import('esbuild')
  const { outputFiles } = await build({
    entryPoints: [join(projectFolder, 'src/platform/sandbox/quickjs/worker.ts')],
    bundle: true,
    write: false,
    // Evaluated from memory it can't look for packages: all is inside, in the form that opens no files.
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    conditions: ['browser'],
    logLevel: 'error',
  })
  return outputFiles[0]?.text ?? ''
}

let compiled: Promise<WebAssembly.Module> | undefined

/** QuickJS, compiled once per process and shared by all threads. */
export function compiledQuickJs(): Promise<WebAssembly.Module> {
  compiled ??= readFile(quickJsWasmPath()).then((bytes) => WebAssembly.compile(bytes))
  return compiled
}

/** Also what a build copies for browsers. */
export function quickJsWasmPath(): string {
  return createRequire(import.meta.url).resolve('@jitl/quickjs-wasmfile-release-sync/wasm')
}

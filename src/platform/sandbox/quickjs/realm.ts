import RELEASE_SYNC from '@jitl/quickjs-wasmfile-release-sync'
import {
  newQuickJSWASMModuleFromVariant,
  newVariant,
  type QuickJSContext,
  type QuickJSHandle,
  type QuickJSRuntime,
} from 'quickjs-emscripten-core'
import type { LimitHit } from '../port.ts'

/** More than this can end the WebAssembly module instead of throwing inside it. */
const STACK_BYTES = 128 * 1024
/** What the WebAssembly module itself asks for. */
const BASE_PAGES = 256
const PAGES_PER_MB = 16
const JOBS_PER_TURN = 200

export interface RealmOptions {
  wasm: WebAssembly.Module
  memoryMb: number
  /** Text of a module by its resolved path, or undefined where there is none. */
  readModule: (path: string) => string | undefined
  /** What an import of something else is answered with. */
  missingModule: (path: string) => string
}

/**
 * One interpreter in a WebAssembly instance of its own: two realms share no memory, and a realm that has been
 * spoilt is dropped without a look at what is inside.
 */
export interface Realm {
  /** Interrupted after this instant of `performance.now()`. */
  deadline: number
  /** Steps that it may still take (some 10,000 operations each); a step costs about 0.2 ms where nothing else runs. */
  steps: number
  /** The limit that spoilt it, if one did: it must not be entered again. */
  spoilt: LimitHit | undefined
  /** Evaluates a script that yields a function, and keeps that function under a name for `call`. */
  define(name: string, script: string, hostFunctions: Record<string, HostFunction>): void
  /** Calls a defined function with strings; its answer must be a string of at most `lengthMax` characters. */
  call(name: string, args: string[], lengthMax: number): RealmAnswer
  /** Evaluates a module and hands its path and `{ all: namespace }`, or a promise of it, to a defined function. */
  importModule(path: string, receiver: string): RealmAnswer
  /** Runs waiting promise jobs, at most some hundreds. True if there was one. */
  runJobs(): boolean
}

export type HostFunction = (...args: string[]) => string | undefined

export type RealmAnswer = { ok: true; text: string } | { ok: false; hit?: LimitHit; message: string }

/**
 * Makes a fresh interpreter (about 1.5 ms once the code is warm).
 *
 * @throws when the WebAssembly module can't be instantiated.
 */
export async function createRealm(options: RealmOptions): Promise<Realm> {
  // The interpreter counts 8 bytes for an allocation of any size, so its own limit stops only single large ones; the
  // memory of the instance is what bounds it.
  const wasmMemory = new WebAssembly.Memory({
    initial: BASE_PAGES,
    maximum: BASE_PAGES + options.memoryMb * PAGES_PER_MB,
  })
  const quickjs = await newQuickJSWASMModuleFromVariant(
    newVariant(RELEASE_SYNC, { wasmModule: options.wasm, wasmMemory }),
  )
  const runtime = quickjs.newRuntime()
  runtime.setMaxStackSize(STACK_BYTES)
  runtime.setMemoryLimit(options.memoryMb * 1024 * 1024)
  runtime.setModuleLoader((path) => {
    const text = options.readModule(path)
    return text === undefined ? { error: new Error(options.missingModule(path)) } : { value: text }
  }, resolveModulePath)
  const context = runtime.newContext()
  return new QuickJsRealm(runtime, context)
}

class QuickJsRealm implements Realm {
  deadline = Number.POSITIVE_INFINITY
  steps = Number.POSITIVE_INFINITY
  spoilt: LimitHit | undefined
  private readonly runtime: QuickJSRuntime
  private readonly context: QuickJSContext
  private readonly defined = new Map<string, QuickJSHandle>()

  constructor(runtime: QuickJSRuntime, context: QuickJSContext) {
    this.runtime = runtime
    this.context = context
    runtime.setInterruptHandler(() => {
      this.steps -= 1
      if (this.steps >= 0 && performance.now() <= this.deadline) return false
      this.spoilt ??= 'time'
      return true
    })
  }

  define(name: string, script: string, hostFunctions: Record<string, HostFunction>): void {
    const { context } = this
    const factory = context.unwrapResult(context.evalCode(script, '<sandbox>'))
    const host = context.newObject()
    for (const [key, hostFunction] of Object.entries(hostFunctions)) {
      context.newFunction(key, this.guarded(hostFunction)).consume((handle) => {
        context.setProp(host, key, handle)
      })
    }
    const made = context.unwrapResult(context.callFunction(factory, context.undefined, host))
    host.dispose()
    factory.dispose()
    for (const property of context.unwrapResult(context.getOwnPropertyNames(made))) {
      this.defined.set(`${name}.${context.getString(property)}`, context.getProp(made, property))
      property.dispose()
    }
    made.dispose()
  }

  call(name: string, args: string[], lengthMax: number): RealmAnswer {
    return this.enter(() => {
      const { context } = this
      const handles = args.map((arg) => context.newString(arg))
      const result = context.callFunction(this.handle(name), context.undefined, handles)
      for (const handle of handles) handle.dispose()
      if (result.error) return this.failure(result.error)
      return result.value.consume((value) => this.readText(value, lengthMax))
    })
  }

  importModule(path: string, receiver: string): RealmAnswer {
    return this.enter(() => {
      const { context } = this
      const entry = `export * as all from ${JSON.stringify(path)}`
      const result = context.evalCode(entry, '<entry>', { type: 'module' })
      if (result.error) return this.failure(result.error)
      const received = result.value.consume((namespace) =>
        context
          .newString(path)
          .consume((name) => context.callFunction(this.handle(receiver), context.undefined, name, namespace)),
      )
      if (received.error) return this.failure(received.error)
      return received.value.consume((value) => this.readText(value, 1_000_000))
    })
  }

  runJobs(): boolean {
    if (this.spoilt || !this.runtime.hasPendingJob()) return false
    this.enter(() => {
      const result = this.runtime.executePendingJobs(JOBS_PER_TURN)
      if (result.error) result.error.dispose()
      // An interrupted loop of promise jobs reports success: only our own clock tells.
      if (performance.now() > this.deadline) this.spoilt ??= 'time'
      return { ok: true, text: '' }
    })
    return true
  }

  /** Every way into the interpreter passes here, so that no exception of the host comes out of it. */
  private enter(action: () => RealmAnswer): RealmAnswer {
    if (this.spoilt) return { ok: false, hit: this.spoilt, message: 'stopped' }
    try {
      const answer = action()
      // The handler may have cut the code short although the call came back.
      return this.spoilt ? { ok: false, hit: this.spoilt, message: 'stopped' } : answer
    } catch (error) {
      // The engine's own stack ran out before the interpreter's did, or the module gave up: its memory can't be
      // trusted any more. Recursion is by far the usual reason for the first.
      this.spoilt ??= error instanceof RangeError ? 'stack' : 'sandbox'
      return { ok: false, hit: this.spoilt, message: 'stopped' }
    }
  }

  private failure(error: QuickJSHandle): RealmAnswer {
    const name = this.readField(error, 'name')
    const message = this.readField(error, 'message')
    const stack = this.readField(error, 'stack')
    error.dispose()
    if (this.spoilt) return { ok: false, hit: this.spoilt, message: 'stopped' }
    const hit = limitOf(name, message)
    return { ok: false, hit, message: [`${name}: ${message}`, stack.trim()].filter(Boolean).join('\n') }
  }

  private readField(object: QuickJSHandle, field: string): string {
    if (this.context.typeof(object) !== 'object') return field === 'message' ? 'a value was thrown' : ''
    return this.context.getProp(object, field).consume((value) => {
      const answer = this.readText(value, 2_000)
      return answer.ok ? answer.text : ''
    })
  }

  private readText(value: QuickJSHandle, lengthMax: number): RealmAnswer {
    const { context } = this
    if (context.typeof(value) !== 'string') return { ok: false, message: 'no text came back' }
    // The length is asked before the text is copied: a string of 100 MB stays where it is.
    const length = context.getProp(value, 'length').consume((handle) => context.getNumber(handle))
    if (length > lengthMax) return { ok: false, message: `a text of ${length} characters is too long` }
    return { ok: true, text: context.getString(value) }
  }

  private handle(name: string): QuickJSHandle {
    const handle = this.defined.get(name)
    if (!handle) throw new Error(`nothing is defined as ${name}`)
    return handle
  }

  /** Strings go in and out of the host; a string that is too long arrives cut off, other values as ''. */
  private guarded(hostFunction: HostFunction) {
    const { context } = this
    return (...handles: QuickJSHandle[]): QuickJSHandle => {
      const args = handles.map((handle) => {
        const answer = this.readText(handle, MESSAGE_LENGTH_MAX)
        return answer.ok ? answer.text : ''
      })
      const answer = hostFunction(...args)
      return answer === undefined ? context.undefined : context.newString(answer)
    }
  }
}

/** The longest message that passes between two interpreters, in characters. */
export const MESSAGE_LENGTH_MAX = 2_000_000

/** Which limit an exception of the interpreter speaks of, if it does. */
export function limitOf(name: string, message: string): LimitHit | undefined {
  if (message === 'out of memory') return 'memory'
  if (message === 'stack overflow') return 'stack'
  if (name === 'InternalError' && message === 'interrupted') return 'time'
  return undefined
}

/** `./b.js` asked for by `a/c.js` is `a/b.js`; a path that leaves the lab, or a bare name, stays as it is. */
export function resolveModulePath(importer: string, wanted: string): string {
  if (!wanted.startsWith('./') && !wanted.startsWith('../')) return wanted
  const parts = importer.split('/').slice(0, -1)
  for (const part of wanted.split('/')) {
    if (part === '' || part === '.') continue
    if (part === '..') {
      if (parts.length === 0) return wanted
      parts.pop()
    } else parts.push(part)
  }
  return parts.join('/')
}

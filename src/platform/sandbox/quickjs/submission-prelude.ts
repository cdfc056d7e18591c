import { WIRE_SOURCE } from './wire.ts'

/**
 * The submission's side: answers calls of the tests, and gives the code a console and timers. It runs before the
 * submission, in the submission's own interpreter; whatever the submission does to it, it can only send other
 * values, which it may do anyway.
 */
export const SUBMISSION_PRELUDE = `(host) => {
'use strict'
${WIRE_SOURCE}
${String.raw`
const hostLog = host.log, hostCall = host.call, hostSettle = host.settle, hostTimer = host.timer
const namespaces = new NativeMap()
const timers = new NativeMap()
let lastTimer = 0

const wire = createWire({
  settleRemote: (id, message) => hostSettle(id, message),
  refused: (text) => new NativeError(text),
  callRemote(target, args) {
    const answer = hostCall(NativeString(target), wire.encode(args))
    const body = slice(answer, 1)
    if (answer[0] === 'v') return wire.decode(body)
    if (answer[0] === 't') throw wire.decode(body)
    throw new NativeError(body)
  },
})

/** The host hands over the namespace of a module, or a promise of it while the module waits for something. */
function receive(path, loaded) {
  if (!isPromise(loaded)) { mapSet(namespaces, path, { all: loaded.all }); return '' }
  mapSet(namespaces, path, { pending: true })
  promiseThen(loaded,
    (entry) => mapSet(namespaces, path, { all: entry.all }),
    (error) => mapSet(namespaces, path, { error: inspect(error) }))
  return ''
}

/** The exports of a module: a list of names and, for what is no function, values. */
function exportsOf(path) {
  const module = mapGet(namespaces, path)
  if (!module || module.pending) return 'pending'
  if (module.error !== undefined) return 'error' + module.error
  const list = []
  for (const name of keys(module.all)) {
    const value = module.all[name]
    if (typeof value === 'function') { push(list, [name, 'function']); continue }
    try { push(list, [name, 'value', wire.encode(value)]) } catch (error) { push(list, [name, 'unpassable', refusal(error)]) }
  }
  return stringify(list)
}

/** Calls an export (path#name) or a function that was passed (its number). Arguments changed in place go back. */
function invoke(target, message) {
  let args, before, result
  try {
    const call = targetOf(target)
    args = wire.decode(message)
    before = wire.encode(args)
    result = apply(call, undefined, args)
  } catch (error) {
    return wire.thrown(error)
  }
  // What goes wrong from here on is no error that the code threw.
  try {
    for (let i = 0; i < args.length; i++) {
      if (result === args[i] && typeof result === 'object' && result !== null) return '=' + i + ' ' + changed(args, before)
    }
    const answer = wire.encode(result)
    return 'v' + answer.length + ' ' + answer + changed(args, before)
  } catch (error) {
    return refusal(error)
  }
}

function changed(args, before) {
  const after = wire.encode(args)
  return after === before ? '' : after
}

const indexOf = uncurry(String.prototype.indexOf)

function targetOf(target) {
  const at = indexOf(target, '#')
  if (at < 0) return wire.functionById(NativeNumber(target))
  return mapGet(namespaces, slice(target, 0, at)).all[slice(target, at + 1)]
}

function fire(id) {
  const timer = mapGet(timers, NativeNumber(id))
  if (timer) timer()
  return ''
}

const setTimer = (repeats) => (callback, ms, ...args) => {
  const id = ++lastTimer
  mapSet(timers, id, () => {
    if (repeats) hostTimer(NativeString(id), NativeString(ms))
    apply(callback, undefined, args)
  })
  hostTimer(NativeString(id), NativeString(ms))
  return id
}
const clearTimer = (id) => { mapSet(timers, id, undefined) }

function logger(level) {
  return (...values) => {
    const parts = []
    for (let i = 0; i < values.length; i++) push(parts, typeof values[i] === 'string' ? values[i] : inspect(values[i]))
    hostLog(level, slice(parts.join(' '), 0, 10000))
  }
}

const globals = {
  console: { log: logger('log'), info: logger('info'), warn: logger('warn'), error: logger('error'),
    debug: logger('debug'), table: logger('log') },
  setTimeout: setTimer(false), setInterval: setTimer(true), clearTimeout: clearTimer, clearInterval: clearTimer,
  queueMicrotask: (callback) => { promiseThen(NativePromise.resolve(), () => callback()) },
  structuredClone: (value) => wire.decode(wire.encode(value)),
}
for (const name of keys(globals)) {
  defineProperty(globalThis, name, { value: globals[name], writable: true, configurable: true, enumerable: false })
}

return { receive, exportsOf, invoke, fire, settled: wire.settled }
`}
}`

import { EXPECT_SOURCE } from './expect-source.ts'
import { WIRE_SOURCE } from './wire.ts'

/**
 * The tests' side: `describe`, `test`, `expect`, and the submission's exports as functions that send messages. Only
 * the author's tests run here. What the sandbox itself refuses (a limit, a missing export, a value that can't pass)
 * and every failed expectation mark the running test as failed for good: a test can't pass by catching them.
 */
export const TESTS_PRELUDE = `(host) => {
'use strict'
${WIRE_SOURCE}
${EXPECT_SOURCE}
${String.raw`
class SandboxStop extends NativeError {}

let failure
function failed(error) { failure ??= error }

function refusedWith(reason, message) {
  const error = new SandboxStop(message)
  error.name = 'SandboxStop'
  error.reason = reason
  failed(error)
  return error
}
function stop(reason, message) { throw refusedWith(reason, message) }

/** What can't be read is no error that the code threw: a test that expects one must not pass by it. */
function decoded(message) {
  try { return wire.decode(message) } catch { stop('error', 'The value can\'t be passed to the tests.') }
}

const wire = createWire({
  settleRemote: (id, message) => host.settle(id, message),
  refused: (text) => text === 'memory' || text === 'stack' ? refusedWith(text, '') : refusedWith('error', text),
  callRemote(target, args) {
    let message
    try { message = wire.encode(args) } catch (error) { stop('error', 'The arguments can\'t be passed: ' + error.message) }
    return answerOf(host.call(NativeString(target), message), args)
  },
})

/** The host's and the submission's answers; arguments that the submission changed are changed here as well. */
function answerOf(answer, args) {
  const body = slice(answer, 1)
  if (answer[0] === 't') throw decoded(body)
  if (answer[0] === 'x') { const at = body.indexOf(':'); stop(slice(body, 0, at), slice(body, at + 1)) }
  const space = body.indexOf(' ')
  const number = NativeNumber(slice(body, 0, space))
  if (answer[0] === '=') {
    restoreAll(args, slice(body, space + 1))
    return args[number]
  }
  const value = decoded(slice(body, space + 1, space + 1 + number))
  restoreAll(args, slice(body, space + 1 + number))
  return value
}

function restoreAll(args, message) {
  if (message === '') return
  const changed = decoded(message)
  for (let i = 0; i < args.length; i++) restore(args[i], changed[i], 0)
}

function restore(original, changed, depth) {
  if (original === null || changed === null || typeof original !== 'object' || typeof changed !== 'object') return
  if (depth > DEPTH_MAX || isArray(original) !== isArray(changed)) return
  if (isMap(original) && isMap(changed)) { original.clear(); for (const [k, v] of changed) original.set(k, v); return }
  if (isSet(original) && isSet(changed)) { original.clear(); for (const v of changed) original.add(v); return }
  const kept = isArray(original) ? [...original] : { ...original }
  if (isArray(original)) original.length = changed.length
  else for (const name of keys(original)) if (!hasOwn(changed, name)) delete original[name]
  for (const name of keys(changed)) {
    const before = kept[name], after = changed[name]
    const sameKind = before !== null && after !== null && typeof before === 'object' && typeof after === 'object' &&
      isArray(before) === isArray(after)
    if (sameKind) restore(before, after, depth + 1)
    put(original, name, sameKind ? before : after)
  }
}

/** The submission calls a function that a test passed to it. */
function invoke(target, message) {
  try {
    return 'v' + wire.encode(apply(wire.functionById(NativeNumber(target)), undefined, wire.decode(message)))
  } catch (error) {
    // What a failed expectation says is not for the submission.
    if (error instanceof AssertionError || error instanceof SandboxStop) return 'xThe test stopped here.'
    try { return 't' + wire.encode(error) } catch { return 'xThe value can\'t be passed.' }
  }
}

/** An export of the submission as the tests import it. */
function remoteExport(path, name) {
  const found = parse(host.exportOf(path, name))
  if (found[0] === 'function') {
    const remote = (...args) => wire.remoteFunction(path + '#' + name)(...args)
    defineProperty(remote, 'name', { value: name })
    return remote
  }
  if (found[0] === 'value') return wire.decode(found[1])
  const absent = () => stop(found[0], found[1])
  defineProperty(absent, 'name', { value: name })
  return absent
}

const timers = new NativeMap()
let lastTimer = 0
const setTimer = (repeats) => (callback, ms, ...args) => {
  const id = ++lastTimer
  timers.set(id, () => {
    if (repeats) host.timer(NativeString(id), NativeString(ms))
    else timers.delete(id)
    callback(...args)
  })
  host.timer(NativeString(id), NativeString(ms))
  return id
}
const clearTimer = (id) => { timers.delete(id) }
function fire(id) {
  const timer = timers.get(NativeNumber(id))
  try { if (timer) timer() } catch (error) { failed(error) }
  return ''
}

const root = { names: [], hooks: { beforeAll: [], beforeEach: [], afterEach: [], afterAll: [] }, parent: null }
const tests = []
let block = root

function describe(name, body) {
  block = { names: [...block.names, NativeString(name)], hooks: { beforeAll: [], beforeEach: [], afterEach: [], afterAll: [] }, parent: block }
  try { body() } finally { block = block.parent }
}
function test(name, body) {
  tests.push({ name: [...block.names, NativeString(name)].join(' > '), body, block })
}
function format(name, values) {
  let next = 0
  const named = values.length === 1 && values[0] !== null && typeof values[0] === 'object' && !isArray(values[0]) ? values[0] : {}
  return NativeString(name)
    .replace(/%([sdifjop%])/g, (all, kind) => kind === '%' ? '%' : typeof values[next] === 'string' && kind === 's' ? values[next++] : inspect(values[next++]))
    .replace(/\$([A-Za-z_]\w*)/g, (all, key) => hasOwn(named, key) ? (typeof named[key] === 'string' ? named[key] : inspect(named[key])) : all)
}
const each = (declare) => (table) => (name, body) => {
  for (const row of table) {
    const values = isArray(row) ? row : [row]
    declare(format(name, values), () => body(...values))
  }
}
describe.each = each(describe)
test.each = each(test)
const hook = (kind) => (body) => { block.hooks[kind].push({ body, ran: false }) }

async function runHooks(block, kind, outermostFirst) {
  const chain = []
  for (let at = block; at; at = at.parent) outermostFirst ? chain.unshift(at) : chain.push(at)
  for (const at of chain) {
    for (const hook of at.hooks[kind]) {
      if (kind === 'beforeAll' && hook.ran) continue
      hook.ran = true
      await hook.body()
    }
  }
}

/** Runs one test; what comes of it is told through host.done. */
function start(index) {
  failure = undefined
  runTest(tests[NativeNumber(index)]).then(
    () => host.done(stringify(failure ? told(failure) : { passed: true })),
    (error) => { failed(error); host.done(stringify(told(failure))) },
  )
  return ''
}

async function runTest(test) {
  await runHooks(test.block, 'beforeAll', true)
  await runHooks(test.block, 'beforeEach', true)
  try { await test.body() } finally { await runHooks(test.block, 'afterEach', false) }
}

/** What a failure says; the host decides what of it may be seen. */
function told(error) {
  if (error instanceof AssertionError) return { passed: false, reason: 'assertion', message: error.message, ...error.parts }
  if (error instanceof SandboxStop) return { passed: false, reason: error.reason, message: error.message }
  const place = error !== null && typeof error === 'object' && errorPlaces.get(error)
  return { passed: false, reason: 'error', message: inspect(error) + (place ? ' (' + place + ')' : '') }
}

/** What went wrong in a test that did not come to its end. */
const failureSoFar = () => failure ? stringify(told(failure)) : ''

const loads = new NativeMap()
function receive(path, loaded) {
  loads.set(path, 'pending')
  if (!isPromise(loaded)) { loads.set(path, 'ready'); return '' }
  loaded.then(() => loads.set(path, 'ready'), (error) => loads.set(path, 'error' + inspect(error)))
  return ''
}
const stateOf = (path) => loads.get(path) || 'pending'

const vi = { fn: mockFunction }
const line = (level) => (...values) => host.log(level, values.map((v) => typeof v === 'string' ? v : inspect(v)).join(' ').slice(0, 10000))
const globals = { describe, test, it: test, expect, vi, jest: vi, beforeAll: hook('beforeAll'), beforeEach: hook('beforeEach'),
  afterEach: hook('afterEach'), afterAll: hook('afterAll'), remoteExport,
  setTimeout: setTimer(false), setInterval: setTimer(true), clearTimeout: clearTimer, clearInterval: clearTimer,
  console: { log: line('log'), info: line('info'), warn: line('warn'), error: line('error'), debug: line('debug') } }
for (const name of keys(globals)) put(globalThis, name, globals[name])

return { receive, stateOf, plan: () => stringify(tests.map((test) => test.name)), start, failureSoFar, invoke, fire,
  settled: wire.settled }
`}
}`

/** What tests get when they import from the usual runners by name. */
export const RUNNER_MODULE = `const { describe, test, it, expect, vi, jest, beforeAll, beforeEach, afterEach, afterAll } = globalThis
export { describe, test, it, expect, vi, jest, beforeAll, beforeEach, afterEach, afterAll }`

export const RUNNER_MODULE_NAMES = ['vitest', '@jest/globals']

/**
 * What both interpreters run first: values to text and back, and functions of the other side as proxies. It is
 * JavaScript as text because it must exist inside QuickJS. It keeps the built-in functions that it needs before
 * anybody can replace them; even so nothing of a message from a submission is believed: it is data about data.
 *
 * A message is JSON in which a container is an array that begins with its kind: `["a", […]]` an array, `["o",
 * [[key, value], …]]` a plain object, `["#", n]` the n-th container again (so cycles pass), `["f", id]` a function
 * of the sender, `["F", id]` one of the receiver, `["p", id]` a promise of the sender.
 */
export const WIRE_SOURCE = String.raw`
const uncurry = (method) => Function.prototype.call.bind(method)
const { isArray } = Array
const { keys, getPrototypeOf, defineProperty, is } = Object
const { stringify, parse } = JSON
const { apply, ownKeys } = Reflect
const NativeError = Error, NativeMap = Map, NativeSet = Set, NativeDate = Date, NativeRegExp = RegExp
const NativePromise = Promise, NativeString = String, NativeBigInt = BigInt, NativeObject = Object
const NativeNumber = Number, NativeSymbol = Symbol
const objectPrototype = Object.prototype
const errorClasses = { __proto__: null, Error, TypeError, RangeError, SyntaxError, ReferenceError, EvalError, URIError }
const typedClasses = { __proto__: null, Uint8Array, Int8Array, Uint8ClampedArray, Uint16Array, Int16Array,
  Uint32Array, Int32Array, Float32Array, Float64Array }
const typedTag = uncurry(Object.getOwnPropertyDescriptor(getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag).get)
const mapGet = uncurry(Map.prototype.get), mapSet = uncurry(Map.prototype.set)
const mapEach = uncurry(Map.prototype.forEach), setEach = uncurry(Set.prototype.forEach)
const setAdd = uncurry(Set.prototype.add), dateTime = uncurry(Date.prototype.getTime)
const promiseThen = uncurry(Promise.prototype.then)
const symbolText = uncurry(Symbol.prototype.toString)
const enumerable = uncurry(Object.prototype.propertyIsEnumerable)
const hasOwn = uncurry(Object.prototype.hasOwnProperty)
const slice = uncurry(String.prototype.slice), repeat = uncurry(String.prototype.repeat)
const isIdentifier = (text) => matches(/^[A-Za-z_$][A-Za-z0-9_$]*$/, text)
const matches = uncurry(RegExp.prototype.test), execute = uncurry(RegExp.prototype.exec)
/** The place that an error of the other side was made in. */
const errorPlaces = new WeakMap()

const put = (object, key, value) =>
  defineProperty(object, key, { __proto__: null, value, writable: true, enumerable: true, configurable: true })
const push = (array, value) => put(array, array.length, value)
const brand = (check) => (value) => { try { check(value); return true } catch { return false } }
const isMap = brand((value) => mapEach(value, () => {}))
const isSet = brand((value) => setEach(value, () => {}))
const isDate = brand(dateTime)
const isPromise = (value) => value instanceof NativePromise && brand((v) => promiseThen(v, () => {}, () => {}))(value)

const DEPTH_MAX = 150, NODES_MAX = 300000
class Unpassable extends NativeError {}

function createWire({ callRemote, settleRemote, refused }) {
  const functionIds = new NativeMap(), functionsById = new NativeMap(), remoteIds = new NativeMap()
  const remotesById = new NativeMap(), waiting = new NativeMap()
  let lastId = 0

  function encode(value) {
    const seen = new NativeMap()
    let containers = 0, nodes = 0
    const container = (kind, object, fill, depth) => {
      if (depth > DEPTH_MAX) throw new Unpassable('it is nested more than ' + DEPTH_MAX + ' deep')
      mapSet(seen, object, containers++)
      const items = []
      fill(items, depth + 1)
      return [kind, items]
    }
    const node = (value, depth) => {
      if (++nodes > NODES_MAX) throw new Unpassable('it has more than ' + NODES_MAX + ' parts')
      if (value === null) return null
      switch (typeof value) {
        case 'boolean': case 'string': return value
        case 'number':
          return value - value === 0 && !is(value, -0) ? value : ['n', is(value, -0) ? '-0' : NativeString(value)]
        case 'undefined': return ['u']
        case 'bigint': return ['i', NativeString(value)]
        case 'symbol': return ['y', slice(symbolText(value), 7, -1)]
        case 'function': return functionNode(value)
      }
      const again = mapGet(seen, value)
      if (again !== undefined) return ['#', again]
      if (isArray(value)) return container('a', value, (items, d) => {
        for (let i = 0; i < value.length; i++) push(items, node(value[i], d))
      }, depth)
      if (isPromise(value)) return promiseNode(value)
      if (value instanceof NativeError) return ['e', text(value.name), text(value.message),
        entries(value, depth, (key) => key !== 'name' && key !== 'message' && key !== 'stack'), placeOf(value)]
      if (isMap(value)) return container('m', value, (items, d) => {
        mapEach(value, (v, k) => push(items, [node(k, d), node(v, d)]))
      }, depth)
      if (isSet(value)) return container('s', value, (items, d) => {
        setEach(value, (v) => push(items, node(v, d)))
      }, depth)
      if (isDate(value)) return ['d', node(dateTime(value), depth)]
      if (value instanceof NativeRegExp) return ['r', text(value.source), text(value.flags)]
      const typed = typedTag(value)
      if (typed !== undefined && typedClasses[typed]) return container('t', value, (items, d) => {
        push(items, typed)
        for (let i = 0; i < value.length; i++) push(items, node(value[i], d))
      }, depth)
      return container('o', value, (items, d) => {
        for (const entry of entries(value, d, () => true)) push(items, entry)
      }, depth)
    }
    const entries = (object, depth, wanted) => {
      const list = []
      const names = keys(object)
      for (let i = 0; i < names.length; i++) {
        if (wanted(names[i])) push(list, [names[i], node(object[names[i]], depth)])
      }
      return list
    }
    return stringify(node(value, 0))
  }

  const text = (value) => slice(NativeString(value), 0, 10000)

  /** Where an error was made, as joins.js:12: the first line of its stack that is in a file of the lab. */
  const placeOf = (error) => {
    const found = execute(/\(([^()\s<>]+:\d+)(?::\d+)?\)/, text(error.stack))
    return found ? found[1] : ''
  }

  function functionNode(value) {
    const remote = mapGet(remoteIds, value)
    if (remote !== undefined) return ['F', remote]
    let id = mapGet(functionIds, value)
    if (id === undefined) {
      id = ++lastId
      mapSet(functionIds, value, id)
      mapSet(functionsById, id, value)
    }
    return ['f', id]
  }

  function promiseNode(promise) {
    const id = ++lastId
    promiseThen(promise, (value) => settle(id, 'v', value), (error) => settle(id, 't', error))
    return ['p', id]
  }

  function settle(id, outcome, value) {
    let message
    if (outcome === 't') message = thrown(value)
    else try { message = 'v' + encode(value) } catch (error) { message = refusal(error) }
    settleRemote(NativeString(id), message)
  }

  /** Something thrown as a message; a limit that was met is not passed off as an error of the code. */
  function thrown(error) {
    const sandboxed = refusal(error)
    if (sandboxed === 'xmemory' || sandboxed === 'xstack') return sandboxed
    try { return 't' + encode(error) } catch (second) { return refusal(second) }
  }

  function decode(message) {
    const containers = []
    const build = (node) => {
      if (node === null || typeof node !== 'object') return node
      const a = node[1]
      switch (node[0]) {
        case 'u': return undefined
        case 'n': return NativeNumber(a)
        case 'i': return NativeBigInt(a)
        case 'y': return NativeSymbol(a)
        case '#': return containers[a]
        case 'a': { const list = []; push(containers, list); for (const item of a) push(list, build(item)); return list }
        case 'o': { const object = {}; push(containers, object)
          for (const entry of a) put(object, entry[0], build(entry[1])); return object }
        case 'm': { const map = new NativeMap(); push(containers, map)
          for (const entry of a) mapSet(map, build(entry[0]), build(entry[1])); return map }
        case 's': { const set = new NativeSet(); push(containers, set); for (const item of a) setAdd(set, build(item)); return set }
        case 't': { push(containers, undefined); const at = containers.length - 1
          const array = new typedClasses[a[0]](a.length - 1)
          for (let i = 1; i < a.length; i++) array[i - 1] = build(a[i])
          put(containers, at, array); return array }
        case 'd': return new NativeDate(build(a))
        case 'r': return new NativeRegExp(a, node[2])
        case 'e': return errorFrom(node, build)
        case 'f': return remoteFunction(a)
        case 'F': return mapGet(functionsById, a)
        case 'p': return new NativePromise((resolve, reject) => mapSet(waiting, a, { resolve, reject }))
      }
      throw new NativeError('unreadable message')
    }
    return build(parse(message))
  }

  function errorFrom(node, build) {
    const NamedClass = errorClasses[node[1]] || NativeError
    const error = new NamedClass(node[2])
    if (error.name !== node[1]) put(error, 'name', node[1])
    for (const entry of node[3]) put(error, entry[0], build(entry[1]))
    if (typeof node[4] === 'string') errorPlaces.set(error, slice(node[4], 0, 200))
    return error
  }

  function remoteFunction(target) {
    const known = mapGet(remotesById, target)
    if (known) return known
    const remote = (...args) => callRemote(target, args)
    mapSet(remotesById, target, remote)
    mapSet(remoteIds, remote, target)
    return remote
  }

  /** The other side says how a promise that it sent has ended. */
  function settled(id, message) {
    const promise = mapGet(waiting, NativeNumber(id))
    if (!promise) return ''
    if (message[0] === 'v') promise.resolve(decode(slice(message, 1)))
    else if (message[0] === 't') promise.reject(decode(slice(message, 1)))
    else promise.reject(refused(slice(message, 1)))
    return ''
  }

  return { encode, decode, thrown, settled, remoteFunction, functionById: (id) => mapGet(functionsById, id) }
}

/** Answers begin with a letter: v a value, t something thrown, x what the sandbox itself has to say. */
function refusal(error) {
  if (error instanceof Unpassable) return 'x' + 'The value can\'t be passed to the tests: ' + error.message + '.'
  try {
    const text = NativeString(error && error.message)
    if (text === 'out of memory') return 'xmemory'
    if (text === 'stack overflow') return 'xstack'
    return 'xThe value can\'t be read: ' + slice(text, 0, 300)
  } catch { return 'xThe value can\'t be read.' }
}

/** A value as JavaScript would write it, on one line when short, at most some thousand characters. */
function inspect(value) {
  const open = []
  let budget = 4000
  const quote = (text) => { const q = stringify(text); return "'" + slice(q, 1, q.length - 1).replaceAll('\\"', '"').replaceAll("'", "\\'") + "'" }
  const key = (name) => isIdentifier(name) ? name : quote(name)
  const wrap = (start, parts, end, depth) => {
    if (parts.length === 0) return start + end
    const line = start + (start === '[' ? '' : ' ') + parts.join(', ') + (end === ']' ? '' : ' ') + end
    if (line.length <= 72 && !line.includes('\n')) return line
    const indent = repeat('  ', depth + 1)
    return start + '\n' + parts.map((part) => indent + part).join(',\n') + '\n' + repeat('  ', depth) + end
  }
  const show = (value, depth) => {
    if (budget < 0) return '…'
    budget -= 4
    if (value === null) return 'null'
    switch (typeof value) {
      case 'string': { const shown = value.length > 1000 ? quote(slice(value, 0, 1000)) + '…' : quote(value); budget -= shown.length; return shown }
      case 'number': return is(value, -0) ? '-0' : NativeString(value)
      case 'bigint': return NativeString(value) + 'n'
      case 'symbol': return symbolText(value)
      case 'function': return value.name ? '[Function ' + value.name + ']' : '[Function]'
      case 'object': break
      default: return NativeString(value)
    }
    if (open.includes(value)) return '[Circular]'
    if (depth > 6) return isArray(value) ? '[…]' : '{…}'
    open.push(value)
    const many = (list, each) => { const parts = []
      for (let i = 0; i < list.length && budget >= 0; i++) parts.push(each(list[i]))
      if (parts.length < list.length) parts.push('… ' + (list.length - parts.length) + ' more')
      return parts }
    let shown
    if (isArray(value)) shown = wrap('[', many(value, (item) => show(item, depth + 1)), ']', depth)
    else if (isPromise(value)) shown = 'Promise {…}'
    else if (value instanceof NativeError) shown = NativeString(value.name) + ': ' + NativeString(value.message)
    else if (isMap(value)) shown = wrap('Map {', many([...value], ([k, v]) => show(k, depth + 1) + ' => ' + show(v, depth + 1)), '}', depth)
    else if (isSet(value)) shown = wrap('Set {', many([...value], (item) => show(item, depth + 1)), '}', depth)
    else if (isDate(value)) shown = is(dateTime(value), NaN) ? 'Invalid Date' : value.toISOString()
    else if (value instanceof NativeRegExp) shown = NativeString(value)
    else shown = wrap('{', many(keys(value), (name) => key(name) + ': ' + show(value[name], depth + 1)), '}', depth)
    open.pop()
    return shown
  }
  const shown = show(value, 0)
  return shown.length > 5000 ? slice(shown, 0, 5000) + '…' : shown
}
`

/**
 * `expect` of the tests' interpreter, in the manner of Jest and Vitest, as text because it must exist inside QuickJS.
 * Written anew for values that came as messages: classes of the submission don't exist here, their copies do.
 */
export const EXPECT_SOURCE = String.raw`
class AssertionError extends NativeError {
  constructor(message, parts) { super(message); this.name = 'AssertionError'; this.parts = parts }
}

const asymmetric = NativeSymbol('asymmetric')
const matcher = (shown, test) => ({ [asymmetric]: test, toString: () => shown })

function equals(a, b, strict = false, pairs = []) {
  if (b !== null && typeof b === 'object' && b[asymmetric]) return b[asymmetric](a)
  if (is(a, b)) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (pairs.some(([x, y]) => x === a && y === b)) return true
  const nested = [...pairs, [a, b]]
  const same = (x, y) => equals(x, y, strict, nested)
  if (isArray(a) !== isArray(b)) return false
  if (isArray(a)) return a.length === b.length && a.every((item, i) => same(item, b[i]))
  if (a instanceof NativeError || b instanceof NativeError) {
    return a instanceof NativeError && b instanceof NativeError && a.name === b.name && a.message === b.message
  }
  if (isDate(a) || isDate(b)) return isDate(a) && isDate(b) && is(dateTime(a), dateTime(b))
  if (a instanceof NativeRegExp || b instanceof NativeRegExp) return NativeString(a) === NativeString(b)
  if (isMap(a) !== isMap(b) || isSet(a) !== isSet(b)) return false
  if (isMap(a)) return a.size === b.size && [...b].every(([key, value]) => [...a].some(([k, v]) => same(k, key) && same(v, value)))
  if (isSet(a)) return a.size === b.size && [...b].every((value) => [...a].some((item) => same(item, value)))
  const present = (object) => keys(object).filter((key) => strict || object[key] !== undefined)
  const names = present(b)
  return present(a).length === names.length && names.every((name) => hasOwn(a, name) && same(a[name], b[name]))
}

function contains(actual, wanted) {
  if (wanted === null || typeof wanted !== 'object' || wanted[asymmetric]) return equals(actual, wanted)
  if (actual === null || typeof actual !== 'object') return false
  if (isArray(wanted)) return isArray(actual) && actual.length === wanted.length && wanted.every((item, i) => contains(actual[i], item))
  return keys(wanted).every((name) => name in actual && contains(actual[name], wanted[name]))
}

const pathOf = (path) => isArray(path) ? path : NativeString(path).replaceAll('[', '.').replaceAll(']', '').split('.')
function reach(object, path) {
  let value = object
  for (const name of pathOf(path)) {
    if (value === null || value === undefined || !(name in NativeObject(value))) return { found: false }
    value = value[name]
  }
  return { found: true, value }
}

function throwsAs(error, wanted) {
  const message = error instanceof NativeError ? error.message : NativeString(error)
  if (wanted === undefined) return true
  if (typeof wanted === 'string') return message.includes(wanted)
  if (wanted instanceof NativeRegExp) return matches(wanted, message)
  if (typeof wanted === 'function') return error instanceof wanted
  if (wanted[asymmetric]) return wanted[asymmetric](error)
  return message === wanted.message
}

/** For a sentence: one line, cut where it gets long; the whole value stands beside it. */
function short(value) {
  const line = inspect(value).replace(/\s*\n\s*/g, ' ')
  return line.length > 80 ? slice(line, 0, 79) + '…' : line
}

/** Each answers { pass, words, expected?, got? }; words follow "expected <got> to", "not" goes before them. */
const matchers = {
  toBe: (got, wanted) => ({ pass: is(got, wanted), words: 'be ' + short(wanted) +
    (!is(got, wanted) && equals(got, wanted) ? ' itself, not an equal copy' : ''), expected: wanted }),
  toEqual: (got, wanted) => ({ pass: equals(got, wanted), words: 'equal ' + short(wanted), expected: wanted }),
  toStrictEqual: (got, wanted) => ({ pass: equals(got, wanted, true), words: 'equal ' + short(wanted), expected: wanted }),
  toBeCloseTo: (got, wanted, digits = 2) => ({ pass: got === wanted || Math.abs(got - wanted) < 10 ** -digits / 2,
    words: 'be ' + short(wanted) + ' to ' + digits + ' digits', expected: wanted }),
  toBeGreaterThan: (got, wanted) => ({ pass: got > wanted, words: 'be greater than ' + short(wanted) }),
  toBeGreaterThanOrEqual: (got, wanted) => ({ pass: got >= wanted, words: 'be at least ' + short(wanted) }),
  toBeLessThan: (got, wanted) => ({ pass: got < wanted, words: 'be less than ' + short(wanted) }),
  toBeLessThanOrEqual: (got, wanted) => ({ pass: got <= wanted, words: 'be at most ' + short(wanted) }),
  toBeTruthy: (got) => ({ pass: !!got, words: 'be truthy' }),
  toBeFalsy: (got) => ({ pass: !got, words: 'be falsy' }),
  toBeNull: (got) => ({ pass: got === null, words: 'be null', expected: null }),
  toBeUndefined: (got) => ({ pass: got === undefined, words: 'be undefined', expected: undefined }),
  toBeDefined: (got) => ({ pass: got !== undefined, words: 'be defined' }),
  toBeNaN: (got) => ({ pass: is(got, NaN), words: 'be NaN', expected: NaN }),
  toBeTypeOf: (got, wanted) => ({ pass: typeof got === wanted, words: 'be of type ' + wanted }),
  toBeInstanceOf: (got, wanted) => ({ pass: got instanceof wanted, words: 'be an instance of ' + wanted.name }),
  toContain: (got, wanted) => ({ pass: typeof got === 'string' ? got.includes(wanted) : [...got].includes(wanted), words: 'contain ' + short(wanted) }),
  toContainEqual: (got, wanted) => ({ pass: [...got].some((item) => equals(item, wanted)), words: 'contain ' + short(wanted) }),
  toHaveLength: (got, wanted) => ({ pass: got !== null && got !== undefined && got.length === wanted, words: 'have length ' + wanted }),
  toMatch: (got, wanted) => ({ pass: typeof got === 'string' && (typeof wanted === 'string' ? got.includes(wanted) : matches(wanted, got)), words: 'match ' + short(wanted) }),
  toMatchObject: (got, wanted) => ({ pass: contains(got, wanted), words: 'match ' + short(wanted), expected: wanted }),
  toHaveProperty(got, path, ...rest) {
    const { found, value } = reach(got, path)
    return { pass: found && (rest.length === 0 || equals(value, rest[0])), words: 'have the property ' + short(path) +
      (rest.length ? ' with the value ' + short(rest[0]) : '') }
  },
  toThrow(got, wanted) {
    if (typeof got !== 'function') throw new NativeError('toThrow needs a function: expect(() => f(x)).toThrow()')
    let outcome = 'it returned'
    let pass = false
    try { outcome = 'it returned ' + short(got()) } catch (error) {
      if (error instanceof SandboxStop) throw error
      // The tests' own interpreter ran out of something: nothing that the code threw.
      if (error instanceof InternalError) stop('error', NativeString(error.message))
      pass = throwsAs(error, wanted)
      outcome = 'it threw ' + short(error)
    }
    return { pass, words: 'throw' + (wanted === undefined ? ' an error' : ' ' + (typeof wanted === 'function' ? wanted.name : short(wanted))), outcome }
  },
  toHaveBeenCalled: (got) => ({ pass: got.mock.calls.length > 0, words: 'have been called' }),
  toHaveBeenCalledTimes: (got, wanted) => ({ pass: got.mock.calls.length === wanted, words: 'have been called ' + wanted + ' times, not ' + got.mock.calls.length }),
  toHaveBeenCalledWith: (got, ...wanted) => ({ pass: got.mock.calls.some((call) => equals(call, wanted)), words: 'have been called with ' + short(wanted), expected: wanted }),
  toSatisfy: (got, wanted) => ({ pass: !!wanted(got), words: 'satisfy the condition' }),
}
matchers.toThrowError = matchers.toThrow

function judge(name, negated, got, args, note) {
  const verdict = matchers[name](got, ...args)
  if (verdict.pass !== negated) return
  const subject = verdict.outcome ? 'the call' : short(got)
  const found = verdict.outcome ? ', but ' + verdict.outcome : ''
  const sentence = 'expected ' + subject + ' ' + (negated ? 'not ' : '') + 'to ' + verdict.words + found
  const compared = 'expected' in verdict && !negated
  const failure = new AssertionError(sentence, { note,
    ...(compared ? { expected: inspect(verdict.expected), got: inspect(got) } : {}) })
  failed(failure)
  throw failure
}

function expectation(got, note, negated, wrap) {
  const methods = {}
  for (const name of keys(matchers)) {
    methods[name] = (...args) => wrap(got, (value) => judge(name, negated, value, args, note))
  }
  return methods
}

const now = (value, check) => check(value)
async function onceResolved(promise, check) { check(await (typeof promise === 'function' ? promise() : promise)) }
async function onceRejected(promise, check, note) {
  let value
  try { value = await (typeof promise === 'function' ? promise() : promise) } catch (error) {
    if (error instanceof SandboxStop || error instanceof InternalError) throw error
    // A matcher for thrown errors gets something that throws, the others the error itself.
    return check(error)
  }
  const failure = new AssertionError('expected the promise to be rejected, but it resolved to ' + inspect(value), { note })
  failed(failure)
  throw failure
}

function expect(got, note) {
  const rejected = (negated) => {
    const methods = expectation(got, note, negated, (promise, check) => onceRejected(promise, check, note))
    methods.toThrow = methods.toThrowError = (wanted) => onceRejected(got, (error) =>
      judge('toThrow', negated, () => { throw error }, [wanted], note), note)
    return methods
  }
  return {
    ...expectation(got, note, false, now),
    not: expectation(got, note, true, now),
    resolves: { ...expectation(got, note, false, onceResolved), not: expectation(got, note, true, onceResolved) },
    rejects: { ...rejected(false), not: rejected(true) },
  }
}

const anyOf = { String: 'string', Number: 'number', Boolean: 'boolean', Function: 'function', BigInt: 'bigint', Symbol: 'symbol' }
expect.anything = () => matcher('anything', (value) => value !== null && value !== undefined)
expect.any = (kind) => matcher('any ' + kind.name, (value) => anyOf[kind.name] ? typeof value === anyOf[kind.name] : value instanceof kind)
expect.objectContaining = (wanted) => matcher('an object with ' + inspect(wanted), (value) => contains(value, wanted))
expect.arrayContaining = (wanted) => matcher('an array with ' + inspect(wanted), (value) => isArray(value) && wanted.every((item) => value.some((have) => equals(have, item))))
expect.stringContaining = (wanted) => matcher('a text with ' + inspect(wanted), (value) => typeof value === 'string' && value.includes(wanted))
expect.stringMatching = (wanted) => matcher('a text like ' + wanted, (value) => typeof value === 'string' && new NativeRegExp(wanted).test(value))
expect.closeTo = (wanted, digits = 2) => matcher('about ' + wanted, (value) => Math.abs(value - wanted) < 10 ** -digits / 2)

function mockFunction(implementation) {
  const mock = (...args) => {
    mock.mock.calls.push(args)
    const value = implementation ? implementation(...args) : undefined
    mock.mock.results.push({ type: 'return', value })
    return value
  }
  mock.mock = { calls: [], results: [] }
  mock.mockImplementation = (next) => { implementation = next; return mock }
  mock.mockReturnValue = (value) => mock.mockImplementation(() => value)
  mock.mockResolvedValue = (value) => mock.mockImplementation(async () => value)
  return mock
}
`

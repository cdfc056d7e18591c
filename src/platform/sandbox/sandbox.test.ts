import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { projectFolder } from '../project.ts'
import type { LabRun, LabVerdict } from './port.ts'
import { createSandboxPool } from './server-pool.ts'
import { QUICKJS_RUNTIME } from './verdict.ts'

const pool = createSandboxPool({ size: 1, spares: 1, patience: 1 })
afterAll(() => pool.close())

describe('tests in another interpreter', () => {
  it.each([
    ['numbers that JSON does not know', 'return [NaN, -0, Infinity, 7n]', 'toEqual([NaN, -0, Infinity, 7n])'],
    ['undefined', 'return undefined', 'toBe(undefined)'],
    [
      'maps, sets and dates',
      'return [new Map([[1, { a: 2 }]]), new Set([3]), new Date(0)]',
      'toEqual([new Map([[1, { a: 2 }]]), new Set([3]), new Date(0)])',
    ],
    ['cycles', 'const o = { a: 1 }; o.me = o; return o', 'toSatisfy((o) => o.me.me === o && o.a === 1)'],
    [
      'typed arrays',
      'return new Uint8Array([1, 2])',
      'toSatisfy((a) => a instanceof Uint8Array && a[1] === 2)',
    ],
    [
      'functions that are returned',
      'let n = 0; return () => ++n',
      'toSatisfy((next) => next() === 1 && next() === 2)',
    ],
    ['functions that are passed', 'return x((y) => y + 1)', 'toBe(42)'],
    ['promises', 'return Promise.resolve([1])', 'resolves.toEqual([1])'],
    ['rejections', 'return Promise.reject(new RangeError("too far"))', 'rejects.toThrow(RangeError)'],
    [
      'timers, without waiting for them',
      'return new Promise((done) => setTimeout(() => done(1), 3_600_000))',
      'resolves.toBe(1)',
    ],
  ])('sees %s', async (_, body, expectation) => {
    const verdict = await run(
      `export const f = (x) => { ${body} }`,
      `test('t', async () => { await expect(f((g) => g(41))).${expectation} })`,
    )
    expect(messages(verdict)).toEqual([])
  })

  it('sees errors with their class, their message and their own fields', async () => {
    const verdict = await run(
      'export const f = () => { throw Object.assign(new TypeError("no such learner"), { code: 7 }) }',
      `test('class', () => { expect(() => f()).toThrow(TypeError) })
test('message', () => { expect(() => f()).toThrow('learner') })
test('field', () => { try { f() } catch (error) { expect(error.code).toBe(7) } })`,
    )
    expect(messages(verdict)).toEqual([])
  })

  it('sees what the code changed in its arguments, and gets the same argument back', async () => {
    const verdict = await run(
      'export const f = (rows) => { rows.push({ b: 2 }); rows[0].a = 9; delete rows[0].c; return rows }',
      `test('t', () => {
  const first = { a: 1, c: 3 }
  const rows = [first]
  expect(f(rows)).toBe(rows)
  expect(rows).toEqual([{ a: 9 }, { b: 2 }])
  expect(rows[0]).toBe(first)
})`,
    )
    expect(messages(verdict)).toEqual([])
  })

  it('says expected and got, and where the code broke', async () => {
    const verdict = await run(
      'export const f = (x) => x.id\nexport const g = () => ({ a: [1, 2] })',
      `import { g } from '../main.js'
test('broke', () => { f() })
test('differs', () => { expect(g(), 'The list is too long').toEqual({ a: [1] }) })`,
    )
    expect(messages(verdict)).toEqual([
      "TypeError: cannot read property 'id' of undefined (main.js:1:26)",
      'The list is too long: expected { a: [1, 2] } to equal { a: [1] }',
    ])
    expect(verdict.tests[1]).toMatchObject({
      expected: '{ a: [1] }',
      got: '{ a: [1, 2] }',
      reason: 'assertion',
    })
  })

  it('fails only the tests that use a missing export, even where they expect an error', async () => {
    const verdict = await run(
      'export const f = () => 1',
      `import { gone } from '../main.js'
test('there', () => { expect(f()).toBe(1) })
test('gone', () => { expect(() => gone()).toThrow() })`,
    )
    expect(verdict.tests.map((test) => [test.passed, test.reason])).toEqual([
      [true, undefined],
      [false, 'missing'],
    ])
    expect(messages(verdict)).toEqual(['main.js does not export gone. It exports f.'])
  })

  it.each([
    ['a limit of time', 'for (;;);'],
    ['a limit of depth', 'return f() + 1'],
    ['a limit of memory', 'return new Array(2e7).fill(1)'],
    ['a value that is too large', 'return "x".repeat(3e6)'],
    ['a value that is too deep', 'let a = 1; for (let i = 0; i < 1000; i++) a = [a]; return a'],
    ['a value that can not be read', 'return { get a() { throw new Error("no") } }'],
  ])('does not take %s for an error that the code threw', async (_, body) => {
    const verdict = await run(
      `export const f = () => { ${body} }\nexport const later = async () => f()`,
      `import { later } from '../main.js'
test('throws', () => { expect(() => f()).toThrow() })
test('rejects', async () => { await expect(later()).rejects.toThrow() })`,
      { limits: { wallMs: 1_000, memoryMb: 32, outputBytes: 1_000 } },
    )
    expect(verdict.passed).toBe(0)
  })

  it('fails a test whose expectation failed after it had returned', async () => {
    const verdict = await run(
      'export const f = async () => 1',
      "test('forgot to wait', () => { f().then((x) => { expect(x).toBe(2) }) })",
    )
    expect(messages(verdict)).toEqual(['expected 1 to be 2'])
  })

  it('says why the code did not load', async () => {
    const verdict = await run('export const f = 1 +', "test('t', () => { expect(() => f()).toThrow() })")
    expect(verdict.tests).toMatchObject([{ passed: false, reason: 'load' }])
    expect(messages(verdict)[0]).toMatch(/main\.js did not load\. SyntaxError.*\n.*main\.js:1/)
  })

  it('does not let the code swallow a failed expectation of a callback', async () => {
    const verdict = await run(
      'export const each = (list, f) => { for (const x of list) try { f(x) } catch {} }',
      "import { each } from '../main.js'\ntest('t', () => { each([1, 2], (x) => { expect(x).toBe(1) }) })",
    )
    expect(messages(verdict)).toEqual(['expected 2 to be 1'])
  })

  it('lets one endless function leave the tests of the others to be judged', async () => {
    const verdict = await run(
      'export const f = () => { for (;;); }\nexport const g = () => 2',
      `import { g } from '../main.js'
test('endless', () => { f() })
test('fine', () => { expect(g()).toBe(2) })`,
      { limits: { wallMs: 1_000, memoryMb: 32, outputBytes: 1_000 } },
    )
    expect(verdict.tests.map((test) => test.reason)).toEqual(['time', undefined])
    expect(verdict.limits_hit).toEqual(['time'])
  })

  it('knows hooks, tables and mocks', async () => {
    const verdict = await run(
      'export const f = (x, tell) => { tell(x); return x + 1 }',
      `import { describe, it, vi } from 'vitest'
let made = []
beforeAll(() => { made.push('all') })
beforeEach(async () => { made.push('each') })
describe('table', () => {
  it.each([[1, 2], [3, 4]])('%d gives %d', (x, y) => { const tell = vi.fn(); expect(f(x, tell)).toBe(y); expect(tell).toHaveBeenCalledWith(x) })
})
it('ran the hooks', () => { expect(made).toEqual(['all', 'each', 'each', 'each']) })`,
    )
    expect(verdict.tests.map((test) => test.name)).toEqual([
      'table > 1 gives 2',
      'table > 3 gives 4',
      'ran the hooks',
    ])
    expect(messages(verdict)).toEqual([])
  })

  it('gives points by name', async () => {
    const verdict = await run(
      'export const f = () => 1',
      "test('a', () => { expect(f()).toBe(1) })\ntest('b', () => { expect(f()).toBe(2) })",
      { points: { a: 3, b: 4 } },
    )
    expect(verdict).toMatchObject({ points: 3, points_max: 7, passed: 1, failed: 1 })
  })

  it('names the runtime by the version that is installed', () => {
    const file = join(projectFolder, 'node_modules/quickjs-emscripten/package.json')
    expect(QUICKJS_RUNTIME).toBe(`quickjs-emscripten@${JSON.parse(readFileSync(file, 'utf8')).version}`)
  })
})

describe('the pool', () => {
  const endless: LabRun = {
    kind: 'javascript',
    mode: 'isolated',
    files: { 'main.js': 'export const f = () => Array.prototype.indexOf.call({ length: 2 ** 53 - 1 }, 1)' },
    tests: {
      'tests/t.test.js':
        "import { f } from '../main.js'\ntest('first', () => { f() })\ntest('second', () => {})",
    },
    limits: { wallMs: 300, memoryMb: 32, outputBytes: 1_000 },
  }

  it('ends a run from outside a quarter of a second after its deadline, and still has a verdict', async () => {
    await run('export const f = 1', "test('t', () => {})")
    const begun = performance.now()
    const verdict = await pool.runLab(endless)
    expect(performance.now() - begun).toBeLessThan(300 + 250 + 400)
    expect(verdict.tests.map((test) => [test.name, test.reason])).toEqual([
      ['first', 'time'],
      ['second', 'not_run'],
    ])
  })

  it('stops a run at once when it is aborted, also one that still waits for its turn', async () => {
    const running = new AbortController()
    const waiting = new AbortController()
    const long = { ...endless, limits: { ...endless.limits, wallMs: 20_000 } }
    const both = [pool.runLab(long, running.signal), pool.runLab(long, waiting.signal)]
    setTimeout(() => waiting.abort(), 50)
    setTimeout(() => running.abort(), 100)
    const begun = performance.now()
    const ends = await Promise.allSettled(both)
    expect(ends.map((end) => end.status)).toEqual(['rejected', 'rejected'])
    expect(performance.now() - begun).toBeLessThan(2_000)
  })

  it('refuses runs after it was closed', async () => {
    const closed = createSandboxPool({ size: 1, spares: 0 })
    await closed.close()
    await expect(closed.runLab(endless)).rejects.toThrow('closing')
  })
})

/** The tests import `f` of main.js. */
function run(code: string, tests: string, more: Partial<LabRun> = {}): Promise<LabVerdict> {
  return pool.runLab({
    kind: 'javascript',
    mode: 'isolated',
    files: { 'main.js': code },
    tests: { 'tests/t.test.js': `import { f } from '../main.js'\n${tests}` },
    limits: { wallMs: 5_000, memoryMb: 64, outputBytes: 10_000 },
    ...more,
  })
}

function messages(verdict: LabVerdict): string[] {
  return verdict.tests.filter((test) => !test.passed).map((test) => test.message)
}

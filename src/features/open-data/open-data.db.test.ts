import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import Papa from 'papaparse'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestSite, type TestSite, type Visitor } from '../../../tests/support/site.ts'
import { publishWeaving } from '../../../tests/worlds.ts'
import { wilson } from '../../domain/intervals.ts'
import { projectFolder } from '../../platform/project.ts'
import { loadSimulatedCohort, methodPages, methodVersions, releaseFigures } from '../outcomes/api.ts'
import { fields } from './dictionary.ts'

let site: TestSite
let visitor: Visitor
beforeAll(async () => {
  site = await openTestSite({ now: '2026-11-24T09:00:00Z' })
  await publishWeaving(site.deps, { required: ['lesson', 'quiz', 'project'], priceMinor: 2900 })
  await site.deps.db.updateTable('providers').set({ demonstration: true }).execute()
  await loadSimulatedCohort(site.deps, new Date('2026-11-01T00:00:00Z'))
  for (const month of ['09', '10', '11'])
    await releaseFigures(site.deps, new Date(`2026-${month}-01T00:00:00Z`))
  visitor = site.visitor()
})
afterAll(() => site.close())

type Row = Record<string, string>

async function csv(path: string): Promise<Row[]> {
  const response = await visitor.get(path)
  expect(response.status).toBe(200)
  const { data, errors } = Papa.parse<Row>(await response.text(), { header: true, skipEmptyLines: true })
  expect(errors).toEqual([])
  return data
}

async function getJson<T>(path: string): Promise<T> {
  return (await (await visitor.get(path, { accept: 'application/json' })).json()) as T
}

interface List {
  data: Record<string, unknown>[]
  next: string | null
}

describe('the files', () => {
  test('hold every figure of every release, the same in CSV and JSON, as the table has them', async () => {
    const rows = await csv('/data/figures.csv')
    const { rows: count } = await site.deps.pool.query<{ n: number }>(
      'select count(*)::int as n from figures',
    )
    expect(rows).toHaveLength(count[0]!.n)
    expect(new Set(rows.map((row) => row.release))).toEqual(new Set(['1', '2', '3']))
    const { figures, releases, licence } = await getJson<{
      figures: Row[]
      releases: { number: number; figures: number }[]
      licence: string
    }>('/data/figures.json')
    expect(licence).toContain('/by/4.0/')
    expect(releases.reduce((sum, release) => sum + release.figures, 0)).toBe(rows.length)
    const asText = figures.map((figure) =>
      Object.fromEntries(fields.map(({ name }) => [name, String(figure[name] ?? '')])),
    )
    expect(asText).toEqual(rows)
  })

  test('are as their schemas say', async () => {
    const { resources } = await getJson<{
      resources: { schema: { fields: { name: string; type: string }[] } }[]
    }>('/data/datapackage.json')
    const columns = resources[0]!.schema.fields
    const rows = await csv('/data/figures.csv')
    expect(Object.keys(rows[0]!)).toEqual(columns.map((column) => column.name))
    const holds: Record<string, (text: string) => boolean> = {
      string: () => true,
      integer: (text) => /^-?\d+$/.test(text),
      number: (text) => Number.isFinite(Number(text)),
      boolean: (text) => text === 'true' || text === 'false',
      date: (text) => /^\d{4}-\d\d-\d\d$/.test(text),
      datetime: (text) => new Date(text).toISOString() === text,
    }
    for (const row of rows)
      for (const { name, type } of columns)
        expect(row[name] === '' || holds[type]!(row[name]!), `${name}: ${row[name]}`).toBe(true)
    const schema = await getJson<{
      properties: { figures: { items: { required: string[]; properties: object } } }
    }>('/data/figures.schema.json')
    const { required, properties } = schema.properties.figures.items
    expect(Object.keys(properties)).toEqual(columns.map((column) => column.name))
    for (const name of required)
      expect(
        rows.every((row) => row[name] !== ''),
        name,
      ).toBe(true)
  })

  test('say nothing about fewer than ten people', async () => {
    for (const row of await csv('/data/figures.csv')) {
      for (const name of ['numerator', 'denominator'])
        expect(row[name] === '' || Number(row[name]) === 0 || Number(row[name]) >= 10).toBe(true)
      if (row.status !== 'measured') expect([row.value, row.numerator]).toEqual(['', ''])
    }
  })

  test('come compressed piece by piece, with an ETag that stands until the next release', async () => {
    const first = await visitor.get('/data/figures.csv', { 'accept-encoding': 'gzip' })
    expect(first.headers.get('content-encoding')).toBe('gzip')
    expect(first.headers.get('access-control-allow-origin')).toBe('*')
    expect(first.headers.get('cache-control')).toContain('max-age=300')
    const text = gunzipSync(Buffer.from(await first.arrayBuffer())).toString()
    expect(text.startsWith('release,release_as_of,')).toBe(true)
    const etag = first.headers.get('etag')!
    site.countQueries()
    const again = await visitor.get('/data/figures.csv', { 'if-none-match': etag })
    expect(again.status).toBe(304)
    expect(site.countQueries()).toBe(1)
  })

  test('take as many queries for a thousand figures as for one', async () => {
    site.countQueries()
    await (await visitor.get('/data/figures.json')).text()
    // The last number, the releases, and one for each release.
    expect(site.countQueries()).toBe(2 + 3)
  })
})

describe('the read API', () => {
  test('gives the figures that labels show, and any others by filter', async () => {
    const latest = await getJson<List>('/api/v1/figures?limit=1000')
    expect(new Set(latest.data.map((row) => row.release))).toEqual(new Set([3]))
    const headlines = await getJson<List>(
      '/api/v1/figures?release=all&name=completed_12_months&credential=weaving-basics&simulated=true',
    )
    expect(headlines.data.map((row) => row.release)).toEqual([1, 2, 3])
    expect(headlines.next).toBeNull()
    for (const row of headlines.data) {
      const interval = wilson(Number(row.numerator), Number(row.denominator))!
      expect([row.lower, row.upper]).toEqual([interval.lower, interval.upper])
    }
    const none = await getJson<List>('/api/v1/figures?credential=no-such-thing')
    expect(none).toEqual({ data: [], next: null })
    const suppressed = await getJson<List>('/api/v1/figures?status=suppressed&release=2')
    expect(suppressed.data.every((row) => row.status === 'suppressed' && row.release === 2)).toBe(true)
    const asCsv = await csv('/api/v1/figures?release=all&name=enrolled&format=csv')
    expect(asCsv.map((row) => row.name)).toEqual(asCsv.map(() => 'enrolled'))
  })

  test('gives long lists page by page, nothing twice and nothing left out', async () => {
    const seen: unknown[] = []
    let next: string | null = '/api/v1/figures?release=all&limit=70'
    for (let pages = 0; next && pages < 100; pages++) {
      const response = await visitor.get(next, { accept: 'application/json' })
      const page = (await response.json()) as List
      if (page.next) expect(response.headers.get('link')).toBe(`<${page.next}>; rel="next"`)
      seen.push(...page.data)
      next = page.next ? page.next.replace('http://127.0.0.1:3000', '') : null
    }
    const { figures } = await getJson<{ figures: unknown[] }>('/data/figures.json')
    expect(seen).toEqual(figures)
  })

  test('says what it could not read, and never answers a slip of the pen with an empty list', async () => {
    for (const [query, where] of [
      ['credentail=x', 'credentail'],
      ['limit=0', 'limit'],
      ['limit=1001', 'limit'],
      ['release=first', 'release'],
      ['after=nonsense', 'after'],
      ['status=good', 'status'],
    ] as const) {
      const response = await visitor.get(`/api/v1/figures?${query}`, { accept: 'application/json' })
      expect(response.status, query).toBe(422)
      expect(((await response.json()) as { error: string }).error).toContain(where)
    }
  })

  test('is kept: what has not changed costs no query, with its ETag and for every site', async () => {
    const path = '/api/v1/figures?name=enrolled'
    const first = await visitor.get(path, { accept: 'application/json' })
    expect(first.headers.get('access-control-allow-origin')).toBe('*')
    site.countQueries()
    const again = await visitor.get(path, {
      accept: 'application/json',
      'if-none-match': first.headers.get('etag')!,
    })
    expect([again.status, site.countQueries()]).toEqual([304, 0])
  })

  test('describes itself: what the description names is there', async () => {
    const { paths } = await getJson<{ paths: Record<string, unknown> }>('/api/v1/openapi.json')
    expect(Object.keys(paths)).toHaveLength(4)
    for (const path of Object.keys(paths)) expect((await visitor.get(path)).status, path).toBe(200)
    const releases = await getJson<{ data: { number: number; url: string }[] }>('/api/v1/releases')
    expect(releases.data.map((release) => release.number)).toEqual([3, 2, 1])
    const credentials = await getJson<{ data: { credential: string }[] }>('/api/v1/credentials')
    expect(credentials.data.map((one) => one.credential)).toEqual(['weaving-basics'])
  })
})

test('the page leads to everything, in both languages', async () => {
  for (const language of ['en', 'ar']) {
    const html = await (await site.visitor({ language }).get('/data')).text()
    for (const [, path] of html.matchAll(/href="(\/(?:data|api|methods|figures)[^"#]*)"/g)) {
      const response = await visitor.get(path!.replaceAll('&amp;', '&'))
      expect(response.status, path).toBe(200)
    }
  }
})

test('feeds tell of each release, the newest first', async () => {
  const atom = await (await visitor.get('/data/feed.atom')).text()
  expect(atom.match(/<entry>/g)).toHaveLength(3)
  expect(atom.indexOf('Release 3')).toBeLessThan(atom.indexOf('Release 1'))
  const feed = await getJson<{ version: string; items: { title: string; url: string }[] }>('/data/feed.json')
  expect(feed.version).toBe('https://jsonfeed.org/version/1.1')
  expect(feed.items.map((item) => item.title)[0]).toBe('Release 3: facts before 1 November 2026')
})

describe('methods', () => {
  test('every figure has a page of its own, and every method a section with its version', async () => {
    const { data } = await getJson<List>('/api/v1/figures?limit=1000')
    const pages = methodPages().flatMap((page) => page.figures)
    const versions = new Map(methodVersions().map((version) => [version.id, version.figures]))
    const estimators = await (await visitor.get('/methods/estimators')).text()
    for (const row of data) {
      const name = String(row.name)
      expect(pages, name).toContain(name)
      expect([...versions.keys()], `${name} names ${row.method}`).toContain(row.method)
      expect(versions.get(String(row.method)), `${row.method} lists ${name}`).toContain(name)
      expect(estimators).toContain(`id="${String(row.method).replace('/', '-')}"`)
    }
    expect(new Set(pages).size).toBe(pages.length)
    for (const page of methodPages()) expect((await visitor.get(`/methods/${page.name}`)).status).toBe(200)
    expect((await visitor.get('/methods/no-such-method')).status).toBe(404)
  })

  test('the page that walks through recomputing a label does what it says', async () => {
    const page = readFileSync(join(projectFolder, 'docs', 'methods', 'recompute.md'), 'utf8')
    const program = /```js\n([\s\S]+?)```/.exec(page)![1]!
    const folder = mkdtempSync(join(tmpdir(), 'candour-recompute-'))
    try {
      writeFileSync(join(folder, 'recompute.mjs'), program)
      writeFileSync(join(folder, 'figures.csv'), await (await visitor.get('/data/figures.csv')).text())
      const run = (file: string) =>
        spawnSync(process.execPath, ['recompute.mjs', file], { cwd: folder, encoding: 'utf8' })
      const honest = run('figures.csv')
      expect(honest.stderr).toBe('')
      expect(honest.status).toBe(0)
      for (const what of [
        'share',
        'interval of a share',
        'point of a curve',
        'same people finished',
        'rating_mean_lowest',
        'rating_mean_highest',
        'bars make 1',
      ])
        expect(honest.stdout).toMatch(new RegExp(`│ '?${what}'? +│ [1-9]\\d* +│ 0 `))
      // It would find a figure that was made better.
      const text = readFileSync(join(folder, 'figures.csv'), 'utf8')
      const better = text.replace(/(completed_12_months,,measured,proportion,)0\.\d+/, '$10.99')
      expect(better).not.toBe(text)
      writeFileSync(join(folder, 'better.csv'), better)
      expect(run('better.csv').status).toBe(1)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  test('the example that it reckons by hand is right', () => {
    const page = readFileSync(join(projectFolder, 'docs', 'methods', 'recompute.md'), 'utf8')
    const { lower, upper } = wilson(326, 754)!
    for (const number of [326 / 754, lower, upper, (lower + upper) / 2, (upper - lower) / 2])
      expect(page).toContain(number.toFixed(6))
  })
})

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openTestSite, type TestSite, type Visitor } from '../../../tests/support/site.ts'
import { enrolFree, labSolution, publishWeaving, signedIn, type World } from '../../../tests/worlds.ts'

let site: TestSite
let world: World
let mira: Visitor
let personKey: string
let enrolment: string
let people = 0

beforeAll(async () => {
  site = await openTestSite()
  world = await publishWeaving(site.deps, { required: ['lab'] })
})
afterAll(() => site.close())
beforeEach(async () => {
  ;({ visitor: mira, personKey } = await signedIn(site, { email: `mira${++people}@example.org` }))
  enrolment = await enrolFree(mira)
})

const at = () => `/learn/${enrolment}/items/${world.items.lab}`
const solution = labSolution['threads.js'] ?? ''
const handIn = async (code: string, visitor = mira) => {
  const response = await visitor.postJson(`${at()}/submissions`, { files: { 'threads.js': code } })
  return {
    status: response.status,
    ...((await response.json()) as { url: string; state: string; place: number }),
  }
}
const stateOf = async (url: string) =>
  (await (await mira.get(url, { accept: 'application/json' })).json()) as Record<string, unknown>
const save = async (version: number, code: string) => {
  const response = await mira.postJson(`${at()}/draft`, { version, files: { 'threads.js': code } })
  return { status: response.status, body: (await response.json()) as { version: number; files?: object } }
}
const marksOf = () =>
  site.deps.db.selectFrom('marks').selectAll().where('enrolment_id', '=', enrolment).execute()

describe('the page of a lab', () => {
  test('holds the start and the visible tests, and nothing of the hidden ones or the solution', async () => {
    const page = await (await mira.get(at())).text()
    expect(page).toContain('three centimetres')
    expect(page).toContain('perCentimetre')
    for (const secret of ['wide cloth', 'Nothing has no threads', '1217', 'cm * per', 'labs.mark'])
      expect(page).not.toContain(secret)
  })

  test('works as a form without script, which says that running needs script', async () => {
    const page = await (await mira.get(at())).text()
    expect(page).toMatch(/<noscript>.*needs script.*<\/noscript>/s)
    expect(page).toContain('name="file:threads.js"')
    const result = await mira.submit(`${at()}/submissions`, {
      'file:threads.js': solution.replaceAll('\n', '\r\n'),
    })
    expect(result.path).toMatch(/^\/lab-submissions\//)
    expect(result.html).toContain('Place 1 in the queue')
    await site.runJobs()
    expect(await (await mira.get(result.path)).text()).toContain('4 of 4 points')
  })

  test('is said in Arabic too', async () => {
    mira.cookies.set('candour-language', 'ar')
    expect(await (await mira.get(at())).text()).toContain('شغّل الاختبارات')
  })
})

describe('a draft', () => {
  test('is there again on the next visit', async () => {
    expect(await save(0, 'export const first = 1')).toEqual({ status: 200, body: { version: 1 } })
    expect(await save(1, 'export const second = 2')).toEqual({ status: 200, body: { version: 2 } })
    const page = await (await mira.get(at())).text()
    expect(page).toContain('export const second = 2')
    expect(page).not.toContain('export const first = 1')
  })

  test('written in two windows at once never loses the newer text silently', async () => {
    await save(0, 'one')
    const both = await Promise.all([save(1, 'from the first window'), save(1, 'from the second window')])
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409])
    const refused = both.find(({ status }) => status === 409)!
    const kept = both[0] === refused ? 'from the second window' : 'from the first window'
    expect(refused.body).toEqual({ version: 2, files: { 'threads.js': kept } })
  })

  test('of the very first moment is no exception', async () => {
    const both = await Promise.all([save(0, 'a'), save(0, 'b')])
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409])
  })

  test('keeps only files that may be changed', async () => {
    await mira.postJson(`${at()}/draft`, {
      version: 0,
      files: { 'loom.js': 'export const perCentimetre = 1' },
    })
    expect(await (await mira.get(at())).text()).toContain('perCentimetre = 8')
  })

  test('that is no draft is refused', async () => {
    expect((await mira.postJson(`${at()}/draft`, { version: -1, files: {} })).status).toBe(400)
    expect(
      (await mira.postJson(`${at()}/draft`, { version: 0, files: { 'threads.js': 'x'.repeat(300_000) } }))
        .status,
    ).toBe(400)
  })
})

describe('handing in', () => {
  test('waits in the queue, is marked by all tests, and completes the credential', async () => {
    const { url, state, place } = await handIn(solution)
    expect({ state, place }).toEqual({ state: 'queued', place: 1 })
    expect(await site.runJobs()).toContain('labs.mark')
    expect(await stateOf(url)).toMatchObject({
      state: 'marked',
      points: 4,
      points_max: 4,
      passed: true,
      place: null,
    })
    const [mark] = await marksOf()
    expect(mark).toMatchObject({ points: '4', points_max: '4', computer_share: '1' })
    const row = await site.deps.db
      .selectFrom('lab_submissions')
      .selectAll()
      .where('enrolment_id', '=', enrolment)
      .executeTakeFirstOrThrow()
    expect(row.runtime).toBe('quickjs-emscripten@0.32.0')
    expect(row.verdict).toMatchObject({ limits: { wallMs: 2000 } })
    const events = await site.deps.db
      .selectFrom('enrolment_events')
      .select('kind')
      .where('enrolment_id', '=', enrolment)
      .execute()
    expect(events.map((event) => event.kind)).toContain('requirements_met')
  })

  test('shows of a hidden test its name and its hint, and the solution only after passing', async () => {
    const wrong = await handIn('export const count = (cm) => { console.log(cm); return "saw" + cm }')
    await site.runJobs()
    const before = await (await mira.get(wrong.url)).text()
    expect(before).toContain('a wide cloth')
    expect(before).toContain('Nothing has no threads')
    expect(before).not.toContain('saw1217')
    expect(before).not.toContain('cm * per')
    const right = await handIn(solution)
    await site.runJobs()
    const after = await (await mira.get(right.url)).text()
    expect(after).toContain('A worked solution')
    expect(after).toContain('cm * per')
  })

  test('twice at once is one submission and one mark', async () => {
    const both = await Promise.all([handIn(solution), handIn(solution), handIn(solution)])
    expect(new Set(both.map(({ url }) => url)).size).toBe(1)
    await site.runJobs()
    expect(await marksOf()).toHaveLength(1)
    expect((await handIn(solution)).state).toBe('marked')
  })

  test('is marked once although the job runs twice at once', async () => {
    const { url } = await handIn(solution)
    const { labsJobs } = await import('./jobs.ts')
    const id = url.split('/').at(-1)
    await Promise.all([1, 2].map(() => labsJobs.jobs['labs.mark']?.(site.deps, { id })))
    await site.runJobs()
    expect(await marksOf()).toHaveLength(1)
  })

  test('is marked although its job was lost', async () => {
    const { url } = await handIn(solution)
    await site.deps.pool.query('delete from graphile_worker._private_jobs')
    const { labsJobs } = await import('./jobs.ts')
    site.clock.advance(5 * 60_000)
    await labsJobs.jobs['labs.mark-forgotten']?.(site.deps, {})
    await site.runJobs()
    expect(await stateOf(url)).toMatchObject({ state: 'marked' })
  })

  test('of code that never ends is marked with what the time allowed', async () => {
    const { url } = await handIn('for (;;);')
    await site.runJobs()
    expect(await stateOf(url)).toMatchObject({ state: 'marked', points: 0, passed: false })
    expect(await (await mira.get(url)).text()).toContain('loop that never ends')
  })

  test('is nobody else’s to see or to do', async () => {
    const { url } = await handIn(solution)
    const { visitor: other } = await signedIn(site, { email: `other${people}@example.org` })
    expect((await other.get(url)).status).toBe(404)
    expect((await other.postJson(`${at()}/draft`, { version: 0, files: {} })).status).toBe(404)
    expect((await other.postJson(`${at()}/submissions`, { files: {} })).status).toBe(404)
  })

  test('leaves no words of a person who is erased, and keeps the points', async () => {
    const { labsJobs } = await import('./jobs.ts')
    await save(0, 'export const mine = 1')
    await handIn('export const count = () => "my own words"')
    await site.runJobs()
    await labsJobs.erase?.(site.deps.db, personKey)
    const rows = await site.deps.db
      .selectFrom('lab_submissions')
      .selectAll()
      .where('enrolment_id', '=', enrolment)
      .execute()
    expect(JSON.stringify(rows)).not.toContain('my own words')
    expect(rows).toMatchObject([{ files: null, points: '0', points_max: '4' }])
    expect(rows[0]?.verdict).toMatchObject({ tests: [{ name: 'three centimetres', passed: false }, {}, {}] })
  })
})

import jsonld from 'jsonld'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestSite, type TestSite, type Visitor } from '../../../tests/support/site.ts'
import { enrolFree, publishWeaving, signedIn } from '../../../tests/worlds.ts'
import { newPersonKey } from '../../platform/random.ts'
import { billingRules, billingRuleText } from '../billing/api.ts'
import { loadSimulatedCohort, releaseFigures } from '../outcomes/api.ts'
import { Label, labelJsonSchema } from './label-schema.ts'

let site: TestSite
beforeAll(async () => {
  site = await openTestSite({ env: { DEMO: 'on' } })
  await publishWeaving(site.deps, { required: ['lesson', 'quiz', 'project'], priceMinor: 2900 })
  await publishWeaving(site.deps, { slug: 'weaving-free' })
  await site.deps.db.updateTable('providers').set({ demonstration: true }).execute()
  await loadSimulatedCohort(site.deps, new Date('2026-11-01T00:00:00Z'))
  await releaseFigures(site.deps, new Date('2026-11-01T00:00:00Z'))
})
afterAll(() => site.close())

const text = async (path: string, language = 'en') => {
  const response = await site.visitor({ language }).get(path)
  expect(response.status, path).toBe(200)
  return response.text()
}

test('home is the catalogue, with measured figures marked as simulated', async () => {
  const home = await text('/')
  expect(home).toContain('Career certificates with nothing to hide')
  expect(home).toContain('2 credentials')
  expect(home).toMatch(/\d+ of 100/)
  expect(home).toContain('simulated')
})

test('search finds words, beginnings of words and misspelt words, and says when nothing fits', async () => {
  for (const q of ['weaving', 'loo', 'weavng', 'harbour cloth'])
    expect(await text(`/catalogue/results?q=${encodeURIComponent(q)}`), q).toContain('2 credentials')
  for (const q of ['plumbing', 'weaving plumbing'])
    expect(await text(`/catalogue/results?q=${encodeURIComponent(q)}`), q).toContain('Nothing fits')
  expect(await text(`/?q=${encodeURIComponent("'; drop table credentials; -- & | ! :*")}`)).toContain(
    'Candour',
  )
})

test('filters narrow the list, and what is no choice is no filter', async () => {
  expect(await text('/?price=free')).toContain('1 credential')
  expect(await text('/?price=paid&size=medium&field=design&level=beginner')).toContain('1 credential')
  expect(await text('/?field=data')).toContain('Nothing fits')
  expect(await text('/?field=nonsense&sort=nonsense&language=1')).toContain('2 credentials')
})

test('lists narrow and sort by measured figures, by the end of the interval that promises less', async () => {
  const label = JSON.parse(await text('/credentials/weaving-basics/label.json'))
  const year = label.measured.figures.find((one: { name: string }) => one.name === 'completed_12_months')
  const passes = ['10', '25', '50', '75'].filter((least) => year.lower >= Number(least) / 100)
  expect(passes.length).toBeLessThan(4)
  for (const least of ['10', '25', '50', '75']) {
    const list = await text(`/catalogue/results?price=paid&finish=${least}`)
    expect(list.includes('Weaving Basics'), least).toBe(passes.includes(least))
    expect(list).toContain('promises less')
  }
  for (const sort of ['time', 'cost', 'hands'])
    expect(await text(`/catalogue/results?sort=${sort}`), sort).toContain('pulled towards the middle')
})

test('there is a page for each field and for all providers, with labels in them', async () => {
  expect(await text('/fields')).toContain('/fields/design')
  expect(await text('/fields/design')).toMatch(/Weaving Basics[\s\S]*\d+ of 100/)
  expect(await text('/fields/trades')).toContain('Nothing in this field yet')
  expect((await site.visitor().get('/fields/nonsense')).status).toBe(404)
  expect(await text('/providers')).toContain('/providers/harbour-guild')
})

test('a credential says what is stated beside what is measured, and what nobody measures yet', async () => {
  const page = await text('/credentials/weaving-basics')
  for (const says of [
    'Start the 7-day trial',
    'The label',
    'people who enrolled',
    '24\u00a0h, 6 weeks',
    '€29 a month',
    'Not measured yet: people are not asked yet',
    'application/ld+json',
  ])
    expect(page).toContain(says)
  expect(page).toContain('What it costs at your pace')
  expect(await text('/credentials/weaving-free')).toContain('Enrol, it is free')
})

test('hours give a date and a cost, a date gives hours, both without script; odd answers are said to be odd', async () => {
  const words = async (query: string) =>
    (await text(`/credentials/weaving-basics?${query}`)).replace(/<[^>]+>/g, '')
  expect(await words('hours=40')).toContain('€00 months to pay · done in 1 week')
  expect(await words('hours=1')).toContain('€582 months to pay')
  // 17 to 25 hours were needed: 2.5 a week are ten weeks, 4 March 2027 is 100 days away.
  expect(await words('hours=2.5&from=hours')).toContain('done in 7 – 10 weeks')
  expect(await text('/credentials/weaving-basics?hours=&by=2027-03-04&from=by')).toMatch(
    /name="hours"[^>]*value="1\.\d"/,
  )
  expect(await words('hours=lots')).toContain('Type a number of hours from 1 to 80')
  for (const by of ['2020-01-01', 'soon', ''])
    expect(await words(`by=${by}&from=by`)).toContain('Choose a day from tomorrow on')
})

test('all rules of fair billing stand on the label', async () => {
  const row = await text('/credentials/weaving-basics/label/cost')
  for (const { key } of billingRules)
    expect(row, key).toContain(billingRuleText('en', key, { chargesMax: 2 }).replaceAll('&', '&amp;'))
  expect(await text('/credentials/weaving-basics')).toContain('/label/cost#rules')
})

test('every row of the label opens to how, who and data', async () => {
  for (const row of ['who-finishes', 'time', 'cost', 'hands-on', 'who-marks', 'ratings', 'jobs']) {
    const page = await text(`/credentials/weaving-basics/label/${row}`)
    expect(page, row).toContain('How it is computed')
    expect(page, row).toContain('/credentials/weaving-basics/label.csv')
  }
  expect((await site.visitor().get('/credentials/weaving-basics/label/nonsense')).status).toBe(404)
})

test('the label is there for programs: JSON with a stable shape, CSV with one figure a line', async () => {
  const label = JSON.parse(await text('/credentials/weaving-basics/label.json'))
  expect(label).toMatchObject({
    schema: 'candour-label/1',
    credential: { id: 'weaving-basics', provider: { id: 'harbour-guild', country: 'NZ' } },
    stated: { hours: 24, weeks: 6 },
    measured: { simulated: true, currency: 'EUR' },
  })
  const lines = (await text('/credentials/weaving-basics/label.csv')).trim().split('\r\n')
  expect(lines).toHaveLength(label.measured.figures.length + 1)
  expect(lines[0]).toMatch(/^credential,name,grouping,status/)
})

test('the JSON is what its published schema says, and holds no answer of the self-check', async () => {
  const label = JSON.parse(await text('/credentials/weaving-basics/label.json'))
  expect(Label.parse(label)).toEqual(label)
  expect(label.$schema).toBe('http://127.0.0.1:3000/schemas/label.json')
  expect(JSON.parse(await text('/schemas/label.json'))).toEqual(JSON.parse(labelJsonSchema()))
  expect(JSON.parse(await text('/schemas/figure.json')).title).toBe('Figure')
  for (const name of ['nonsense.json', '..%2Fformat.md', 'label'])
    expect((await site.visitor().get(`/schemas/${name}`)).status, name).toBe(404)
})

test('the figures are linked data that expands: each an observation of a metric, what is withheld without a value', async () => {
  const document = JSON.parse(await text('/credentials/weaving-basics/label.jsonld'))
  const nodes = (await jsonld.expand(document, {
    documentLoader: () => Promise.reject(new Error('nothing is fetched')),
  })) as Record<string, { '@id': string; '@value': unknown }[]>[]
  const profile = nodes.find((node) => String(node['@type']).includes('DataSetProfile')) as Record<
    string,
    unknown[]
  >
  const qdata = (term: string) => `https://credreg.net/qdata/terms/${term}`
  const observations = profile[qdata('hasObservation')] as Record<string, { '@value': unknown }[]>[]
  const label = JSON.parse(await text('/credentials/weaving-basics/label.json'))
  expect(observations).toHaveLength(label.measured.figures.length)
  expect(profile[qdata('hasMetric')]).toHaveLength(label.measured.figures.length)
  const values = [
    'percentage',
    'median',
    'mean',
    'percentile10',
    'percentile25',
    'percentile75',
    'percentile90',
  ]
  const isValued = (one: Record<string, unknown>) =>
    values.some((term) => qdata(term) in one) || 'https://schema.org/value' in one
  for (const [k, { status }] of label.measured.figures.entries())
    expect(isValued(observations[k]!), `${label.measured.figures[k].name}`).toBe(status === 'measured')
  const year = label.measured.figures.findIndex((one: { name: string }) => one.name === 'completed_12_months')
  expect(observations[year]![qdata('percentage')]?.[0]?.['@value']).toBeCloseTo(
    label.measured.figures[year].value * 100,
  )
})

test('other sites may frame the label or show it as a picture, and nothing else of this site', async () => {
  const visitor = site.visitor()
  const embed = await visitor.get('/credentials/weaving-basics/label/embed?language=ar&theme=dark')
  expect(embed.headers.get('content-security-policy')).toContain('frame-ancestors *')
  const page = await embed.text()
  expect(page).not.toContain('<script')
  expect(page).not.toContain('<form')
  expect(page).toContain('dir="rtl"')
  expect(page).toContain('data-theme="dark"')
  expect(await text('/credentials/weaving-basics/label/embed?size=card')).not.toContain('id="ratings"')
  const image = await visitor.get('/credentials/weaving-basics/label.svg')
  expect(image.headers.get('content-type')).toContain('image/svg+xml')
  expect(image.headers.get('cross-origin-resource-policy')).toBe('cross-origin')
  const svg = await image.text()
  expect(svg).toMatch(/^<svg [^>]*aria-labelledby="label-image-title label-image-desc"/)
  expect(svg).toMatch(/<desc[^>]*>Who finishes: \d+ of 100/)
  expect(svg).not.toMatch(/<script|<foreignObject|href=/)
  const other = await visitor.get('/credentials/weaving-basics')
  expect(other.headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
  expect(await other.text()).toContain('/credentials/weaving-basics/label/embed')
})

test('a row opens to its own figures as CSV, and to nobody else’s', async () => {
  const lines = (await text('/credentials/weaving-basics/label.csv?row=hands-on')).trim().split('\r\n')
  expect(lines.slice(1).map((line) => line.split(',')[1])).toEqual([
    'doing_share_of_time',
    'doing_share_of_marks',
  ])
})

test('the self-check works without account and script, and says what to do first', async () => {
  const path = '/credentials/weaving-free/self-check'
  const visitor = site.visitor()
  expect(await text(path)).toContain('Tie a knot.')
  const partly = await visitor.submit(path, { q0: 'yes' })
  expect(partly.html).toContain('Some questions are not answered yet')
  expect(visitor.cookies.has('candour-checks')).toBe(false)
  const failed = await visitor.submit(path, { q0: 'yes', q1: 'no' })
  expect(failed.path).toBe(`${path}?q0=yes&q1=no`)
  expect(failed.html).toContain('1 of 2 met')
  expect(failed.html).toContain('Cut it.')
  const passed = await visitor.submit(path, { q0: 'yes', q1: 'yes' })
  expect(passed.html).toContain('You bring what it asks for')
  expect(passed.html).toContain('/credentials/weaving-free/enrolment')
})

test('answers to the self-check are shown again and kept by nobody on the way', async () => {
  const visitor = site.visitor()
  const cached = async (query: string) =>
    (await visitor.get(`/credentials/weaving-free/self-check${query}`)).headers.get('cache-control')
  expect(await cached('')).toBe('no-cache')
  expect(await cached('?q0=yes&q1=no')).toBe('no-store')
  site.countQueries()
  await cached('')
  expect(site.countQueries()).toBe(0)
  await cached('?q0=yes&q1=no')
  expect(site.countQueries()).toBeGreaterThan(0)
})

test('the result of the self-check is kept with the enrolment, as a fact', async () => {
  const results = async (take: (visitor: Visitor) => Promise<unknown>) => {
    const { visitor } = await signedIn(site, { email: `${newPersonKey(site.deps.random)}@example.org` })
    await take(visitor)
    const enrolment = await enrolFree(visitor, 'weaving-free')
    const row = await site.deps.db
      .selectFrom('entry_checks')
      .select('result')
      .where('enrolment_id', '=', enrolment)
      .executeTakeFirstOrThrow()
    return row.result
  }
  const path = '/credentials/weaving-free/self-check'
  expect(await results((visitor) => visitor.get(path))).toBe('not_taken')
  expect(await results((visitor) => visitor.post(path, { q0: 'yes', q1: 'yes' }))).toBe('passed')
  expect(await results((visitor) => visitor.post(path, { q0: 'yes', q1: 'no' }))).toBe('not_passed')
  // One of another credential says nothing about this one; one that was written by hand is no error.
  expect(
    await results((visitor) =>
      visitor.post('/credentials/weaving-basics/self-check', { q0: 'yes', q1: 'yes' }),
    ),
  ).toBe('not_taken')
  expect(
    await results(async (visitor) => visitor.cookies.set('candour-checks', 'weaving-free~p~99999999.~~.x')),
  ).toBe('not_taken')
})

test('compare shows up to four and says where the data show no difference', async () => {
  const page = await text('/compare?c=weaving-basics&c=weaving-free&c=weaving-free&c=nonsense')
  expect(page).toContain('Weaving Basics')
  expect(page).toMatch(/is not shown by the data|More people finish|can’t be compared/)
  expect(await text('/compare?c=weaving-basics')).toContain('Choose two to four')
})

test('the first lesson is readable by everyone; other items are not there', async () => {
  const lesson = await text('/credentials/weaving-basics/preview/plain-cloth/the-lesson')
  expect(lesson).toContain('A loom holds the warp.')
  for (const item of ['the-quiz', 'the-project', 'nonsense'])
    expect((await site.visitor().get(`/credentials/weaving-basics/preview/plain-cloth/${item}`)).status).toBe(
      404,
    )
})

test('provider, methods and releases have their pages, also in Arabic', async () => {
  expect(await text('/providers/harbour-guild')).toContain('read before publication')
  expect(await text('/methods')).toContain('id="ranking"')
  expect(await text('/figures')).toContain('Release 1')
  for (const path of ['/', '/credentials/weaving-basics', '/methods', '/figures', '/providers/harbour-guild'])
    expect(await text(path, 'ar'), path).toContain('dir="rtl"')
})

test('a file of an edition is served whole or in part, and nothing in it may run', async () => {
  const bytes = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')
  const hash = await site.deps.storage.put(bytes)
  const edition = await site.deps.db.selectFrom('editions').select('id').executeTakeFirstOrThrow()
  const media = { edition_id: edition.id, content_hash: hash, bytes: bytes.length }
  await site.deps.db
    .insertInto('media')
    .values([{ ...media, path: 'a.svg', media_type: 'image/svg+xml' }])
    .execute()
  const whole = await site.visitor().get(`/media/${hash}/a.svg`)
  expect(whole.headers.get('content-security-policy')).toContain('sandbox')
  expect(Buffer.from(await whole.arrayBuffer()).equals(bytes)).toBe(true)
  expect((await site.visitor().get(`/media/${'0'.repeat(64)}/a.svg`)).status).toBe(404)
  expect((await site.visitor().get('/media/nonsense/a.svg')).status).toBe(404)
})

test('signed in no page about a credential asks more than three questions', async () => {
  const { visitor } = await signedIn(site, { email: 'counting@example.org' })
  for (const path of ['', '/label/time', '/label/print', '/self-check', '/notes', '/label.jsonld']) {
    site.countQueries()
    expect((await visitor.get(`/credentials/weaving-basics${path}`)).status, path).toBe(200)
    expect(site.countQueries(), path).toBeLessThanOrEqual(3)
  }
})

test('a page that nobody has changed is served again without a query', async () => {
  for (const path of ['/', '/credentials/weaving-basics', '/compare?c=weaving-basics&c=weaving-free']) {
    await text(path)
    site.countQueries()
    await text(path)
    expect(site.countQueries(), path).toBe(0)
  }
})

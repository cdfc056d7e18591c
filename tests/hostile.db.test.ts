import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rooms } from '../src/rooms.ts'
import { openTestSite, type TestSite, type Visitor } from './support/site.ts'
import { enrolFree, publishWeaving, rightAnswers, signedIn, type World } from './worlds.ts'

// Every route × nobody, another learner, another provider's educator; forms from elsewhere, too large, nonsense,
// with script in every field. Routes come from the rooms themselves: a new one is tried the day it is written.

const routes = rooms.flatMap((room) => room.routes)
const posts = routes.filter((route) => route.method === 'POST')
const gets = routes.filter((route) => route.method === 'GET')
const unknownId = '019aaaaa-aaaa-7aaa-8aaa-aaaaaaaaaaaa'

let site: TestSite
let world: World
let owner: Visitor
let otherLearner: Visitor
let otherEducator: Visitor
/** Real ids of the owner's things, by the name that URLs give them. */
const owned: Record<string, string> = {}

beforeAll(async () => {
  site = await openTestSite()
  world = await publishWeaving(site.deps, { required: ['quiz'] })
  const elsewhere = await anotherProvider()
  ;({ visitor: owner } = await signedIn(site, { email: 'owner@example.org', name: 'Owner Person' }))
  ;({ visitor: otherLearner } = await signedIn(site, { email: 'other@example.org' }))
  ;({ visitor: otherEducator } = await signedIn(site, {
    email: 'educator@example.org',
    role: { role: 'educator', providerId: elsewhere },
  }))
  await ownThings()
})
afterAll(() => site.close())

async function anotherProvider(): Promise<string> {
  const id = '019aaaaa-aaaa-7aaa-8aaa-bbbbbbbbbbbb'
  await site.deps.db
    .insertInto('providers')
    .values({
      id,
      slug: 'elsewhere',
      name: 'Elsewhere',
      country: 'NZ',
      kind: 'company',
      created_at: site.clock.now(),
    })
    .execute()
  return id
}

async function ownThings(): Promise<void> {
  owned.enrolment = await enrolFree(owner)
  owned.item = world.items.quiz
  const started = await owner.post(`/learn/${owned.enrolment}/items/${world.items.quiz}/attempts`)
  owned.attempt = started.headers.get('location')!.split('/').at(-1)!
  await owner.post(`/attempts/${owned.attempt}/submission`, rightAnswers(world))
  const form = new FormData()
  form.set('text', 'An even cloth that the owner wove.')
  form.set('body', 'An even cloth that the owner wove.')
  await owner.post(`/learn/${owned.enrolment}/items/${world.items.project}/hand-ins`, form)
  const handIn = await site.deps.db
    .selectFrom('hand_ins')
    .select('id')
    .where('enrolment_id', '=', owned.enrolment)
    .executeTakeFirst()
  if (handIn) owned.handIn = handIn.id
  const issued = await site.deps.db
    .selectFrom('issued_credentials')
    .select('id')
    .where('enrolment_id', '=', owned.enrolment)
    .executeTakeFirst()
  if (issued) owned.issued = issued.id
}

function pathOf(pattern: string, values: Record<string, string> = {}): string {
  return pattern.replace(/:([a-zA-Z]+)/g, (_, name: string) => {
    if (name === 'credential')
      return pattern.startsWith('/issued') ? (owned.issued ?? unknownId) : 'weaving-basics'
    return values[name] ?? (name === 'provider' ? 'harbour-guild' : unknownId)
  })
}

describe('who may come in', () => {
  test('nobody gets through a door for people who signed in, and nothing answers with an error of ours', async () => {
    for (const route of routes) {
      const visitor = site.visitor()
      const path = pathOf(route.pattern, owned)
      const response = route.method === 'GET' ? await visitor.get(path) : await visitor.post(path)
      const name = `${route.method} ${route.pattern}`
      expect(response.status, name).toBeLessThan(500)
      if (['everyone', 'link', 'signedOut'].includes(route.access.name)) continue
      if (route.method === 'GET') expect(response.headers.get('location'), name).toContain('/sign-in')
      else expect(response.status, name).toBe(401)
    }
  })

  test('a learner gets through no door for educators, authors or operators', async () => {
    for (const route of routes.filter((one) =>
      ['educator', 'author', 'issuer', 'operator'].includes(one.access.name),
    )) {
      const path = pathOf(route.pattern, owned)
      const response = route.method === 'GET' ? await otherLearner.get(path) : await otherLearner.post(path)
      expect(response.status, `${route.method} ${route.pattern}`).toBe(403)
    }
  })

  test("another person's things are not found, by learners and by educators of another provider", async () => {
    const personal = routes.filter((route) =>
      /:(enrolment|attempt|submission|handIn|review|subscription|file)\b/.test(route.pattern),
    )
    expect(personal.length).toBeGreaterThan(8)
    for (const route of personal) {
      for (const visitor of [otherLearner, otherEducator]) {
        const path = pathOf(route.pattern, owned)
        const response =
          route.method === 'GET'
            ? await visitor.get(path)
            : await visitor.post(path, { text: 'x', body: 'x', hours_per_week: '3', stars: '1' })
        expect([403, 404], `${route.method} ${route.pattern} answered ${response.status}`).toContain(
          response.status,
        )
        expect(await response.text()).not.toContain('that the owner wove')
      }
    }
  })
})

describe('forms from bad places', () => {
  test('a form from another origin is refused on every route that changes something', async () => {
    for (const route of posts) {
      const response = await owner.post(
        pathOf(route.pattern, owned),
        { a: 'b' },
        { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
      )
      expect(response.status, route.pattern).toBe(403)
    }
  })

  test('a browser of 2021 that sends only Origin is bound to ours just the same', async () => {
    for (const route of posts) {
      const response = await owner.post(
        pathOf(route.pattern, owned),
        { a: 'b' },
        { origin: 'https://evil.example', 'sec-fetch-site': '' },
      )
      expect([403], route.pattern).toContain(response.status)
    }
  })

  test('a body over the limit is refused before it is read', async () => {
    for (const route of posts) {
      const response = await owner.post(
        pathOf(route.pattern, owned),
        {},
        { 'content-length': String(route.bodyBytesMax + 1) },
      )
      expect(response.status, route.pattern).toBe(413)
    }
  })

  test('nonsense in every field, of every shape, is an answer and never a fault of ours', async () => {
    const nonsense = [
      '',
      '\u0000',
      '<script>alert(1)</script>',
      '019',
      unknownId,
      '-1',
      '9'.repeat(400),
      'NaN',
      "';drop table persons;--",
      '\ud800',
    ]
    const names = [
      'email',
      'password',
      'name',
      'next',
      'text',
      'body',
      'hours_per_week',
      'stars',
      'once',
      'language',
      'theme',
      'card',
      'file',
      'document',
      'url',
      'reason',
      'version',
      'files',
    ]
    for (const route of posts.filter(
      (one) => one.pattern !== '/account/erasure' && one.pattern !== '/sessions/end',
    )) {
      for (const value of nonsense) {
        const response = await owner.post(
          pathOf(route.pattern, owned),
          Object.fromEntries(names.map((name) => [name, value])),
        )
        expect(response.status, `${route.pattern} with ${JSON.stringify(value).slice(0, 40)}`).toBeLessThan(
          500,
        )
      }
      const notJson = await owner.post(
        pathOf(route.pattern, owned),
        {},
        { 'content-type': 'application/json' },
      )
      expect(notJson.status, route.pattern).toBeLessThan(500)
    }
  })

  test('odd addresses are answers, never faults of ours', async () => {
    for (const route of gets) {
      for (const odd of ['%00', '..%2f..%2fetc', '%ff', 'a'.repeat(3000), '%3Cscript%3E', '__proto__', "'"]) {
        const path = route.pattern.replace(/:[a-zA-Z]+/g, odd)
        const response = await owner.get(path)
        expect(response.status, `${route.pattern} with ${odd.slice(0, 20)}`).toBeLessThan(500)
      }
    }
  })
})

test('script in every text that people can type is shown as text', async () => {
  const attack = '"><img src=x onerror=alert(1)><script>alert(1)</script>'
  await owner.post('/account/name', { name: attack, time_zone: 'UTC' })
  const pages = ['/account', '/learn', `/learn/${owned.enrolment}`, '/my-credentials', '/money']
  for (const path of pages) {
    const text = await (await owner.get(path)).text()
    expect(text, path).not.toContain('<img src=x')
    expect(text, path).not.toContain('<script>alert')
  }
})

test('every page forbids script that is not ours, being framed, and guessing of types', async () => {
  for (const route of gets) {
    const response = await owner.get(pathOf(route.pattern, owned))
    const policy = response.headers.get('content-security-policy') ?? ''
    expect(policy, route.pattern).toContain("default-src 'none'")
    expect(policy, route.pattern).not.toContain('unsafe-inline')
    expect(policy, route.pattern).not.toContain("'unsafe-eval'")
    expect(response.headers.get('x-content-type-options'), route.pattern).toBe('nosniff')
    if ((response.headers.get('content-type') ?? '').includes('text/html')) {
      const text = await response.text()
      // One page may be framed by others, and there is nothing in it to be clicked into.
      if (route.embeddable === 'frame')
        expect(policy, route.pattern).toMatch(/form-action 'none'.*ancestors \*/)
      else expect(policy, route.pattern).toContain("frame-ancestors 'none'")
      expect(text, route.pattern).not.toMatch(/<script(?![^>]*\b(src=|type="application\/ld\+json"))/)
      expect(text, route.pattern).not.toMatch(/<[^>]+\sstyle=/)
      expect(text, route.pattern).not.toMatch(/<[^>]+\son[a-z]+=/)
    }
  }
})

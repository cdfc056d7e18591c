import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestSite, type TestSite } from '../../../tests/support/site.ts'

let site: TestSite
beforeAll(async () => {
  site = await openTestSite()
})
afterAll(() => site.close())

const ada = {
  email: 'ada@example.org',
  password: 'a long enough one',
  name: 'Ada',
  time_zone: 'Pacific/Auckland',
}

test('who signs up is signed in, gets a link by mail, and confirms with a button rather than by opening it', async () => {
  const visitor = site.visitor()
  const response = await visitor.post('/sign-up', ada)
  expect(response.status).toBe(303)
  expect(await (await visitor.get('/account')).text()).toContain('not confirmed yet')

  await site.runJobs()
  const mail = await site.deps.db
    .selectFrom('mail_messages')
    .selectAll()
    .where('to_address', '=', ada.email)
    .executeTakeFirstOrThrow()
  const path = /https?:\/\/[^/\s]+(\/email\/confirm\/\S+)/.exec(mail.body_text)![1]!
  const scanner = site.visitor()
  expect((await scanner.get(path)).status).toBe(200)
  expect(await (await visitor.get('/account')).text()).toContain('not confirmed yet')
  expect((await visitor.post(path)).status).toBe(200)
  expect(await (await visitor.get('/account')).text()).toContain('ada@example.org, confirmed')
  expect((await visitor.post(path)).status).toBe(404)
})

test('a second account with the same address is refused and what was typed is kept', async () => {
  const response = await site.visitor().post('/sign-up', { ...ada, name: 'Other' })
  expect(response.status).toBe(422)
  const text = await response.text()
  expect(text).toContain('There is an account with this address')
  expect(text).toContain('value="Other"')
  expect(text).not.toContain(ada.password)
})

test('a wrong password says so without telling whether the account exists', async () => {
  const wrong = await site.visitor().post('/sessions', { email: ada.email, password: 'wrong password' })
  const unknown = await site
    .visitor()
    .post('/sessions', { email: 'nobody@example.org', password: 'wrong password' })
  expect([wrong.status, unknown.status]).toEqual([422, 422])
  const strip = (text: string) => text.replaceAll(ada.email, '').replaceAll('nobody@example.org', '')
  expect(strip(await wrong.text())).toBe(strip(await unknown.text()))
})

test('a form that comes from another site is refused', async () => {
  const visitor = site.visitor()
  await visitor.post('/sessions', ada)
  const response = await visitor.post(
    '/account/name',
    { name: 'Mallory' },
    { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
  )
  expect(response.status).toBe(403)
  expect(await (await visitor.get('/account')).text()).toContain('value="Ada"')
})

test('a reset link works once and ends every other session', async () => {
  const elsewhere = site.visitor()
  await elsewhere.post('/sessions', ada)
  await site.visitor().post('/password/forgotten', { email: ada.email })
  const mail = await site.deps.db
    .selectFrom('mail_messages')
    .selectAll()
    .where('purpose', '=', 'account.reset-password')
    .executeTakeFirstOrThrow()
  const path = /(\/password\/reset\/\S+)/.exec(mail.body_text)![1]!
  const visitor = site.visitor()
  expect((await visitor.post(path, { password: 'another long one' })).status).toBe(303)
  expect((await elsewhere.get('/account')).headers.get('location')).toContain('/sign-in')
  expect((await site.visitor().post(path, { password: 'a third long one' })).status).toBe(404)
})

test('erasure removes everything that names a person and keeps the random key', async () => {
  const visitor = site.visitor()
  await visitor.post('/sign-up', { ...ada, email: 'gone@example.org', name: 'Grace Gone' })
  const { person_key: personKey } = await site.deps.db
    .selectFrom('accounts')
    .select('person_key')
    .where('email', '=', 'gone@example.org')
    .executeTakeFirstOrThrow()
  expect((await visitor.post('/account/erasure', { email: 'typo@example.org' })).status).toBe(422)
  expect((await visitor.post('/account/erasure', { email: 'gone@example.org' })).status).toBe(200)
  await site.runJobs()
  const { rows: tables } = await site.deps.pool.query<{ t: string }>(
    `select table_name as t from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`,
  )
  for (const { t } of tables) {
    const { rows } = await site.deps.pool.query(
      `select 1 from ${t} x where x::text ilike '%gone@example.org%' or x::text ilike '%Grace Gone%'`,
    )
    expect(rows, `table ${t}`).toEqual([])
  }
  const person = await site.deps.db
    .selectFrom('persons')
    .selectAll()
    .where('person_key', '=', personKey)
    .executeTakeFirstOrThrow()
  expect(person.erased_at).not.toBeNull()
})

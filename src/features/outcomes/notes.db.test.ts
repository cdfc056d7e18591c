import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestSite, type TestSite, type Visitor } from '../../../tests/support/site.ts'
import { publishWeaving, signedIn, type World } from '../../../tests/worlds.ts'
import { newId } from '../../platform/random.ts'
import { verifyStatement } from '../credentials/api.ts'
import { selectOptionalNotedCredential } from './note-queries.ts'
import { releaseFigures } from './release-figures.ts'

let site: TestSite
let world: World
let author: Visitor
const path = '/credentials/weaving-basics/notes'

beforeAll(async () => {
  site = await openTestSite()
  world = await publishWeaving(site.deps)
  const role = { role: 'author' as const, providerId: world.providerId }
  ;({ visitor: author } = await signedIn(site, { email: 'author@example.org', role }))
})
afterAll(() => site.close())

const notes = async () => (await selectOptionalNotedCredential(site.deps.db, 'weaving-basics'))!.notes

test('before any figures there is nothing to answer to', async () => {
  await author.post(path, { text: 'We doubt it.' })
  expect(await notes()).toEqual([])
  await releaseFigures(site.deps, new Date('2026-11-01T00:00:00Z'))
})

test('an author of the provider answers: dated, signed, beside the label and in its JSON', async () => {
  expect((await author.post(path, { text: '  ' })).status).toBe(422)
  expect((await author.post(path, { text: 'x'.repeat(1201) })).status).toBe(422)
  const { html } = await author.submit(path, {
    text: 'Winter is when <b>looms</b> stand still.\n\nWe are sorry.',
  })
  expect(html).toContain('Winter is when &lt;b>looms&lt;/b> stand still.')
  expect(html).toContain('Signed by Harbour Guild; the signature is right.')
  const visitor = site.visitor()
  const page = async () => (await visitor.get('/credentials/weaving-basics')).text()
  await expect.poll(page).toContain('We are sorry.')
  expect(await page()).toContain('The provider answers')
  const label = JSON.parse(await (await visitor.get('/credentials/weaving-basics/label.json')).text())
  expect(label.notes).toMatchObject([{ number: 1, release: expect.stringContaining('/figures/') }])
})

test('a newer note stands before it, the old one stays, and the same text again is no new one', async () => {
  for (let twice = 0; twice < 2; twice++) await author.post(path, { text: 'They run again.' })
  expect((await notes()).map(({ number, text }) => [number, text.slice(0, 8)])).toEqual([
    [2, 'They run'],
    [1, 'Winter i'],
  ])
  // The kept page goes a moment after the change, when the database tells of it.
  const page = async () => (await site.visitor().get('/credentials/weaving-basics')).text()
  await expect.poll(page).toContain('They run again.')
  expect(await page()).not.toContain('We are sorry.')
  expect(await (await site.visitor().get(path)).text()).toContain('We are sorry.')
})

test('who writes for another provider, or teaches only, can’t answer for this one', async () => {
  const now = site.deps.clock.now()
  const other = newId(now, site.deps.random)
  await site.deps.db
    .insertInto('providers')
    .values({ id: other, slug: 'other', name: 'Other', country: 'NZ', kind: 'company', created_at: now })
    .execute()
  const stranger = await signedIn(site, {
    email: 'other@example.org',
    role: { role: 'author', providerId: other },
  })
  expect((await stranger.visitor.post(path, { text: 'Ours is better.' })).status).toBe(404)
  const educator = await signedIn(site, {
    email: 'educator@example.org',
    role: { role: 'educator', providerId: world.providerId },
  })
  expect((await educator.visitor.post(path, { text: 'I know better.' })).status).toBe(403)
  expect(await (await stranger.visitor.get(path)).text()).not.toContain('Sign and publish')
  expect(await notes()).toHaveLength(2)
})

test('a note can’t be changed where it lies, and one that was changed elsewhere does not verify', async () => {
  await expect(site.deps.pool.query(`update provider_notes set text = 'nicer'`)).rejects.toThrow(
    'append-only',
  )
  const { document } = (await notes())[0]!
  const forged = JSON.parse(JSON.stringify(document).replace('They run again.', 'All is well.'))
  const provider = { slug: 'harbour-guild', name: 'Harbour Guild' }
  expect(await verifyStatement(site.deps, provider, [document, forged])).toEqual([true, false])
  const id = (await notes())[0]!.id
  const served = await (await site.visitor().get(`/notes/${id}/note.json`)).text()
  expect(JSON.parse(served)).toEqual(document)
})

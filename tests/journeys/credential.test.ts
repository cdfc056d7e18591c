import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { verify } from '../../src/cli/verify.ts'
import { type ServedSite, serveTestSite } from '../support/served.ts'
import { BrowserPerson } from './person.ts'

// A badge is earned, shared, verified by a stranger, revoked by two people, and verified again.

const badge = 'reading-a-completion-rate'

let site: ServedSite
let kiri: BrowserPerson
let stranger: BrowserPerson
let operator: BrowserPerson
let folder: string

beforeAll(async () => {
  site = await serveTestSite({ demo: true })
  folder = mkdtempSync(join(tmpdir(), 'candour-badge-'))
  kiri = new BrowserPerson(site, await site.person({ width: 390 }), 'kiri@example.org')
  stranger = new BrowserPerson(site, await site.person(), 'stranger@example.org')
  operator = new BrowserPerson(site, await site.person(), 'operator@demo.example')
})
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true })
  await site.close()
})

test('what was earned and shared is verified by a stranger, and after it was revoked it is no more', async () => {
  await kiri.signsUp('Kiri')
  await kiri.goes(`/credentials/${badge}/enrolment`)
  await kiri.sends(`/credentials/${badge}/enrolment`)
  const enrolment = await kiri.enrolmentPath(badge)
  for (const item of await kiri.items(badge)) {
    if (item.kind === 'quiz') await kiri.passesQuiz(enrolment, item.id)
    if (item.kind === 'lesson' && item.required) await kiri.readsLesson(`${enrolment}/items/${item.id}`)
  }
  await kiri.goes('/my-credentials')
  await kiri.page.locator('.my-credentials a').first().click()
  await kiri.page.check('[name="named"]')
  await kiri.page.locator('form[action$="/visibility"] button').click()
  await kiri.page.waitForURL('**saved=1')
  const address = await kiri.page.inputValue('#share-address')

  const link = await sharesPrivately()
  await stranger.goes(new URL(link).pathname)
  expect(await stranger.page.textContent('main')).toContain('Kiri shares with you')
  await stranger.goes(new URL(address).pathname)
  expect(await stranger.page.textContent('h1')).toContain('Kiri earned')
  expect(await stranger.page.textContent('.verdict h2')).toBe('Valid')
  const file = await savesBadge()
  expect(await verified(file)).toBe(0)

  const id = address.split('/').at(-1)!
  await asksForRevocation(id)
  await operator.signsIn('operator')
  await operator.goes('/issuing')
  await operator.page.locator('table a').first().click()
  await operator.page.click('button[value="confirm"]')
  await operator.page.waitForLoadState('load')
  expect(await operator.page.textContent('main')).toContain('Revoked on')

  await stranger.page.reload()
  await stranger.goes(new URL(address).pathname)
  expect(await stranger.page.textContent('.verdict h2')).toBe('Not valid')
  expect(await stranger.page.textContent('main')).toContain('The key of the quiz was wrong.')
  expect(await verified(file)).toBe(1)
  await kiri.goes('/my-credentials')
  expect(await kiri.page.textContent('.my-credentials')).toContain('withdrawn')
})

async function sharesPrivately(): Promise<string> {
  await kiri.goes('/my-credentials/links')
  await kiri.page.fill('[name="label"]', 'For the ferry company')
  await kiri.sends('/my-credentials/links', 'button')
  return kiri.page.locator('.link-address input').first().inputValue()
}

/** The picture of the page, as a browser would save it: the credential is inside. */
async function savesBadge(): Promise<string> {
  const path = await stranger.page.locator('a[href$="badge.png"]').getAttribute('href')
  const file = join(folder, 'badge.png')
  writeFileSync(file, await (await stranger.page.request.get(path!)).body())
  return file
}

/** By the command line, which asks the site for its status lists and knows nothing else of it. */
async function verified(file: string): Promise<number> {
  const io = { stdout: () => {}, stderr: () => {}, now: () => site.clock.now() }
  return verify([file, '--allow-origin', site.origin], io)
}

/** Somebody of the provider asks: in the demo only the operator acts for this one, so an author is made. */
async function asksForRevocation(id: string): Promise<void> {
  const author = new BrowserPerson(site, await site.person(), 'author@example.org')
  await author.signsUp('Author')
  await site.deps.pool.query(
    `insert into roles (person_key, role, provider_id, granted_at)
     select a.person_key, 'author', i.provider_id, now() from accounts a, issued_credentials i
      where a.email = 'author@example.org' and i.id = $1`,
    [id],
  )
  await author.goes(`/issuing/${id}`)
  await author.page.check('[name="kind"][value="error"]')
  await author.page.fill('#f-reason', 'The key of the quiz was wrong.')
  await author.sends(`/issuing/${id}/revocation-requests`, 'button')
  expect(await author.page.textContent('main')).toContain('another person decides')
}

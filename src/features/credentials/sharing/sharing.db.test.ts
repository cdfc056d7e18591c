import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { downloaded, earner, verifiedByStranger } from '../../../../tests/support/credentials.ts'
import { openTestSite, type TestSite, type Visitor } from '../../../../tests/support/site.ts'
import { publishWeaving, signedIn, type World } from '../../../../tests/worlds.ts'
import { emailHash } from '../identity-hash.ts'
import { verifyCredential } from '../verify/verify-credential.ts'

let site: TestSite
let world: World
beforeAll(async () => {
  site = await openTestSite()
  world = await publishWeaving(site.deps, { required: ['quiz'] })
})
afterAll(() => site.close())

describe('what a copy says of its holder', () => {
  test('is nothing in public at first, and the hash of the address in the holder’s own', async () => {
    const { visitor, credentialId } = await earner(site, world, { email: 'own@example.org' })
    const shown = await downloaded(site.visitor(), credentialId)
    expect(shown.credentialSubject).not.toHaveProperty('identifier')
    expect(shown.credentialSubject.id).toBe(`http://127.0.0.1:3000/issued/${credentialId}#holder`)
    const own = await downloaded(visitor, credentialId)
    const [identity] = own.credentialSubject.identifier as { identityHash: string; salt: string }[]
    expect(identity?.identityHash).toBe(emailHash('own@example.org', identity!.salt))
    expect(await downloaded(visitor, credentialId)).toEqual(own)
    for (const document of [shown, own])
      expect((await verifiedByStranger(site, document)).verdict).toBe('valid')
  })

  test('has the hash in public once the holder shares it', async () => {
    const { visitor, credentialId } = await earner(site, world, { email: 'hash@example.org' })
    await visitor.post(`/issued/${credentialId}/visibility`, { shown: 'yes', addressed: 'yes' })
    expect((await downloaded(site.visitor(), credentialId)).credentialSubject).toHaveProperty('identifier')
    await visitor.post(`/issued/${credentialId}/visibility`, { shown: 'yes' })
    expect((await downloaded(site.visitor(), credentialId)).credentialSubject).not.toHaveProperty(
      'identifier',
    )
  })

  test('follows the account’s name when the holder saves again', async () => {
    const { visitor, personKey, credentialId } = await earner(site, world, {
      email: 'renamed@example.org',
      name: 'Before Marriage',
    })
    await visitor.post(`/issued/${credentialId}/visibility`, { shown: 'yes', named: 'yes' })
    await site.deps.db
      .updateTable('accounts')
      .set({ display_name: 'After Marriage' })
      .where('person_key', '=', personKey)
      .execute()
    const offered = await (await visitor.get(`/issued/${credentialId}`)).text()
    expect(offered).toContain('It says “Before Marriage”; your account now says “After Marriage”')
    await visitor.post(`/issued/${credentialId}/visibility`, { shown: 'yes', named: 'yes' })
    const again = await downloaded(site.visitor(), credentialId)
    expect(again.credentialSubject.name).toBe('After Marriage')
    expect((await verifiedByStranger(site, again)).verdict).toBe('valid')
  })

  test('is issued again to a changed address, once that is confirmed', async () => {
    const { visitor, personKey, credentialId } = await earner(site, world, { email: 'first@example.org' })
    const move = (email_confirmed_at: Date | null) =>
      site.deps.db
        .updateTable('accounts')
        .set({ email: 'second@example.org', email_confirmed_at })
        .where('person_key', '=', personKey)
        .execute()
    await move(null)
    await visitor.post(`/issued/${credentialId}/address`)
    expect(await compared(credentialId, 'first@example.org')).toContain('Yes: it was issued to')
    await move(site.clock.now())
    expect(await (await visitor.get(`/issued/${credentialId}`)).text()).toContain('Your address has changed')
    const before = await downloaded(visitor, credentialId)
    await visitor.post(`/issued/${credentialId}/address`)
    expect(await compared(credentialId, 'second@example.org')).toContain('Yes: it was issued to')
    expect(await compared(credentialId, 'first@example.org')).toContain('No: it was not issued')
    expect((await downloaded(visitor, credentialId)).validFrom).toBe(before.validFrom)
  })

  test('goes for good when its holder deletes it, and a copy that was kept stays verifiable', async () => {
    const { visitor, credentialId } = await earner(site, world, { email: 'deleted@example.org' })
    const kept = await downloaded(visitor, credentialId)
    const link = await makeLink(visitor, [credentialId])
    const unsure = await visitor.submit(`/issued/${credentialId}/deletion`)
    expect(unsure.html).toContain('Tick the box to delete it')
    const other = await signedIn(site, { email: 'not-mine@example.org' })
    expect((await other.visitor.post(`/issued/${credentialId}/deletion`, { sure: 'yes' })).status).toBe(404)
    await visitor.submit(`/issued/${credentialId}/deletion`, { sure: 'yes' })
    for (const path of ['', '/credential.json', '/badge.png', '/certificate.pdf', '/embed'])
      expect((await visitor.get(`/issued/${credentialId}${path}`)).status, path).toBe(404)
    expect(await (await site.visitor().get(link)).text()).not.toContain('Weaving Basics')
    expect((await verifiedByStranger(site, kept)).verdict).toBe('valid')
  })
})

describe('the forms in which it can be taken away', () => {
  test('are pictures that carry it, a PDF for either paper, a QR code, a strip for mails', async () => {
    const { credentialId } = await earner(site, world, { email: 'forms@example.org', name: 'Zoë' })
    const at = async (path: string) => {
      const response = await site.visitor().get(`/issued/${credentialId}${path}`)
      expect(response.status, path).toBe(200)
      return Buffer.from(await response.arrayBuffer())
    }
    for (const path of ['/badge.svg', '/badge.png']) {
      const ownStatus = async () => ({ revokedReason: null })
      const { verdict } = await verifyCredential(await at(path), { now: site.clock.now(), ownStatus })
      expect(verdict, path).toBe('valid')
    }
    const [a4, letter] = [await at('/certificate.pdf'), await at('/certificate.pdf?paper=letter')]
    expect(a4.subarray(0, 5).toString()).toBe('%PDF-')
    expect(a4.toString('latin1')).toContain('595.28')
    expect(letter.toString('latin1')).toMatch(/MediaBox \[0 0 612 792\]/)
    expect((await at('/qr.svg')).toString()).toContain('<title>Weaving Basics</title>')
    expect((await at('/signature.png')).subarray(1, 4).toString()).toBe('PNG')
    const arabic = await site.visitor({ language: 'ar' }).get(`/issued/${credentialId}/certificate.pdf`)
    expect(Buffer.from(await arabic.arrayBuffer()).toString('latin1')).toContain('/Lang (ar)')
  })

  test('are hidden with it', async () => {
    const { visitor, credentialId } = await earner(site, world, { email: 'hidden@example.org' })
    await visitor.post(`/issued/${credentialId}/visibility`, {})
    for (const path of ['badge.svg', 'badge.png', 'certificate.pdf', 'qr.svg', 'signature.png', 'embed'])
      expect((await site.visitor().get(`/issued/${credentialId}/${path}`)).status, path).toBe(404)
  })

  test('may be framed by other sites without a script, and tell when it was revoked', async () => {
    const { credentialId } = await earner(site, world, { email: 'embed@example.org' })
    const response = await site.visitor().get(`/issued/${credentialId}/embed`)
    expect(response.headers.get('content-security-policy')).toContain('frame-ancestors *')
    const page = await response.text()
    expect(page).not.toContain('<script')
    expect(page).toContain('>Valid</b>')
    await site.deps.db
      .updateTable('issued_credentials')
      .set({ suspended_at: site.clock.now() })
      .where('id', '=', credentialId)
      .execute()
    expect(await (await site.visitor().get(`/issued/${credentialId}/embed`)).text()).toContain(
      '>Not valid</b>',
    )
  })

  test('fill LinkedIn’s form with its name, issuer, month, address and number', async () => {
    const { visitor, credentialId } = await earner(site, world, { email: 'linkedin@example.org' })
    const page = await (await visitor.get(`/issued/${credentialId}`)).text()
    const address = /href="(https:\/\/www\.linkedin\.com[^"]+)"/.exec(page)![1]!.replaceAll('&amp;', '&')
    expect(Object.fromEntries(new URL(address).searchParams)).toEqual({
      startTask: 'CERTIFICATION_NAME',
      name: 'Weaving Basics',
      organizationName: 'Harbour Guild',
      issueYear: '2026',
      issueMonth: '11',
      certUrl: `http://127.0.0.1:3000/issued/${credentialId}`,
      certId: credentialId,
    })
  })
})

describe('a private link', () => {
  test('shows what its maker chose, also what is hidden, with the name only there', async () => {
    const { visitor, credentialId } = await earner(site, world, {
      email: 'link@example.org',
      name: 'Ada Link',
    })
    await visitor.post(`/issued/${credentialId}/visibility`, {})
    const link = await makeLink(visitor, [credentialId], { named: 'yes' })
    const page = await (await site.visitor().get(link)).text()
    expect(page).toContain('Ada Link shares with you')
    expect(page).toContain('<h2>Valid</h2>')
    const document = (await (await site.visitor().get(`${link}/${credentialId}/credential.json`)).json()) as {
      credentialSubject: object
    }
    expect(document.credentialSubject).toMatchObject({ name: 'Ada Link' })
    expect(document.credentialSubject).not.toHaveProperty('identifier')
    expect((await site.visitor().get(`/issued/${credentialId}`)).status).toBe(404)
  })

  test('ends on its day, or when its maker ends it, and nobody else can', async () => {
    const { visitor, credentialId } = await earner(site, world, { email: 'ends@example.org' })
    const week = await makeLink(visitor, [credentialId], { days: '7' })
    const year = await makeLink(visitor, [credentialId], { days: '365' })
    site.clock.advance(8 * 86_400_000)
    expect((await site.visitor().get(week)).status).toBe(404)
    expect((await site.visitor().get(year)).status).toBe(200)
    const { id } = await site.deps.db
      .selectFrom('share_links')
      .select('id')
      .where('token', '=', year.split('/').at(-1)!)
      .executeTakeFirstOrThrow()
    const { visitor: other } = await signedIn(site, { email: 'not-mine-either@example.org' })
    expect((await other.post(`/my-credentials/links/${id}/end`)).status).toBe(404)
    await visitor.post(`/my-credentials/links/${id}/end`)
    expect((await site.visitor().get(year)).status).toBe(404)
  })

  test('shows a credential once, however often it was asked for', async () => {
    const { visitor, credentialId } = await earner(site, world, { email: 'twice@example.org' })
    const link = await makeLink(visitor, [credentialId, credentialId])
    const page = await (await site.visitor().get(link)).text()
    expect(page.split('<h2>Valid</h2>')).toHaveLength(2)
  })

  test('is never made of somebody else’s credentials, nor of none', async () => {
    const mine = await earner(site, world, { email: 'maker@example.org' })
    const theirs = await earner(site, world, { email: 'theirs@example.org' })
    const answers = [
      await mine.visitor.post('/my-credentials/links', { credential: theirs.credentialId, days: '7' }),
      await mine.visitor.post('/my-credentials/links', { days: '7', label: 'For Hoku' }),
    ]
    for (const answer of answers) expect(answer.status).toBe(422)
    expect(await answers[1]!.text()).toContain('For Hoku')
    const both = await makeLink(mine.visitor, [theirs.credentialId, mine.credentialId])
    expect((await site.visitor().get(`${both}/${theirs.credentialId}/credential.json`)).status).toBe(404)
  })
})

test('who looked is only a number: others’ looks count, one’s own don’t, and nothing of a visitor is kept', async () => {
  const { visitor, credentialId } = await earner(site, world, { email: 'counted@example.org' })
  await visitor.get(`/issued/${credentialId}`)
  for (let n = 0; n < 3; n += 1) await site.visitor().get(`/issued/${credentialId}`)
  expect(await (await visitor.get(`/issued/${credentialId}`)).text()).toContain('Looked at 3 times')
  const rows = await site.deps.db
    .selectFrom('credential_views')
    .selectAll()
    .where('credential_id', '=', credentialId)
    .execute()
  expect(rows.map((row) => Object.keys(row).toSorted())).toEqual([['credential_id', 'day', 'views']])
})

test('a holder’s pages ask the database at most three times, the session included', async () => {
  const { visitor, credentialId } = await earner(site, world, { email: 'queries@example.org' })
  await makeLink(visitor, [credentialId])
  for (const path of [`/issued/${credentialId}`, '/my-credentials', '/my-credentials/links']) {
    site.countQueries()
    await visitor.get(path)
    expect(site.countQueries(), path).toBeLessThanOrEqual(3)
  }
})

async function makeLink(
  visitor: Visitor,
  credential: string[],
  form: Record<string, string> = {},
): Promise<string> {
  // The newest stands first.
  site.clock.advance(1_000)
  const { html } = await visitor.submit('/my-credentials/links', { days: '30', credential, ...form })
  return /value="http:\/\/127\.0\.0\.1:3000(\/shared\/[\w-]+)"/.exec(html)![1]!
}

async function compared(credentialId: string, email: string): Promise<string> {
  return (await site.visitor().post(`/issued/${credentialId}/recipient`, { email })).text()
}

import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  downloaded,
  earner,
  useSecureCookie,
  verifiedByStranger,
} from '../../../../tests/support/credentials.ts'
import { openTestSite, type TestSite, type Visitor } from '../../../../tests/support/site.ts'
import { publishWeaving, signedIn, type World } from '../../../../tests/worlds.ts'
import { makeShareLink } from '../sharing/share-link.ts'
import { revokeKey, rotateKey } from './change-keys.ts'
import { selectSigningKey } from './issuer-keys.ts'

const provider = 'harbour-guild'
const keysPath = `/operations/keys/${provider}`

describe('keys of an issuer that others look up (did:web)', () => {
  let site: TestSite
  let world: World
  let operator: Visitor
  beforeAll(async () => {
    site = await openTestSite({ env: { PUBLIC_URL: 'https://candour.example' } })
    world = await publishWeaving(site.deps, { required: ['quiz'] })
    ;({ visitor: operator } = await signedIn(site, {
      email: 'operator@example.org',
      role: { role: 'operator', providerId: null },
    }))
    useSecureCookie(operator)
  })
  afterAll(() => site.close())

  const methodOf = (document: { proof: unknown }) =>
    (document.proof as { verificationMethod: string }).verificationMethod
  const didDocument = async () =>
    (await site.visitor().get(`/providers/${provider}/did.json`)).json() as Promise<{
      verificationMethod: { id: string; revoked?: string; expires?: string }[]
      assertionMethod: string[]
    }>

  test('a replaced key signs nothing more, and what it signed stays valid to everybody', async () => {
    const old = await earner(site, world, { email: 'old@example.org' })
    const before = await downloaded(site.visitor(), old.credentialId)
    site.clock.advance(60_000)
    const answer = await operator.submit(`${keysPath}/rotations`, { kind: 'ed25519' })
    expect(answer.html).toContain('It holds from now on')
    const next = await downloaded(
      site.visitor(),
      (await earner(site, world, { email: 'next@example.org' })).credentialId,
    )
    expect(methodOf(next)).not.toBe(methodOf(before))
    const did = await didDocument()
    expect(did.assertionMethod).toEqual([methodOf(next), methodOf(before)])
    expect(did.verificationMethod.some((method) => 'expires' in method)).toBe(false)
    for (const document of [before, next])
      expect((await verifiedByStranger(site, document)).verdict).toBe('valid')
  })

  test('the private half of a replaced key is destroyed once the replacement is on record', async () => {
    const folder = join(site.deps.config.dataFolder, 'keys')
    const count = () => readdirSync(folder).filter((name) => name.startsWith(`${provider}.`)).length
    await site.runJobs()
    expect(count()).toBe(1)
    await rotateKey(site.deps, { provider, kind: 'ed25519', actor: null })
    expect(count()).toBe(2)
    await site.runJobs()
    expect(count()).toBe(1)
  })

  test('of a revoked key everybody learns, and what was truly issued is signed again at its address', async () => {
    const { credentialId } = await earner(site, world, { email: 'again@example.org' })
    const stolen = await downloaded(site.visitor(), credentialId)
    site.clock.advance(2 * 86_400_000)
    const day = site.clock.now().toISOString().slice(0, 10)
    const form = { key: methodOf(stolen), from: day, reason: 'A laptop was lost.' }
    await operator.submit(`${keysPath}/revocations`, form)
    expect((await verifiedByStranger(site, stolen)).checks).toContainEqual(
      expect.objectContaining({ reason: 'issuer_key_revoked_later' }),
    )
    await site.runJobs()
    const again = await downloaded(site.visitor(), credentialId)
    expect(methodOf(again)).not.toBe(methodOf(stolen))
    expect(again.validFrom).toBe(stolen.validFrom)
    expect((await verifiedByStranger(site, again)).verdict).toBe('valid')
    const history = await (await site.visitor().get(`/providers/${provider}/keys`)).text()
    expect(history).toContain('A laptop was lost.')
  })

  test('a revocation needs a key, a day that has come and a reason, and keeps what was typed', async () => {
    const answer = await operator.post(`${keysPath}/revocations`, {
      from: '2099-01-01',
      reason: 'Gone away.',
    })
    expect(answer.status).toBe(422)
    const html = await answer.text()
    expect(html).toContain('Choose the key.')
    expect(html).toContain('Gone away.')
  })

  test('a provider may sign in several ways at once, each with its kind of key', async () => {
    await operator.submit(`${keysPath}/proofs`, {
      proof: ['eddsa-rdfc-2022', 'ecdsa-rdfc-2019'],
      token: 'vc+jwt/ES256',
    })
    const { credentialId } = await earner(site, world, { email: 'several@example.org' })
    const document = await downloaded(site.visitor(), credentialId)
    expect(document.proof).toMatchObject([
      { cryptosuite: 'eddsa-rdfc-2022' },
      { cryptosuite: 'ecdsa-rdfc-2019' },
    ])
    expect((await verifiedByStranger(site, document)).verdict).toBe('valid')
    const { token } = await site.deps.db
      .selectFrom('credential_documents')
      .select('token')
      .where('credential_id', '=', credentialId)
      .executeTakeFirstOrThrow()
    expect(JSON.parse(Buffer.from(token!.split('.')[0]!, 'base64url').toString())).toMatchObject({
      alg: 'ES256',
    })
  })

  test('of a revoked key that signed only a token, or only a copy, nothing is left', async () => {
    await operator.submit(`${keysPath}/proofs`, { proof: ['eddsa-rdfc-2022'], token: 'vc+jwt/ES256' })
    const { credentialId, personKey } = await earner(site, world, { email: 'copy@example.org' })
    const kidOf = (token: string | null) =>
      JSON.parse(Buffer.from(token!.split('.')[0]!, 'base64url').toString()).kid as string
    const { db } = site.deps
    const stored = () =>
      db
        .selectFrom('credential_documents')
        .select('token')
        .where('credential_id', '=', credentialId)
        .executeTakeFirstOrThrow()
    const copies = () =>
      db.selectFrom('credential_copies').select('token').where('credential_id', '=', credentialId).execute()
    const revoke = async (keyId: string) => {
      await revokeKey(site.deps, { provider, keyId, from: site.clock.now(), reason: 'Lost.', actor: null })
      await site.runJobs()
    }
    const first = kidOf((await stored()).token)
    await revoke(first)
    const second = kidOf((await stored()).token)
    expect(second).not.toBe(first)

    await rotateKey(site.deps, { provider, kind: 'p256', actor: null })
    const wish = {
      personKey,
      credentialIds: [credentialId],
      named: false,
      addressed: true,
      days: 7,
      label: '',
    }
    expect(await makeShareLink(site.deps, wish)).toBe('made')
    const third = kidOf((await copies())[0]!.token)
    expect(third).not.toBe(second)
    await revoke(third)
    expect(await copies()).toEqual([])
    expect(kidOf((await stored()).token)).toBe(second)
  })

  test('two processes that sign for the first time publish one key', async () => {
    await site.deps.db
      .insertInto('providers')
      .values({
        id: '019aaaaa-aaaa-7aaa-8aaa-cccccccccccc',
        slug: 'first',
        name: 'First',
        country: 'NZ',
        kind: 'company',
        created_at: site.clock.now(),
      })
      .execute()
    const owner = { provider_id: '019aaaaa-aaaa-7aaa-8aaa-cccccccccccc', provider_slug: 'first' }
    const keys = await Promise.all(
      [1, 2, 3].map(() =>
        site.deps.db.transaction().execute((tx) => selectSigningKey(tx, site.deps, owner, site.clock.now())),
      ),
    )
    expect(new Set(keys.map(({ id }) => id)).size).toBe(1)
  })
})

describe('keys of an issuer on a site without https (did:key)', () => {
  let site: TestSite
  let world: World
  beforeAll(async () => {
    site = await openTestSite()
    world = await publishWeaving(site.deps, { required: ['quiz'] })
  })
  afterAll(() => site.close())

  test('each key is an issuer of its own, so what a replaced one signed stays valid with its own list', async () => {
    const before = await downloaded(
      site.visitor(),
      (await earner(site, world, { email: 'old@example.org' })).credentialId,
    )
    await rotateKey(site.deps, { provider, kind: 'ed25519', actor: null })
    await site.runJobs()
    const next = await downloaded(
      site.visitor(),
      (await earner(site, world, { email: 'next@example.org' })).credentialId,
    )
    expect(next.issuer.id).not.toBe(before.issuer.id)
    for (const document of [before, next])
      expect((await verifiedByStranger(site, document)).verdict).toBe('valid')
  })

  test('an RSA key is refused, because it has no such name', async () => {
    expect(await rotateKey(site.deps, { provider, kind: 'rsa', actor: null })).toEqual({ status: 'only_web' })
  })
})

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestSite, type TestSite } from '../../../../tests/support/site.ts'
import type { JsonObject } from '../verify/json-values.ts'

const TOKEN = 'a-token-of-more-than-thirty-two-characters'
const V2 = 'https://www.w3.org/ns/credentials/v2'
let open: TestSite
let guarded: TestSite
let closed: TestSite

beforeAll(async () => {
  open = await openTestSite({ env: { VC_API: 'open' } })
  guarded = await openTestSite({ env: { VC_API: 'on', VC_API_TOKEN: TOKEN } })
  closed = await openTestSite()
})
afterAll(() => Promise.all([open.close(), guarded.close(), closed.close()]))

const credential = (part: JsonObject = {}): JsonObject => ({
  '@context': [V2],
  id: 'urn:uuid:0b8f2f0a-6f3c-4f3e-9a58-4f7c6a8b1c2d',
  type: ['VerifiableCredential'],
  credentialSubject: { id: 'did:example:subject' },
  ...part,
})

async function post(site: TestSite, path: string, body: unknown) {
  const response = await site.visitor().postJson(`/vc-api${path}`, body)
  const text = await response.text()
  return { status: response.status, body: JSON.parse(text || '{}') as JsonObject }
}

describe('the interface for other people’s software', () => {
  it('is not there unless the operator opens it, and then only for whoever holds the token', async () => {
    expect((await post(closed, '/credentials/verify', {})).status).toBe(404)
    expect((await post(guarded, '/credentials/verify', {})).status).toBe(401)
    const headers = (token: string) => ({ accept: 'application/json', authorization: `Bearer ${token}` })
    expect((await guarded.visitor().get('/vc-api', headers(TOKEN))).status).toBe(200)
    expect((await guarded.visitor().get('/vc-api', headers(`${TOKEN}x`))).status).toBe(401)
  })

  it('open for everybody is refused where the site is public', async () => {
    const env = { VC_API: 'open', HOST: '0.0.0.0', DEMO: 'off' }
    await expect(openTestSite({ env })).rejects.toThrow(/loopback/)
  })

  it.each([
    [
      'a part that no signature would cover',
      '{"@context":["https://www.w3.org/ns/credentials/v2"],"__proto__":{"name":"x"}}',
    ],
    ['ten thousand brackets', `{"credentialSubject":${'['.repeat(10_000)}${']'.repeat(10_000)}}`],
  ])('refuses %s, to sign and to verify', async (_, text) => {
    const visitor = open.visitor()
    for (const [path, part] of [
      ['issue', 'credential'],
      ['verify', 'verifiableCredential'],
    ]) {
      const body = `{"${part}":${text}}`
      const response = await visitor.postRaw(`/vc-api/credentials/${path}`, body, {
        'content-type': 'application/json',
        accept: 'application/json',
      })
      expect([path, response.status]).toEqual([path, 400])
    }
  })

  it.each(['eddsa-rdfc-2022', 'eddsa-jcs-2022', 'ecdsa-rdfc-2019', 'vc+jwt'])(
    'issues by %s what it then verifies, and not after a change',
    async (cryptosuite) => {
      const issued = await post(open, '/credentials/issue', {
        credential: credential(),
        options: { cryptosuite },
      })
      expect(issued.status).toBe(201)
      const verified = await post(open, '/credentials/verify', { verifiableCredential: issued.body })
      expect([verified.status, verified.body.verified]).toEqual([200, true])
      const changed = { ...issued.body, id: `${issued.body.id}x` }
      expect((await post(open, '/credentials/verify', { verifiableCredential: changed })).status).toBe(400)
    },
  )

  it.each<[string, unknown]>([
    ['without a vocabulary', credential({ '@context': undefined })],
    ['with a word that none defines', credential({ nothing: 'x' })],
    [
      'that ends before it begins',
      credential({ validFrom: '2030-01-01T00:00:00Z', validUntil: '2020-01-01T00:00:00Z' }),
    ],
    ['of an issuer who is not here', credential({ issuer: 'did:example:other' })],
    ['without a subject', credential({ credentialSubject: undefined })],
    ['that is a text', 'credential'],
  ])('issues nothing %s, and says why', async (_, asked) => {
    const { status, body } = await post(open, '/credentials/issue', { credential: asked })
    expect(status).toBe(400)
    expect((body.problemDetails as unknown[]).length).toBeGreaterThan(0)
  })

  it('revokes and suspends, and takes a suspension back', async () => {
    const { body: issued } = await post(open, '/credentials/issue', { credential: credential() })
    const verdict = async () =>
      (await post(open, '/credentials/verify', { verifiableCredential: issued })).body.verdict
    const set = (statusPurpose: string, status: boolean) =>
      post(open, '/credentials/status', {
        credentialId: issued.id,
        credentialStatus: { statusPurpose },
        status,
      })
    expect(await verdict()).toBe('valid')
    expect((await set('suspension', true)).status).toBe(200)
    expect(await verdict()).toBe('invalid')
    await set('suspension', false)
    expect(await verdict()).toBe('valid')
    await set('revocation', true)
    expect(await verdict()).toBe('invalid')
    expect(
      (await post(open, '/credentials/status', { credentialId: 'urn:nobody', statusPurpose: 'revocation' }))
        .status,
    ).toBe(404)
  })

  it('makes and verifies presentations for one verifier and occasion', async () => {
    const { body: issued } = await post(open, '/credentials/issue', {
      credential: credential({ id: 'urn:uuid:presented' }),
    })
    const options = { domain: 'verifier.example', challenge: 'c-17' }
    const presentation = {
      '@context': [V2],
      type: ['VerifiablePresentation'],
      verifiableCredential: [issued],
    }
    const { body } = await post(open, '/presentations', { presentation, options })
    const verify = (other: JsonObject) =>
      post(open, '/presentations/verify', { ...body, options: { ...options, ...other } })
    expect((await verify({})).body.verified).toBe(true)
    expect((await verify({ challenge: 'c-18' })).status).toBe(400)
    expect((await verify({ domain: 'other.example' })).status).toBe(400)
  })
})

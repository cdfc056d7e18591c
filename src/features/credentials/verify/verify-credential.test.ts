import { crc32, deflateSync } from 'node:zlib'
import { CompactSign } from 'jose'
import { beforeAll, describe, expect, it } from 'vitest'
import { buildCredentialDocument } from '../credential-document.ts'
import type { DocumentLoader } from '../document-loader.ts'
import { exampleCredentialInput, exampleJwk, exampleSigningKey } from '../example-credential.ts'
import { type SignedCredential, type SigningKey, signCredential } from '../sign.ts'
import type { JsonObject } from './json-values.ts'
import { type VerifyOptions, verifyCredential } from './verify-credential.ts'

const now = new Date('2026-06-01T00:00:00Z')
const WEB = 'did:web:issuer.example:providers:meridian'
let key: SigningKey & { publicKeyMultibase: string }
let signed: SignedCredential

beforeAll(async () => {
  key = await exampleSigningKey()
  signed = await sign(key.controller)
})

describe('dates', () => {
  it('end a credential at the instant that its issuer set, and not before', async () => {
    expect(await reasonsFor(signed, { now: new Date('2031-05-14T09:59:59Z') })).toContain('in_force_until')
    expect(await reasonsFor(signed, { now: new Date('2031-05-14T10:00:00Z') })).toContain('expired')
  })

  it('keep a credential from being valid before its start, give or take five minutes between clocks', async () => {
    expect(await reasonsFor(signed, { now: new Date('2026-05-14T09:50:00Z') })).toContain('not_yet_valid')
    expect(await reasonsFor(signed, { now: new Date('2026-05-14T09:56:00Z') })).toContain('in_force_until')
  })
})

describe('who signed', () => {
  it('is not the issuer if the issuer’s own document does not list the key', async () => {
    const forged = await sign(WEB, { ...key, controller: WEB })
    const didDocuments = controllers(webDocument('z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi'))
    expect(await reasonsFor(forged, { didDocuments })).toContain('issuer_other')
    expect(await verdictFor(forged, { didDocuments })).toBe('invalid')
  })

  it('is not the issuer if another key’s signature is put in the name of a did:key', async () => {
    const other = await exampleSigningKey()
    const forged = await sign(key.controller, { ...other, controller: key.controller })
    expect(await reasonsFor(forged)).toEqual(expect.arrayContaining(['proof_ok', 'issuer_other']))
  })

  it('can’t be told while the issuer’s document can’t be had', async () => {
    const web = await signAsWeb()
    expect(await verdictFor(web)).toBe('unknown')
    expect(await verdictFor(web, { didDocuments: controllers(webDocument()) })).toBe('valid')
  })

  it('is looked up online where the issuer’s identifier says, and only there', async () => {
    const web = await signAsWeb()
    const asked: string[] = []
    const loader: DocumentLoader = async (url) => {
      asked.push(url)
      return { status: 'loaded', url, contentType: '', bytes: Buffer.from(JSON.stringify(webDocument())) }
    }
    expect(await verdictFor(web, { loader, offline: false })).toBe('valid')
    expect(asked).toEqual([
      'https://issuer.example/providers/meridian/did.json',
      'https://candour.example/.well-known/did-configuration.json',
    ])
  })

  it('is not the issuer if the key is listed but not for signing credentials', async () => {
    const document = { ...webDocument(), assertionMethod: [] }
    expect(await reasonsFor(await signAsWeb(), { didDocuments: controllers(document) })).toContain(
      'issuer_other',
    )
  })

  it('is not the issuer if the key is listed as somebody else’s', async () => {
    const didDocuments = controllers(webDocument(undefined, { controller: 'did:web:other.example' }))
    expect(await reasonsFor(await signAsWeb(), { didDocuments })).toContain('issuer_other')
  })

  it.each([
    ['issuer_key_expired', { expires: '2026-05-14T10:00:00Z' }],
    ['issuer_ok', { expires: '2026-05-14T10:00:01Z' }],
    ['issuer_key_revoked', { revoked: '2026-05-14T10:00:00Z' }],
    ['issuer_key_revoked_later', { revoked: '2026-05-20T00:00:00Z' }],
    ['issuer_ok', { revoked: '2026-07-01T00:00:00Z' }],
  ])('is judged as %s with a key of %o', async (reason, part) => {
    const didDocuments = controllers(webDocument(undefined, part))
    expect(await reasonsFor(await signAsWeb(), { didDocuments })).toContain(reason)
  })

  it('can’t be told to be good if the asker trusts others only', async () => {
    expect(await verdictFor(signed, { trust: [key.controller] })).toBe('valid')
    expect(await verdictFor(signed, { trust: ['did:web:other.example'] })).toBe('unknown')
  })
})

describe('the signature', () => {
  it('counts only if it was made to assert a credential', async () => {
    const proof = { ...signed.proof, proofPurpose: 'authentication' }
    expect(await reasonsFor({ ...signed, proof })).toContain('wrong_purpose')
  })

  it('of an unknown kind beside a right one does no harm, and a wrong one beside it does', async () => {
    const unknown = { type: 'SomeProofType', proofPurpose: 'assertionMethod' }
    expect(await verdictFor({ ...signed, proof: [unknown, signed.proof] })).toBe('valid')
    const wrong = { ...signed.proof, created: '2026-05-15T10:00:00Z' }
    expect(await verdictFor({ ...signed, proof: [signed.proof, wrong] })).toBe('invalid')
  })

  it('alone of an unknown kind is can’t tell, and none at all is not valid', async () => {
    expect(await verdictFor({ ...signed, proof: { type: 'SomeProofType' } })).toBe('unknown')
    const { proof: _, ...unsigned } = signed
    expect(await verdictFor(unsigned)).toBe('invalid')
  })
})

describe('withdrawal', () => {
  it('of a credential of this site is told by its own records', async () => {
    const ownStatus = async () => ({ revokedReason: 'Issued by mistake' })
    expect(await reasonsFor(signed, { ownStatus })).toContain('revoked')
    expect(await verdictFor(signed, { ownStatus: async () => ({ revokedReason: null }) })).toBe('valid')
  })
})

describe('a signed token', () => {
  const issuer = 'did:web:issuer.example'

  it('is judged like any other form', async () => {
    const { token, didDocuments } = await signedToken({ ...badge(issuer), iss: issuer })
    expect(await verdictFor(token, { didDocuments })).toBe('valid')
    const [header, payload, signature = ''] = token.split('.')
    const damaged = `${header}.${payload}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`
    expect(await reasonsFor(damaged, { didDocuments })).toContain('signature_wrong')
  })

  it('of the older form, with a claim vc, is read too', async () => {
    const older = { vc: badge(issuer), iss: issuer, exp: 1_790_000_000 }
    const { token, didDocuments } = await signedToken(older, { typ: 'JWT' })
    expect(await verdictFor(token, { didDocuments })).toBe('valid')
    expect(await reasonsFor(token, { didDocuments, now: new Date(1_790_000_000_000) })).toContain('expired')
  })

  it('is not valid if its claims contradict the credential', async () => {
    const { token, didDocuments } = await signedToken({ ...badge(issuer), iss: 'did:web:other.example' })
    expect(await verdictFor(token, { didDocuments })).toBe('invalid')
  })

  it('that is not signed is not valid, and one that brings its own key is can’t tell', async () => {
    const body = Buffer.from(JSON.stringify(badge(issuer))).toString('base64url')
    const none = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${body}.`
    expect(await verdictFor(none)).toBe('invalid')
    const { publicJwk, privateKey } = exampleJwk()
    const token = await new CompactSign(Buffer.from(JSON.stringify(badge(issuer))))
      .setProtectedHeader({ alg: 'EdDSA', jwk: publicJwk })
      .sign(privateKey)
    expect(await verdictFor(token)).toBe('unknown')
  })
})

describe('badges', () => {
  it('give the credential inside, plain or compressed, in PNG and SVG', async () => {
    const json = JSON.stringify(signed)
    expect(await verdictFor(png([textChunk(json)]))).toBe('valid')
    expect(await verdictFor(png([textChunk(json, true)]))).toBe('valid')
    expect(await verdictFor(svg(`<ob:credential><![CDATA[${json}]]></ob:credential>`))).toBe('valid')
    const escaped = json.replace(/&/g, '&amp;').replace(/</g, '&lt;')
    expect(await verdictFor(svg(`<ob:credential>${escaped}</ob:credential>`))).toBe('valid')
  })

  it('with none or two inside are no credential', async () => {
    const json = JSON.stringify(signed)
    const one = `<ob:credential>${json}</ob:credential>`
    for (const badge of [png([]), png([textChunk(json), textChunk(json)]), svg(''), svg(one + one)]) {
      expect(await reasonsFor(badge)).toEqual(['not_readable'])
    }
    expect(await reasonsFor(svg(`<!-- ${one} -->`))).toEqual(['not_readable'])
  })

  it('that are damaged or blown up are no credential', async () => {
    const whole = png([textChunk(JSON.stringify(signed))])
    expect(await reasonsFor(whole.subarray(0, 90))).toEqual(['not_readable'])
    expect(await reasonsFor(png([textChunk('x'.repeat(5_000_000), true)]))).toEqual(['not_readable'])
  })
})

describe('hostile input', () => {
  it.each<[string, string | Buffer, string]>([
    ['nothing', '', 'not_readable'],
    ['noise', Buffer.from([0xff, 0xfe, 0x00, 0x80]), 'not_readable'],
    ['a web page', '<!doctype html><title>x</title>', 'not_readable'],
    ['a list', '[]', 'not_readable'],
    ['an empty object', '{}', 'part_malformed'],
    ['11 MB', 'x'.repeat(11 * 1024 * 1024), 'too_large'],
    ['2 MB of JSON', `{"x":"${'x'.repeat(2 * 1024 * 1024)}"}`, 'too_large'],
    ['100,000 levels', `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`, 'too_deep'],
    ['a million brackets', '['.repeat(1_000_000), 'not_readable'],
    ['10 MB of comment openings', `<svg>${'<!--'.repeat(2_500_000)}`, 'not_readable'],
  ])('%s gets a clear answer', async (_, input, reason) => {
    expect((await reasonsFor(input))[0]).toBe(reason)
  })

  it('with a context that refers to itself, or that must be fetched, gets a clear answer', async () => {
    const cyclic = { ...signed, '@context': [...signed['@context'], { a: 'b:x', b: 'a:x' }] }
    expect(await verdictFor(cyclic)).toBe('invalid')
    const foreign = { ...signed, '@context': [...signed['@context'], 'https://other.example/context'] }
    expect(await reasonsFor(foreign)).toContain('context_unknown')
  })

  it('with very many things in it is not worked through', async () => {
    const evidence = Array.from({ length: 3_000 }, (_, index) => ({ type: ['Evidence'], name: `${index}` }))
    const started = performance.now()
    expect(await reasonsFor({ ...signed, evidence })).toEqual(['too_many_parts'])
    expect(performance.now() - started).toBeLessThan(500)
  })

  it('can’t steer a terminal or a page through what is quoted from it', async () => {
    const { checks } = await verifyCredential(Buffer.from('\u{1b}[2J{}'), { now })
    expect(JSON.stringify(checks)).not.toContain('\\u001b')
  })
})

async function sign(issuer: string, signer: SigningKey = key): Promise<SignedCredential> {
  const input = exampleCredentialInput(issuer)
  return signCredential(buildCredentialDocument(input), { ...signer, controller: issuer }, input.issuedAt)
}

function signAsWeb(): Promise<SignedCredential> {
  return sign(WEB, { ...key, id: webMethod(key.publicKeyMultibase) })
}

function webMethod(publicKeyMultibase: string): string {
  return `${WEB}#${publicKeyMultibase}`
}

function webDocument(publicKeyMultibase = key.publicKeyMultibase, part: JsonObject = {}) {
  const id = webMethod(publicKeyMultibase)
  const method = { id, type: 'Multikey', controller: WEB, publicKeyMultibase, ...part }
  return { id: WEB, verificationMethod: [method], assertionMethod: [id] }
}

function controllers(document: JsonObject & { id: string }): Map<string, JsonObject> {
  return new Map([[document.id, document]])
}

function badge(issuer: string): JsonObject {
  return buildCredentialDocument(exampleCredentialInput(issuer))
}

async function signedToken(payload: JsonObject, header: JsonObject = {}) {
  const { publicJwk, privateKey } = exampleJwk()
  const issuer = 'did:web:issuer.example'
  const kid = `${issuer}#key-1`
  const token = await new CompactSign(Buffer.from(JSON.stringify(payload)))
    .setProtectedHeader({ alg: 'EdDSA', typ: 'vc+jwt', kid, ...header })
    .sign(privateKey)
  const method = { id: kid, type: 'JsonWebKey', controller: issuer, publicKeyJwk: publicJwk }
  return {
    token,
    didDocuments: controllers({ id: issuer, verificationMethod: [method], assertionMethod: [kid] }),
  }
}

function svg(content: string): string {
  return `<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" xmlns:ob="https://purl.imsglobal.org/ob/v3p0">${content}</svg>`
}

function png(chunks: Buffer[]): Buffer {
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return Buffer.concat([
    signature,
    chunk('IHDR', Buffer.alloc(13)),
    ...chunks,
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function textChunk(text: string, isCompressed = false): Buffer {
  const head = Buffer.from(`openbadgecredential\0${isCompressed ? '\u0001' : '\0'}\0\0\0`, 'latin1')
  return chunk('iTXt', Buffer.concat([head, isCompressed ? deflateSync(text) : Buffer.from(text)]))
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, sum])
}

function bytesOf(input: JsonObject | string | Buffer): Buffer {
  if (Buffer.isBuffer(input)) return input
  return Buffer.from(typeof input === 'string' ? input : JSON.stringify(input))
}

async function reasonsFor(input: JsonObject | string | Buffer, options: Partial<VerifyOptions> = {}) {
  const { checks } = await verifyCredential(bytesOf(input), { now, offline: true, ...options })
  return checks.map((check) => check.reason)
}

async function verdictFor(input: JsonObject | string | Buffer, options: Partial<VerifyOptions> = {}) {
  const { verdict } = await verifyCredential(bytesOf(input), { now, offline: true, ...options })
  return verdict
}

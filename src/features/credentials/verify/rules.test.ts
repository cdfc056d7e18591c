import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { CREDENTIALS_V2 } from '../contexts.ts'
import { buildCredentialDocument } from '../credential-document.ts'
import type { DocumentLoader } from '../document-loader.ts'
import { exampleCredentialInput } from '../example-credential.ts'
import { addProof, envelopeCredential, type Signer } from '../sign.ts'
import { freshPrivateKeys } from '../vc-api/private-keys.ts'
import type { JsonObject } from './json-values.ts'
import type { Verification } from './result.ts'
import { verifyAnything } from './verify-anything.ts'
import type { VerifyOptions } from './verify-credential.ts'

const now = new Date('2026-06-01T00:00:00Z')
const created = new Date('2026-05-14T10:00:00Z')
const [key, other] = [...freshPrivateKeys(), ...freshPrivateKeys()].filter(
  ({ kind }) => kind === 'ed25519',
) as [Signer, Signer]

describe('several proofs', () => {
  it('in a chain are right in their order, and only all together', async () => {
    const first = await proven(badge(key), key, { id: 'urn:uuid:first' })
    const chained = await withChained(first, other, ['urn:uuid:first'])
    expect(await reasons(chained)).toContain('proof_ok')
    const [one, two] = chained.proof as [JsonObject, JsonObject]
    expect(await reasons({ ...chained, proof: [two] })).toContain('signature_malformed')
    expect(
      await reasons({ ...chained, proof: [{ ...one, created: '2026-05-15T10:00:00Z' }, two] }),
    ).toContain('signature_wrong')
    expect(await reasons({ ...chained, proof: [one, one, two] })).toContain('signature_malformed')
    const renamed = { ...one, id: 'urn:uuid:second' }
    expect((await verified({ ...chained, proof: [renamed, two] })).verdict).toBe('invalid')
  })

  it('that build on one of an unknown kind are can’t tell', async () => {
    const unknown = {
      id: 'urn:uuid:first',
      type: 'DataIntegrityProof',
      cryptosuite: 'nobody-2030',
      proofPurpose: 'assertionMethod',
    }
    const chained = await withChained({ ...badge(key), proof: [unknown] }, key, 'urn:uuid:first')
    const { checks } = await verified(chained)
    expect(checks.find(({ id }) => id === 'proof')?.status).toBe('unknown')
  })

  it('more than any credential has are not worked through', async () => {
    const one = await proven(badge(key), key)
    const many = Array.from({ length: 11 }, () => one.proof)
    expect(await reasons({ ...one, proof: many })).toContain('too_complex')
  })
})

describe('a proof', () => {
  it('counts only for the place and occasion that it was made for, where these are asked', async () => {
    const document = badge(key)
    const suite = 'eddsa-rdfc-2022'
    const occasion = {
      suite,
      created,
      purpose: 'assertionMethod',
      domain: 'a.example',
      challenge: 'once',
    } as const
    const signed = await addProof(document, key, occasion)
    expect(await reasons(signed, { domain: 'a.example', challenge: 'once' })).toContain('proof_ok')
    expect(await reasons(signed, { domain: 'b.example', challenge: 'once' })).toContain('other_domain')
    expect(await reasons(signed, { domain: 'a.example', challenge: 'twice' })).toContain('other_challenge')
    expect(await reasons(await proven(document, key), { challenge: 'once' })).toContain('other_challenge')
  })

  it.each<[string, JsonObject]>([
    ['proof_not_yet', { created: '2026-06-01T00:06:00Z' }],
    ['signature_malformed', { created: 'yesterday' }],
    ['proof_expired', { expires: '2026-05-31T23:59:59Z' }],
    ['signature_malformed', { verificationMethod: undefined }],
    ['signature_malformed', { type: undefined }],
    ['suite_unknown', { cryptosuite: 'eddsa-2022' }],
    ['suite_unknown', { type: 'Ed25519Signature2020' }],
    ['wrong_purpose', { proofPurpose: 'authentication' }],
    ['signature_malformed', { proofValue: 'u3FW' }],
    ['signature_malformed', { '@context': ['urn:x'] }],
    ['signature_malformed', { previousProof: 'urn:uuid:nowhere' }],
    ['key_unusable', { cryptosuite: 'ecdsa-rdfc-2019' }],
  ])('is judged as %s with %o', async (reason, part) => {
    const signed = await proven(badge(key), key)
    expect(await reasons({ ...signed, proof: { ...signed.proof, ...part } })).toContain(reason)
  })

  it('by somebody beside the issuer needs to be allowed by that somebody’s own document', async () => {
    const web = 'https://cosigner.example/keys'
    const cosigner = { ...other, id: `${web}#1`, controller: web }
    const both = await addProof(await proven(badge(key), key), cosigner, {
      suite: 'eddsa-rdfc-2022',
      created,
      purpose: 'assertionMethod',
    })
    const method = {
      id: `${web}#1`,
      type: 'Multikey',
      controller: web,
      publicKeyMultibase: other.publicKeyMultibase,
    }
    const document = (part: JsonObject) =>
      new Map([[web, { id: web, verificationMethod: [method], ...part }]])
    expect(await reasons(both, { didDocuments: document({ assertionMethod: [`${web}#1`] }) })).toContain(
      'proof_ok',
    )
    expect(await reasons(both, { didDocuments: document({ authentication: [`${web}#1`] }) })).toContain(
      'key_not_for_this',
    )
  })

  it('over the JSON itself covers words that no vocabulary defines, and no redefinition of standard ones', async () => {
    const jcs = (document: JsonObject) =>
      addProof(document, key, { suite: 'eddsa-jcs-2022', created, purpose: 'assertionMethod' })
    const plain = {
      '@context': [CREDENTIALS_V2],
      type: ['VerifiableCredential'],
      issuer: key.controller,
      credentialSubject: { id: 'urn:x', undefinedWord: 'y' },
    }
    expect((await verified(await jcs(plain))).verdict).toBe('valid')
    const redefined = { ...plain, '@context': [CREDENTIALS_V2, { VerifiableCredential: 'urn:other' }] }
    expect((await verified(await jcs(redefined))).verdict).toBe('invalid')
    const renamed = {
      ...plain,
      '@context': [
        CREDENTIALS_V2,
        {
          until: {
            '@id': 'https://www.w3.org/2018/credentials#validUntil',
            '@type': 'http://www.w3.org/2001/XMLSchema#dateTime',
          },
        },
      ],
      until: '2020-01-01T00:00:00Z',
    }
    expect(await reasons(await jcs(renamed))).toContain('expired')
  })
})

describe('a token', () => {
  it.each<[string, JsonObject]>([
    ['of another kind', { typ: 'at+jwt' }],
    ['of another content', { cty: 'something' }],
    ['that is a presentation by its name', { typ: 'vp+jwt' }],
  ])('%s is no credential', async (_, header) => {
    expect(await reasons(await token(badge(key), header))).toContain('part_malformed')
  })

  it('with a claim vc in the newer form is no credential, nor is one with an extension that must be understood', async () => {
    expect(await reasons(await token({ ...badge(key), vc: {} }, {}))).toContain('part_malformed')
    expect(await reasons(await token(badge(key), { crit: ['b64'], b64: false }))).toContain('suite_unknown')
    expect(await reasons(await token({ ...badge(key), exp: 'soon' }, {}))).toContain('dates_malformed')
  })

  it('may stand in an envelope, which must say what it is and nothing else', async () => {
    const id = `data:application/vc+jwt,${await envelopeCredential(badge(key), key, created)}`
    const envelope = { '@context': CREDENTIALS_V2, type: 'EnvelopedVerifiableCredential', id }
    expect((await verified(envelope)).verdict).toBe('valid')
    for (const part of [
      { '@context': [] },
      { id: id.split(',')[1] },
      { type: [envelope.type, 'VerifiableCredential'] },
    ]) {
      expect((await verified({ ...envelope, ...part })).verdict).toBe('invalid')
    }
    expect(await reasons({ ...envelope, id: 'data:application/vc+sd-jwt,a.b.c~' })).toContain('suite_unknown')
  })
})

describe('a presentation', () => {
  const occasion = { domain: 'verifier.example', challenge: 'c-17' }

  it('is valid if its holder signed it for here and now, and all that is in it is valid', async () => {
    const signed = await presented([await proven(badge(other), other)])
    const { verdict, checks, credentials } = await verified(signed, occasion)
    expect([verdict, credentials?.length]).toEqual(['valid', 1])
    expect(checks.map(({ reason }) => reason)).toEqual([
      'presentation_ok',
      'proof_ok',
      'holder_ok',
      'credentials_valid',
    ])
    expect(await reasons(signed, { ...occasion, challenge: 'c-18' })).toContain('other_challenge')
    expect(await reasons({ ...signed, holder: other.controller }, occasion)).toContain('signature_wrong')
  })

  it('with something in it that is not valid is not valid, and without a proof it is can’t tell', async () => {
    const forged = { ...(await proven(badge(other), other)), name: 'Another' }
    expect(await reasons(await presented([forged]), occasion)).toContain('credential_invalid')
    const { proof: _, ...unsigned } = await presented([await proven(badge(other), other)])
    expect((await verified(unsigned)).verdict).toBe('unknown')
  })

  it('signed to assert, or in another’s name, is not valid', async () => {
    const document = presentation([], key.controller)
    const suite = 'eddsa-rdfc-2022'
    const asserted = await addProof(document, key, { suite, created, purpose: 'assertionMethod' })
    expect(await reasons(asserted)).toContain('wrong_purpose')
    const foreign = await addProof(document, other, { suite, created, purpose: 'authentication' })
    expect(await reasons(foreign)).toContain('holder_other')
  })

  it('as a token says for whom and when by its claims', async () => {
    const claims = { aud: occasion.domain, nonce: occasion.challenge }
    const signed = await envelopeCredential(presentation([], key.controller), key, created, 'vp', claims)
    expect((await verified(signed, occasion)).verdict).toBe('valid')
    expect(await reasons(signed, { ...occasion, domain: 'other.example' })).toContain('other_domain')
    expect(await reasons(signed, { ...occasion, challenge: 'c-18' })).toContain('other_challenge')
  })

  it.each<[string, JsonObject]>([
    ['no vocabulary', { '@context': [] }],
    ['its vocabulary not first', { '@context': [{ x: 'urn:x' }, CREDENTIALS_V2] }],
    ['a holder without an address', { holder: 'somebody' }],
    ['a text instead of a credential', { verifiableCredential: ['eyJ.eyJ.x'] }],
    ['21 credentials', { verifiableCredential: Array.from({ length: 21 }, () => ({})) }],
  ])('with %s is not worked through', async (_, part) => {
    const { verdict, credentials } = await verified({ ...presentation([], key.controller), ...part })
    expect([verdict === 'valid', credentials]).toEqual([false, undefined])
  })
})

describe('a status list', () => {
  const url = 'https://lists.example/3'

  it('tells that a credential is revoked, suspended, or neither, by its bit', async () => {
    expect(await statusOf({ bits: [] })).toBe('status_ok')
    expect(await statusOf({ bits: [23] })).toBe('revoked')
    expect(await statusOf({ bits: [23], purpose: 'suspension' })).toBe('suspended')
    expect(await statusOf({ bits: [22, 24] })).toBe('status_ok')
    expect(await statusOf({ bits: [], entry: { statusPurpose: 'message' } })).toBe('status_no_withdrawal')
  })

  it.each<[string, Parameters<typeof statusOf>[0]]>([
    ['is signed by another', { bits: [], signer: other }],
    ['was changed', { bits: [], change: (list) => ({ ...list, validUntil: '2027-01-01T00:00:00Z' }) }],
    ['ran out', { bits: [], part: { validUntil: '2026-05-31T00:00:00Z' } }],
    ['is of another name', { bits: [], part: { id: 'https://lists.example/4' } }],
    ['is for another purpose', { bits: [], listPurpose: 'suspension' }],
    ['is of another kind', { bits: [], part: { type: ['VerifiableCredential'] } }],
    ['has no such entry', { bits: [], entry: { statusListIndex: '131072' } }],
    ['is too short to hide anybody', { bits: [], encoded: encoded(Buffer.alloc(1024)) }],
    ['unpacks without end', { bits: [], encoded: encoded(Buffer.alloc(64 * 1024 * 1024)) }],
    ['is damaged', { bits: [], encoded: 'uH4sIAAAA' }],
    ['is named by no number', { bits: [], entry: { statusListIndex: '-1' } }],
  ])('that %s leaves it open', async (_, list) => {
    expect(await statusOf(list)).toBe('status_list_unclear')
  })

  it('that can’t be had leaves it open, and 1EdTech’s plain list is read by the credential’s name', async () => {
    const entry = { id: 'https://lists.example/plain', type: '1EdTechRevocationList' }
    const signed = await proven({ ...badge(key), ...withExtensions(entry) }, key)
    const listed = (revoked: boolean) => ({
      revokedCredential: [{ id: badge(key).id, revoked, revocationReason: 'Error' }],
    })
    const loader =
      (document: object): DocumentLoader =>
      async (address) =>
        loaded(address, document)
    expect(await reasons(signed, { offline: false, loader: loader(listed(true)) })).toContain('revoked')
    expect(await reasons(signed, { offline: false, loader: loader(listed(false)) })).toContain('status_ok')
    expect(await reasons(signed)).toContain('status_unreachable')
  })

  async function statusOf(list: {
    bits: number[]
    purpose?: string
    listPurpose?: string
    signer?: Signer
    part?: JsonObject
    entry?: JsonObject
    encoded?: string
    change?: (list: JsonObject) => JsonObject
  }) {
    const { bits, purpose = 'revocation', listPurpose = purpose, signer = key, part = {}, entry = {} } = list
    const all = Buffer.alloc(131_072 / 8)
    for (const bit of bits) all[bit >> 3] = (all[bit >> 3] ?? 0) | (0x80 >> (bit & 7))
    const document = {
      '@context': [CREDENTIALS_V2],
      id: url,
      type: ['VerifiableCredential', 'BitstringStatusListCredential'],
      issuer: signer.controller,
      credentialSubject: {
        type: 'BitstringStatusList',
        statusPurpose: listPurpose,
        encodedList: list.encoded ?? encoded(all),
      },
      ...part,
    }
    const made = await proven(document, signer)
    const served = list.change ? list.change(made) : made
    const credentialStatus = {
      type: 'BitstringStatusListEntry',
      statusPurpose: purpose,
      statusListIndex: '23',
      statusListCredential: url,
      ...entry,
    }
    const signed = await proven({ ...badge(key), credentialStatus }, key)
    const found = await verified(signed, {
      offline: false,
      loader: async (address) => loaded(address, address === url ? served : {}),
    })
    return found.checks.find(({ id }) => id === 'status')?.reason
  }
})

describe('the website that an issuer names', () => {
  const place = 'https://candour.example/.well-known/did-configuration.json'

  it('speaks for the issuer only by a statement that the issuer signed for that website', async () => {
    expect(await domainOf(await statement(key, 'https://candour.example'))).toBe('domain_linked')
    expect(await domainOf(await statement(other, 'https://candour.example'))).toBe('domain_not_shown')
    expect(await domainOf(await statement(key, 'https://other.example'))).toBe('domain_not_shown')
    const forged = {
      ...(await statement(key, 'https://other.example')),
      credentialSubject: { id: key.controller, origin: 'https://candour.example' },
    }
    expect(await domainOf(forged)).toBe('domain_not_shown')
  })

  it('that says nothing is no fault of the credential', async () => {
    const signed = await proven(badge(key), key)
    const loader: DocumentLoader = async () => ({ status: 'not_loaded', why: 'host_not_found' })
    expect((await verified(signed, { offline: false, loader })).verdict).toBe('valid')
  })

  function statement(signer: Signer, origin: string) {
    const document = {
      '@context': [CREDENTIALS_V2, 'https://identity.foundation/.well-known/did-configuration/v1'],
      type: ['VerifiableCredential', 'DomainLinkageCredential'],
      issuer: signer.controller,
      credentialSubject: { id: signer.controller, origin },
    }
    return proven(document, signer)
  }

  async function domainOf(linked: object) {
    const signed = await proven(badge(key), key)
    const loader: DocumentLoader = async (address) =>
      address === place
        ? loaded(address, { linked_dids: [linked] })
        : { status: 'not_loaded', why: 'not_ours' }
    const { checks } = await verified(signed, { offline: false, loader })
    return checks.find(({ id }) => id === 'domain')?.reason
  }
})

function badge(signer: Signer): JsonObject {
  return buildCredentialDocument(exampleCredentialInput(signer.controller))
}

function withExtensions(credentialStatus: JsonObject): JsonObject {
  const context = badge(key)['@context'] as unknown[]
  const extensions = 'https://purl.imsglobal.org/spec/ob/v3p0/extensions.json'
  return { '@context': [...context.filter((entry) => entry !== extensions), extensions], credentialStatus }
}

async function proven(
  document: JsonObject,
  signer: Signer,
  part: JsonObject = {},
): Promise<JsonObject & { proof: JsonObject }> {
  if (Object.keys(part).length === 0) {
    return addProof(document, signer, { suite: 'eddsa-rdfc-2022', created, purpose: 'assertionMethod' })
  }
  return withChained(document, signer, undefined, part) as Promise<JsonObject & { proof: JsonObject }>
}

/** Signs by hand, so that a proof can have parts that we never write: a name, and one that came before. */
async function withChained(
  document: JsonObject,
  signer: Signer,
  previousProof: unknown,
  part: JsonObject = {},
): Promise<JsonObject> {
  const { createHash } = await import('node:crypto')
  const { base58 } = await import('@scure/base')
  const { libraryForm } = await import('../canonical-form.ts')
  const { proof = [], ...unsigned } = document
  const all = [proof].flat() as JsonObject[]
  const earlier = all.filter(({ id }) => [previousProof].flat().includes(id))
  const options = {
    type: 'DataIntegrityProof',
    cryptosuite: 'eddsa-rdfc-2022',
    created: '2026-05-14T10:00:00Z',
    verificationMethod: signer.id,
    proofPurpose: 'assertionMethod',
    ...part,
    ...(previousProof === undefined ? {} : { previousProof }),
  }
  const hash = async (value: object) =>
    createHash('sha256')
      .update(await libraryForm(value))
      .digest()
  const data = [
    await hash({ ...options, '@context': document['@context'] }),
    await hash(earlier.length > 0 ? { ...unsigned, proof: earlier } : unsigned),
  ]
  const proofValue = `z${base58.encode(await signer.sign(Buffer.concat(data)))}`
  const own = { ...options, proofValue }
  return { ...unsigned, proof: all.length > 0 ? [...all, own] : own }
}

async function token(payload: JsonObject, header: JsonObject): Promise<string> {
  const parts = [{ alg: 'EdDSA', typ: 'vc+jwt', kid: key.id, ...header }, payload]
  const content = parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')
  return `${content}.${Buffer.from(await key.sign(Buffer.from(content))).toString('base64url')}`
}

function presentation(verifiableCredential: JsonObject[], holder: string): JsonObject {
  return { '@context': [CREDENTIALS_V2], type: ['VerifiablePresentation'], holder, verifiableCredential }
}

function presented(credentials: JsonObject[]) {
  return addProof(presentation(credentials, key.controller), key, {
    suite: 'eddsa-rdfc-2022',
    created,
    purpose: 'authentication',
    domain: 'verifier.example',
    challenge: 'c-17',
  })
}

function encoded(bits: Buffer): string {
  return `u${gzipSync(bits).toString('base64url')}`
}

function loaded(url: string, document: object) {
  return { status: 'loaded' as const, url, contentType: '', bytes: Buffer.from(JSON.stringify(document)) }
}

function verified(input: JsonObject | string, options: Partial<VerifyOptions> = {}): Promise<Verification> {
  const bytes = Buffer.from(typeof input === 'string' ? input : JSON.stringify(input))
  return verifyAnything(bytes, { now, offline: true, ...options })
}

async function reasons(input: JsonObject | string, options: Partial<VerifyOptions> = {}) {
  return (await verified(input, options)).checks.map(({ reason }) => reason)
}

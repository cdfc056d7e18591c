import { createHash, generateKeyPairSync, type KeyObject, verify } from 'node:crypto'
import { createRequire } from 'node:module'
import { DataIntegrityProof } from '@digitalbazaar/data-integrity'
import { cryptosuite as ecdsaRdfc } from '@digitalbazaar/ecdsa-rdfc-2019-cryptosuite'
import { createSignCryptosuite } from '@digitalbazaar/eddsa-jcs-2022-cryptosuite'
import { cryptosuite as eddsaRdfc } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite'
import * as vc from '@digitalbazaar/vc'
import { base58 } from '@scure/base'
import { compactVerify, exportJWK, importJWK, SignJWT } from 'jose'
import { describe, expect, it } from 'vitest'
import { loadContext } from './contexts.ts'
import { buildCredentialDocument } from './credential-document.ts'
import { exampleCredentialInput } from './example-credential.ts'
import { addProof, envelopeCredential, type ProofSuite, type Signer } from './sign.ts'
import { freshPrivateKeys } from './vc-api/private-keys.ts'
import type { JsonObject } from './verify/json-values.ts'
import { verifyAnything } from './verify/verify-anything.ts'

// Others accept ours, and ours accept theirs: DIDKit (Rust), jose, Node's own cryptography with a canonical JSON written
// here for the purpose, and the reference libraries of Data Integrity.

const now = new Date('2026-06-01T00:00:00Z')
const created = new Date('2026-05-14T10:00:00Z')
const [ed25519, p256, p384] = freshPrivateKeys() as [Signer, Signer, Signer]

describe('a proof of ours', () => {
  it('by eddsa-jcs-2022 is right by Node’s own cryptography and sorted JSON alone', async () => {
    const { proof, ...document } = await signed(ed25519, 'eddsa-jcs-2022')
    const { proofValue, ...options } = proof
    const data = Buffer.concat([sha256(sorted(options)), sha256(sorted(document))])
    const signature = base58.decode(String(proofValue).slice(1))
    expect(verify(null, data, publicKeyOf(ed25519), signature)).toBe(true)
  })

  it('by eddsa-rdfc-2022 is the very one that the reference library makes', async () => {
    const document = badge(ed25519)
    const signer = {
      id: ed25519.id,
      algorithm: 'Ed25519',
      sign: async ({ data }: { data: Uint8Array }) => ed25519.sign(data),
    }
    const suite = new DataIntegrityProof({ signer, cryptosuite: eddsaRdfc, date: created })
    const theirs = await vc.issue({ credential: document, suite, documentLoader: loadContext, now: created })
    expect((await signed(ed25519, 'eddsa-rdfc-2022')).proof).toEqual(theirs.proof)
    expect(await verdictOn(theirs)).toBe('valid')
  })

  it.each<[ProofSuite, Signer]>([
    ['eddsa-rdfc-2022', ed25519],
    ['eddsa-jcs-2022', ed25519],
    ['ecdsa-rdfc-2019', p256],
    ['ecdsa-rdfc-2019', p384],
    ['ecdsa-jcs-2019', p256],
    ['ecdsa-jcs-2019', p384],
  ])('by %s is valid, and no longer when a text in it changes', async (suite, key) => {
    const document = await signed(key, suite)
    expect(await verdictOn(document)).toBe('valid')
    expect(await verdictOn({ ...document, name: 'Another' })).toBe('invalid')
  })

  it('stands beside another on one credential, each right by itself', async () => {
    const first = await signed(ed25519, 'eddsa-rdfc-2022')
    const both = await addProof(first, ed25519, {
      suite: 'eddsa-jcs-2022',
      created,
      purpose: 'assertionMethod',
    })
    expect(both.proof).toHaveLength(2)
    expect(await verdictOn(both)).toBe('valid')
  })

  it('is not made with a key that the suite doesn’t use', async () => {
    await expect(signed(p256, 'eddsa-rdfc-2022')).rejects.toThrow(/does not use/)
  })
})

describe('a token of ours', () => {
  it.each([
    ['EdDSA', ed25519],
    ['ES256', p256],
    ['ES384', p384],
  ])('by %s is right for jose, and says what it is', async (alg, key) => {
    const token = await envelopeCredential(badge(key), key, created)
    const { payload, protectedHeader } = await compactVerify(token, await importJWK(key.publicJwk, alg))
    expect(protectedHeader).toEqual({ alg, typ: 'vc+jwt', cty: 'vc', kid: key.id })
    expect(JSON.parse(Buffer.from(payload).toString())).toMatchObject({ issuer: { id: key.controller } })
    expect(await verdictOn(token)).toBe('valid')
  })
})

describe('a credential of jose', () => {
  it.each(['EdDSA', 'ES256', 'ES384', 'ES512', 'RS256', 'PS256'])(
    'signed by %s is valid here',
    async (alg) => {
      const { publicKey, privateKey } = pairFor(alg)
      const issuer = 'https://issuer.example/keys'
      const token = await new SignJWT({ ...badgeOf(issuer) })
        .setProtectedHeader({ alg, typ: 'vc+jwt', kid: `${issuer}#1` })
        .sign(privateKey)
      const method = { id: `${issuer}#1`, type: 'JsonWebKey', publicKeyJwk: await exportJWK(publicKey) }
      const document = { id: issuer, verificationMethod: [method], assertionMethod: [method.id] }
      expect(await verdictOn(token, new Map([[issuer, document]]))).toBe('valid')
    },
  )
})

describe('a credential of the reference libraries', () => {
  it.each<[string, Signer, string, object]>([
    ['eddsa-jcs-2022', ed25519, 'Ed25519', createSignCryptosuite()],
    ['ecdsa-rdfc-2019', p256, 'P-256', ecdsaRdfc],
    ['ecdsa-rdfc-2019', p384, 'P-384', ecdsaRdfc],
  ])('by %s is valid here', async (_, key, algorithm, cryptosuite) => {
    const signer = { id: key.id, algorithm, sign: ({ data }: { data: Uint8Array }) => key.sign(data) }
    const suite = new DataIntegrityProof({ signer, cryptosuite, date: created })
    const credential = badge(key)
    const theirs = await vc.issue({ credential, suite, documentLoader: loadContext, now: created })
    expect(await verdictOn(theirs)).toBe('valid')
    expect(await verdictOn({ ...theirs, name: 'Another' })).toBe('invalid')
  })
})

describe('a credential of DIDKit', () => {
  const didkit = createRequire(import.meta.url)('@spruceid/didkit-wasm-node') as DidKit
  const theirs = async (options: object) => {
    const key = didkit.generateEd25519Key()
    const issuer = didkit.keyToDID('key', key)
    const verificationMethod = await didkit.keyToVerificationMethod('key', key)
    const credential = {
      '@context': ['https://www.w3.org/2018/credentials/v1'],
      id: 'urn:uuid:11111111-1111-4111-8111-111111111111',
      type: ['VerifiableCredential'],
      issuer,
      issuanceDate: '2026-01-01T00:00:00Z',
      credentialSubject: { id: 'did:example:alice' },
    }
    const asked = { proofPurpose: 'assertionMethod', verificationMethod, ...options }
    return didkit.issueCredential(JSON.stringify(credential), JSON.stringify(asked), key)
  }
  const today = new Date(Date.now() + 60_000)

  it('with a proof inside is valid here, and not after a change', async () => {
    const credential = JSON.parse(await theirs({ type: 'Ed25519Signature2020' }))
    expect(await verdictOn(credential, undefined, today)).toBe('valid')
    const changed = { ...credential, credentialSubject: { id: 'did:example:bob' } }
    expect(await verdictOn(changed, undefined, today)).toBe('invalid')
  })

  it('as a token with a claim vc is valid here', async () => {
    expect(await verdictOn(await theirs({ proofFormat: 'jwt' }), undefined, today)).toBe('valid')
  })

  it('by a kind of proof that is not read here is can’t tell', async () => {
    const credential = JSON.parse(await theirs({ type: 'Ed25519Signature2018' }))
    expect(await verdictOn(credential, undefined, today)).toBe('unknown')
  })
})

type DidKit = {
  generateEd25519Key(): string
  keyToDID(method: string, key: string): string
  keyToVerificationMethod(method: string, key: string): Promise<string>
  issueCredential(credential: string, options: string, key: string): Promise<string>
}

function badge(key: Signer) {
  return buildCredentialDocument(exampleCredentialInput(key.controller))
}

function badgeOf(issuer: string): JsonObject {
  return buildCredentialDocument(exampleCredentialInput(issuer))
}

function signed(key: Signer, suite: ProofSuite) {
  return addProof(badge(key), key, { suite, created, purpose: 'assertionMethod' })
}

async function verdictOn(document: object | string, didDocuments?: Map<string, JsonObject>, at = now) {
  const bytes = Buffer.from(typeof document === 'string' ? document : JSON.stringify(document))
  const { verdict } = await verifyAnything(bytes, { now: at, offline: true, didDocuments })
  return verdict
}

function publicKeyOf({ publicJwk }: Signer) {
  return { key: publicJwk, format: 'jwk' } as const
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

/** Enough of canonical JSON for documents whose names are plain ASCII: every object's members in order. */
function sorted(value: unknown): string {
  return JSON.stringify(value, (_, inner) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
}

function pairFor(alg: string): { publicKey: KeyObject; privateKey: KeyObject } {
  if (alg === 'EdDSA') return generateKeyPairSync('ed25519')
  if (alg.startsWith('ES')) {
    const curve = { ES256: 'P-256', ES384: 'P-384', ES512: 'P-521' }[alg] ?? ''
    return generateKeyPairSync('ec', { namedCurve: curve })
  }
  return generateKeyPairSync('rsa', { modulusLength: 2048 })
}

import { createHash } from 'node:crypto'
import { base58 } from '@scure/base'
import { libraryForm } from './canonical-form.ts'
import { preparedForms } from './canonical-template.ts'
import type { CredentialDocument } from './credential-document.ts'
import { canonicalJson } from './jcs.ts'
import type { KeyKind } from './keys/crypto.ts'
import type { SigningKey } from './keys/signing-key.ts'

export type { SigningKey } from './keys/signing-key.ts'

export type SignedCredential = CredentialDocument & { proof: Record<string, unknown> }

/** A key of an issuer, or of a test issuer, which may have more kinds. */
export type Signer = Omit<SigningKey, 'kind'> & { kind: KeyKind | 'p384' | 'p521' }

const SUITES = {
  'eddsa-rdfc-2022': { form: 'rdfc', kinds: ['ed25519'] },
  'eddsa-jcs-2022': { form: 'jcs', kinds: ['ed25519'] },
  'ecdsa-rdfc-2019': { form: 'rdfc', kinds: ['p256', 'p384'] },
  'ecdsa-jcs-2019': { form: 'jcs', kinds: ['p256', 'p384'] },
} as const satisfies Record<string, { form: 'rdfc' | 'jcs'; kinds: Signer['kind'][] }>
export type ProofSuite = keyof typeof SUITES
export const PROOF_SUITES = Object.keys(SUITES) as ProofSuite[]

/**
 * Signs a credential with Data Integrity. `now` becomes the proof's `created`. A document that carries proofs already gets
 * one more beside them (a proof set). Throws if a word of the document is not defined by its contexts (it would not be
 * covered by the signature), if the issuer is not the one whose key this is, or if the suite doesn't use such a key.
 * @param suite by default that of the key's kind over canonical RDF
 */
export async function signCredential<D extends { issuer: { id: string } } = CredentialDocument>(
  document: D,
  key: SigningKey,
  now: Date,
  suite: ProofSuite = defaultSuite(key.kind),
): Promise<D & Pick<SignedCredential, 'proof'>> {
  if (document.issuer.id !== key.controller) {
    throw new Error(`The key of ${key.controller} can't sign in the name of ${document.issuer.id}`)
  }
  return addProof(document, key, { suite, created: now, purpose: 'assertionMethod' })
}

export function defaultSuite(kind: Signer['kind']): ProofSuite {
  return kind === 'ed25519' ? 'eddsa-rdfc-2022' : 'ecdsa-rdfc-2019'
}

export function usesKey(suite: ProofSuite, kind: Signer['kind']): boolean {
  return (SUITES[suite].kinds as readonly string[]).includes(kind)
}

export type ProofOptions = {
  suite: ProofSuite
  created: Date
  purpose: 'assertionMethod' | 'authentication'
  domain?: string
  challenge?: string
}

/** The same for any document: what it says is for the caller to know. */
export async function addProof<D extends object>(
  document: D,
  key: Signer,
  { suite, created, purpose, domain, challenge }: ProofOptions,
): Promise<D & { proof: Record<string, unknown> }> {
  const { form, kinds } = SUITES[suite]
  if (!(kinds as readonly string[]).includes(key.kind))
    throw new Error(`${suite} does not use ${key.kind} keys`)
  const { proof: earlier, ...unsigned } = document as Record<string, unknown>
  const context = unsigned['@context']
  const options: Record<string, unknown> = {
    type: 'DataIntegrityProof',
    created: toSeconds(created),
    verificationMethod: key.id,
    cryptosuite: suite,
    proofPurpose: purpose,
    ...(domain === undefined ? {} : { domain }),
    ...(challenge === undefined ? {} : { challenge }),
    ...(form === 'jcs' && context !== undefined ? { '@context': context } : {}),
  }
  const hash = key.kind === 'p384' ? 'sha384' : 'sha256'
  const canonical = preparedForm[hash]
  const data =
    form === 'jcs'
      ? [canonicalJson(options), canonicalJson(unsigned)]
      : [await canonical({ ...options, '@context': context }), await canonical(unsigned)]
  const signature = await key.sign(Buffer.concat(data.map((text) => createHash(hash).update(text).digest())))
  const proof = { ...options, proofValue: `z${base58.encode(signature)}` }
  const all = earlier === undefined ? proof : [...(Array.isArray(earlier) ? earlier : [earlier]), proof]
  return { ...unsigned, proof: all } as D & { proof: Record<string, unknown> }
}

/** What we sign ourselves is of few shapes; see canonical-template.ts. */
const preparedForm = {
  sha256: preparedForms(libraryForm),
  sha384: preparedForms((document) => libraryForm(document, { hash: 'sha384' }), { hash: 'sha384' }),
}

const ALGORITHMS = { ed25519: 'EdDSA', p256: 'ES256', p384: 'ES384', p521: 'ES512', rsa: 'RS256' } as const

/**
 * The document as a token (Securing Verifiable Credentials using JOSE and COSE), signed as the key can. The claims are the
 * document's own members; `iat` says when.
 */
export async function envelopeCredential(
  document: object,
  key: Signer,
  now: Date,
  kind: 'vc' | 'vp' = 'vc',
  claims: Record<string, unknown> = {},
): Promise<string> {
  const header = { alg: ALGORITHMS[key.kind], typ: `${kind}+jwt`, cty: kind, kid: key.id }
  const payload = { ...document, iat: Math.floor(now.getTime() / 1000), ...claims }
  const content = [header, payload].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
  const signature = Buffer.from(await key.sign(Buffer.from(content.join('.')))).toString('base64url')
  return [...content, signature].join('.')
}

/** To the second: what all verifiers read alike. */
function toSeconds(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`
}

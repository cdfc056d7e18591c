import { CREDENTIALS_V1, CREDENTIALS_V2 } from '../contexts.ts'
import {
  addProof,
  defaultSuite,
  envelopeCredential,
  PROOF_SUITES,
  type ProofSuite,
  type Signer,
  usesKey,
} from '../sign.ts'
import { checkDates } from '../verify/check-dates.ts'
import { checkShape } from '../verify/check-shape.ts'
import { expandDocument, explainJsonLdError } from '../verify/expand.ts'
import { asArray, idOf, isObject, type JsonObject } from '../verify/json-values.ts'
import { finding } from '../verify/reasons.ts'
import type { Check } from '../verify/result.ts'

export type IssueOptions = {
  suite?: ProofSuite
  /** As a token instead of a proof inside. */
  isEnvelope: boolean
  /** The name of the key, where an issuer has several. */
  method?: string
  /** Whether it gets a place in the status lists. */
  hasStatus: boolean
}

/** What a caller asks for; undefined for what nobody can do. */
export function readIssueOptions(options: unknown): IssueOptions | undefined {
  const { cryptosuite, type, securing, credentialStatus, verificationMethod } = isObject(options)
    ? options
    : ({} as JsonObject)
  const named = cryptosuite ?? (type === 'DataIntegrityProof' ? undefined : type)
  const isEnvelope = [securing, named].some((word) =>
    ['vc+jwt', 'jwt', 'jose', 'EnvelopingProof'].includes(String(word)),
  )
  const suite = PROOF_SUITES.find((known) => known === named)
  if (named !== undefined && !suite && !isEnvelope) return undefined
  const method = typeof verificationMethod === 'string' ? verificationMethod : undefined
  return { suite, isEnvelope, method, hasStatus: credentialStatus !== false }
}

/**
 * Signs a credential as it was handed in, if it is one: shape, dates and words are checked before, as a verifier would
 * afterwards. An end in the past or a start ahead is the caller's business.
 */
export async function issueAsAsked(
  credential: JsonObject,
  key: Signer,
  options: IssueOptions,
  now: Date,
): Promise<{ issued: JsonObject } | { refused: Check }> {
  const refused = await refusal(credential, now)
  if (refused) return { refused }
  if (options.isEnvelope) {
    const { proof: _, ...unsigned } = credential
    return { issued: envelope(await envelopeCredential(unsigned, key, now)) }
  }
  const suite = options.suite ?? defaultSuite(key.kind)
  const dated = withDataIntegrityWords(credential)
  try {
    return { issued: await addProof(dated, key, { suite, created: now, purpose: 'assertionMethod' }) }
  } catch (error) {
    return { refused: explainJsonLdError(error) }
  }
}

export function envelope(token: string): JsonObject {
  return {
    '@context': CREDENTIALS_V2,
    id: `data:application/vc+jwt,${token}`,
    type: 'EnvelopedVerifiableCredential',
  }
}

async function refusal(credential: JsonObject, now: Date): Promise<Check | undefined> {
  const shape = checkShape(credential)
  if (shape.status !== 'passed') return shape
  const dates = checkDates(credential, now)
  if (['dates_malformed', 'dates_reversed'].includes(dates.reason)) return dates
  const untyped = asArray(credential.proof).find(
    (proof) => !isObject(proof) || typeof proof.type !== 'string',
  )
  if (untyped !== undefined) return finding('proof', 'signature_malformed', { detail: 'proof_no_type' })
  try {
    const { proof: _, ...unsigned } = credential
    await expandDocument(unsigned)
    return undefined
  } catch (error) {
    return explainJsonLdError(error)
  }
}

const DATA_INTEGRITY = 'https://w3id.org/security/data-integrity/v2'

/** The vocabulary of 1.1 doesn't know these proofs; that of 2.0 does (Data Integrity 1.0, section 2.4.1). */
function withDataIntegrityWords(credential: JsonObject): JsonObject {
  const contexts = asArray(credential['@context'])
  const isNeeded = contexts[0] === CREDENTIALS_V1 && !contexts.includes(DATA_INTEGRITY)
  return isNeeded ? { ...credential, '@context': [...contexts, DATA_INTEGRITY] } : credential
}

/** The key of the issuer that the credential names; where it names none, the first that can do what is asked. */
export function keyFor(
  keys: Signer[],
  credential: JsonObject,
  { suite, isEnvelope, method }: IssueOptions,
): Signer | undefined {
  const named = idOf(credential.issuer)
  const suites = isEnvelope ? undefined : suite
  return keys.find(
    ({ id, controller, kind }) =>
      (method === undefined || id === method) &&
      (named === undefined || controller === named) &&
      (isEnvelope || (suites ? usesKey(suites, kind) : kind !== 'rsa' && kind !== 'p521')),
  )
}

/** With the issuer's name where it names none. */
export function inNameOf(credential: JsonObject, controller: string): JsonObject {
  const { issuer } = credential
  if (issuer === undefined) return { ...credential, issuer: controller }
  return isObject(issuer) && issuer.id === undefined
    ? { ...credential, issuer: { ...issuer, id: controller } }
    : credential
}

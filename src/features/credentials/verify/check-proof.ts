import type { KeyObject } from 'node:crypto'
import { controllerIdOf } from '../did.ts'
import { instantOf } from './check-dates.ts'
import { type Controllers, findMethod, publicKeyOf } from './controller.ts'
import { detail } from './details.ts'
import { type Expanded, explainJsonLdError } from './expand.ts'
import { asArray, isObject, type JsonObject } from './json-values.ts'
import { finding } from './reasons.ts'
import type { Check } from './result.ts'
import { type Suite, selectOptionalSuite } from './suites.ts'

/** What one signature came to; `method` is the name of the key that it claims. */
export type ProofOutcome = { check: Check; method?: string; created?: string }

/** More signatures than any real credential has: each costs two canonical forms. */
const PROOFS_MAX = 10
const CANONICAL_FORM_MILLISECONDS_MAX = 3_000

/** Checks every Data Integrity proof of the document; the list is empty where there is none. */
export async function checkProofs(
  document: JsonObject,
  read: () => Promise<Expanded>,
  controllers: Controllers,
  now: Date,
): Promise<ProofOutcome[]> {
  const proofs = asArray(document.proof)
  if (proofs.length > PROOFS_MAX) return [{ check: finding('proof', 'too_complex') }]
  const outcomes: ProofOutcome[] = []
  for (const proof of proofs) outcomes.push(await checkProof(document, proof, read, controllers, now))
  return outcomes
}

async function checkProof(
  document: JsonObject,
  proof: unknown,
  read: () => Promise<Expanded>,
  controllers: Controllers,
  now: Date,
): Promise<ProofOutcome> {
  if (!isObject(proof)) return { check: malformed(detail('proof_not_object')) }
  const method = methodOf(proof)
  const created = typeof proof.created === 'string' ? proof.created : undefined
  const check = await checkOneProof(document, proof, method, read, controllers, now)
  return { check, method, created }
}

async function checkOneProof(
  document: JsonObject,
  proof: JsonObject,
  method: string | undefined,
  read: () => Promise<Expanded>,
  controllers: Controllers,
  now: Date,
): Promise<Check> {
  const suite = proof.type === 'DataIntegrityProof' ? selectOptionalSuite(proof.cryptosuite) : undefined
  if (!suite) return finding('proof', 'suite_unknown', { suite: String(proof.cryptosuite ?? proof.type) })
  if (proof.previousProof !== undefined) {
    return finding('proof', 'suite_unknown', { suite: 'previousProof' })
  }
  const formal = formalFailure(proof, method, now)
  if (formal) return formal
  const signature = typeof proof.proofValue === 'string' ? suite.decodeSignature(proof.proofValue) : undefined
  if (!signature) return malformed(detail('proof_value'))
  const data = await signedData(suite, document, proof, read)
  if (!Buffer.isBuffer(data)) return data
  const key = await selectKey(method ?? '', controllers)
  if (!('key' in key)) return key.check
  const isRight = suite.isRight(data, signature, key.key)
  if (isRight === undefined) return unusable(method ?? '', detail('key_suite', suite.name))
  return isRight ? finding('proof', 'proof_ok', { key: method ?? '' }) : finding('proof', 'signature_wrong')
}

function formalFailure(proof: JsonObject, method: string | undefined, now: Date): Check | undefined {
  if (proof.proofPurpose !== 'assertionMethod') {
    return finding('proof', 'wrong_purpose', { purpose: String(proof.proofPurpose ?? '–') })
  }
  if (!method) return malformed(detail('proof_no_key'))
  for (const part of ['created', 'expires']) {
    if (proof[part] !== undefined && !instantOf(proof[part])) return malformed(detail('proof_date', part))
  }
  const expires = instantOf(proof.expires)
  if (expires && expires <= now) return finding('proof', 'proof_expired', { date: String(proof.expires) })
  return undefined
}

async function signedData(
  suite: Suite,
  document: JsonObject,
  proof: JsonObject,
  read: () => Promise<Expanded>,
): Promise<Buffer | Check> {
  // A proof with a context of its own would need the document read by that one: only the same is accepted.
  const { proofValue: _, '@context': ownContext, ...options } = proof
  const context = document['@context']
  if (ownContext !== undefined && JSON.stringify(ownContext) !== JSON.stringify(context)) {
    return malformed(detail('proof_context'))
  }
  try {
    const expanded = await read()
    const signal = AbortSignal.timeout(CANONICAL_FORM_MILLISECONDS_MAX)
    const proofOptions = { '@context': context, ...options }
    return await suite.dataToVerify({ expanded, document, proofOptions }, signal)
  } catch (error) {
    return explainJsonLdError(error)
  }
}

/** The key that a method names, from its controller's document; or why it can't be had. */
export async function selectKey(
  method: string,
  controllers: Controllers,
): Promise<{ key: KeyObject } | { check: Check }> {
  const controller = await controllers(controllerIdOf(method))
  if (controller.status === 'unreachable') return { check: unreachable(method, controller.why) }
  if (controller.status === 'no_document') {
    return { check: unreachable(method, detail('no_document')) }
  }
  const listed = findMethod(controller.document, method)
  if (!listed) return { check: malformed(detail('key_not_listed', method)) }
  const key = publicKeyOf(listed)
  return key ? { key } : { check: unusable(method, detail('key_form')) }
}

/** The method's name; a bare `did:key` stands for its only key. */
function methodOf(proof: JsonObject): string | undefined {
  const named = proof.verificationMethod
  if (typeof named !== 'string' || !URL.canParse(named)) return undefined
  const isBareKey = named.startsWith('did:key:') && !named.includes('#')
  return isBareKey ? `${named}#${named.slice('did:key:'.length)}` : named
}

function malformed(why: string): Check {
  return finding('proof', 'signature_malformed', { detail: why })
}

function unreachable(key: string, why: string): Check {
  return finding('proof', 'key_unreachable', { key, detail: why })
}

function unusable(key: string, why: string): Check {
  return finding('proof', 'key_unusable', { key, detail: why })
}

import type { KeyObject } from 'node:crypto'
import { controllerIdOf } from '../did.ts'
import { CLOCK_SKEW_MILLISECONDS, instantOf } from './check-dates.ts'
import { type Controllers, findMethod, isListedFor, type Purpose, publicKeyOf } from './controller.ts'
import { detail } from './details.ts'
import { explainJsonLdError } from './expand.ts'
import { asArray, isObject, type JsonObject } from './json-values.ts'
import { kindOfKey } from './multikey.ts'
import { finding } from './reasons.ts'
import type { Check } from './result.ts'
import { decodeProofValue, isSignatureRight } from './signatures.ts'
import { type SecuredDocument, signedBytes } from './signed-bytes.ts'
import { type Suite, selectOptionalSuite } from './suites.ts'

/** What one signature came to; `method` is the name of the key that it claims. */
export type ProofOutcome = { check: Check; method?: string; created?: string; form?: Suite['form'] }

/** What a proof is asked for. */
export type ProofRules = {
  now: Date
  controllers: Controllers
  purpose: Purpose
  /** Whose keys are judged by a check of their own (issuer or holder); all other keys by their own owner's document. */
  owner?: string
  /** Where given, the proof must say just this: that it was made for this verifier, and for this occasion. */
  domain?: string
  challenge?: string
}

/** More signatures than any real credential has: each costs two canonical forms. */
const PROOFS_MAX = 10

/** Checks every proof inside the document; the list is empty where there is none. */
export async function checkProofs(
  document: JsonObject,
  secured: SecuredDocument,
  rules: ProofRules,
): Promise<ProofOutcome[]> {
  const proofs = asArray(document.proof)
  if (proofs.length > PROOFS_MAX) return [{ check: finding('proof', 'too_complex') }]
  const outcomes: ProofOutcome[] = []
  for (const proof of proofs) outcomes.push(await checkProof(proof, proofs, secured, rules))
  return outcomes.map((outcome, index) => withEarlier(outcome, proofs[index], proofs, outcomes))
}

async function checkProof(
  proof: unknown,
  all: unknown[],
  secured: SecuredDocument,
  rules: ProofRules,
): Promise<ProofOutcome> {
  if (!isObject(proof)) return { check: malformed(detail('proof_not_object')) }
  if (typeof proof.type !== 'string') return { check: malformed(detail('proof_no_type')) }
  const method = methodOf(proof)
  const created = typeof proof.created === 'string' ? proof.created : undefined
  const suite = selectOptionalSuite(proof)
  const check = suite
    ? await checkOneProof(proof, suite, method, all, secured, rules)
    : finding('proof', 'suite_unknown', { suite: String(proof.cryptosuite ?? proof.type) })
  return { check, method, created, form: suite?.form }
}

async function checkOneProof(
  proof: JsonObject,
  suite: Suite,
  method: string | undefined,
  all: unknown[],
  secured: SecuredDocument,
  rules: ProofRules,
): Promise<Check> {
  const formal = formalFailure(proof, method, rules) ?? contextFailure(proof, suite, secured)
  if (formal) return formal
  const signature = decodeProofValue(proof.proofValue)
  if (!signature) return malformed(detail('proof_value'))
  const earlier = earlierProofs(proof, all)
  if (!earlier) return malformed(detail('proof_earlier'))
  try {
    // What can't be covered by any signature is said even where the key can't be had.
    if (suite.form === 'rdfc') await secured.expanded()
    const found = await selectKey(method ?? '', rules.controllers)
    if (!('key' in found)) return found.check
    const kind = kindOfKey(found.key)
    if (!kind || !suite.keys.includes(kind)) return unusable(method ?? '', detail('key_suite', suite.name))
    const data = await signedBytes(secured, proof, earlier, suite, kind)
    if (!isSignatureRight(kind, data, signature, found.key)) return finding('proof', 'signature_wrong')
    return (await ownerFailure(method ?? '', rules)) ?? finding('proof', 'proof_ok', { key: method ?? '' })
  } catch (error) {
    return explainJsonLdError(error)
  }
}

function formalFailure(
  proof: JsonObject,
  method: string | undefined,
  { now, purpose, domain, challenge }: ProofRules,
): Check | undefined {
  if (proof.proofPurpose !== purpose) {
    return finding('proof', 'wrong_purpose', { purpose: String(proof.proofPurpose ?? '–') })
  }
  if (!method) return malformed(detail('proof_no_key'))
  if (proof.id !== undefined && !(typeof proof.id === 'string' && URL.canParse(proof.id))) {
    return malformed(detail('proof_id'))
  }
  for (const part of ['created', 'expires']) {
    if (proof[part] !== undefined && !instantOf(proof[part])) return malformed(detail('proof_date', part))
  }
  const created = instantOf(proof.created)
  if (created && created.getTime() > now.getTime() + CLOCK_SKEW_MILLISECONDS) {
    return finding('proof', 'proof_not_yet', { date: String(proof.created) })
  }
  const expires = instantOf(proof.expires)
  if (expires && expires <= now) return finding('proof', 'proof_expired', { date: String(proof.expires) })
  if (domain !== undefined && !asArray(proof.domain).includes(domain)) {
    return finding('proof', 'other_domain', { domain: String(proof.domain ?? '–') })
  }
  return challenge !== undefined && proof.challenge !== challenge
    ? finding('proof', 'other_challenge')
    : undefined
}

/**
 * A proof with a context of its own would need the document read by that one: only the same is accepted, or, in the older
 * form, the one vocabulary of its kind, by which only the proof itself is read.
 */
function contextFailure(proof: JsonObject, suite: Suite, secured: SecuredDocument): Check | undefined {
  const context = proof['@context']
  if (context === undefined) return undefined
  const isOwn =
    suite.ownContext !== undefined && asArray(context).every((entry) => entry === suite.ownContext)
  return isOwn || JSON.stringify(context) === JSON.stringify(secured.unsigned['@context'])
    ? undefined
    : malformed(detail('proof_context'))
}

/** The proofs that this one names as made before it; undefined where one is not there, or is named twice. */
function earlierProofs({ previousProof }: JsonObject, all: unknown[]): JsonObject[] | undefined {
  const earlier = asArray(previousProof).map((id) => {
    const named = all.filter(isObject).filter((proof) => typeof id === 'string' && proof.id === id)
    return named.length === 1 ? named[0] : undefined
  })
  return earlier.every((proof) => proof !== undefined) ? earlier : undefined
}

/** A right proof that builds on another counts only as much as that one does. */
function withEarlier(
  outcome: ProofOutcome,
  proof: unknown,
  all: unknown[],
  outcomes: ProofOutcome[],
): ProofOutcome {
  if (outcome.check.status !== 'passed' || !isObject(proof)) return outcome
  const isUnsure = (earlierProofs(proof, all) ?? []).some(
    (earlier) => outcomes[all.indexOf(earlier)]?.check.status !== 'passed',
  )
  return isUnsure ? { ...outcome, check: finding('proof', 'earlier_unsure') } : outcome
}

/** Somebody who signs beside the issuer must be allowed to by the document that its key's name leads to. */
async function ownerFailure(
  method: string,
  { controllers, purpose, owner }: ProofRules,
): Promise<Check | undefined> {
  const id = controllerIdOf(method)
  if (id === owner) return undefined
  const controller = await controllers(id)
  return controller.status === 'found' && isListedFor(controller.document, method, purpose)
    ? undefined
    : finding('proof', 'key_not_for_this', { key: method })
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
export function methodOf(proof: JsonObject): string | undefined {
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

import { isKnownContext } from '../contexts.ts'
import { checkHolder } from './check-holder.ts'
import { checkClaimDates, checkClaims, checkToken, type ReadToken, readToken } from './check-jwt.ts'
import { checkProofs, type ProofOutcome } from './check-proof.ts'
import { contextFailure, kindFailure } from './check-shape.ts'
import { detail, isDetailCode } from './details.ts'
import { envelopedToken, foreignEnvelope, isEnvelope } from './envelopes.ts'
import { asArray, idOf, isObject, type JsonObject } from './json-values.ts'
import type { ReadCredential } from './read-credential.ts'
import { finding } from './reasons.ts'
import type { Check, Verification } from './result.ts'
import { isAddress, malformed } from './shape-parts.ts'
import { securedDocument } from './signed-bytes.ts'
import { answer, lookup, proofCheck, type VerifyOptions, verifyRead } from './verify-credential.ts'

/** More than anybody shows at once; each is checked by itself. */
const CREDENTIALS_MAX = 20

export function isPresentation(document: JsonObject): boolean {
  return asArray(document.type).includes('VerifiablePresentation') && !('credentialSubject' in document)
}

/**
 * Checks a presentation: shape, the proof of the one who shows it (made to authenticate, for this domain and occasion where
 * given), whether the key is the holder's, and every credential inside by itself. A presentation without a proof is "can't
 * tell": whoever has copies can show them.
 */
export async function verifyPresentation(
  document: JsonObject,
  options: VerifyOptions,
): Promise<Verification> {
  const controllers = lookup(options)
  const { now, domain, challenge } = options
  const secured = securedDocument(document)
  const owner = idOf(document.holder)
  const outcomes = await checkProofs(document, secured, {
    now,
    controllers,
    owner,
    domain,
    challenge,
    purpose: 'authentication',
  })
  const isSigned = document.proof !== undefined
  return conclude(document, { outcomes, isSigned, shape: presentationShape(document), options })
}

/** The same of one that is signed as a token (`vp+jwt`, or the claim `vp` of the older form). */
export async function verifyPresentationToken(token: string, options: VerifyOptions): Promise<Verification> {
  const read = readToken(token)
  if (!read) return answer([finding('shape', 'not_readable', { detail: detail('token_damaged') })], options)
  const { document } = read
  const controllers = lookup(options)
  const outcome = await checkToken(token, read, idOf(document.holder), controllers)
  const shape = checkClaims(read, 'vp') ?? presentationShape(document)
  const other = audienceFailure(read, options)
  const outcomes = other ? [{ ...outcome, check: other }] : [outcome]
  return conclude(document, { outcomes, isSigned: true, shape, options, token: read })
}

/** A token says for whom by `aud` and for which occasion by `nonce` (Verifiable Credentials 1.1, section 6.3.1). */
function audienceFailure({ claims }: ReadToken, { domain, challenge }: VerifyOptions): Check | undefined {
  if (domain !== undefined && !asArray(claims.aud).includes(domain)) {
    return finding('proof', 'other_domain', { domain: String(claims.aud ?? '–') })
  }
  return challenge !== undefined && claims.nonce !== challenge
    ? finding('proof', 'other_challenge')
    : undefined
}

type Found = {
  outcomes: ProofOutcome[]
  isSigned: boolean
  shape: Check
  options: VerifyOptions
  token?: ReadToken
}

async function conclude(
  document: JsonObject,
  { outcomes, isSigned, shape, options, token }: Found,
): Promise<Verification> {
  const controllers = lookup(options)
  const dates = token && checkClaimDates(token, options.now)
  const checks: Check[] = [
    shape,
    isSigned ? proofCheck(outcomes) : finding('proof', 'presentation_unsigned'),
    ...(isSigned ? [await checkHolder(document, outcomes, controllers, options.now)] : []),
    ...(dates ? [dates] : []),
  ]
  // Nothing inside is looked at where the outside is no presentation: it may be anything.
  if (shape.status === 'failed' || shape.reason === 'too_many_parts') return answer(checks, options)
  const credentials = await verifyInside(document, options)
  return { ...answer([...checks, ...credentialChecks(credentials)], options), credentials }
}

async function verifyInside(document: JsonObject, options: VerifyOptions): Promise<Verification[]> {
  const { domain: _, challenge: __, ...each } = options
  const verified: Verification[] = []
  for (const inside of asArray(document.verifiableCredential)) {
    verified.push(await verifyRead(readInside(inside), each))
  }
  return verified
}

function readInside(inside: unknown): ReadCredential {
  if (!isObject(inside)) return { kind: 'not_readable', detail: detail('not_object') }
  return { kind: 'document', document: inside }
}

function credentialChecks(credentials: Verification[]): Check[] {
  if (credentials.length === 0) return [finding('credentials', 'credentials_none')]
  const bad = credentials.filter(({ verdict }) => verdict !== 'valid')
  if (bad.length === 0) {
    return [finding('credentials', 'credentials_valid', { count: String(credentials.length) })]
  }
  return bad.map(({ verdict, checks, summary }) => {
    const first =
      checks.find(({ status }) => status === 'failed') ?? checks.find(({ status }) => status === 'unknown')
    const concerns = `in_${first?.id}`
    const name = summary?.name ?? summary?.achievementName ?? summary?.id ?? '–'
    return finding('credentials', verdict === 'invalid' ? 'credential_invalid' : 'credential_unknown', {
      name,
      detail: detail(isDetailCode(concerns) ? concerns : 'in_other'),
    })
  })
}

function presentationShape(document: JsonObject): Check {
  const failure = contextFailure(document) ?? kindFailure(document, 'VerifiablePresentation')
  if (failure) return failure
  const { id, holder, verifiableCredential } = document
  if (id !== undefined && !isAddress(id)) return malformed('id', 'not_address')
  if (holder !== undefined && !isAddress(idOf(holder))) return malformed('holder', 'not_address')
  const inside = asArray(verifiableCredential)
  if (!inside.every(isObject)) return malformed('verifiableCredential', 'not_object_value')
  if (inside.length > CREDENTIALS_MAX)
    return finding('shape', 'too_many_parts', { limit: String(CREDENTIALS_MAX) })
  for (const envelope of inside.filter(isObject).filter(isEnvelope)) {
    if (!envelopedToken(envelope) && !foreignEnvelope(envelope))
      return malformed('verifiableCredential', 'not_known_form')
  }
  const unknown = asArray(document['@context']).find(
    (entry) => typeof entry === 'string' && !isKnownContext(entry),
  )
  return typeof unknown === 'string'
    ? finding('shape', 'shape_partly_known', { url: unknown })
    : finding('shape', 'presentation_ok')
}

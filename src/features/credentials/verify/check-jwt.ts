import { compactVerify, decodeProtectedHeader } from 'jose'
import { type ProofOutcome, selectKey } from './check-proof.ts'
import type { Controllers } from './controller.ts'
import { detail } from './details.ts'
import { hasHiddenPart, idOf, isDeeperThan, isObject, type JsonObject, parseJson } from './json-values.ts'
import { DEPTH_MAX } from './limits.ts'
import { finding } from './reasons.ts'
import type { Check } from './result.ts'

const ALGORITHMS = ['EdDSA', 'Ed25519', 'ES256', 'ES384', 'RS256', 'PS256']

/** The parts of a token: header, the credential inside, and the claims beside it that must agree with it. */
export type ReadToken = { header: JsonObject; credential: JsonObject; claims: JsonObject }

/**
 * Reads a credential secured as a JWT: the payload itself (VC-JOSE-COSE, `vc+jwt`) or its claim `vc` (Verifiable
 * Credentials 1.1, section 6.3.1). Undefined if it is none.
 */
export function readToken(token: string): ReadToken | undefined {
  try {
    const header = decodeProtectedHeader(token) as JsonObject
    const payload = parseJson(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'))
    if (!isObject(payload) || isDeeperThan(payload, DEPTH_MAX) || hasHiddenPart(payload)) return undefined
    const { vc, ...claims } = payload
    return isObject(vc)
      ? { header, credential: withClaims(vc, claims), claims }
      : { header, credential: payload, claims }
  } catch {
    return undefined
  }
}

/** Claims stand for parts that the older form may leave out. */
function withClaims(credential: JsonObject, { iss, jti, nbf, exp }: JsonObject): JsonObject {
  return {
    ...(typeof iss === 'string' ? { issuer: iss } : {}),
    ...(typeof jti === 'string' ? { id: jti } : {}),
    ...(typeof nbf === 'number' ? { issuanceDate: secondsToDate(nbf) } : {}),
    ...(typeof exp === 'number' ? { expirationDate: secondsToDate(exp) } : {}),
    ...credential,
  }
}

/** Claims and credential are both signed, but must not say two things: which one counts would depend on the reader. */
export function checkClaims({ credential, claims }: ReadToken): Check | undefined {
  const { iss, jti, sub } = claims
  const subject = credential.credentialSubject
  const pairs: [string, unknown, unknown][] = [
    ['iss', iss, idOf(credential.issuer)],
    ['jti', jti, credential.id],
    ['sub', sub, Array.isArray(subject) ? undefined : idOf(subject)],
  ]
  const differing = pairs.find(
    ([, claim, part]) => claim !== undefined && part !== undefined && claim !== part,
  )
  return differing && finding('shape', 'part_malformed', { part: differing[0], detail: detail('says_other') })
}

/** Claims that limit the time, besides the credential's own dates. */
export function checkClaimDates({ claims }: ReadToken, now: Date): Check | undefined {
  const { nbf, exp } = claims
  if (typeof nbf === 'number' && nbf * 1000 > now.getTime() + 300_000) {
    return finding('dates', 'not_yet_valid', { date: secondsToDate(nbf) })
  }
  return typeof exp === 'number' && exp * 1000 <= now.getTime()
    ? finding('dates', 'expired', { date: secondsToDate(exp) })
    : undefined
}

export async function checkToken(
  token: string,
  { header, credential }: ReadToken,
  controllers: Controllers,
): Promise<ProofOutcome> {
  const algorithm = String(header.alg ?? 'none')
  if (algorithm === 'none') return { check: finding('proof', 'no_proof') }
  if (!ALGORITHMS.includes(algorithm))
    return { check: finding('proof', 'suite_unknown', { suite: algorithm }) }
  const method = methodOf(header, idOf(credential.issuer))
  // A key inside the header (`jwk`) is only what the signer says of itself: it names nobody.
  if (!method) return { check: finding('proof', 'key_unnamed') }
  const found = await selectKey(method, controllers)
  if (!('key' in found)) return { check: found.check, method }
  try {
    await compactVerify(token, found.key, { algorithms: [algorithm] })
    return { check: finding('proof', 'proof_ok', { key: method }), method }
  } catch {
    return { check: finding('proof', 'signature_wrong'), method }
  }
}

function methodOf({ kid }: JsonObject, issuer: string | undefined): string | undefined {
  if (typeof kid !== 'string') return undefined
  if (kid.startsWith('#')) return issuer && issuer + kid
  if (!URL.canParse(kid)) return undefined
  const isBareKey = kid.startsWith('did:key:') && !kid.includes('#')
  return isBareKey ? `${kid}#${kid.slice('did:key:'.length)}` : kid
}

function secondsToDate(seconds: number): string {
  const date = new Date(seconds * 1000)
  return Number.isNaN(date.getTime()) ? 'a date out of range' : date.toISOString()
}

import { compactVerify, decodeProtectedHeader } from 'jose'
import { CLOCK_SKEW_MILLISECONDS } from './check-dates.ts'
import { type ProofOutcome, selectKey } from './check-proof.ts'
import { type Controllers, listedMethods } from './controller.ts'
import { detail } from './details.ts'
import { hasHiddenPart, idOf, isDeeperThan, isObject, type JsonObject, parseJson } from './json-values.ts'
import { DEPTH_MAX } from './limits.ts'
import { finding } from './reasons.ts'
import type { Check } from './result.ts'

/** `none` and everything with a shared secret is never a signature by somebody. */
const ALGORITHMS = ['EdDSA', 'Ed25519', 'ES256', 'ES384', 'ES512', 'RS256', 'PS256']

/** What a token may call itself, by what is inside. The last ones are older names for the same. */
const TYPES = {
  vc: ['vc+jwt', 'jwt', 'vc+ld+json+jwt', 'vc+ld+jwt', 'vc-ld+jwt'],
  vp: ['vp+jwt', 'jwt', 'vp+ld+json+jwt', 'vp+ld+jwt', 'vp-ld+jwt'],
} as const
export type TokenKind = keyof typeof TYPES

/** The parts of a token: header, the document inside, and the claims beside it that must agree with it. */
export type ReadToken = {
  header: JsonObject
  document: JsonObject
  claims: JsonObject
  /** The document is inside a claim (`vc` or `vp`), as Verifiable Credentials 1.1, section 6.3.1, and early OB 3.0 had it. */
  isOlderForm: boolean
}

/**
 * Reads a credential or presentation secured as a JWT: the payload itself (VC-JOSE-COSE, `vc+jwt`) or its claim `vc` or
 * `vp`. Undefined if it is none.
 */
export function readToken(token: string): ReadToken | undefined {
  try {
    const header = decodeProtectedHeader(token) as JsonObject
    const payload = parseJson(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'))
    if (!isObject(payload) || isDeeperThan(payload, DEPTH_MAX) || hasHiddenPart(payload)) return undefined
    const { vc, vp, ...claims } = payload
    if (isObject(vc)) return { header, document: withClaims(vc, claims), claims: payload, isOlderForm: true }
    if (isObject(vp)) {
      const { iss, jti } = claims
      const document = { ...(isText(iss) ? { holder: iss } : {}), ...(isText(jti) ? { id: jti } : {}), ...vp }
      return { header, document, claims: payload, isOlderForm: true }
    }
    return { header, document: payload, claims: payload, isOlderForm: false }
  } catch {
    return undefined
  }
}

/** Claims stand for parts that the older form may leave out. */
function withClaims(credential: JsonObject, { iss, jti, nbf, exp }: JsonObject): JsonObject {
  return {
    ...(isText(iss) ? { issuer: iss } : {}),
    ...(isText(jti) ? { id: jti } : {}),
    ...(typeof nbf === 'number' ? { issuanceDate: secondsToDate(nbf) } : {}),
    ...(typeof exp === 'number' ? { expirationDate: secondsToDate(exp) } : {}),
    ...credential,
  }
}

/**
 * Whether the token is of the right kind, and says one thing only: claims and document are both signed, but where they
 * differ it would depend on the reader which one counts.
 */
export function checkClaims(read: ReadToken, kind: TokenKind): Check | undefined {
  const { header, document, claims, isOlderForm } = read
  const type = header.typ === undefined ? 'jwt' : plainType(header.typ)
  if (!(TYPES[kind] as readonly string[]).includes(type)) return malformed('typ', 'token_kind')
  if (header.cty !== undefined && !isContentType(header.cty, kind)) return malformed('cty', 'token_kind')
  // VC-JOSE-COSE, section 1.1.2.1: neither claim may be there in the newer form.
  const isMixed = isOlderForm
    ? type !== 'jwt' || ('vc' in claims && 'vp' in claims)
    : 'vc' in claims || 'vp' in claims
  if (isMixed) return malformed('vc' in claims ? 'vc' : 'vp', 'not_allowed')
  const owner = kind === 'vc' ? document.issuer : document.holder
  const subject = document.credentialSubject
  const pairs: [string, unknown, unknown][] = [
    ['iss', claims.iss, idOf(owner)],
    ['jti', claims.jti, document.id],
    ['sub', claims.sub, Array.isArray(subject) ? undefined : idOf(subject)],
  ]
  const differing = pairs.find(
    ([, claim, part]) => claim !== undefined && part !== undefined && claim !== part,
  )
  return differing && malformed(differing[0], 'says_other')
}

/** Claims that limit the time, besides the document's own dates. */
export function checkClaimDates({ claims }: ReadToken, now: Date): Check | undefined {
  const { nbf, exp } = claims
  const wrong = (['nbf', 'exp'] as const).find(
    (name) => claims[name] !== undefined && !Number.isFinite(claims[name]),
  )
  if (wrong) return finding('dates', 'dates_malformed', { part: wrong })
  if (typeof nbf === 'number' && nbf * 1000 > now.getTime() + CLOCK_SKEW_MILLISECONDS) {
    return finding('dates', 'not_yet_valid', { date: secondsToDate(nbf) })
  }
  return typeof exp === 'number' && exp * 1000 <= now.getTime()
    ? finding('dates', 'expired', { date: secondsToDate(exp) })
    : undefined
}

/** @param owner in whose name it is: the issuer of a credential, the holder of a presentation */
export async function checkToken(
  token: string,
  { header, claims }: ReadToken,
  owner: string | undefined,
  controllers: Controllers,
): Promise<ProofOutcome> {
  const algorithm = String(header.alg ?? 'none')
  if (algorithm === 'none') return { check: finding('proof', 'no_proof') }
  // An extension that must be understood (RFC 7515, section 4.1.11), and none is.
  if (header.crit !== undefined) return { check: finding('proof', 'suite_unknown', { suite: 'crit' }) }
  if (!ALGORITHMS.includes(algorithm))
    return { check: finding('proof', 'suite_unknown', { suite: algorithm }) }
  const method = await methodOf(header, owner ?? (isText(claims.iss) ? claims.iss : undefined), controllers)
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

/** The full name of the key: as written, after the owner's, or as the owner's document calls it (its JWK's `kid`). */
async function methodOf(
  { kid }: JsonObject,
  owner: string | undefined,
  controllers: Controllers,
): Promise<string | undefined> {
  if (!isText(kid)) return undefined
  if (kid.startsWith('#')) return owner && owner + kid
  if (URL.canParse(kid)) {
    const isBareKey = kid.startsWith('did:key:') && !kid.includes('#')
    return isBareKey ? `${kid}#${kid.slice('did:key:'.length)}` : kid
  }
  const controller = owner === undefined ? undefined : await controllers(owner)
  if (controller?.status !== 'found') return undefined
  const named = listedMethods(controller.document).find(
    ({ id, publicKeyJwk }) =>
      id === `${owner}#${kid}` || id === `#${kid}` || (isObject(publicKeyJwk) && publicKeyJwk.kid === kid),
  )
  const id = isText(named?.id) ? named.id : undefined
  return id?.startsWith('#') ? `${owner}${id}` : id
}

/** `application/` may be left out, and capital letters make no difference (RFC 7515, section 4.1.9). */
function plainType(value: unknown): string {
  return String(value)
    .toLowerCase()
    .replace(/^application\//, '')
}

function isContentType(value: unknown, kind: TokenKind): boolean {
  return [kind, `${kind}+ld+json`, 'json', 'ld+json'].includes(plainType(value))
}

function malformed(part: string, why: 'token_kind' | 'not_allowed' | 'says_other'): Check {
  return finding('shape', 'part_malformed', { part, detail: detail(why) })
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}

function secondsToDate(seconds: number): string {
  const date = new Date(seconds * 1000)
  return Number.isNaN(date.getTime()) ? 'a date out of range' : date.toISOString()
}

import { instantOf } from './check-dates.ts'
import type { ProofOutcome } from './check-proof.ts'
import { type Controllers, findMethod, isListedFor } from './controller.ts'
import { idOf, isObject, type JsonObject } from './json-values.ts'
import { finding } from './reasons.ts'
import type { Check, CheckStatus } from './result.ts'

/** Who may know a `did:key`, which has no document that could name its owner: the name, or undefined. */
export type KeyOwner = (did: string) => Promise<string | undefined>

type Asking = { controllers: Controllers; keyOwner?: KeyOwner; now: Date }

/**
 * Whether the key of a right signature is the issuer's own, by the issuer's document (Controlled Identifiers 1.0,
 * section 3.3). Among several right signatures one by the issuer is enough: others may co-sign. Where no signature could
 * be checked, a key that surely isn't the issuer's is still a definite failure.
 */
export async function checkIssuer(
  credential: JsonObject,
  outcomes: ProofOutcome[],
  asking: Asking,
): Promise<Check> {
  const right = outcomes.filter(({ check }) => check.status === 'passed')
  const candidates = right.length > 0 ? right : outcomes.filter(({ check }) => check.status === 'unknown')
  const checks: Check[] = []
  for (const outcome of candidates) checks.push(await checkOwner(credential, outcome, asking))
  const best = (['passed', 'unknown', 'failed'] satisfies CheckStatus[])
    .map((status) => checks.find((check) => check.status === status))
    .find((check) => check !== undefined)
  const isTold = best && (right.length > 0 || best.status === 'failed')
  return isTold ? best : finding('issuer', 'issuer_not_checked')
}

async function checkOwner(
  credential: JsonObject,
  { method, created }: ProofOutcome,
  { controllers, keyOwner, now }: Asking,
): Promise<Check> {
  const issuer = idOf(credential.issuer) ?? ''
  if (!method) return finding('issuer', 'issuer_not_shown', { issuer })
  const controller = await controllers(issuer)
  if (controller.status === 'no_document') return finding('issuer', 'issuer_not_shown', { issuer })
  if (controller.status === 'unreachable') {
    return finding('issuer', 'issuer_unreachable', { issuer, detail: controller.why })
  }
  const listed = findMethod(controller.document, method)
  if (!isListedFor(controller.document, method, 'assertionMethod')) {
    return finding('issuer', 'issuer_other', { issuer, key: method })
  }
  const withdrawal = withdrawalOf(listed, created, now)
  if (withdrawal) return withdrawal
  if (!issuer.startsWith('did:key:')) return finding('issuer', 'issuer_ok', { issuer })
  const owner = await keyOwner?.(issuer)
  if (owner !== undefined) return finding('issuer', 'issuer_known_key', { issuer, name: owner })
  const name = isObject(credential.issuer) ? String(credential.issuer.name ?? '') : ''
  return finding('issuer', 'issuer_is_key', { issuer, name })
}

/** Whether the key was withdrawn or had run out when it signed. */
export function withdrawalOf(
  method: JsonObject | undefined,
  created: string | undefined,
  now: Date,
): Check | undefined {
  const signedAt = instantOf(created) ?? now
  const revoked = instantOf(method?.revoked)
  if (revoked && revoked <= now) {
    const reason = signedAt >= revoked ? 'issuer_key_revoked' : 'issuer_key_revoked_later'
    return finding('issuer', reason, { date: String(method?.revoked) })
  }
  const expires = instantOf(method?.expires)
  if (expires && expires <= signedAt) {
    return finding('issuer', 'issuer_key_expired', { date: String(method?.expires) })
  }
  return undefined
}

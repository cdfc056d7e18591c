import { asArray, idOf, isObject, type JsonObject } from './read-credential.ts'
import { finding } from './reasons.ts'
import type { Check } from './result.ts'

/** Asks whoever knows whether a credential of this site was withdrawn; undefined where it is not of this site. */
export type OwnStatus = (credentialId: string) => Promise<{ revokedReason: string | null } | undefined>

/** Kinds of status list that need a look-up before anything can be said. */
const LISTS = ['1EdTechRevocationList', 'BitstringStatusListEntry', 'StatusList2021Entry']

/**
 * Whether the issuer has withdrawn it. Credentials of this site are looked up in its own records; lists of others are
 * named but not read yet, so they are "can't tell", never "not withdrawn".
 */
export async function checkStatus(
  credential: JsonObject,
  isOffline: boolean,
  ownStatus?: OwnStatus,
): Promise<Check> {
  const own = typeof credential.id === 'string' ? await ownStatus?.(credential.id) : undefined
  if (own) {
    return own.revokedReason === null
      ? finding('status', 'status_ok')
      : finding('status', 'revoked', { detail: own.revokedReason })
  }
  const entry = asArray(credential.credentialStatus)[0]
  if (entry === undefined) return finding('status', 'status_none')
  const kind = isObject(entry) ? String(asArray(entry.type)[0] ?? 'unnamed') : 'unnamed'
  const url = (isObject(entry) && String(entry.statusListCredential ?? idOf(entry) ?? '')) || 'no address'
  return isOffline && LISTS.includes(kind)
    ? finding('status', 'status_unreachable', { url, detail: 'The network was not used' })
    : finding('status', 'status_unknown_kind', { kind })
}

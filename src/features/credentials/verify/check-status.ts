import { detail } from './details.ts'
import { asArray, idOf, isObject, type JsonObject } from './json-values.ts'
import { finding } from './reasons.ts'
import type { Check } from './result.ts'

/** What this site's own records say of a credential whose address lies on it; `elsewhere` for all others. */
export type OwnStatus = (credential: {
  id: string
  issuerId: string
}) => Promise<'elsewhere' | 'never_issued' | { revokedReason: string | null }>

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
  return (await checkOwnStatus(credential, ownStatus)) ?? checkList(credential, isOffline)
}

async function checkOwnStatus(credential: JsonObject, ownStatus?: OwnStatus): Promise<Check | undefined> {
  if (!ownStatus || typeof credential.id !== 'string') return undefined
  const own = await ownStatus({ id: credential.id, issuerId: idOf(credential.issuer) ?? '' })
  if (own === 'elsewhere') return undefined
  if (own === 'never_issued') return finding('status', 'never_issued')
  return own.revokedReason === null
    ? finding('status', 'status_ok')
    : finding('status', 'revoked', { detail: own.revokedReason })
}

function checkList(credential: JsonObject, isOffline: boolean): Check {
  const entry = asArray(credential.credentialStatus)[0]
  if (entry === undefined) return finding('status', 'status_none')
  const kind = isObject(entry) ? String(asArray(entry.type)[0] ?? '–') : '–'
  const url = (isObject(entry) && String(entry.statusListCredential ?? idOf(entry) ?? '')) || '–'
  return isOffline && LISTS.includes(kind)
    ? finding('status', 'status_unreachable', { url, detail: detail('network_unused') })
    : finding('status', 'status_unknown_kind', { kind })
}

import type { DocumentLoader } from '../document-loader.ts'
import { detail } from './details.ts'
import { asArray, idOf, isDeeperThan, isObject, type JsonObject, parseJson } from './json-values.ts'
import { DEPTH_MAX } from './limits.ts'
import { finding } from './reasons.ts'
import type { Check, CheckStatus, Verdict } from './result.ts'
import { decodeStatusList, statusAt } from './status-list.ts'

/** What this site's own records say of a credential whose address lies on it; `elsewhere` for all others. */
export type OwnStatus = (credential: {
  id: string
  issuerId: string
}) => Promise<'elsewhere' | 'never_issued' | { revokedReason: string | null; isSuspended?: boolean }>

/** A status list, judged as the credential that it is: what its signature covers, and what came of it. */
export type JudgedList = { verdict: Verdict; credential: JsonObject; why: string }

export type StatusAsking = {
  /** Absent when offline. */
  loader?: DocumentLoader
  ownStatus?: OwnStatus
  judgeList: (bytes: Uint8Array) => Promise<JudgedList>
}

const BITSTRING = { entry: 'BitstringStatusListEntry', list: 'BitstringStatusListCredential' }
const LIST_2021 = { entry: 'StatusList2021Entry', list: 'StatusList2021Credential' }
const REVOCATION_LIST = '1EdTechRevocationList'
const ENTRIES_MAX = 8
const WORST_FIRST: CheckStatus[] = ['failed', 'unknown', 'passed', 'not_checked']

/**
 * Whether the issuer has withdrawn or suspended it. Credentials of this site are looked up in its own records; for those
 * of others every list that the credential names is fetched, its own signature checked, and the entry read: Bitstring
 * Status List 1.0, StatusList2021 and 1EdTech's revocation list. What can't be had or read is "can't tell".
 */
export async function checkStatus(credential: JsonObject, asking: StatusAsking): Promise<Check> {
  const own = await checkOwnStatus(credential, asking.ownStatus)
  if (own) return own
  const entries = asArray(credential.credentialStatus)
  if (entries.length === 0) return finding('status', 'status_none')
  if (entries.length > ENTRIES_MAX) return finding('status', 'status_unknown_kind', { kind: '–' })
  const checks: Check[] = []
  for (const entry of entries) checks.push(await checkEntry(entry, credential, asking))
  const ranked = WORST_FIRST.map((status) => checks.find((check) => check.status === status))
  return ranked.find((check) => check !== undefined) ?? finding('status', 'status_none')
}

async function checkOwnStatus(credential: JsonObject, ownStatus?: OwnStatus): Promise<Check | undefined> {
  if (!ownStatus || typeof credential.id !== 'string') return undefined
  const own = await ownStatus({ id: credential.id, issuerId: idOf(credential.issuer) ?? '' })
  if (own === 'elsewhere') return undefined
  if (own === 'never_issued') return finding('status', 'never_issued')
  if (own.revokedReason !== null) return finding('status', 'revoked', { detail: own.revokedReason })
  return finding('status', own.isSuspended ? 'suspended' : 'status_ok')
}

async function checkEntry(entry: unknown, credential: JsonObject, asking: StatusAsking): Promise<Check> {
  const types = isObject(entry) ? asArray(entry.type).map(String) : []
  if (isObject(entry) && types.includes(REVOCATION_LIST)) {
    return checkRevocationList(entry, credential, asking.loader)
  }
  const kind = [BITSTRING, LIST_2021].find((known) => types.includes(known.entry))
  if (!isObject(entry) || !kind) return finding('status', 'status_unknown_kind', { kind: types[0] ?? '–' })
  return checkStatusList(entry, kind, credential, asking)
}

async function checkStatusList(
  entry: JsonObject,
  kind: typeof BITSTRING,
  credential: JsonObject,
  { loader, judgeList }: StatusAsking,
): Promise<Check> {
  const url = idOf(entry.statusListCredential) ?? '–'
  const unclear = (why: string) => finding('status', 'status_list_unclear', { url, detail: why })
  const purpose = String(entry.statusPurpose ?? '–')
  const index = indexOf(entry.statusListIndex)
  const size = entry.statusSize === undefined ? 1 : Number(entry.statusSize)
  if (index === undefined || !Number.isInteger(size) || size < 1 || size > 16)
    return unclear(detail('entry_malformed'))
  // A list only of messages, or of where to renew, withdraws nothing.
  if (!['revocation', 'suspension'].includes(purpose)) return finding('status', 'status_no_withdrawal')
  const bytes = await load(url, loader)
  if ('why' in bytes) return finding('status', 'status_unreachable', { url, detail: bytes.why })
  const list = await judgeList(bytes.bytes)
  if (list.verdict !== 'valid') return unclear(list.why)
  const named = list.credential
  if (idOf(named.issuer) !== idOf(credential.issuer)) return unclear(detail('list_of_other'))
  if (!asArray(named.type).includes(kind.list)) return unclear(detail('list_other_kind'))
  const subject = asArray(named.credentialSubject).find(isObject) ?? {}
  if (!asArray(subject.statusPurpose).includes(purpose)) return unclear(detail('list_other_purpose'))
  const bits = decodeStatusList(subject.encodedList)
  const status = bits && statusAt(bits, index, size)
  if (status === undefined) return unclear(detail(bits ? 'list_too_short' : 'list_damaged'))
  // What a list says against the credential counts also where its own name is another one; what it says for it doesn't.
  if (status !== 0) {
    return purpose === 'suspension'
      ? finding('status', 'suspended')
      : finding('status', 'revoked', { detail: detail('list_says') })
  }
  return named.id === undefined || named.id === url
    ? finding('status', 'status_ok')
    : unclear(detail('other_id'))
}

/** Open Badges 3.0, section on the 1EdTech Revocation List: a plain list by the credential's id, unsigned. */
async function checkRevocationList(
  entry: JsonObject,
  credential: JsonObject,
  loader?: DocumentLoader,
): Promise<Check> {
  const url = idOf(entry) ?? '–'
  const loaded = await load(url, loader)
  if ('why' in loaded) return finding('status', 'status_unreachable', { url, detail: loaded.why })
  const list = parseJson(Buffer.from(loaded.bytes).toString('utf8'))
  if (!isObject(list) || isDeeperThan(list, DEPTH_MAX)) {
    return finding('status', 'status_list_unclear', { url, detail: detail('list_damaged') })
  }
  const { id } = credential
  if (typeof id !== 'string') {
    return finding('status', 'status_list_unclear', { url, detail: detail('entry_malformed') })
  }
  const listed = asArray(list.revokedCredential ?? list.revokedCredentials)
    .map((item) => (isObject(item) ? item : { id: item }))
    .find((item) => item.id === id && item.revoked !== false)
  if (listed) {
    return finding('status', 'revoked', { detail: String(listed.revocationReason ?? detail('list_says')) })
  }
  const isOfIssuer = list.issuer === undefined || idOf(list.issuer) === idOf(credential.issuer)
  return isOfIssuer
    ? finding('status', 'status_ok')
    : finding('status', 'status_list_unclear', { url, detail: detail('list_of_other') })
}

async function load(url: string, loader?: DocumentLoader): Promise<{ bytes: Uint8Array } | { why: string }> {
  if (!loader) return { why: detail('network_unused') }
  const loaded = await loader(url)
  return loaded.status === 'loaded' ? { bytes: loaded.bytes } : { why: loaded.why }
}

/** A whole number from 0, as text (Bitstring Status List 1.0) or, as some write it, as a number. */
function indexOf(value: unknown): number | undefined {
  const text = typeof value === 'number' ? String(value) : value
  return typeof text === 'string' && /^(0|[1-9]\d{0,14})$/.test(text) ? Number(text) : undefined
}

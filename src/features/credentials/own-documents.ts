import type { Executor } from '../../platform/db/pool.ts'
import { isId } from '../../platform/random.ts'
import { urls } from '../../urls.ts'
import { controllerDocument, controllerIdOf, type DidDocument, didWeb } from './did.ts'
import type { Loaded } from './document-loader.ts'
import { type Issued, type IssuerKey, selectIssuerKeys, selectOptionalIssued } from './queries.ts'
import type { OwnStatus } from './verify/check-status.ts'
import { detail } from './verify/details.ts'

/**
 * A provider's DID document with all keys that it ever signed with, for `did:web`. Undefined where it has none, or
 * where the site is not served over https: then its credentials name a `did:key`, which needs no document.
 */
export function didDocumentOf(keys: IssuerKey[], site: string, provider: string): DidDocument | undefined {
  if (!site.startsWith('https:')) return undefined
  const did = didWeb(site, ['providers', provider])
  const methods = keys
    .filter(({ id }) => controllerIdOf(id) === did)
    .map(({ id, publicKeyMultibase, revoked }) => ({
      id,
      type: 'Multikey' as const,
      controller: did,
      publicKeyMultibase,
      ...(revoked ? { revoked: new Date(revoked).toISOString() } : {}),
    }))
  return methods.length > 0 ? controllerDocument(did, methods) : undefined
}

/** Documents under our own address come from the database: the site never asks itself over the network. */
export function ownDocuments(db: Executor, site: string) {
  return {
    origin: site,
    read: async (url: URL): Promise<Loaded> => {
      const document = await selectOptionalOwn(db, site, url.pathname)
      if (!document) return { status: 'not_loaded', why: detail('not_ours') }
      const bytes = Buffer.from(JSON.stringify(document))
      return { status: 'loaded', url: url.href, contentType: 'application/json', bytes }
    },
  }
}

/** What this site's records say of credentials whose address lies on it. */
export function ownStatus(db: Executor, site: string): OwnStatus {
  return async ({ id, issuerId }) => {
    if (!URL.canParse(id) || new URL(id).origin !== site) return 'elsewhere'
    const credentialId = idIn(new URL(id).pathname, urls.issued)
    const issued =
      credentialId && isId(credentialId) ? await selectOptionalIssued(db, credentialId) : undefined
    return issued ? recordedStatus(issued, issuerId) : 'never_issued'
  }
}

/** The same from a row that is at hand. */
export function recordedStatus(issued: Issued, issuerId: string): Awaited<ReturnType<OwnStatus>> {
  // Somebody may copy a real address into a credential of their own making: the issuer must be right too.
  if (!isKeyOf(issued, issuerId)) return 'never_issued'
  return { revokedReason: issued.revoked_at ? (issued.revocation_reason ?? '–') : null }
}

/** Whether that identifier is, or was, the provider's who issued it. */
export function isKeyOf(issued: Issued, did: string): boolean {
  return issued.keys.some(({ id }) => controllerIdOf(id) === did)
}

async function selectOptionalOwn(db: Executor, site: string, path: string): Promise<object | undefined> {
  const provider = idIn(path, urls.issuerDid)
  if (provider) return didDocumentOf(await selectIssuerKeys(db, provider), site, provider)
  const credentialId = idIn(path, urls.issued) ?? idIn(path, urls.issuedJson)
  const issued = credentialId && isId(credentialId) ? await selectOptionalIssued(db, credentialId) : undefined
  return (issued?.shown && issued.document) || undefined
}

/** The one parameter in a path of that pattern. */
function idIn(path: string, { pattern }: { pattern: string }): string | undefined {
  const [before = '', after = ''] = pattern.split(/:[a-zA-Z]+/)
  if (!path.startsWith(before) || !path.endsWith(after)) return undefined
  const value = path.slice(before.length, path.length - after.length)
  return value && !value.includes('/') ? value : undefined
}

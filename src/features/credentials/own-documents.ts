import type { Executor } from '../../platform/db/pool.ts'
import type { Deps } from '../../platform/deps.ts'
import { isId } from '../../platform/random.ts'
import { urls } from '../../urls.ts'
import {
  controllerDocument,
  controllerIdOf,
  type DidDocument,
  didWeb,
  type VerificationMethod,
} from './did.ts'
import type { Loaded } from './document-loader.ts'
import {
  type Issued,
  type IssuerKey,
  selectIssuerKeys,
  selectOptionalIssued,
  selectRevokedDidKeys,
} from './queries.ts'
import { selectOptionalList } from './status/status-document.ts'
import type { OwnStatus } from './verify/check-status.ts'
import { detail } from './verify/details.ts'

/**
 * A provider's DID document with all keys that it ever signed with, for `did:web`. Undefined where it has none, or
 * where the site is not served over https: then its credentials name a `did:key`, which needs no document.
 */
export function didDocumentOf(keys: IssuerKey[], site: string, provider: string): DidDocument | undefined {
  if (!site.startsWith('https:')) return undefined
  const did = didWeb(site, ['providers', provider])
  const methods = keys.filter(({ id }) => controllerIdOf(id) === did).map(methodOf)
  return methods.length > 0 ? controllerDocument(did, methods) : undefined
}

/**
 * What this site knows of a provider's identifiers, for its own verifier: the `did:web` document, and of each `did:key`
 * what the name itself can't say, that it was revoked.
 */
export function ownControllers(keys: IssuerKey[], site: string, provider: string): Map<string, DidDocument> {
  const web = didDocumentOf(keys, site, provider)
  const revoked = keys.filter(({ id, revoked }) => revoked && id.startsWith('did:key:'))
  const documents = [
    ...(web ? [web] : []),
    ...revoked.map((key) => controllerDocument(controllerIdOf(key.id), [methodOf(key)])),
  ]
  return new Map(documents.map((document) => [document.id, document]))
}

function methodOf({ id, publicKeyMultibase, publicJwk, revoked }: IssuerKey): VerificationMethod {
  const withdrawn = revoked ? { revoked: new Date(revoked).toISOString() } : {}
  const controller = controllerIdOf(id)
  return publicKeyMultibase
    ? { id, type: 'Multikey', controller, publicKeyMultibase, ...withdrawn }
    : { id, type: 'JsonWebKey', controller, publicKeyJwk: publicJwk ?? {}, ...withdrawn }
}

/** Documents under our own address come from the database: the site never asks itself over the network. */
export function ownDocuments(deps: Pick<Deps, 'db' | 'config' | 'clock'>) {
  return {
    origin: deps.config.publicUrl.origin,
    read: async (url: URL): Promise<Loaded> => {
      const document = await selectOptionalOwn(deps, url.pathname)
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
  return {
    revokedReason: issued.revoked_at ? (issued.revocation_reason ?? '–') : null,
    isSuspended: issued.suspended_at !== null,
  }
}

/** Whether that identifier is, or was, the provider's who issued it. */
export function isKeyOf(issued: Issued, did: string): boolean {
  return issued.keys.some(({ id }) => controllerIdOf(id) === did)
}

async function selectOptionalOwn(
  deps: Pick<Deps, 'db' | 'config' | 'clock'>,
  path: string,
): Promise<object | undefined> {
  const { db } = deps
  const site = deps.config.publicUrl.origin
  const [, list = '', purpose] = /^\/status-lists\/([^/]+)\/([^/]+)$/.exec(path) ?? []
  if (purpose) return selectOptionalList(deps, list, purpose)
  const provider = idIn(path, urls.issuerDid)
  if (provider) return didDocumentOf(await selectIssuerKeys(db, provider), site, provider)
  const credentialId = idIn(path, urls.issued) ?? idIn(path, urls.issuedJson)
  const issued = credentialId && isId(credentialId) ? await selectOptionalIssued(db, credentialId) : undefined
  return (issued?.shown && issued.document) || undefined
}

/**
 * What the site's own verifier must know of its identifiers: a `did:key` can't say of itself that it was revoked.
 */
export async function revokedControllers(db: Executor): Promise<Map<string, DidDocument>> {
  const keys = await selectRevokedDidKeys(db)
  return ownControllers(keys, 'http:', '')
}

/** The one parameter in a path of that pattern. */
function idIn(path: string, { pattern }: { pattern: string }): string | undefined {
  const [before = '', after = ''] = pattern.split(/:[a-zA-Z]+/)
  if (!path.startsWith(before) || !path.endsWith(after)) return undefined
  const value = path.slice(before.length, path.length - after.length)
  return value && !value.includes('/') ? value : undefined
}

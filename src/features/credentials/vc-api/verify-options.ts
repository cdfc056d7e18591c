import type { Deps } from '../../../platform/deps.ts'
import { publicNetwork } from '../../../platform/network/public-network.ts'
import { urls } from '../../../urls.ts'
import { type DocumentLoader, guardedLoader } from '../document-loader.ts'
import { ownDocuments, ownStatus, revokedControllers } from '../own-documents.ts'
import { selectOptionalProviderByDid } from '../queries.ts'
import { asArray, isObject, type JsonObject } from '../verify/json-values.ts'
import type { VerifyOptions } from '../verify/verify-credential.ts'
import { STATUS_PURPOSES, statusListDocument, testIssuer } from './test-issuer.ts'

/** How whatever is sent to the interface is verified: as on the public page, and for the domain and challenge asked. */
export async function verifyOptionsFor(deps: Deps, asked: JsonObject): Promise<VerifyOptions> {
  const site = deps.config.publicUrl.origin
  const isOpen = deps.config.vcApi.mode === 'open'
  const loader = guardedLoader({ network: publicNetwork, own: ownDocuments(deps) })
  const { domain, challenge } = asked
  return {
    now: deps.clock.now(),
    loader: isOpen ? withTestLists(deps, loader) : loader,
    didDocuments: isOpen
      ? controllersIn(asked.controllerDocuments, await revokedControllers(deps.db))
      : await revokedControllers(deps.db),
    ownStatus: ownStatus(deps.db, site),
    keyOwner: async (did) => (await selectOptionalProviderByDid(deps.db, did))?.name,
    ...(typeof domain === 'string' ? { domain } : {}),
    ...(typeof challenge === 'string' ? { challenge } : {}),
  }
}

/** For tests a caller may bring the documents of controllers that are nowhere to be had. */
function controllersIn(documents: unknown, known: Map<string, JsonObject>): Map<string, JsonObject> {
  const given = asArray(documents).filter(isObject)
  const named = given.filter(
    (document): document is JsonObject & { id: string } => typeof document.id === 'string',
  )
  return new Map([...known, ...named.map((document) => [document.id, document] as const)])
}

/** The test issuer's lists are asked of itself, not over the network. */
function withTestLists(deps: Deps, loader: DocumentLoader): DocumentLoader {
  const site = deps.config.publicUrl.origin
  const prefix = site + urls.vcApiStatusList({ list: '', purpose: '' }).replace(/\/+$/, '/')
  return async (url) => {
    const [, list = '', purpose = ''] = new RegExp(`^${escaped(prefix)}(\\d+)/(\\w+)$`).exec(url) ?? []
    const known = STATUS_PURPOSES.find((one) => one === purpose)
    if (!known) return loader(url)
    const issuer = await testIssuer(deps.config)
    const document = await statusListDocument(issuer, site, Number(list), known, deps.clock.now())
    if (!document) return loader(url)
    const bytes = Buffer.from(JSON.stringify(document))
    return { status: 'loaded', url, contentType: 'application/vc', bytes }
  }
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

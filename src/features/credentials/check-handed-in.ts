import type { Deps } from '../../platform/deps.ts'
import { publicNetwork } from '../../platform/network/public-network.ts'
import { guardedLoader } from './document-loader.ts'
import { ownDocuments, ownStatus, revokedControllers } from './own-documents.ts'
import { selectOptionalProviderByDid } from './queries.ts'
import type { Verification } from './verify/result.ts'
import { verifyAnything } from './verify/verify-anything.ts'
import { unreachableCredential, type VerifyOptions } from './verify/verify-credential.ts'

/** A provider of this site in whose name a credential is, if it is one. */
export type KnownIssuer = { slug: string; name: string; demonstration: boolean }

export type HandedIn = { bytes: Uint8Array } | { address: string }

/**
 * Checks what a visitor handed in: bytes, or an address from which they are loaded by the guarded loader. Nothing of it
 * is kept.
 */
export async function checkHandedIn(
  deps: Deps,
  handedIn: HandedIn,
): Promise<{ verification: Verification; knownIssuer?: KnownIssuer }> {
  const site = deps.config.publicUrl.origin
  const loader = guardedLoader({ network: publicNetwork, own: ownDocuments(deps) })
  const options = {
    now: deps.clock.now(),
    loader,
    didDocuments: await revokedControllers(deps.db),
    ownStatus: ownStatus(deps.db, site),
    keyOwner: async (did: string) => (await selectOptionalProviderByDid(deps.db, did))?.name,
  }
  const verification = await checkWith(options, handedIn)
  const { issuerId } = verification.summary ?? {}
  const knownIssuer = issuerId ? await selectOptionalProviderByDid(deps.db, issuerId) : undefined
  return { verification, knownIssuer }
}

async function checkWith(
  options: VerifyOptions & Required<Pick<VerifyOptions, 'loader'>>,
  handedIn: HandedIn,
): Promise<Verification> {
  if ('bytes' in handedIn) return verifyAnything(handedIn.bytes, options)
  const loaded = await options.loader(handedIn.address)
  return loaded.status === 'loaded'
    ? verifyAnything(loaded.bytes, options)
    : unreachableCredential(loaded.why, options)
}

import { DataIntegrityProof } from '@digitalbazaar/data-integrity'
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey'
import { cryptosuite } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite'
import * as vc from '@digitalbazaar/vc'
import { loadContext } from './contexts.ts'
import type { CredentialDocument } from './credential-document.ts'

/** A private key, opened, with the name under which its issuer publishes it. */
export type SigningKey = {
  /** The verification method: a DID URL. */
  id: string
  /** The issuer's DID. */
  controller: string
  publicKeyMultibase: string
  secretKeyMultibase: string
}

export type SignedCredential = CredentialDocument & { proof: Record<string, unknown> }

/**
 * Signs a credential with Data Integrity `eddsa-rdfc-2022` (Ed25519 over the canonical RDF of document and proof).
 * `now` becomes the proof's `created`. Throws if a word of the document is not defined by its contexts (it would not
 * be covered by the signature), or if the issuer is not the one whose key this is.
 */
export async function signCredential<D extends { issuer: { id: string } } = CredentialDocument>(
  document: D,
  key: SigningKey,
  now: Date,
): Promise<D & Pick<SignedCredential, 'proof'>> {
  if (document.issuer.id !== key.controller) {
    throw new Error(`The key of ${key.controller} can't sign in the name of ${document.issuer.id}`)
  }
  const pair = await Ed25519Multikey.from({ type: 'Multikey', ...key })
  const suite = new DataIntegrityProof({ signer: pair.signer(), cryptosuite, date: now })
  const signed = await vc.issue({ credential: document, suite, documentLoader: loadContext, now })
  return signed as D & Pick<SignedCredential, 'proof'>
}

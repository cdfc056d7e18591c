import type { Tx } from '../../platform/db/pool.ts'
import type { Deps } from '../../platform/deps.ts'
import { CONTEXTS, type CredentialDocument, whereItStands } from './credential-document.ts'
import type { KeyKind } from './keys/crypto.ts'
import { type KeyOwner, selectSigningKey } from './keys/issuer-keys.ts'
import { PROOFS, type ProofName, selectProofs, usableProofs } from './keys/issuer-settings.ts'
import type { SigningKey } from './keys/signing-key.ts'
import { envelopeCredential, type SignedCredential, signCredential } from './sign.ts'
import { selectStatus } from './status/entries.ts'

export type Signed = { document: SignedCredential; token: string | null }

/**
 * Signs a credential in the name of a provider, in every way that it has chosen: proofs in it, and a token beside. What
 * depends on the issuer's name of today is filled in: the issuer itself, its place in the status lists, where a newer
 * copy lies.
 */
export async function signAsIssuer(
  tx: Tx,
  deps: Pick<Deps, 'config' | 'random'>,
  owner: KeyOwner,
  { credentialId, document }: { credentialId: string; document: CredentialDocument },
  now: Date,
): Promise<Signed> {
  const site = deps.config.publicUrl.origin
  const names = usableProofs(await selectProofs(tx, owner.provider_id), site)
  const keys = new Map<KeyKind, SigningKey>()
  for (const { kind } of names.map((name) => PROOFS[name])) {
    if (!keys.has(kind)) keys.set(kind, await selectSigningKey(tx, deps, owner, now, kind))
  }
  const keyOf = (name: ProofName) => keys.get(PROOFS[name].kind)!
  const { controller } = keyOf(names[0]!)
  const place = { credentialId, providerId: owner.provider_id, controller }
  const status = await selectStatus(tx, deps, place, now)
  const unsigned: CredentialDocument = {
    ...document,
    '@context': CONTEXTS,
    issuer: { ...document.issuer, id: controller },
    ...whereItStands(status, `${document.id}/credential.json`),
  }
  let signed: CredentialDocument | SignedCredential = unsigned
  let token: string | null = null
  for (const name of names) {
    if (PROOFS[name].form === 'token') token = await envelopeCredential(unsigned, keyOf(name), now)
    else signed = await signCredential(signed, keyOf(name), now, name as 'eddsa-rdfc-2022')
  }
  return { document: signed as SignedCredential, token }
}

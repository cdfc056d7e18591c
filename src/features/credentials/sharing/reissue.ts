import { audit } from '../../../platform/audit.ts'
import { json } from '../../../platform/db/pool.ts'
import type { Deps } from '../../../platform/deps.ts'
import { selectAccount } from '../../account/api.ts'
import { emailIdentity } from '../identity-hash.ts'
import { selectOptionalStored, signPublicCopy } from './copies.ts'

/**
 * Issues an own credential again to the address that its holder has now: same place, same date, new signature and a new
 * salt. Only to a confirmed address.
 */
export async function reissueToAddress(
  deps: Deps,
  { credentialId, personKey }: { credentialId: string; personKey: string },
): Promise<'changed' | 'not_found' | 'not_confirmed'> {
  const now = deps.clock.now()
  return deps.db.transaction().execute(async (tx) => {
    const stored = await selectOptionalStored(tx, credentialId)
    if (stored?.person_key !== personKey) return 'not_found'
    const { email, email_confirmed_at: confirmed } = await selectAccount(tx, personKey)
    if (!confirmed) return 'not_confirmed'
    const identity = emailIdentity(email, deps.random.bytes(16).toString('base64url'))
    await tx
      .updateTable('credential_documents')
      .set({ identity: json(identity) })
      .where('credential_id', '=', credentialId)
      .execute()
    await signPublicCopy(tx, deps, { ...stored, identity }, now)
    await audit(tx, {
      at: now,
      actor: personKey,
      action: 'credentials.reissued-to-address',
      subjectKind: 'issued-credential',
      subjectId: credentialId,
    })
    return 'changed'
  })
}

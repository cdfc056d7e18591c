import { audit } from '../../../platform/audit.ts'
import type { Deps } from '../../../platform/deps.ts'
import { selectAccount } from '../../account/api.ts'
import { selectOptionalStored, signPublicCopy } from './copies.ts'

export type Chosen = 'changed' | 'not_found' | 'name_missing'

/**
 * What the holder decides about an own credential: whether its page is there for others, whether the name is on it, and
 * whether a hash of the address is. What is on it is signed again, with the same date of issue; a name is the account's of
 * that moment, so that saving again after it changed brings the new one.
 * @returns `not_found` for anybody else's, `name_missing` where the account has no name to put on it
 */
export async function chooseCopy(
  deps: Deps,
  wish: { credentialId: string; personKey: string; isShown: boolean; isNamed: boolean; isAddressed: boolean },
): Promise<Chosen> {
  const now = deps.clock.now()
  return deps.db.transaction().execute(async (tx) => {
    const stored = await selectOptionalStored(tx, wish.credentialId)
    if (!stored || stored.person_key !== wish.personKey) return 'not_found'
    const { display_name: name } = await selectAccount(tx, wish.personKey)
    if (wish.isNamed && !name) return 'name_missing'
    const choice = { shown: wish.isShown, named: wish.isNamed, addressed: wish.isAddressed }
    await tx
      .updateTable('credential_documents')
      .set(choice)
      .where('credential_id', '=', wish.credentialId)
      .execute()
    const isSame =
      stored.named === choice.named &&
      stored.addressed === choice.addressed &&
      (!choice.named || stored.document.credentialSubject.name === name)
    if (!isSame) await signPublicCopy(tx, deps, { ...stored, ...choice }, now)
    await audit(tx, {
      at: now,
      actor: wish.personKey,
      action: 'credentials.visibility-changed',
      subjectKind: 'issued-credential',
      subjectId: wish.credentialId,
      detail: choice,
    })
    return 'changed'
  })
}

/**
 * Takes a credential out of public view for good: every copy that is kept here is deleted, and so are its links and
 * counts. That it was issued stays on record, and its place in the status lists, so that copies which the holder kept can
 * still be verified.
 */
export async function deleteFromView(
  deps: Deps,
  { credentialId, personKey }: { credentialId: string; personKey: string },
): Promise<boolean> {
  const now = deps.clock.now()
  return deps.db.transaction().execute(async (tx) => {
    const stored = await selectOptionalStored(tx, credentialId)
    if (!stored || stored.person_key !== personKey) return false
    await tx.deleteFrom('share_link_credentials').where('credential_id', '=', credentialId).execute()
    await tx.deleteFrom('credential_views').where('credential_id', '=', credentialId).execute()
    await tx.deleteFrom('credential_documents').where('credential_id', '=', credentialId).execute()
    await audit(tx, {
      at: now,
      actor: personKey,
      action: 'credentials.deleted-from-view',
      subjectKind: 'issued-credential',
      subjectId: credentialId,
    })
    return true
  })
}

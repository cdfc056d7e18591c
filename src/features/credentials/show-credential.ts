import { audit } from '../../platform/audit.ts'
import { json } from '../../platform/db/pool.ts'
import type { Deps } from '../../platform/deps.ts'
import { selectAccount } from '../account/api.ts'
import type { CredentialDocument } from './credential-document.ts'
import { selectIssuerKey } from './issue-credential.ts'
import { selectOptionalIssued } from './queries.ts'
import { type SignedCredential, signCredential } from './sign.ts'

export type Shown = 'changed' | 'not_found' | 'name_missing'

/**
 * What the holder decides about an own credential: whether its page is there for others, and whether the name is on it.
 * Putting the name on or off signs the same credential again, with the same date of issue.
 * @returns `not_found` for anybody else's, `name_missing` where the account has no name to put on it
 */
export async function showCredential(
  deps: Deps,
  wish: { credentialId: string; personKey: string; isShown: boolean; isNamed: boolean },
): Promise<Shown> {
  const now = deps.clock.now()
  return deps.db.transaction().execute(async (tx) => {
    const issued = await selectOptionalIssued(tx, wish.credentialId)
    if (!issued?.document || issued.person_key !== wish.personKey) return 'not_found'
    const account = await selectAccount(tx, wish.personKey)
    if (wish.isNamed && !account.display_name) return 'name_missing'
    const name = wish.isNamed ? account.display_name : undefined
    const document =
      issued.document.credentialSubject.name === name
        ? issued.document
        : await signCredential(
            withName(issued.document, name),
            await selectIssuerKey(tx, deps, issued, now),
            now,
          )
    await tx
      .updateTable('credential_documents')
      .set({ shown: wish.isShown, document: json(document) })
      .where('credential_id', '=', wish.credentialId)
      .execute()
    await audit(tx, {
      at: now,
      actor: wish.personKey,
      action: 'credentials.visibility-changed',
      subjectKind: 'issued-credential',
      subjectId: wish.credentialId,
      detail: { isShown: wish.isShown, isNamed: wish.isNamed },
    })
    return 'changed'
  })
}

function withName({ proof: _proof, ...document }: SignedCredential, name?: string): CredentialDocument {
  const { name: _name, ...subject } = document.credentialSubject
  return { ...document, credentialSubject: name ? { ...subject, name } : subject } as CredentialDocument
}

import { audit } from '../../platform/audit.ts'
import type { Deps } from '../../platform/deps.ts'
import { addJob } from '../../platform/jobs.ts'
import { selectOptionalLink, takeLink } from './queries.ts'

/**
 * Confirms the address that a link was sent to, once. What waited for it (a credential, a first charge) is looked
 * at again by a job of the same transaction.
 * @returns false where the link is dead
 */
export async function confirmAddress(deps: Deps, token: string): Promise<boolean> {
  const now = deps.clock.now()
  return deps.db.transaction().execute(async (tx) => {
    const link = await selectOptionalLink(tx, token, 'confirm-address', now)
    if (!link || !(await takeLink(tx, link.token_hash, now))) return false
    await tx
      .updateTable('accounts')
      .set({ email_confirmed_at: now })
      .where('person_key', '=', link.person_key)
      .where('email_confirmed_at', 'is', null)
      .execute()
    await audit(tx, {
      at: now,
      actor: link.person_key,
      action: 'account.address-confirmed',
      subjectKind: 'person',
      subjectId: link.person_key,
    })
    await addJob(
      tx,
      'learn.issue-waiting',
      { personKey: link.person_key },
      { key: `issue-waiting:${link.person_key}` },
    )
    return true
  })
}

import { audit } from '../../platform/audit.ts'
import type { Deps } from '../../platform/deps.ts'
import { urls } from '../../urls.ts'
import { makeLink } from './mail-links.ts'
import { hashPassword } from './passwords.ts'
import { selectOptionalLink, takeLink } from './queries.ts'
import { insertPerson } from './sign-up.ts'

/**
 * Invites an operator: a one-time link, good for a week, that makes the account (or gives the role to the one that
 * the address has already).
 * @returns the link
 */
export async function inviteOperator(deps: Deps, email = ''): Promise<string> {
  return deps.db.transaction().execute(async (tx) => {
    const personKey = await insertPerson(tx, deps)
    const token = await makeLink(tx, deps, { personKey, purpose: 'operator', subjectId: email })
    await audit(tx, {
      at: deps.clock.now(),
      actor: null,
      action: 'account.operator-invited',
      subjectKind: 'person',
      subjectId: personKey,
    })
    return deps.config.publicUrl.origin + urls.operatorInvitation({ token })
  })
}

/**
 * @returns the person key of the new operator; 'dead' where the link is used or old; 'taken' where another account
 * has the address (then that account's password decides, by signing in)
 */
export async function acceptInvitation(
  deps: Deps,
  token: string,
  account: { email: string; password: string; name: string },
): Promise<{ personKey: string } | 'dead' | 'taken'> {
  const now = deps.clock.now()
  const passwordHash = await hashPassword(account.password)
  return deps.db.transaction().execute(async (tx) => {
    const link = await selectOptionalLink(tx, token, 'operator', now)
    if (!link) return 'dead'
    const inserted = await tx
      .insertInto('accounts')
      .values({
        person_key: link.person_key,
        email: account.email,
        email_confirmed_at: now,
        display_name: account.name,
        password_hash: passwordHash,
        created_at: now,
      })
      .onConflict((conflict) => conflict.column('email').doNothing())
      .executeTakeFirst()
    if (!inserted.numInsertedOrUpdatedRows) return 'taken'
    if (!(await takeLink(tx, link.token_hash, now))) return 'dead'
    await tx
      .insertInto('roles')
      .values({ person_key: link.person_key, role: 'operator', provider_id: null, granted_at: now })
      .execute()
    await audit(tx, {
      at: now,
      actor: link.person_key,
      action: 'account.operator-accepted',
      subjectKind: 'person',
      subjectId: link.person_key,
    })
    return { personKey: link.person_key }
  })
}

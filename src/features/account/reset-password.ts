import type { Locale } from '../../domain/locales.ts'
import { audit } from '../../platform/audit.ts'
import type { Deps } from '../../platform/deps.ts'
import { queueMail } from '../../platform/mail.ts'
import { composeMail } from '../../ui/mail.tsx'
import { urls } from '../../urls.ts'
import { makeLink } from './mail-links.ts'
import { messages } from './messages.ts'
import { hashPassword } from './passwords.ts'
import { selectOptionalAccountByEmail, selectOptionalLink, takeLink } from './queries.ts'

/** Sends a reset link where there is an account; says nothing about whether there is. */
export async function sendReset(deps: Deps, email: string): Promise<void> {
  await deps.db.transaction().execute(async (tx) => {
    const account = await selectOptionalAccountByEmail(tx, email)
    if (!account) return
    const locale = account.locale as Locale
    const t = messages(locale)
    const token = await makeLink(tx, deps, { personKey: account.person_key, purpose: 'reset-password' })
    const mail = composeMail({
      locale,
      subject: t('mailResetSubject'),
      paragraphs: [t('mailResetText')],
      link: { label: t('mailResetLink'), url: deps.config.publicUrl.origin + urls.resetPassword({ token }) },
      closing: [t('mailResetClosing')],
    })
    await queueMail(tx, deps, {
      idempotencyKey: `reset:${token.slice(0, 16)}`,
      purpose: 'account.reset-password',
      personKey: account.person_key,
      to: account.email,
      ...mail,
    })
  })
}

/**
 * Sets a new password with a reset link, and ends every session of the account. Whoever reads the account's mail
 * owns the address, so it is confirmed too.
 * @returns the person key, or undefined where the link is dead
 */
export async function resetPassword(
  deps: Deps,
  token: string,
  password: string,
): Promise<string | undefined> {
  const now = deps.clock.now()
  const passwordHash = await hashPassword(password)
  return deps.db.transaction().execute(async (tx) => {
    const link = await selectOptionalLink(tx, token, 'reset-password', now)
    if (!link || !(await takeLink(tx, link.token_hash, now))) return undefined
    await tx
      .updateTable('accounts')
      .set({ password_hash: passwordHash })
      .where('person_key', '=', link.person_key)
      .execute()
    await tx.deleteFrom('sessions').where('person_key', '=', link.person_key).execute()
    await audit(tx, {
      at: now,
      actor: link.person_key,
      action: 'account.password-reset',
      subjectKind: 'person',
      subjectId: link.person_key,
    })
    return link.person_key
  })
}

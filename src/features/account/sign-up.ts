import type { Locale } from '../../domain/locales.ts'
import { audit } from '../../platform/audit.ts'
import type { Executor, Tx } from '../../platform/db/pool.ts'
import type { Deps } from '../../platform/deps.ts'
import { queueMail } from '../../platform/mail.ts'
import { newPersonKey } from '../../platform/random.ts'
import { composeMail } from '../../ui/mail.tsx'
import { urls } from '../../urls.ts'
import { makeLink } from './mail-links.ts'
import { messages } from './messages.ts'
import { hashPassword } from './passwords.ts'

export interface NewAccount {
  email: string
  password: string
  name: string
  locale: Locale
  timeZone: string
}

/**
 * Makes a person and their account, and sends the link that confirms the address.
 * @returns the person key, or undefined where the address has an account already
 */
export async function signUp(deps: Deps, account: NewAccount): Promise<string | undefined> {
  const passwordHash = await hashPassword(account.password)
  return deps.db.transaction().execute(async (tx) => {
    const personKey = await insertPerson(tx, deps)
    const inserted = await tx
      .insertInto('accounts')
      .values({
        person_key: personKey,
        email: account.email,
        display_name: account.name,
        password_hash: passwordHash,
        locale: account.locale,
        time_zone: account.timeZone,
        created_at: deps.clock.now(),
      })
      .onConflict((conflict) => conflict.column('email').doNothing())
      .executeTakeFirst()
    if (!inserted.numInsertedOrUpdatedRows) {
      await tx.deleteFrom('persons').where('person_key', '=', personKey).execute()
      return undefined
    }
    await audit(tx, {
      at: deps.clock.now(),
      actor: personKey,
      action: 'account.signed-up',
      subjectKind: 'person',
      subjectId: personKey,
    })
    await sendConfirmation(tx, deps, { personKey, email: account.email, locale: account.locale })
    return personKey
  })
}

export async function insertPerson(tx: Executor, deps: Pick<Deps, 'clock' | 'random'>): Promise<string> {
  const personKey = newPersonKey(deps.random)
  await tx.insertInto('persons').values({ person_key: personKey, created_at: deps.clock.now() }).execute()
  return personKey
}

/** Sends a link to the address; each call makes a new one, and any of them confirms. */
export async function sendConfirmation(
  tx: Tx,
  deps: Deps,
  { personKey, email, locale }: { personKey: string; email: string; locale: Locale },
): Promise<void> {
  const t = messages(locale)
  const token = await makeLink(tx, deps, { personKey, purpose: 'confirm-address' })
  const mail = composeMail({
    locale,
    subject: t('mailConfirmSubject'),
    paragraphs: [t('mailConfirmText')],
    link: { label: t('mailConfirmLink'), url: deps.config.publicUrl.origin + urls.confirmEmail({ token }) },
    closing: [t('mailConfirmClosing')],
  })
  await queueMail(tx, deps, {
    idempotencyKey: `confirm:${personKey}:${token.slice(0, 12)}`,
    purpose: 'account.confirm-address',
    personKey,
    to: email,
    ...mail,
  })
}

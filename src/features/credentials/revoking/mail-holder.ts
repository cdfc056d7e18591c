import { isLocale } from '../../../domain/locales.ts'
import type { Tx } from '../../../platform/db/pool.ts'
import type { Deps } from '../../../platform/deps.ts'
import { queueMail } from '../../../platform/mail.ts'
import { composeMail } from '../../../ui/mail.tsx'
import { urls } from '../../../urls.ts'
import { selectOptionalAccount } from '../../account/api.ts'
import { revokingMessages } from './revoking.messages.ts'

type Notice = { what: 'suspended' | 'reinstated' | 'revoked'; reason?: string; key: string }

/** Tells the holder what happened to a credential and why, in the transaction in which it happened. */
export async function mailHolder(
  tx: Tx,
  deps: Deps,
  credential: { id: string; person_key: string; title: string; provider_name: string },
  { what, reason, key }: Notice,
): Promise<void> {
  const account = await selectOptionalAccount(tx, credential.person_key)
  // Whoever was erased gets no mail.
  if (!account) return
  const locale = isLocale(account.locale) ? account.locale : 'en'
  const t = revokingMessages(locale)
  const words = { title: credential.title, provider: credential.provider_name }
  const mail = composeMail({
    locale,
    subject: t(`mailSubject_${what}`, words),
    paragraphs: [t(`mailText_${what}`, words), ...(reason ? [t('mailReason', { reason })] : [])],
    link: {
      label: t('mailLink'),
      url: deps.config.publicUrl.origin + urls.issued({ credential: credential.id }),
    },
    closing: what === 'reinstated' ? [] : [t('mailClosing', words)],
  })
  await queueMail(tx, deps, {
    idempotencyKey: `credentials.${what}:${credential.id}:${key}`,
    purpose: `credentials.${what}`,
    personKey: credential.person_key,
    to: account.email,
    ...mail,
  })
}

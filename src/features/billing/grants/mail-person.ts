import { isLocale, type Locale } from '../../../domain/locales.ts'
import type { Tx } from '../../../platform/db/pool.ts'
import { queueMail } from '../../../platform/mail.ts'
import { composeMail, type MailContent } from '../../../ui/mail.tsx'
import { selectOptionalAccount } from '../../account/api.ts'
import { type BillingDeps, gatewayOf } from '../gateway-of.ts'
import { mailMessages } from '../mail.messages.ts'

export interface PersonMail {
  personKey: string
  /** 'aid-decided': the purpose without the room */
  kind: string
  /** The same kind and key are one mail. */
  key: string
  write: (reader: { locale: Locale; timeZone: string; name: string }) => Omit<MailContent, 'locale'>
}

/** A mail about money to somebody with an account, in their language; who was erased gets none. */
export async function mailPerson(
  tx: Tx,
  deps: BillingDeps,
  { personKey, kind, key, write }: PersonMail,
): Promise<void> {
  const account = await selectOptionalAccount(tx, personKey)
  if (!account) return
  const locale = isLocale(account.locale) ? account.locale : 'en'
  const content = write({ locale, timeZone: account.time_zone, name: account.display_name })
  const simulated = gatewayOf(deps).simulated ? [mailMessages(locale)('simulated')] : []
  await queueMail(tx, deps, {
    idempotencyKey: `billing.${kind}:${key}`,
    purpose: `billing.${kind}`,
    personKey,
    to: account.email,
    ...composeMail({ locale, ...content, paragraphs: [...simulated, ...content.paragraphs] }),
  })
}

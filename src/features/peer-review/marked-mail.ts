import { isLocale } from '../../domain/locales.ts'
import type { Tx } from '../../platform/db/pool.ts'
import type { Deps } from '../../platform/deps.ts'
import { queueMail } from '../../platform/mail.ts'
import { composeMail } from '../../ui/mail.tsx'
import { urls } from '../../urls.ts'
import { selectOptionalAccount } from '../account/api.ts'
import { messages } from './messages.ts'

/** Tells the author that the piece was marked; the marks themselves stand behind the sign-in, not in the mail. */
export async function queueMarkedMail(
  tx: Tx,
  deps: Deps,
  { handInId, title, owes }: { handInId: string; title: string; owes: boolean },
): Promise<void> {
  const author = await tx
    .selectFrom('hand_ins as h')
    .innerJoin('enrolments as e', 'e.id', 'h.enrolment_id')
    .select('e.person_key')
    .where('h.id', '=', handInId)
    .executeTakeFirstOrThrow()
  const account = await selectOptionalAccount(tx, author.person_key)
  if (!account) return
  const locale = isLocale(account.locale) ? account.locale : 'en'
  const t = messages(locale)
  const mail = composeMail({
    locale,
    subject: t('mailMarkedSubject', { title }),
    paragraphs: [t('mailMarkedText', { title }), ...(owes ? [t('mailMarkedOwes')] : [])],
    link: {
      label: t('mailMarkedLink'),
      url: deps.config.publicUrl.origin + urls.handIn({ handIn: handInId }),
    },
    closing: [t('mailMarkedClosing')],
  })
  await queueMail(tx, deps, {
    idempotencyKey: `marked:${handInId}`,
    purpose: 'peer-review.marked',
    personKey: author.person_key,
    to: account.email,
    ...mail,
  })
}

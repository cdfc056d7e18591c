import { isLocale } from '../../../domain/locales.ts'
import type { Tx } from '../../../platform/db/pool.ts'
import { queueMail } from '../../../platform/mail.ts'
import { formatMoney } from '../../../ui/format.ts'
import { composeMail } from '../../../ui/mail.tsx'
import { urls } from '../../../urls.ts'
import { selectOptionalAccount } from '../../account/api.ts'
import { type BillingDeps, gatewayOf } from '../gateway-of.ts'
import { mailPerson } from '../grants/mail-person.ts'
import { mailMessages } from '../mail.messages.ts'
import { giftMailMessages } from './gift-mail.messages.ts'
import type { Gift } from './queries.ts'

/** The gift itself, to whoever gets it, in the giver's language; it is the giver's mail, and goes with them. */
export async function mailGift(tx: Tx, deps: BillingDeps, gift: Gift, token: string): Promise<void> {
  if (!gift.recipient_email) return
  const giver = await selectOptionalAccount(tx, gift.giver_key)
  const locale = giver && isLocale(giver.locale) ? giver.locale : 'en'
  const t = giftMailMessages(locale)
  const { title, provider_name: provider } = await selectWords(tx, gift)
  const { origin, host: site } = deps.config.publicUrl
  const words = { title, provider, site, giver: gift.giver_name ?? '', name: gift.recipient_name ?? '' }
  const simulated = gatewayOf(deps).simulated ? [mailMessages(locale)('simulated')] : []
  await queueMail(tx, deps, {
    // A gift that is sent again has another link.
    idempotencyKey: `billing.gift:${gift.id}:${token.slice(0, 12)}`,
    purpose: 'billing.gift',
    personKey: gift.giver_key,
    to: gift.recipient_email,
    ...composeMail({
      locale,
      subject: t(gift.giver_name ? 'subjectFrom' : 'subject', words),
      paragraphs: [
        ...simulated,
        ...(gift.recipient_name ? [t('hello', words)] : []),
        t(gift.giver_name ? 'textFrom' : 'text', words),
        ...(gift.message ? [t('words', { message: gift.message })] : []),
        t('free'),
      ],
      link: { label: t('link'), url: origin + urls.giftByLink({ token }) },
      closing: [t('closing')],
    }),
  })
}

export async function mailGiftAccepted(tx: Tx, deps: BillingDeps, gift: Gift): Promise<void> {
  const { title } = await selectWords(tx, gift)
  await mailPerson(tx, deps, {
    personKey: gift.giver_key,
    kind: 'gift-accepted',
    key: gift.id,
    write: ({ locale }) => {
      const t = giftMailMessages(locale)
      return {
        subject: t('acceptedSubject', { title }),
        paragraphs: [t('acceptedText', { title })],
        link: { label: t('listLink'), url: deps.config.publicUrl.origin + urls.gifts() },
      }
    },
  })
}

export async function mailGiftTakenBack(
  tx: Tx,
  deps: BillingDeps,
  gift: Gift,
  back: { minor: number; currency: string },
): Promise<void> {
  const { title } = await selectWords(tx, gift)
  await mailPerson(tx, deps, {
    personKey: gift.giver_key,
    kind: 'gift-taken-back',
    key: gift.id,
    write: ({ locale }) => {
      const t = giftMailMessages(locale)
      const amount = formatMoney(locale, back.minor, back.currency)
      return {
        subject: t('backSubject', { title }),
        paragraphs: [t('backText', { title, amount })],
        link: { label: t('listLink'), url: deps.config.publicUrl.origin + urls.gifts() },
      }
    },
  })
}

async function selectWords(tx: Tx, gift: Gift) {
  return tx
    .selectFrom('editions as e')
    .innerJoin('credentials as c', 'c.id', 'e.credential_id')
    .innerJoin('providers as p', 'p.id', 'c.provider_id')
    .select(['e.title', 'p.name as provider_name'])
    .where('e.id', '=', gift.edition_id)
    .executeTakeFirstOrThrow()
}

import { isLocale, type Locale } from '../../../domain/locales.ts'
import type { Tx } from '../../../platform/db/pool.ts'
import { queueMail } from '../../../platform/mail.ts'
import { formatMoney, formatMonth } from '../../../ui/format.ts'
import { composeMail } from '../../../ui/mail.tsx'
import { urls } from '../../../urls.ts'
import { selectOptionalAccount } from '../../account/api.ts'
import { type BillingDeps, gatewayOf } from '../gateway-of.ts'
import { mailPerson } from '../grants/mail-person.ts'
import { mailMessages } from '../mail.messages.ts'
import type { AgreementRow } from './queries.ts'
import { seatMailMessages } from './seat-mail.messages.ts'

/** The invitation, in the language of who invites; it is their mail, and goes with them. */
export async function mailInvitation(
  tx: Tx,
  deps: BillingDeps,
  agreement: AgreementRow,
  { seatId, address, token, actor }: { seatId: string; address: string; token: string; actor: string },
): Promise<void> {
  const inviter = await selectOptionalAccount(tx, actor)
  const locale: Locale = inviter && isLocale(inviter.locale) ? inviter.locale : 'en'
  const t = seatMailMessages(locale)
  const { origin, host: site } = deps.config.publicUrl
  const words = { ...(await selectWords(tx, agreement)), site }
  const simulated = gatewayOf(deps).simulated ? [mailMessages(locale)('simulated')] : []
  await queueMail(tx, deps, {
    idempotencyKey: `billing.seat-invitation:${seatId}:${token.slice(0, 12)}`,
    purpose: 'billing.seat-invitation',
    personKey: actor,
    to: address,
    ...composeMail({
      locale,
      subject: t('invitedSubject', words),
      paragraphs: [...simulated, t('invitedText', words), t('invitedProgress', words)],
      link: { label: t('invitedLink'), url: origin + urls.seatByLink({ token }) },
      closing: [t('invitedClosing')],
    }),
  })
}

/** A seat that was taken and not begun went to somebody else. */
export async function mailReleased(
  tx: Tx,
  deps: BillingDeps,
  agreement: AgreementRow,
  { seatId, personKey }: { seatId: string; personKey: string },
): Promise<void> {
  const words = await selectWords(tx, agreement)
  await mailPerson(tx, deps, {
    personKey,
    kind: 'seat-released',
    key: `${seatId}:${deps.clock.now().toISOString()}`,
    write: ({ locale }) => {
      const t = seatMailMessages(locale)
      const url = deps.config.publicUrl.origin + urls.credential({ credential: words.slug })
      return {
        subject: t('releasedSubject', words),
        paragraphs: [t('releasedText', words)],
        link: { label: t('credentialLink'), url },
      }
    },
  })
}

/** The month's bill: how many began, what it comes to, how it is paid. */
export async function mailBill(
  tx: Tx,
  deps: BillingDeps,
  agreement: AgreementRow,
  bill: {
    billId: string
    month: string
    quantity: number
    totalMinor: number
    how: 'card' | 'invoice' | 'refused'
  },
): Promise<void> {
  const words = await selectWords(tx, agreement)
  const hows = { card: 'billedCard', invoice: 'billedInvoice', refused: 'billedRefused' } as const
  await mailPerson(tx, deps, {
    personKey: agreement.buyer_key,
    kind: 'seats-billed',
    key: `${bill.billId}:${bill.how}`,
    write: ({ locale }) => {
      const t = seatMailMessages(locale)
      const about = {
        ...words,
        n: bill.quantity,
        month: formatMonth(locale, new Date(bill.month)),
        amount: formatMoney(locale, bill.totalMinor, agreement.currency),
      }
      const { organisation_id: organisation } = agreement
      return {
        subject: t('billedSubject', about),
        paragraphs: [t('billedText', about), t(hows[bill.how])],
        link: {
          label: t('organisationLink'),
          url: deps.config.publicUrl.origin + urls.organisation({ organisation }),
        },
      }
    },
  })
}

async function selectWords(tx: Tx, agreement: AgreementRow) {
  return tx
    .selectFrom('seat_agreements as g')
    .innerJoin('organisations as o', 'o.id', 'g.organisation_id')
    .innerJoin('editions as e', 'e.id', 'g.edition_id')
    .innerJoin('credentials as c', 'c.id', 'g.credential_id')
    .innerJoin('providers as p', 'p.id', 'g.provider_id')
    .select(['o.name as organisation', 'e.title', 'c.slug', 'p.name as provider'])
    .where('g.id', '=', agreement.id)
    .executeTakeFirstOrThrow()
}

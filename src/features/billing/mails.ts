import { discountOf } from '../../domain/discount.ts'
import { isLocale, type Locale } from '../../domain/locales.ts'
import type { Tx } from '../../platform/db/pool.ts'
import type { Deps } from '../../platform/deps.ts'
import { queueMail } from '../../platform/mail.ts'
import { formatDate, formatMoment, formatMoney } from '../../ui/format.ts'
import { composeMail, type MailContent } from '../../ui/mail.tsx'
import { urls } from '../../urls.ts'
import { makeLink } from '../account/api.ts'
import { gatewayOf } from './gateway-of.ts'
import { mailMessages } from './mail.messages.ts'
import type { Charge, Subscription, Surroundings } from './queries.ts'

// Every mail about money, each queued in the transaction that it tells about. Where money is still to come, its one
// button leads to cancelling, which needs no sign-in.

/** A trial began: when it ends to the hour, what it costs then, how to stop it. */
export async function mailTrialStarted(tx: Tx, deps: Deps, subscription: Subscription, around: Surroundings) {
  const { t, ...words } = wordsOf(subscription, around)
  return send(tx, deps, subscription, around, {
    kind: 'trial-started',
    key: subscription.id,
    subject: t('startedSubject', words),
    paragraphs: [
      t('startedText', { ...words, moment: momentOf(subscription, subscription.trial_ends_at, around) }),
      t('startedCap', { ...words, cap: subscription.charges_max }),
      t(around.email_confirmed_at ? 'startedReminder' : 'startedUnconfirmed', words),
    ],
    link: await cancelLink(tx, deps, subscription, t('cancelLink')),
    closing: [t('cancelClosing')],
  })
}

/** @returns the mail's id: the first charge waits until it was handed over */
export async function mailReminder(
  tx: Tx,
  deps: Deps,
  subscription: Subscription,
  around: Surroundings,
): Promise<string | null> {
  const { t, ...words } = wordsOf(subscription, around)
  const firstAt = subscription.next_charge_at ?? subscription.trial_ends_at
  return send(tx, deps, subscription, around, {
    kind: 'reminder',
    key: `${subscription.id}:${firstAt.toISOString()}`,
    subject: t('reminderSubject', {
      ...words,
      date: formatDate(words.locale, firstAt, subscription.time_zone),
    }),
    paragraphs: [
      t('reminderText', { ...words, moment: momentOf(subscription, firstAt, around) }),
      t('reminderStays', words),
    ],
    link: await cancelLink(tx, deps, subscription, t('cancelLink')),
    closing: [t('cancelClosing')],
  })
}

export async function mailReceipt(
  tx: Tx,
  deps: Deps,
  subscription: Subscription,
  around: Surroundings,
  charge: Charge,
) {
  const { t, ...words } = wordsOf(subscription, around)
  const day = (at: Date) => formatDate(words.locale, at, subscription.time_zone)
  const next = subscription.next_charge_at
  const goesOn = subscription.state === 'active'
  return send(tx, deps, subscription, around, {
    kind: 'receipt',
    key: charge.id,
    subject: t('receiptSubject', words),
    paragraphs: [
      t('receiptText', { ...words, from: day(charge.period_start), to: day(charge.period_end) }),
      t('receiptNumber', { charge: charge.id, n: charge.number, cap: subscription.charges_max }),
      next
        ? t('receiptNext', { ...words, moment: momentOf(subscription, next, around) })
        : t(subscription.state === 'free_to_finish' ? 'receiptFree' : 'receiptLast', words),
    ],
    link: goesOn
      ? await cancelLink(tx, deps, subscription, t('cancelLink'))
      : { label: t('moneyLink'), url: deps.config.publicUrl.origin + urls.money() },
    closing: goesOn ? [t('cancelClosing')] : [],
  })
}

export async function mailFailed(
  tx: Tx,
  deps: Deps,
  subscription: Subscription,
  around: Surroundings,
  charge: Pick<Charge, 'id' | 'failure'>,
) {
  const { t, ...words } = wordsOf(subscription, around)
  const until = momentOf(subscription, subscription.access_until ?? subscription.trial_ends_at, around)
  return send(tx, deps, subscription, around, {
    kind: 'charge-failed',
    key: charge.id,
    subject: t('failedSubject', words),
    paragraphs: [
      t(charge.failure === 'authentication_required' ? 'failedAuthentication' : 'failedText', words),
      t('failedAccess', { ...words, moment: until }),
    ],
    link: { label: t('payLink'), url: deps.config.publicUrl.origin + urls.money() },
    closing: [t('failedClosing')],
  })
}

export async function mailCancelled(tx: Tx, deps: Deps, subscription: Subscription, around: Surroundings) {
  const { t, ...words } = wordsOf(subscription, around)
  const until = subscription.access_until ?? subscription.trial_ends_at
  return send(tx, deps, subscription, around, {
    kind: 'cancelled',
    // Taken back and cancelled anew, it is confirmed anew.
    key: `${subscription.id}:${deps.clock.now().toISOString()}`,
    subject: t('cancelledSubject', words),
    paragraphs: [
      t('cancelledText', words),
      t('cancelledAccess', { ...words, moment: momentOf(subscription, until, around) }),
    ],
    link: toLearning(deps, subscription, t('learningLink')),
  })
}

export async function mailWorkDone(tx: Tx, deps: Deps, subscription: Subscription, around: Surroundings) {
  const { t, ...words } = wordsOf(subscription, around)
  return send(tx, deps, subscription, around, {
    kind: 'work-done',
    key: subscription.id,
    subject: t('doneSubject', words),
    paragraphs: [t('doneText', words)],
    link: toLearning(deps, subscription, t('learningLink')),
  })
}

/** Money was given back because it was charged after the work was handed in. */
export async function mailRefunded(
  tx: Tx,
  deps: Deps,
  subscription: Subscription,
  around: Surroundings,
  refund: { id: string; amountMinor: number },
) {
  const { t, ...words } = wordsOf(subscription, around)
  const amount = formatMoney(words.locale, refund.amountMinor, subscription.currency)
  return send(tx, deps, subscription, around, {
    kind: 'refunded',
    key: refund.id,
    subject: t('refundedSubject', { ...words, amount }),
    paragraphs: [t('refundedText', { ...words, amount })],
    link: { label: t('moneyLink'), url: deps.config.publicUrl.origin + urls.money() },
  })
}

async function send(
  tx: Tx,
  deps: Deps,
  subscription: Subscription,
  around: Surroundings,
  { kind, key, ...content }: Omit<MailContent, 'locale'> & { kind: string; key: string },
): Promise<string | null> {
  // Who was erased gets no mail, and is charged nothing.
  if (!around.email) return null
  const locale = localeOf(around)
  const simulated = gatewayOf(deps).simulated ? [mailMessages(locale)('simulated')] : []
  return queueMail(tx, deps, {
    idempotencyKey: `billing.${kind}:${key}`,
    purpose: `billing.${kind}`,
    personKey: subscription.person_key,
    to: around.email,
    ...composeMail({ locale, ...content, paragraphs: [...simulated, ...content.paragraphs] }),
  })
}

async function cancelLink(tx: Tx, deps: Deps, subscription: Subscription, label: string) {
  const token = await makeLink(tx, deps, {
    personKey: subscription.person_key,
    purpose: 'cancel-subscription',
    subjectId: subscription.id,
  })
  return { label, url: deps.config.publicUrl.origin + urls.cancellationByLink({ token }) }
}

function toLearning(deps: Deps, subscription: Subscription, label: string) {
  return {
    label,
    url: deps.config.publicUrl.origin + urls.enrolment({ enrolment: subscription.enrolment_id }),
  }
}

function wordsOf(subscription: Subscription, around: Surroundings) {
  const locale = localeOf(around)
  const { price_minor: price, discount_bp: discount } = subscription
  const amount = formatMoney(locale, price - discountOf(price, discount), subscription.currency)
  return { t: mailMessages(locale), locale, title: around.title, amount }
}

function momentOf(subscription: Subscription, at: Date, around: Surroundings): string {
  return formatMoment(localeOf(around), at, subscription.time_zone)
}

function localeOf(around: Surroundings): Locale {
  return around.locale && isLocale(around.locale) ? around.locale : 'en'
}

import { mayWithdraw, refundDays, termEndOf, withdrawalDays } from '../../domain/self-service-refund.ts'
import { takeBackDays } from '../../domain/trial.ts'
import type { Tx } from '../../platform/db/pool.ts'
import type { Deps } from '../../platform/deps.ts'
import { urls } from '../../urls.ts'
import {
  type Addressed,
  calendarLink,
  cancelLink,
  learningLink,
  moneyLink,
  newPost,
  type Post,
  pauseLink,
  sendPost,
  wordsOf,
  write,
} from './post.ts'
import type { Charge, Subscription, Surroundings } from './queries.ts'

// The mails of a subscription's life, each queued in the transaction that it tells about. Where money is still to come,
// cancelling and pausing are one link away and need no sign-in.

/** A trial began: when it ends to the hour, what it costs then, how to stop it. */
export async function mailTrialStarted(tx: Tx, deps: Deps, subscription: Subscription, around: Surroundings) {
  const post = newPost()
  const about = { subscription, around }
  const { t, words, moment } = wordsOf(about)
  const withdrawal = mayWithdraw(subscription.country)
    ? [
        t('withdrawalTrial', {
          days: withdrawalDays,
          moment: moment(termEndOf(subscription.trial_started_at, withdrawalDays, subscription.time_zone)),
        }),
      ]
    : []
  write(deps, post, about, {
    kind: 'trial-started',
    key: subscription.id,
    subject: t('startedSubject', words),
    paragraphs: [
      t('startedText', { ...words, moment: moment(subscription.trial_ends_at) }),
      t('startedCap', { ...words, cap: subscription.charges_max }),
      t(around.email_confirmed_at ? 'startedReminder' : 'startedUnconfirmed', words),
      ...withdrawal,
    ],
    link: cancelLink(deps, post, about),
    more: [calendarLink(deps, post, about), pauseLink(deps, post, about, 'pauseLink')],
    closing: [t('cancelClosing')],
  })
  await sendPost(tx, deps, post)
}

/**
 * Writes the reminder of a charge that must be announced: a first one, or one after which months are reckoned anew.
 * @param at when the charge comes
 * @returns the mail's key: the charge waits until it was handed over
 */
export function writeReminder(deps: Deps, post: Post, about: Addressed, at: Date): string | undefined {
  const { t, words, moment, day } = wordsOf(about)
  const { subscription } = about
  const isFirst = subscription.charges_paid === 0
  return write(deps, post, about, {
    kind: 'reminder',
    key: `${subscription.id}:${at.toISOString()}`,
    subject: t('reminderSubject', { ...words, date: day(at) }),
    paragraphs: [
      t(isFirst ? 'reminderText' : 'reminderAnew', { ...words, moment: moment(at) }),
      t('reminderStays', words),
    ],
    link: cancelLink(deps, post, about),
    more: [pauseLink(deps, post, about, 'pauseLink')],
    closing: [t('cancelClosing')],
  })
}

/** Finishing will cost more in all than was said before: told before the next charge. */
export function writeDearer(
  deps: Deps,
  post: Post,
  about: Addressed,
  {
    at,
    totalMinor,
    beforeMinor,
    months,
  }: { at: Date; totalMinor: number; beforeMinor: number; months: number },
): string | undefined {
  const { t, words, money, moment } = wordsOf(about)
  return write(deps, post, about, {
    kind: 'dearer',
    key: `${about.subscription.id}:${at.toISOString()}`,
    subject: t('dearerSubject', { ...words, total: money(totalMinor) }),
    paragraphs: [
      t('dearerText', { ...words, total: money(totalMinor), before: money(beforeMinor), months }),
      t('dearerNext', { ...words, moment: moment(at) }),
    ],
    link: cancelLink(deps, post, about),
    more: [pauseLink(deps, post, about, 'pauseLink'), learningLink(deps, about)],
    closing: [t('cancelClosing')],
  })
}

export async function mailReceipt(
  tx: Tx,
  deps: Deps,
  subscription: Subscription,
  around: Surroundings,
  { charge, invoiceId }: { charge: Charge; invoiceId: string },
) {
  const post = newPost()
  const about = { subscription, around }
  const { t, words, money, moment, day } = wordsOf(about)
  const invoice = deps.config.publicUrl.origin + urls.invoice({ invoice: invoiceId })
  const next = subscription.next_charge_at
  const goesOn = subscription.state === 'active'
  const paid = { ...words, amount: money(charge.amount_minor + charge.credit_minor) }
  const until = moment(termEndOf(deps.clock.now(), refundDays, subscription.time_zone))
  const withdraws = charge.number === 1 && mayWithdraw(subscription.country)
  write(deps, post, about, {
    kind: 'receipt',
    key: charge.id,
    subject: t('receiptSubject', paid),
    paragraphs: [
      t('receiptText', { ...paid, from: day(charge.period_start), to: day(charge.period_end) }),
      ...(charge.credit_minor > 0
        ? [t('receiptCredit', { credit: money(charge.credit_minor), card: money(charge.amount_minor) })]
        : []),
      t('receiptNumber', { charge: charge.id, n: charge.number, cap: subscription.charges_max }),
      `${t('receiptInvoice')} ${invoice}`,
      next
        ? t('receiptNext', { ...words, moment: moment(next) })
        : t(subscription.state === 'free_to_finish' ? 'receiptFree' : 'receiptLast', words),
      t(withdraws ? 'receiptWithdrawal' : 'receiptRefund', { ...paid, moment: until }),
    ],
    link: goesOn ? cancelLink(deps, post, about) : moneyLink(deps, about),
    more: goesOn ? [pauseLink(deps, post, about, 'pauseLink'), moneyLink(deps, about)] : [],
    closing: goesOn ? [t('cancelClosing')] : [],
  })
  await sendPost(tx, deps, post)
}

export async function mailFailed(
  tx: Tx,
  deps: Deps,
  subscription: Subscription,
  around: Surroundings,
  charge: Pick<Charge, 'id' | 'failure' | 'amount_minor'>,
) {
  const post = newPost()
  const about = { subscription, around }
  const { t, words, money, moment } = wordsOf(about)
  const asked = { ...words, amount: money(charge.amount_minor) }
  const asksBank = charge.failure === 'authentication_required'
  write(deps, post, about, {
    kind: 'charge-failed',
    key: charge.id,
    subject: t(asksBank ? 'failedAuthenticationSubject' : 'failedSubject', asked),
    paragraphs: [
      t(
        asksBank
          ? 'failedAuthentication'
          : charge.failure === 'mandate_needed'
            ? 'failedMandate'
            : 'failedText',
        asked,
      ),
      t('failedAccess', {
        ...asked,
        moment: moment(subscription.access_until ?? subscription.trial_ends_at),
      }),
    ],
    link: {
      label: t('payLink'),
      url: deps.config.publicUrl.origin + urls.confirmation({ subscription: subscription.id }),
    },
    more: [cancelLink(deps, post, about)],
    closing: [t('failedClosing')],
  })
  await sendPost(tx, deps, post)
}

export async function mailCancelled(
  tx: Tx,
  deps: Deps,
  subscription: Subscription,
  around: Surroundings,
  why: 'learner' | 'pause_over' | 'refunded' = 'learner',
) {
  const post = newPost()
  const about = { subscription, around }
  const { t, words, moment, day } = wordsOf(about)
  const now = deps.clock.now()
  const until = subscription.access_until ?? subscription.trial_ends_at
  const said = {
    learner: 'cancelledText',
    pause_over: 'cancelledPause',
    refunded: 'cancelledRefund',
  } as const
  write(deps, post, about, {
    kind: 'cancelled',
    // Taken back and cancelled anew, it is confirmed anew.
    key: `${subscription.id}:${now.toISOString()}`,
    subject: t('cancelledSubject', words),
    paragraphs: [
      t(said[why], words),
      t(until > now ? 'cancelledAccess' : 'cancelledReading', { ...words, moment: moment(until) }),
      ...(why === 'refunded' && subscription.charges_paid >= subscription.charges_max
        ? []
        : [
            t('cancelledBack', {
              days: takeBackDays,
              date: day(new Date(now.getTime() + takeBackDays * 86_400_000)),
            }),
          ]),
    ],
    link: moneyLink(deps, about),
    more: [learningLink(deps, about)],
  })
  await sendPost(tx, deps, post)
}

export async function mailWorkDone(tx: Tx, deps: Deps, subscription: Subscription, around: Surroundings) {
  const post = newPost()
  const about = { subscription, around }
  const { t, words } = wordsOf(about)
  write(deps, post, about, {
    kind: 'work-done',
    key: subscription.id,
    subject: t('doneSubject', words),
    paragraphs: [t('doneText', words)],
    link: learningLink(deps, about),
  })
  await sendPost(tx, deps, post)
}

export interface RefundTold {
  id: string
  amount_minor: number
  reason: string
  form: string
}

/** Money was given back: how much, why, and where it goes. An idle month is told of when it pauses. */
export async function mailRefunded(
  tx: Tx,
  deps: Deps,
  subscription: Subscription,
  around: Surroundings,
  refund: RefundTold,
) {
  const post = newPost()
  const about = { subscription, around }
  const { t, words, money } = wordsOf(about)
  const amount = money(refund.amount_minor)
  const why = refundWhy[refund.reason as keyof typeof refundWhy] ?? 'refundedOther'
  write(deps, post, about, {
    kind: 'refunded',
    key: refund.id,
    subject: t('refundedSubject', { ...words, amount }),
    paragraphs: [
      t('refundedText', { ...words, amount }),
      t(why, words),
      t(refund.form === 'credit' ? 'refundedCredit' : 'refundedCard', { amount }),
    ],
    link: moneyLink(deps, about),
  })
  await sendPost(tx, deps, post)
}

const refundWhy = {
  work_done: 'refundedWorkDone',
  idle_period: 'refundedIdle',
  self_service: 'refundedAsked',
  withdrawal: 'refundedWithdrawn',
  credit_left: 'refundedCreditLeft',
} as const

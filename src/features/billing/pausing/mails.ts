import type { Tx } from '../../../platform/db/pool.ts'
import type { Deps } from '../../../platform/deps.ts'
import {
  type Addressed,
  cancelLink,
  learningLink,
  moneyLink,
  newPost,
  type Post,
  pauseLink,
  sendPost,
  wordsOf,
  write,
} from '../post.ts'
import { pausingMail } from './mail.messages.ts'

// The mails of pauses, idle months and waits.

/** It is paused: what is kept, how long it can stay so, and the one click that resumes it. */
export async function mailPaused(tx: Tx, deps: Deps, about: Addressed, endsAt: Date) {
  const post = newPost()
  const { locale, words, day } = wordsOf(about)
  const t = pausingMail(locale)
  write(deps, post, about, {
    kind: 'paused',
    key: `${about.subscription.id}:${deps.clock.now().toISOString()}`,
    subject: t('pausedSubject', words),
    paragraphs: [t('pausedText', words), t('pausedEnds', { date: day(endsAt) })],
    link: pauseLink(deps, post, about, 'resumeLink'),
    more: [cancelLink(deps, post, about)],
    closing: [t('resumeClosing')],
  })
  await sendPost(tx, deps, post)
}

/** It goes on: when the next charge comes, and how to stop it. */
export async function mailResumed(tx: Tx, deps: Deps, about: Addressed, nextChargeAt: Date) {
  const post = newPost()
  const { locale, words, moment } = wordsOf(about)
  const t = pausingMail(locale)
  write(deps, post, about, {
    kind: 'resumed',
    key: `${about.subscription.id}:${deps.clock.now().toISOString()}`,
    subject: t('resumedSubject', words),
    paragraphs: [
      t(about.subscription.reminder_wanted ? 'resumedReminder' : 'resumedText', {
        ...words,
        moment: moment(nextChargeAt),
      }),
    ],
    link: learningLink(deps, about),
    more: [pauseLink(deps, post, about, 'pauseLink'), cancelLink(deps, post, about)],
    closing: [t('resumeClosing')],
  })
  await sendPost(tx, deps, post)
}

/** A month without activity is given back, and nothing more is charged until the learner says so. */
export function writeIdle(
  deps: Deps,
  post: Post,
  about: Addressed,
  given: {
    chargeId: string
    from: Date
    until: Date
    cardMinor: number
    creditMinor: number
    pauses: boolean
  },
): void {
  const { locale, words, money, day } = wordsOf(about)
  const t = pausingMail(locale)
  const amount = money(given.cardMinor + given.creditMinor)
  write(deps, post, about, {
    kind: 'idle',
    key: given.chargeId,
    subject: t('idleSubject', { ...words, amount }),
    paragraphs: [
      t('idleText', { ...words, amount, from: day(given.from), to: day(given.until) }),
      ...(given.cardMinor > 0 ? [t('idleCard', { amount: money(given.cardMinor) })] : []),
      ...(given.creditMinor > 0 ? [t('idleCredit', { amount: money(given.creditMinor) })] : []),
      ...(given.pauses ? [t('idlePaused')] : []),
    ],
    ...(given.pauses
      ? {
          link: pauseLink(deps, post, about, 'resumeLink'),
          more: [cancelLink(deps, post, about)],
          closing: [t('resumeClosing')],
        }
      : { link: moneyLink(deps, about) }),
  })
}

/** Days were added because the learner waited for us. */
export async function mailDaysAdded(
  tx: Tx,
  deps: Deps,
  about: Addressed,
  {
    cause,
    sourceId,
    days,
    until,
  }: { cause: 'marks_late' | 'service_down'; sourceId: string; days: number; until: Date | null },
) {
  const post = newPost()
  const { locale, words, moment } = wordsOf(about)
  const t = pausingMail(locale)
  write(deps, post, about, {
    kind: 'days-added',
    key: `${about.subscription.id}:${sourceId}`,
    subject: t('daysSubject', { ...words, days }),
    paragraphs: [
      t(cause === 'marks_late' ? 'daysMarks' : 'daysDown', { ...words, days }),
      until ? t('daysUntil', { moment: moment(until) }) : t('daysKept'),
    ],
    link: moneyLink(deps, about),
  })
  await sendPost(tx, deps, post)
}

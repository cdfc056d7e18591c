import { monthTotal } from '../../domain/charge-amount.ts'
import { isLocale, type Locale } from '../../domain/locales.ts'
import type { Tx } from '../../platform/db/pool.ts'
import type { Deps } from '../../platform/deps.ts'
import { type Mail, queueMails } from '../../platform/mail.ts'
import { newToken } from '../../platform/random.ts'
import { formatDate, formatMoment, formatMoney } from '../../ui/format.ts'
import { composeMail, type MailContent, type MailLink } from '../../ui/mail.tsx'
import { urls } from '../../urls.ts'
import { keepLinks, type LinkToKeep } from '../account/api.ts'
import { gatewayOf } from './gateway-of.ts'
import { mailMessages } from './mail.messages.ts'
import type { Subscription, Surroundings } from './queries.ts'

// Mails about money are written first and posted together, in the transaction that they tell about: a sweep posts
// thousands with three statements, a button one with the same three.

export interface Post {
  links: LinkToKeep[]
  mails: Mail[]
}

export function newPost(): Post {
  return { links: [], mails: [] }
}

/**
 * Queues what was written.
 * @returns the id of each mail by its key
 */
export async function sendPost(tx: Tx, deps: Deps, post: Post): Promise<Map<string, string>> {
  await keepLinks(tx, deps, post.links)
  return queueMails(tx, deps, post.mails)
}

/** Whom a mail is about and for. */
export interface Addressed {
  subscription: Subscription
  around: Surroundings
}

/**
 * Adds one mail.
 * @returns its key; undefined for who was erased: they get no mail, and are charged nothing
 */
export function write(
  deps: Deps,
  post: Post,
  { subscription, around }: Addressed,
  { kind, key, ...content }: Omit<MailContent, 'locale'> & { kind: string; key: string },
): string | undefined {
  if (!around.email) return undefined
  const locale = localeOf(around)
  const simulated = gatewayOf(deps).simulated ? [mailMessages(locale)('simulated')] : []
  const idempotencyKey = `billing.${kind}:${key}`
  post.mails.push({
    idempotencyKey,
    purpose: `billing.${kind}`,
    personKey: subscription.person_key,
    to: around.email,
    ...composeMail({ locale, ...content, paragraphs: [...simulated, ...content.paragraphs] }),
  })
  return idempotencyKey
}

/** A mail's own link to the page with the one button that cancels. */
export function cancelLink(deps: Deps, post: Post, { subscription, around }: Addressed): MailLink {
  const token = newToken(deps.random)
  post.links.push({
    token,
    personKey: subscription.person_key,
    purpose: 'cancel-subscription',
    subjectId: subscription.id,
  })
  const url = deps.config.publicUrl.origin + urls.cancellationByLink({ token })
  return { label: mailMessages(localeOf(around))('cancelLink'), url }
}

/** A mail's own link to the page with the one button that pauses, or resumes what is paused. */
export function pauseLink(
  deps: Deps,
  post: Post,
  { subscription, around }: Addressed,
  label: 'pauseLink' | 'resumeLink',
): MailLink {
  const token = newToken(deps.random)
  post.links.push({
    token,
    personKey: subscription.person_key,
    purpose: 'pause-subscription',
    subjectId: subscription.id,
  })
  const url = deps.config.publicUrl.origin + urls.pauseByLink({ token })
  return { label: mailMessages(localeOf(around))(label), url }
}

/** The trial's end for the learner's calendar. */
export function calendarLink(deps: Deps, post: Post, { subscription, around }: Addressed): MailLink {
  const token = newToken(deps.random)
  post.links.push({
    token,
    personKey: subscription.person_key,
    purpose: 'trial-calendar',
    subjectId: subscription.id,
  })
  const url = deps.config.publicUrl.origin + urls.trialCalendarByLink({ token })
  return { label: mailMessages(localeOf(around))('calendarLink'), url }
}

export function moneyLink(deps: Deps, { around }: Addressed): MailLink {
  return {
    label: mailMessages(localeOf(around))('moneyLink'),
    url: deps.config.publicUrl.origin + urls.money(),
  }
}

export function learningLink(deps: Deps, { subscription, around }: Addressed): MailLink {
  return {
    label: mailMessages(localeOf(around))('learningLink'),
    url: deps.config.publicUrl.origin + urls.enrolment({ enrolment: subscription.enrolment_id }),
  }
}

/** What every mail's words need: messages in the reader's language, the title, and what a month costs. */
export function wordsOf({ subscription, around }: Addressed) {
  const locale = localeOf(around)
  const money = (minor: number) => formatMoney(locale, minor, subscription.currency)
  return {
    t: mailMessages(locale),
    locale,
    words: { title: around.title, amount: money(monthTotal(subscription)) },
    money,
    moment: (at: Date) => formatMoment(locale, at, subscription.time_zone),
    day: (at: Date) => formatDate(locale, at, subscription.time_zone),
  }
}

export function localeOf(around: Pick<Surroundings, 'locale'>): Locale {
  return around.locale && isLocale(around.locale) ? around.locale : 'en'
}

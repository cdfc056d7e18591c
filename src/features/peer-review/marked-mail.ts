import { isLocale, type Locale } from '../../domain/locales.ts'
import type { Tx } from '../../platform/db/pool.ts'
import type { Deps } from '../../platform/deps.ts'
import { queueMail } from '../../platform/mail.ts'
import { composeMail } from '../../ui/mail.tsx'
import { urls } from '../../urls.ts'
import { selectOptionalAccount } from '../account/api.ts'
import { messages } from './messages.ts'
import { promiseMessages } from './promise.messages.ts'
import type { DecisionKind } from './write-decision.ts'

type Words = ReturnType<typeof messages>

/** Tells the author that the piece was marked, or that its mark changed; the marks stand behind the sign-in. */
export async function queueMarkedMail(
  tx: Tx,
  deps: Deps,
  {
    handInId,
    workId,
    kind,
    title,
    owes,
  }: { handInId: string; workId: string; kind: DecisionKind; title: string; owes: boolean },
): Promise<void> {
  await mailTo(tx, deps, {
    personKey: await selectAuthor(tx, handInId),
    key: `marked:${workId}`,
    purpose: 'peer-review.marked',
    path: urls.handIn({ handIn: handInId }),
    write: withClosing((t) => ({
      subject: t(kind === 'first' ? 'mailMarkedSubject' : 'mailChangedSubject', { title }),
      paragraphs: [
        t(kind === 'first' ? 'mailMarkedText' : `mailChanged_${kind}`, { title }),
        ...(owes ? [t('mailMarkedOwes')] : []),
      ],
      link: t('mailMarkedLink'),
    })),
  })
}

/** Tells the author that an appeal was decided and changed nothing; why stands on the page. */
export async function queueAppealMail(
  tx: Tx,
  deps: Deps,
  { handInId, at, title }: { handInId: string; at: Date; title: string },
): Promise<void> {
  await mailTo(tx, deps, {
    personKey: await selectAuthor(tx, handInId),
    key: `appeal:${handInId}:${at.getTime()}`,
    purpose: 'peer-review.appeal-decided',
    path: urls.handIn({ handIn: handInId }),
    write: withClosing((t) => ({
      subject: t('mailAppealSubject', { title }),
      paragraphs: [t('mailAppealText', { title })],
      link: t('mailMarkedLink'),
    })),
  })
}

/** Tells a reviewer that a review of theirs was taken out, and where to read why. */
export async function queueReviewOutMail(
  tx: Tx,
  deps: Deps,
  { reviewId, title }: { reviewId: string; title: string },
): Promise<void> {
  const reviewer = await tx
    .selectFrom('reviews as r')
    .innerJoin('enrolments as e', 'e.id', 'r.reviewer_enrolment_id')
    .select('e.person_key')
    .where('r.id', '=', reviewId)
    .executeTakeFirstOrThrow()
  await mailTo(tx, deps, {
    personKey: reviewer.person_key,
    key: `review-out:${reviewId}`,
    purpose: 'peer-review.review-out',
    path: urls.review({ review: reviewId }),
    write: withClosing((t) => ({
      subject: t('mailReviewOutSubject', { title }),
      paragraphs: [t('mailReviewOutText', { title })],
      link: t('mailReviewOutLink'),
    })),
  })
}

/** Tells somebody with a piece on its way, or a review given, that the educators' scale is in force from now on. */
export async function queueScaleMail(
  tx: Tx,
  deps: Deps,
  {
    personKey,
    itemId,
    title,
    at,
    enrolmentId,
  }: { personKey: string; itemId: string; title: string; at: Date; enrolmentId: string },
): Promise<void> {
  await mailTo(tx, deps, {
    personKey,
    key: `scale:${itemId}:${at.getTime()}:${personKey}`,
    purpose: 'peer-review.scale',
    path: urls.item({ enrolment: enrolmentId, item: itemId }),
    write: withClosing((t) => ({
      subject: t('mailScaleSubject', { title }),
      paragraphs: [t('mailScaleText', { title })],
      link: t('mailScaleLink'),
    })),
  })
}

/** Invites somebody who likes to review: a piece waits. */
export async function queueInvitationMail(
  tx: Tx,
  deps: Deps,
  {
    personKey,
    enrolmentId,
    itemId,
    title,
    at,
  }: { personKey: string; enrolmentId: string; itemId: string; title: string; at: Date },
): Promise<void> {
  await mailTo(tx, deps, {
    personKey,
    key: `invited:${itemId}:${personKey}:${at.getTime()}`,
    purpose: 'peer-review.invited',
    path: urls.item({ enrolment: enrolmentId, item: itemId }),
    write: (locale) => {
      const t = promiseMessages(locale)
      return {
        subject: t('mailInvitedSubject', { title }),
        paragraphs: [t('mailInvitedText', { title }), t('mailInvitedStop')],
        link: t('mailInvitedLink'),
        closing: [],
      }
    },
  })
}

async function selectAuthor(tx: Tx, handInId: string): Promise<string> {
  const author = await tx
    .selectFrom('hand_ins as h')
    .innerJoin('enrolments as e', 'e.id', 'h.enrolment_id')
    .select('e.person_key')
    .where('h.id', '=', handInId)
    .executeTakeFirstOrThrow()
  return author.person_key
}

// The mails of this room that tell of marks end with the same words.
function withClosing(write: (t: Words) => { subject: string; paragraphs: string[]; link: string }) {
  return (locale: Locale) => {
    const t = messages(locale)
    return { ...write(t), closing: [t('mailMarkedClosing')] }
  }
}

interface NewMail {
  personKey: string
  key: string
  purpose: string
  path: string
  write: (locale: Locale) => { subject: string; paragraphs: string[]; link: string; closing: string[] }
}

async function mailTo(tx: Tx, deps: Deps, { personKey, key, purpose, path, write }: NewMail): Promise<void> {
  const account = await selectOptionalAccount(tx, personKey)
  if (!account) return
  const locale: Locale = isLocale(account.locale) ? account.locale : 'en'
  const { subject, paragraphs, link, closing } = write(locale)
  const mail = composeMail({
    locale,
    subject,
    paragraphs,
    link: { label: link, url: deps.config.publicUrl.origin + path },
    closing,
  })
  await queueMail(tx, deps, { idempotencyKey: key, purpose, personKey, to: account.email, ...mail })
}

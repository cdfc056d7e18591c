import { aidDaysMax, appealDays } from '../../../domain/aid.ts'
import type { Tx } from '../../../platform/db/pool.ts'
import { formatMoment, formatPercent } from '../../../ui/format.ts'
import { urls } from '../../../urls.ts'
import type { BillingDeps } from '../gateway-of.ts'
import { mailPerson } from '../grants/mail-person.ts'
import { aidMessages } from './aid.messages.ts'
import { aidMailMessages } from './aid-mail.messages.ts'
import { decisionInWords } from './decision-words.ts'
import type { AidApplication } from './queries.ts'

/** What was decided and why, by the rules or after an appeal. */
export async function mailAidDecided(tx: Tx, deps: BillingDeps, application: AidApplication): Promise<void> {
  const { title, slug, ...price } = await selectCredential(tx, application.credential_id)
  await mailPerson(tx, deps, {
    personKey: application.person_key,
    kind: 'aid-decided',
    key: `${application.id}:${application.appeal_decided_at ? 'appeal' : 'rules'}`,
    write: ({ locale }) => {
      const t = aidMailMessages(locale)
      const { percent, what, amount, why } = decisionInWords(locale, application, price)
      const subject =
        percent === 100
          ? t('subjectWhole', { title })
          : percent > 0
            ? t('subjectPart', { title, percent: formatPercent(locale, percent / 100) })
            : t('subjectNone', { title })
      const answer = application.appeal_answer
        ? [`${aidMessages(locale)('answerOfPerson')} ${application.appeal_answer}`]
        : []
      const url = deps.config.publicUrl.origin + urls.aid({ credential: slug })
      return {
        subject,
        paragraphs: [[what, amount].filter(Boolean).join(' '), why.join(' '), ...answer].filter(Boolean),
        link: { label: t(percent === 100 ? 'linkWhole' : 'link'), url },
        closing: percent < 100 && !application.appealed_at ? [t('appealClosing', { days: appealDays })] : [],
      }
    },
  })
}

export async function mailAppealReceived(
  tx: Tx,
  deps: BillingDeps,
  application: AidApplication,
): Promise<void> {
  const { title, slug } = await selectCredential(tx, application.credential_id)
  const until = new Date(deps.clock.now().getTime() + aidDaysMax * 86_400_000)
  await mailPerson(tx, deps, {
    personKey: application.person_key,
    kind: 'aid-appealed',
    key: application.id,
    write: ({ locale, timeZone }) => {
      const t = aidMailMessages(locale)
      return {
        subject: t('receivedSubject', { title }),
        paragraphs: [
          t('receivedText', { title, moment: formatMoment(locale, until, timeZone) }),
          t('receivedTime'),
        ],
        link: { label: t('link'), url: deps.config.publicUrl.origin + urls.aid({ credential: slug }) },
      }
    },
  })
}

async function selectCredential(tx: Tx, credentialId: string) {
  const row = await tx
    .selectFrom('credentials as c')
    .innerJoin('editions as e', 'e.id', 'c.current_edition_id')
    .select(['e.title', 'c.slug', 'e.price_minor', 'e.currency'])
    .where('c.id', '=', credentialId)
    .executeTakeFirstOrThrow()
  // A credential that became free since keeps its mails readable.
  return { ...row, price_minor: row.price_minor ?? 0, currency: row.currency ?? 'EUR' }
}

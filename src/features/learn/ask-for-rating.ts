import { isLocale } from '../../domain/locales.ts'
import type { Executor, Tx } from '../../platform/db/pool.ts'
import type { Deps } from '../../platform/deps.ts'
import { addJob } from '../../platform/jobs.ts'
import { queueMail } from '../../platform/mail.ts'
import { composeMail } from '../../ui/mail.tsx'
import { urls } from '../../urls.ts'
import { selectOptionalAccount } from '../account/api.ts'
import { messages } from './messages.ts'

// Everybody is asked at the same moments: a day after meeting the requirements, a day after leaving, and, whoever did
// neither, after a year. One mail for each moment, and none to somebody who has answered by then.

export type RatingMoment = 'completed' | 'left' | 'year'

const dayMs = 86_400_000
const askedInOneGo = 200

/** Notes that somebody is asked, and has the mail written a day later. Safe to repeat: a moment asks once. */
export async function askForRating(
  tx: Executor,
  { enrolmentId, moment, at }: { enrolmentId: string; moment: RatingMoment; at: Date },
): Promise<void> {
  const asked = await tx
    .insertInto('rating_requests')
    .values({ enrolment_id: enrolmentId, moment, asked_at: at })
    .onConflict((conflict) => conflict.columns(['enrolment_id', 'moment']).doNothing())
    .executeTakeFirst()
  if (!asked.numInsertedOrUpdatedRows) return
  await addJob(
    tx,
    'learn.mail-rating-request',
    { enrolmentId, moment },
    { key: `rating:${enrolmentId}:${moment}`, runAt: new Date(at.getTime() + dayMs) },
  )
}

/** The one mail of a moment, unless they answered since, came back, or are erased. */
export async function mailRatingRequest(
  deps: Deps,
  { enrolmentId, moment }: { enrolmentId: string; moment: RatingMoment },
): Promise<void> {
  await deps.db.transaction().execute(async (tx) => {
    const request = await selectOptionalRequest(tx, enrolmentId, moment)
    if (!request || request.has_answered || (moment === 'left' && request.came_back)) return
    const account = await selectOptionalAccount(tx, request.person_key)
    if (!account) return
    const locale = isLocale(account.locale) ? account.locale : 'en'
    const t = messages(locale)
    const words = { title: request.title }
    const mail = composeMail({
      locale,
      subject: t('askSubject', words),
      paragraphs: [t(`askText_${moment}`, words), t('askWhy')],
      link: {
        label: t('askLink'),
        url: deps.config.publicUrl.origin + urls.rating({ enrolment: enrolmentId }),
      },
      closing: [t('askClosing')],
    })
    await queueMail(tx, deps, {
      idempotencyKey: `learn.rating:${enrolmentId}:${moment}`,
      purpose: 'learn.rating-request',
      personKey: request.person_key,
      to: account.email,
      ...mail,
    })
  })
}

/** Asks those whose first year has passed without their finishing or leaving. */
export async function askAfterAYear(deps: Deps): Promise<void> {
  const now = deps.clock.now()
  for (;;) {
    const due = await deps.db
      .selectFrom('enrolments as e')
      .select('e.id')
      .where('e.simulated', '=', false)
      .where('e.enrolled_at', '<=', new Date(now.getTime() - 365 * dayMs))
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom('rating_requests as r').select('r.moment').whereRef('r.enrolment_id', '=', 'e.id'),
          ),
        ),
      )
      .limit(askedInOneGo)
      .execute()
    await deps.db.transaction().execute(async (tx) => {
      for (const { id } of due) await askForRating(tx, { enrolmentId: id, moment: 'year', at: now })
    })
    if (due.length < askedInOneGo) return
  }
}

async function selectOptionalRequest(tx: Tx, enrolmentId: string, moment: RatingMoment) {
  return tx
    .selectFrom('rating_requests as r')
    .innerJoin('enrolments as e', 'e.id', 'r.enrolment_id')
    .innerJoin('editions as d', 'd.id', 'e.edition_id')
    .select(['e.person_key', 'd.title'])
    .select(({ exists, selectFrom }) => [
      exists(
        selectFrom('ratings as a')
          .select('a.id')
          .whereRef('a.enrolment_id', '=', 'e.id')
          .whereRef('a.rated_at', '>=', 'r.asked_at'),
      ).as('has_answered'),
      exists(
        selectFrom('enrolment_events as v')
          .select('v.id')
          .whereRef('v.enrolment_id', '=', 'e.id')
          .where('v.kind', 'in', ['reopened', 'requirements_met'])
          .whereRef('v.at', '>=', 'r.asked_at'),
      ).as('came_back'),
    ])
    .where('r.enrolment_id', '=', enrolmentId)
    .where('r.moment', '=', moment)
    .executeTakeFirst()
}

import { audit } from '../../platform/audit.ts'
import type { Deps } from '../../platform/deps.ts'
import { type Rating, ratingQuestions } from './forms.ts'
import type { OwnEnrolment } from './queries.ts'

/** The wording that the three questions have now (messages.ts); a change of words is a new version. */
export const ratingWordingVersion = '2026-11'

/**
 * Rates, or rates anew: every answer is kept, the latest counts. The same answer again is no new one, also where both
 * arrive at once.
 */
export async function rate(deps: Deps, enrolment: OwnEnrolment, rating: Rating): Promise<void> {
  const now = deps.clock.now()
  await deps.db.transaction().execute(async (tx) => {
    // Two presses come one after the other: who is second sees what the first wrote.
    await tx.selectFrom('enrolments').select('id').where('id', '=', enrolment.id).forNoKeyUpdate().execute()
    const latest = await tx
      .selectFrom('ratings')
      .select(['stars', ...ratingQuestions])
      .where('enrolment_id', '=', enrolment.id)
      .orderBy('rated_at', 'desc')
      .orderBy('id', 'desc')
      .limit(1)
      .executeTakeFirst()
    if (latest && isSame(latest, rating)) return
    await tx
      .insertInto('ratings')
      .values({
        enrolment_id: enrolment.id,
        stars: rating.stars,
        as_described: rating.as_described ?? null,
        usable: rating.usable ?? null,
        worth: rating.worth ?? null,
        wording_version: ratingWordingVersion,
        rated_at: now,
      })
      .execute()
    // What somebody thinks is not the operator's to read: ratings are a history of their own.
    await audit(tx, {
      at: now,
      actor: enrolment.personKey,
      action: 'learn.rated',
      subjectKind: 'enrolment',
      subjectId: enrolment.id,
      detail: { questions: ratingQuestions.filter((question) => rating[question]).length },
    })
  })
}

type KeptRating = { stars: number } & Record<(typeof ratingQuestions)[number], string | null>

function isSame(kept: KeptRating, rating: Rating): boolean {
  return (
    kept.stars === rating.stars &&
    ratingQuestions.every((question) => kept[question] === (rating[question] ?? null))
  )
}

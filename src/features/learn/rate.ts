import { audit } from '../../platform/audit.ts'
import type { Deps } from '../../platform/deps.ts'
import { type Rating, ratingQuestions } from './forms.ts'
import type { OwnEnrolment } from './queries.ts'

/** The wording that the three questions have now (messages.ts); a change of words is a new version. */
export const ratingWordingVersion = '2026-11'

/** Rates, or rates anew: every answer is kept, the latest counts. The same answer again is no new one. */
export async function rate(deps: Deps, enrolment: OwnEnrolment, rating: Rating): Promise<void> {
  if (enrolment.rating && isSame(enrolment.rating, rating)) return
  const now = deps.clock.now()
  await deps.db.transaction().execute(async (tx) => {
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
    await audit(tx, {
      at: now,
      actor: enrolment.personKey,
      action: 'learn.rated',
      subjectKind: 'enrolment',
      subjectId: enrolment.id,
      detail: {
        stars: rating.stars,
        answered: ratingQuestions.filter((question) => rating[question]).length,
      },
    })
  })
}

function isSame(a: Rating, b: Rating): boolean {
  return a.stars === b.stars && ratingQuestions.every((question) => a[question] === b[question])
}

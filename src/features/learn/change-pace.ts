import { audit } from '../../platform/audit.ts'
import type { Deps } from '../../platform/deps.ts'
import type { OwnEnrolment } from './queries.ts'

/** Changes the hours a week that the learner plans with. */
export async function changePace(deps: Deps, enrolment: OwnEnrolment, hoursPerWeek: number): Promise<void> {
  const now = deps.clock.now()
  await deps.db.transaction().execute(async (tx) => {
    await tx
      .insertInto('plans')
      .values({ enrolment_id: enrolment.id, hours_per_week: hoursPerWeek, updated_at: now })
      .onConflict((conflict) =>
        conflict.column('enrolment_id').doUpdateSet({ hours_per_week: hoursPerWeek, updated_at: now }),
      )
      .execute()
    await audit(tx, {
      at: now,
      actor: enrolment.personKey,
      action: 'learn.pace-changed',
      subjectKind: 'enrolment',
      subjectId: enrolment.id,
      detail: { hours_per_week: hoursPerWeek },
    })
  })
}

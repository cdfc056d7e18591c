import type { Executor } from '../../../platform/db/pool.ts'

/** The person's newest application for a credential; answers that were deleted are null. */
export async function selectOptionalApplication(db: Executor, personKey: string, credentialId: string) {
  return db
    .selectFrom('aid_applications')
    .selectAll()
    .where('person_key', '=', personKey)
    .where('credential_id', '=', credentialId)
    .orderBy('applied_at', 'desc')
    .executeTakeFirst()
}
export type AidApplication = NonNullable<Awaited<ReturnType<typeof selectOptionalApplication>>>

/** An application by its id, if it is this person's, with what enrolling needs. */
export async function selectOptionalOwnApplication(db: Executor, id: string, personKey: string) {
  const row = await db
    .selectFrom('aid_applications as a')
    .innerJoin('credentials as c', 'c.id', 'a.credential_id')
    .selectAll('a')
    .select(['c.slug', 'c.current_edition_id'])
    .where('a.id', '=', id)
    .where('a.person_key', '=', personKey)
    .executeTakeFirst()
  if (!row?.current_edition_id) return undefined
  const { slug, current_edition_id: edition_id, ...application } = row
  return { application, slug, edition_id }
}

/** What was decided last, the rules' word or the appeal's. */
export function percentOf(application: Pick<AidApplication, 'percent' | 'appeal_percent'>): number {
  return application.appeal_percent ?? application.percent
}

export function isUndecided(application: Pick<AidApplication, 'appealed_at' | 'appeal_decided_at'>): boolean {
  return application.appealed_at !== null && application.appeal_decided_at === null
}

/** Appeals that wait for a person, the oldest first. Who applied is no part of it. */
export async function selectOpenAppeals(db: Executor) {
  return db
    .selectFrom('aid_applications as a')
    .innerJoin('credentials as c', 'c.id', 'a.credential_id')
    .innerJoin('editions as e', 'e.id', 'c.current_edition_id')
    .select(['a.id', 'a.percent', 'a.country', 'a.household', 'a.income', 'a.situation', 'a.appeal_text'])
    .select(['a.appealed_at', 'e.title', 'e.price_minor', 'e.currency'])
    .where('a.appealed_at', 'is not', null)
    .where('a.appeal_decided_at', 'is', null)
    .orderBy('a.appealed_at')
    .limit(200)
    .execute()
}
export type OpenAppeal = Awaited<ReturnType<typeof selectOpenAppeals>>[number]

/** Enrolments that aid pays for, wholly or in part, since when: for the published figures. */
export async function selectAidedEnrolments(
  db: Executor,
  asOf: Date,
): Promise<{ enrolment_id: string; percent: number; at: Date }[]> {
  const rows = await db
    .selectFrom('aid_applications')
    .select(['enrolment_id', 'used_percent', 'used_at'])
    .where('used_at', '<', asOf)
    .execute()
  return rows.flatMap(({ enrolment_id, used_percent, used_at }) =>
    enrolment_id && used_percent && used_at ? [{ enrolment_id, percent: used_percent, at: used_at }] : [],
  )
}

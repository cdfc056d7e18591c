import { audit } from '../../platform/audit.ts'
import type { Tx } from '../../platform/db/pool.ts'
import type { Deps } from '../../platform/deps.ts'
import { newId } from '../../platform/random.ts'
import type { EntryCheck } from './entry-check.ts'
import { recordEvent } from './events.ts'
import { selectOptionalEnrolmentIn } from './queries.ts'

export type EnrolmentRoute = 'trial' | 'once' | 'aid' | 'seat' | 'gift' | 'free'

export interface NewEnrolment {
  personKey: string
  credentialId: string
  editionId: string
  route: EnrolmentRoute
  /** The two questions of methods.md; what was skipped is left out. */
  intent: { finish?: 'finish' | 'look_around'; goal?: 'job' | 'promotion' | 'own_venture' | 'skills' }
  hoursPerWeek?: number
  /** How the self-check of the level went; absent where it was not taken. */
  entryCheck?: EntryCheck
}

/** The wording that the two questions have now (messages.ts); a change of words is a new version. */
export const intentWordingVersion = '2026-11'

const continuesWithinMs = 365 * 86_400_000

/**
 * Enrols a person, or continues their enrolment where they come back within twelve months. Safe to repeat.
 */
export async function enrol(
  tx: Tx,
  deps: Pick<Deps, 'clock' | 'random'>,
  enrolment: NewEnrolment,
): Promise<{ enrolmentId: string; isNew: boolean }> {
  const now = deps.clock.now()
  const before = await selectOptionalEnrolmentIn(tx, enrolment.personKey, enrolment.credentialId)
  if (before && now.getTime() - before.enrolled_at.getTime() < continuesWithinMs)
    return { enrolmentId: before.id, isNew: false }
  const id = newId(now, deps.random)
  const inserted = await tx
    .insertInto('enrolments')
    .values({
      id,
      person_key: enrolment.personKey,
      credential_id: enrolment.credentialId,
      edition_id: enrolment.editionId,
      ordinal: (before?.ordinal ?? 0) + 1,
      route: enrolment.route,
      enrolled_at: now,
    })
    .onConflict((conflict) => conflict.columns(['person_key', 'credential_id', 'ordinal']).doNothing())
    .executeTakeFirst()
  if (!inserted.numInsertedOrUpdatedRows) {
    // The same form twice at once: the other one was first.
    const first = await selectOptionalEnrolmentIn(tx, enrolment.personKey, enrolment.credentialId)
    return { enrolmentId: first!.id, isNew: false }
  }
  await insertIntent(tx, id, enrolment.intent, now)
  await tx
    .insertInto('entry_checks')
    .values({
      enrolment_id: id,
      result: enrolment.entryCheck?.result ?? 'not_taken',
      checked_at: enrolment.entryCheck?.checkedAt ?? null,
    })
    .execute()
  if (enrolment.hoursPerWeek)
    await tx
      .insertInto('plans')
      .values({ enrolment_id: id, hours_per_week: enrolment.hoursPerWeek, updated_at: now })
      .execute()
  // Aid, a seat and a gift are accepted by enrolling; a payment or, on free credentials, marked work comes later.
  if (['aid', 'seat', 'gift'].includes(enrolment.route))
    await recordEvent(tx, deps, { enrolmentId: id, kind: 'committed', at: now })
  await audit(tx, {
    at: now,
    actor: enrolment.personKey,
    action: 'learn.enrolled',
    subjectKind: 'enrolment',
    subjectId: id,
    detail: { route: enrolment.route },
  })
  return { enrolmentId: id, isNew: true }
}

async function insertIntent(
  tx: Tx,
  enrolmentId: string,
  intent: NewEnrolment['intent'],
  now: Date,
): Promise<void> {
  const answers = (['finish', 'goal'] as const).flatMap((question) =>
    intent[question]
      ? [
          {
            enrolment_id: enrolmentId,
            question,
            answer: intent[question],
            wording_version: intentWordingVersion,
            answered_at: now,
          },
        ]
      : [],
  )
  if (answers.length > 0) await tx.insertInto('intent_answers').values(answers).execute()
}

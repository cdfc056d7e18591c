import { audit } from '../../platform/audit.ts'
import type { Deps } from '../../platform/deps.ts'
import { newId } from '../../platform/random.ts'
import type { QuizSpec } from '../authoring/published-item.ts'
import type { LearnerItem } from '../learn/api.ts'

/**
 * Opens an attempt, or leads to the one that is open: pressing the button twice is one attempt.
 * @returns its id; 'none left' where the quiz allows no more; 'ended' where work is no longer taken
 */
export async function startAttempt(
  deps: Deps,
  { enrolment, item }: LearnerItem,
): Promise<{ attemptId: string } | 'none left' | 'ended'> {
  if (!enrolment.works) return 'ended'
  const now = deps.clock.now()
  return deps.db.transaction().execute(async (tx) => {
    const before = await tx
      .selectFrom('attempts')
      .select(['id', 'number', 'submitted_at'])
      .where('enrolment_id', '=', enrolment.id)
      .where('item_id', '=', item.id)
      .orderBy('number', 'desc')
      .execute()
    const open = before.find((attempt) => attempt.submitted_at === null)
    if (open) return { attemptId: open.id }
    const { attempts_max: most } = item.spec as QuizSpec
    if (most !== null && before.length >= most) return 'none left'
    const id = newId(now, deps.random)
    const inserted = await tx
      .insertInto('attempts')
      .values({
        id,
        enrolment_id: enrolment.id,
        item_id: item.id,
        number: (before[0]?.number ?? 0) + 1,
        seed: deps.random.bytes(4).readUInt32BE() >>> 1,
        started_at: now,
      })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst()
    if (!inserted.numInsertedOrUpdatedRows) {
      const first = await tx
        .selectFrom('attempts')
        .select('id')
        .where('enrolment_id', '=', enrolment.id)
        .where('item_id', '=', item.id)
        .where('submitted_at', 'is', null)
        .executeTakeFirstOrThrow()
      return { attemptId: first.id }
    }
    await audit(tx, {
      at: now,
      actor: enrolment.personKey,
      action: 'quiz.attempt-started',
      subjectKind: 'attempt',
      subjectId: id,
    })
    return { attemptId: id }
  })
}

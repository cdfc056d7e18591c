import { sql } from 'kysely'
import { appealDays } from '../../../domain/aid.ts'
import type { Executor } from '../../../platform/db/pool.ts'
import type { Deps } from '../../../platform/deps.ts'

const answers = {
  country: null,
  household: null,
  income: null,
  situation: null,
  rule: null,
  is_raised: null,
  appeal_text: null,
} as const

/** Deletes what people told of themselves once no appeal can need it; how much aid they got stays. */
export async function forgetOldAnswers(deps: Deps): Promise<void> {
  const now = deps.clock.now()
  await deps.db
    .updateTable('aid_applications')
    .set({ ...answers, answers_deleted_at: now })
    .where('answers_deleted_at', 'is', null)
    .where('applied_at', '<=', new Date(now.getTime() - appealDays * 86_400_000))
    .where((eb) => eb.or([eb('appealed_at', 'is', null), eb('appeal_decided_at', 'is not', null)]))
    .execute()
}

/** The person's answers and words, at once. */
export async function eraseAnswers(tx: Executor, personKey: string): Promise<void> {
  await tx
    .updateTable('aid_applications')
    .set({ ...answers, appeal_answer: null, answers_deleted_at: sql`coalesce(answers_deleted_at, now())` })
    .where('person_key', '=', personKey)
    .execute()
}

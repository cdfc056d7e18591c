import { audit } from '../../platform/audit.ts'
import type { Deps } from '../../platform/deps.ts'
import { newId } from '../../platform/random.ts'

/** Keeps sentences that an educator wants to use again. The same words are kept once. */
export async function keepComments(
  deps: Deps,
  { educator, bodies }: { educator: string; bodies: string[] },
): Promise<void> {
  if (bodies.length === 0) return
  const now = deps.clock.now()
  await deps.db.transaction().execute(async (tx) => {
    await tx
      .insertInto('saved_comments')
      .values(bodies.map((body) => ({ id: newId(now, deps.random), educator, body, saved_at: now })))
      .onConflict((conflict) => conflict.columns(['educator', 'body']).doNothing())
      .execute()
    await audit(tx, {
      at: now,
      actor: educator,
      action: 'peer-review.comments-saved',
      subjectKind: 'person',
      subjectId: educator,
      detail: { comments: bodies.length },
    })
  })
}

/** Removes a saved comment of this educator. Safe to repeat. */
export async function dropComment(
  deps: Deps,
  { educator, id }: { educator: string; id: string },
): Promise<void> {
  await deps.db.transaction().execute(async (tx) => {
    const gone = await tx
      .deleteFrom('saved_comments')
      .where('id', '=', id)
      .where('educator', '=', educator)
      .executeTakeFirst()
    if (!gone.numDeletedRows) return
    await audit(tx, {
      at: deps.clock.now(),
      actor: educator,
      action: 'peer-review.comment-dropped',
      subjectKind: 'person',
      subjectId: educator,
    })
  })
}

import { sql } from 'kysely'
import { markAnswer } from '../../domain/quiz-marking.ts'
import { audit } from '../../platform/audit.ts'
import type { Tx } from '../../platform/db/pool.ts'
import type { Deps } from '../../platform/deps.ts'
import type { QuestionKey } from '../authoring/published-item.ts'
import { recordMark } from '../learn/api.ts'
import type { StoredResponse } from './queries.ts'
import { type GivenAnswer, saveAnswers } from './save-answers.ts'

/**
 * Hands in an attempt: last answers, marks by rule, the mark of the item, all in one transaction. Submitting twice is
 * one submission: the second finds it done.
 */
export async function submitAttempt(
  deps: Deps,
  { attemptId, personKey, answers }: { attemptId: string; personKey: string; answers: GivenAnswer[] },
): Promise<void> {
  const now = deps.clock.now()
  await deps.db.transaction().execute(async (tx) => {
    const attempt = await tx
      .selectFrom('attempts')
      .select(['id', 'enrolment_id', 'item_id', 'submitted_at'])
      .where('id', '=', attemptId)
      .forUpdate()
      .executeTakeFirstOrThrow()
    if (attempt.submitted_at) return
    await saveAnswers(tx, { attemptId, answers, now })
    const { points, pointsMax } = await markAttempt(tx, attempt.id, attempt.item_id)
    await tx
      .updateTable('attempts')
      .set({ submitted_at: now, points, points_max: pointsMax })
      .where('id', '=', attemptId)
      .execute()
    await audit(tx, {
      at: now,
      actor: personKey,
      action: 'quiz.attempt-submitted',
      subjectKind: 'attempt',
      subjectId: attemptId,
      detail: { points, points_max: pointsMax },
    })
    await recordMark(tx, deps, {
      enrolmentId: attempt.enrolment_id,
      itemId: attempt.item_id,
      workId: attemptId,
      points,
      pointsMax,
      shares: { computer: 1, peers: 0, educators: 0 },
      peerCount: 0,
      educatorCount: 0,
      handedInAt: now,
    })
  })
}

async function markAttempt(
  tx: Tx,
  attemptId: string,
  itemId: string,
): Promise<{ points: number; pointsMax: number }> {
  const { rows } = await sql<{
    id: string
    weight: string
    key: QuestionKey
    response: StoredResponse | null
  }>`
    select q.id, q.weight, k.key, r.response from questions q join question_keys k on k.question_id = q.id
    left join lateral (select response from answers w where w.attempt_id = ${attemptId} and w.question_id = q.id order by w.id desc limit 1) r on true
    where q.item_id = ${itemId} order by q.position`.execute(tx)
  const marks = rows.map((row) => {
    const pointsMax = Number(row.weight)
    return { id: row.id, points: roundPoints(markAnswer(row.key, row.response).share * pointsMax), pointsMax }
  })
  await sql`insert into answer_marks (attempt_id, question_id, points, points_max)
    select ${attemptId}::uuid, * from unnest(${marks.map((m) => m.id)}::uuid[], ${marks.map((m) => m.points)}::numeric[], ${marks.map((m) => m.pointsMax)}::numeric[])`.execute(
    tx,
  )
  return {
    points: roundPoints(marks.reduce((sum, mark) => sum + mark.points, 0)),
    pointsMax: marks.reduce((sum, mark) => sum + mark.pointsMax, 0),
  }
}

// A third of a point is shown and stored alike.
function roundPoints(points: number): number {
  return Math.round(points * 10_000) / 10_000
}

import { sql } from 'kysely'
import type { Executor } from '../../platform/db/pool.ts'
import type { StoredResponse } from './queries.ts'

export interface GivenAnswer {
  questionId: string
  response: StoredResponse
}

/**
 * Appends answers as they are given; the latest of each question counts. An answer that says the same as the one
 * before is not stored again, so a form sent twice leaves one row.
 * @returns false where the attempt was submitted meanwhile: then nothing is stored
 */
export async function saveAnswers(
  db: Executor,
  { attemptId, answers, now }: { attemptId: string; answers: GivenAnswer[]; now: Date },
): Promise<boolean> {
  if (answers.length === 0) return true
  const { rows } = await sql<{ open: boolean }>`with attempt as (
      select id, item_id from attempts where id = ${attemptId} and submitted_at is null for share),
    given as (
      select * from unnest(${answers.map((one) => one.questionId)}::uuid[], ${answers.map((one) => JSON.stringify(one.response))}::jsonb[]) as g(question_id, response)),
    stored as (
      insert into answers (attempt_id, question_id, response, saved_at)
      select attempt.id, g.question_id, g.response, ${now} from given g
      join attempt on true join questions q on q.id = g.question_id and q.item_id = attempt.item_id
      where g.response is distinct from (select w.response from answers w where w.attempt_id = attempt.id and w.question_id = g.question_id order by w.id desc limit 1))
    select exists (select 1 from attempt) as open`.execute(db)
  return rows[0]?.open ?? false
}

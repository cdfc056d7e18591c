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

/**
 * Saves one answer as a page's script sends it, in one statement: whose the attempt is, whether it is open, and whether
 * the question takes this kind of answer are looked at where it is written.
 * @returns what kept it from being stored, or 'stored' (also where it said the same as before)
 */
export async function saveOwnAnswer(
  db: Executor,
  {
    attemptId,
    personKey,
    answer,
    now,
  }: { attemptId: string; personKey: string; answer: GivenAnswer; now: Date },
): Promise<'stored' | 'not-found' | 'submitted' | 'other-kind'> {
  const response = JSON.stringify(answer.response)
  const isChoice = 'choices' in answer.response
  const { rows } = await sql<{ is_open: boolean; fits: boolean }>`with attempt as (
      select a.id, a.item_id, a.submitted_at is null as is_open from attempts a
      join enrolments e on e.id = a.enrolment_id and e.person_key = ${personKey}
      where a.id = ${attemptId} for share of a),
    question as (
      select q.id from questions q join attempt on attempt.item_id = q.item_id
      where q.id = ${answer.questionId} and (q.kind in ('single_choice', 'multiple_choice')) = ${isChoice}),
    stored as (
      insert into answers (attempt_id, question_id, response, saved_at)
      select attempt.id, question.id, ${response}::jsonb, ${now} from attempt, question
      where attempt.is_open and ${response}::jsonb is distinct from (select w.response from answers w
        where w.attempt_id = attempt.id and w.question_id = question.id order by w.id desc limit 1))
    select is_open, exists (select 1 from question) as fits from attempt`.execute(db)
  const [row] = rows
  if (!row) return 'not-found'
  if (!row.fits) return 'other-kind'
  return row.is_open ? 'stored' : 'submitted'
}

import { sql } from 'kysely'
import type { Executor } from '../../platform/db/pool.ts'
import type { AskedQuestion, QuestionKey } from '../authoring/published-item.ts'

// Rows by audience: a question that is being answered never carries its key. The database gives keys only with an
// attempt that was submitted.

export interface AttemptRow {
  id: string
  enrolmentId: string
  itemId: string
  number: number
  seed: number
  startedAt: Date
  submittedAt: Date | null
  points: number | null
  pointsMax: number | null
}

export interface AskedRow {
  id: string
  slug: string
  weight: number
  asked: AskedQuestion
  response: StoredResponse | null
  savedAt: string | null
}

export interface MarkedRow extends AskedRow {
  key: QuestionKey
  points: number
  pointsMax: number
}

export type StoredResponse = { choices: string[] } | { text: string }

export type OwnAttempt = (
  | { state: 'open'; questions: AskedRow[] }
  | { state: 'submitted'; questions: MarkedRow[] }
) & { attempt: AttemptRow }

interface Row {
  id: string
  enrolment_id: string
  item_id: string
  number: number
  seed: number
  started_at: Date
  submitted_at: Date | null
  points: string | null
  points_max: string | null
  questions: MarkedRow[]
}

/** An attempt of the viewer with its questions and their latest answers: one query. */
export async function selectOptionalOwnAttempt(
  db: Executor,
  { attemptId, personKey }: { attemptId: string; personKey: string },
): Promise<OwnAttempt | undefined> {
  const { rows } =
    await sql<Row>`select a.id, a.enrolment_id, a.item_id, a.number, a.seed, a.started_at, a.submitted_at, a.points, a.points_max,
      (select coalesce(json_agg(json_build_object('id', q.id, 'slug', q.slug, 'weight', q.weight, 'asked', q.asked,
          'response', r.response, 'savedAt', r.saved_at, 'key', k.key, 'points', m.points, 'pointsMax', m.points_max) order by q.position), '[]')
        from questions q
        left join lateral (select response, saved_at from answers w where w.attempt_id = a.id and w.question_id = q.id order by w.id desc limit 1) r on true
        left join question_keys k on k.question_id = q.id and a.submitted_at is not null
        left join answer_marks m on m.attempt_id = a.id and m.question_id = q.id
        where q.item_id = a.item_id) as questions
    from attempts a join enrolments e on e.id = a.enrolment_id
    where a.id = ${attemptId} and e.person_key = ${personKey}`.execute(db)
  const row = rows[0]
  if (!row) return undefined
  const attempt: AttemptRow = {
    id: row.id,
    enrolmentId: row.enrolment_id,
    itemId: row.item_id,
    number: row.number,
    seed: row.seed,
    startedAt: row.started_at,
    submittedAt: row.submitted_at,
    points: row.points === null ? null : Number(row.points),
    pointsMax: row.points_max === null ? null : Number(row.points_max),
  }
  if (attempt.submittedAt) return { state: 'submitted', attempt, questions: row.questions }
  return {
    state: 'open',
    attempt,
    questions: row.questions.map(({ id, slug, weight, asked, response, savedAt }) => ({
      id,
      slug,
      weight,
      asked,
      response,
      savedAt,
    })),
  }
}

/** The attempts at one quiz, newest first. */
export async function selectAttempts(
  db: Executor,
  { enrolmentId, itemId }: { enrolmentId: string; itemId: string },
) {
  const rows = await db
    .selectFrom('attempts')
    .select(['id', 'number', 'started_at', 'submitted_at', 'points', 'points_max'])
    .where('enrolment_id', '=', enrolmentId)
    .where('item_id', '=', itemId)
    .orderBy('number', 'desc')
    .execute()
  return rows.map((row) => ({
    ...row,
    points: row.points === null ? null : Number(row.points),
    points_max: row.points_max === null ? null : Number(row.points_max),
  }))
}

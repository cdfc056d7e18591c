import { sql } from 'kysely'
import type { Executor } from '../../platform/db/pool.ts'
import type { LabSecret, LabSpec } from '../authoring/api.ts'
import type { StoredVerdict } from './stored-verdict.ts'

export interface LabDraft {
  version: number
  files: Record<string, string>
  savedAt: Date
}

export async function selectOptionalDraft(
  db: Executor,
  { enrolmentId, itemId }: { enrolmentId: string; itemId: string },
): Promise<LabDraft | undefined> {
  const row = await db
    .selectFrom('lab_drafts')
    .select(['version', 'files', 'saved_at'])
    .where('enrolment_id', '=', enrolmentId)
    .where('item_id', '=', itemId)
    .executeTakeFirst()
  return row && { version: row.version, files: row.files as Record<string, string>, savedAt: row.saved_at }
}

export interface SubmissionRow {
  id: string
  number: number
  state: 'queued' | 'marked' | 'failed'
  handedInAt: Date
  points: number | null
  pointsMax: number | null
}

/** What was handed in at one lab, newest first. */
export async function selectSubmissions(
  db: Executor,
  { enrolmentId, itemId }: { enrolmentId: string; itemId: string },
): Promise<SubmissionRow[]> {
  const rows = await db
    .selectFrom('lab_submissions')
    .select(['id', 'number', 'state', 'handed_in_at', 'points', 'points_max'])
    .where('enrolment_id', '=', enrolmentId)
    .where('item_id', '=', itemId)
    .orderBy('number', 'desc')
    .execute()
  return rows.map(toSubmissionRow)
}

export interface OwnSubmission extends SubmissionRow {
  enrolmentId: string
  itemId: string
  verdict: StoredVerdict | null
  /** null where the words of the person were erased. */
  files: Record<string, string> | null
  /** How many wait before it, counted from 1 with itself; null once it is marked. */
  place: number | null
  /** The worked solution, once a submission of this lab has passed. */
  solution: Record<string, string> | null
}

/** A submission of the viewer's own. The row of the lab's secret is touched only where the lab was passed. */
export async function selectOptionalOwnSubmission(
  db: Executor,
  { submissionId, personKey }: { submissionId: string; personKey: string },
): Promise<OwnSubmission | undefined> {
  const { rows } = await sql<{
    id: string
    enrolment_id: string
    item_id: string
    number: number
    state: string
    handed_in_at: Date
    points: string | null
    points_max: string | null
    verdict: StoredVerdict | null
    files: Record<string, string> | null
    place: number | null
    solution: Record<string, string> | null
  }>`select s.id, s.enrolment_id, s.item_id, s.number, s.state, s.handed_in_at, s.points, s.points_max, s.verdict, s.files,
      case when s.state = 'queued' then (select count(*)::int from lab_submissions q
        where q.state = 'queued' and (q.handed_in_at, q.id) <= (s.handed_in_at, s.id)) end as place,
      (select x.secret -> 'solution' from item_secrets x where x.item_id = s.item_id and exists (select 1 from item_results r
        where r.enrolment_id = s.enrolment_id and r.item_id = s.item_id and r.passed_at is not null)) as solution
    from lab_submissions s join enrolments e on e.id = s.enrolment_id
    where s.id = ${submissionId} and e.person_key = ${personKey}`.execute(db)
  const row = rows[0]
  return (
    row && {
      ...toSubmissionRow(row),
      enrolmentId: row.enrolment_id,
      itemId: row.item_id,
      verdict: row.verdict,
      files: row.files,
      place: row.place,
      solution: row.solution,
    }
  )
}

/** For the marker: the code, and the whole of the lab. Never for a page. */
export async function selectOptionalToMark(db: Executor, submissionId: string) {
  const row = await db
    .selectFrom('lab_submissions as s')
    .innerJoin('items as i', 'i.id', 's.item_id')
    .innerJoin('item_secrets as x', 'x.item_id', 's.item_id')
    .select(['s.id', 's.files', 's.state', 'i.spec', 'x.secret'])
    .where('s.id', '=', submissionId)
    .executeTakeFirst()
  if (!row || row.state !== 'queued') return undefined
  return {
    files: (row.files ?? {}) as Record<string, string>,
    spec: row.spec as unknown as LabSpec,
    secret: row.secret as unknown as LabSecret,
  }
}

/** Submissions whose job was lost with the process that ran it. */
export async function selectForgotten(db: Executor, handedInBefore: Date): Promise<string[]> {
  const rows = await db
    .selectFrom('lab_submissions')
    .select('id')
    .where('state', '=', 'queued')
    .where('handed_in_at', '<', handedInBefore)
    .orderBy('handed_in_at')
    .limit(500)
    .execute()
  return rows.map((row) => row.id)
}

function toSubmissionRow(row: {
  id: string
  number: number
  state: string
  handed_in_at: Date
  points: string | number | null
  points_max: string | number | null
}): SubmissionRow {
  return {
    id: row.id,
    number: row.number,
    state: row.state as SubmissionRow['state'],
    handedInAt: row.handed_in_at,
    points: row.points === null ? null : Number(row.points),
    pointsMax: row.points_max === null ? null : Number(row.points_max),
  }
}

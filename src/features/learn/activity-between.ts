import { sql } from 'kysely'
import type { Executor } from '../../platform/db/pool.ts'

export interface ActivityAsked {
  enrolmentId: string
  personKey: string
  from: Date
  /** not included */
  until: Date
}

/**
 * Which enrolments did anything at all in a span of time: opened a lesson, lab, quiz or project, was seen at work, handed
 * something in, or reviewed somebody's work. One query for all.
 * @returns ids of the enrolments that did
 */
export async function selectActiveBetween(db: Executor, asked: ActivityAsked[]): Promise<Set<string>> {
  if (asked.length === 0) return new Set()
  const { rows } = await sql<{ enrolment_id: string }>`
    select a.enrolment_id
    from unnest(${asked.map((row) => row.enrolmentId)}::uuid[], ${asked.map((row) => row.personKey)}::uuid[],
      ${asked.map((row) => row.from)}::timestamptz[], ${asked.map((row) => row.until)}::timestamptz[])
      as a (enrolment_id, person_key, from_at, until_at)
    where exists (select 1 from enrolment_openings o where o.enrolment_id = a.enrolment_id
        and o.at >= a.from_at and o.at < a.until_at)
      or exists (select 1 from item_progress p where p.enrolment_id = a.enrolment_id
        and ((p.opened_at >= a.from_at and p.opened_at < a.until_at)
          or (p.completed_at >= a.from_at and p.completed_at < a.until_at)))
      -- Whole days lie within; of the first and the last day the marks themselves are asked.
      or exists (select 1 from activity_seconds s where s.enrolment_id = a.enrolment_id and s.seconds > 0
        and s.day > (a.from_at at time zone 'UTC')::date and s.day < (a.until_at at time zone 'UTC')::date)
      or exists (select 1 from marks k where k.enrolment_id = a.enrolment_id
        and k.handed_in_at >= a.from_at and k.handed_in_at < a.until_at)
      or exists (select 1 from pending_work w where w.enrolment_id = a.enrolment_id
        and w.handed_in_at >= a.from_at and w.handed_in_at < a.until_at)
      or exists (select 1 from attempts t where t.enrolment_id = a.enrolment_id
        and ((t.started_at >= a.from_at and t.started_at < a.until_at)
          or (t.submitted_at >= a.from_at and t.submitted_at < a.until_at)))
      or exists (select 1 from reviews v where v.reviewer_enrolment_id = a.enrolment_id
        and ((v.given_at >= a.from_at and v.given_at < a.until_at)
          or (v.submitted_at >= a.from_at and v.submitted_at < a.until_at)))
      or exists (select 1 from activity_marks m where m.person_key = a.person_key and m.enrolment_id = a.enrolment_id
        and m.at >= a.from_at and m.at < a.until_at)`.execute(db)
  return new Set(rows.map((row) => row.enrolment_id))
}

import { sql } from 'kysely'
import type { Executor } from '../../platform/db/pool.ts'

export interface WorkLeft {
  enrolment_id: string
  /** Hours of work in all, and of what isn't done yet, as the provider states them. */
  hours_all: number
  hours_left: number
  /** The pace that the learner plans with; the provider's where none was said. */
  hours_per_week: number | null
}

/** How much work is left to do in enrolments, by the items that are done: one query for all. */
export async function selectWorkLeft(db: Executor, enrolmentIds: string[]): Promise<WorkLeft[]> {
  const { rows } = await sql<WorkLeft>`
    select n.id as enrolment_id, sum(i.minutes) / 60.0::float8 as hours_all,
      coalesce(sum(i.minutes) filter (where g.completed_at is null and r.passed_at is null), 0) / 60.0::float8 as hours_left,
      coalesce(p.hours_per_week::float8, (e.facts->>'hours_per_week')::float8,
        e.effort_hours::float8 / greatest(1, e.advertised_weeks::float8)) as hours_per_week
    from enrolments n join editions e on e.id = n.edition_id join items i on i.edition_id = n.edition_id
    left join item_progress g on g.enrolment_id = n.id and g.item_id = i.id
    left join item_results r on r.enrolment_id = n.id and r.item_id = i.id
    left join plans p on p.enrolment_id = n.id
    where n.id = any(${enrolmentIds}::uuid[])
    group by n.id, p.hours_per_week, e.id`.execute(db)
  return rows
}

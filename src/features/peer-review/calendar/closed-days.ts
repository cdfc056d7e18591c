import { sql } from 'kysely'
import { type ClosedDays, dayOf } from '../../../domain/working-hours.ts'
import type { Executor } from '../../../platform/db/pool.ts'

/** A time in which nobody of the provider works, from its first to its last day, as `2026-12-25`. */
export interface Closure {
  firstDay: string
  lastDay: string
  called: string
}

const dayMs = 86_400_000

/** Column `closures`: those of the project's provider that are not over, the next one first. */
export function closuresColumn({ itemId, now }: { itemId: unknown; now: Date }) {
  return sql<
    Closure[]
  >`(select coalesce(json_agg(json_build_object('firstDay', d.first_day, 'lastDay', d.last_day,
      'called', d.called) order by d.first_day, d.last_day), '[]')
    from closed_days d join credentials c on c.provider_id = d.provider_id join editions ed on ed.credential_id = c.id
      join items i on i.edition_id = ed.id
    where i.id = ${itemId} and d.last_day >= ${dayOf(now)}::date)`.as('closures')
}

/** The days on which the provider of a project is closed from now on. */
export async function selectClosedDays(
  db: Executor,
  { itemId, now }: { itemId: string; now: Date },
): Promise<ClosedDays> {
  const { rows } = await sql<{ closures: Closure[] }>`select ${closuresColumn({ itemId, now })}`.execute(db)
  return toClosedDays(rows[0]!.closures)
}

export function toClosedDays(closures: Closure[]): ClosedDays {
  const days = new Set<string>()
  for (const { firstDay, lastDay } of closures)
    for (let at = Date.parse(firstDay); at <= Date.parse(lastDay); at += dayMs) days.add(dayOf(new Date(at)))
  return days
}

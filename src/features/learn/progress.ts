import { sql } from 'kysely'
import { audit } from '../../platform/audit.ts'
import type { Deps } from '../../platform/deps.ts'
import { recordEvent } from './events.ts'
import { meetRequirements } from './meet-requirements.ts'
import type { LearnerItem } from './queries.ts'

/**
 * Notes where a learner is, when they come to an item from another one or back to it; the first item opened starts the
 * enrolment. Looking at the same page again within ten minutes writes nothing.
 */
export async function noteOpened(deps: Deps, { enrolment, item }: LearnerItem): Promise<void> {
  const now = deps.clock.now()
  const sinceMs = now.getTime() - (enrolment.lastOpenedAt?.getTime() ?? 0)
  if (enrolment.lastItemId === item.id && sinceMs < againAfterMs) return
  if (enrolment.lastItemId !== null) return upsertOpened(deps, enrolment.id, item.id, now)
  await upsertOpened(deps, enrolment.id, item.id, now)
  await recordEvent(deps.db, deps, { enrolmentId: enrolment.id, kind: 'started', at: now })
}

const againAfterMs = 10 * 60_000

async function upsertOpened(deps: Deps, enrolmentId: string, itemId: string, now: Date): Promise<void> {
  await sql`with opening as (
      insert into enrolment_openings (enrolment_id, at) values (${enrolmentId}, ${now}) on conflict do nothing)
    insert into item_progress (enrolment_id, item_id, opened_at, last_opened_at) values (${enrolmentId}, ${itemId}, ${now}, ${now})
    on conflict (enrolment_id, item_id) do update set last_opened_at = greatest(item_progress.last_opened_at, excluded.last_opened_at)`.execute(
    deps.db,
  )
}

/** A lesson is done when its reader says so. Safe to repeat; where reading is required it may complete everything. */
export async function completeLesson(deps: Deps, { enrolment, edition, item }: LearnerItem): Promise<void> {
  const now = deps.clock.now()
  await deps.db.transaction().execute(async (tx) => {
    const { rows } = await sql<{
      first: boolean
    }>`insert into item_progress (enrolment_id, item_id, opened_at, last_opened_at, completed_at)
      values (${enrolment.id}, ${item.id}, ${now}, ${now}, ${now})
      on conflict (enrolment_id, item_id) do update set completed_at = excluded.completed_at where item_progress.completed_at is null
      returning true as first`.execute(tx)
    if (rows.length === 0) return
    await recordEvent(tx, deps, { enrolmentId: enrolment.id, kind: 'started', at: now })
    await audit(tx, {
      at: now,
      actor: enrolment.personKey,
      action: 'learn.lesson-done',
      subjectKind: 'enrolment',
      subjectId: enrolment.id,
      detail: { item: item.slug },
    })
    if (item.required)
      await meetRequirements(tx, deps, { enrolmentId: enrolment.id, personKey: enrolment.personKey, edition })
  })
}

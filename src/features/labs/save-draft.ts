import { sql } from 'kysely'
import { json } from '../../platform/db/pool.ts'
import type { Deps } from '../../platform/deps.ts'
import type { DraftConflict, DraftSaved } from './draft.ts'
import { selectOptionalDraft } from './queries.ts'

/**
 * Saves what was typed, if it was typed on the newest version. Two windows can't overwrite each other silently: the
 * one that is behind gets what is there instead.
 */
export async function saveDraft(
  deps: Deps,
  draft: { enrolmentId: string; itemId: string; version: number; files: Record<string, string> },
): Promise<DraftSaved | DraftConflict> {
  const { enrolmentId, itemId, version, files } = draft
  const now = deps.clock.now()
  const { rows } = await sql<{ version: number }>`
    insert into lab_drafts as d (enrolment_id, item_id, version, files, saved_at)
      select ${enrolmentId}::uuid, ${itemId}::uuid, 1, ${json(files)}::jsonb, ${now}::timestamptz where ${version}::int = 0
        or exists (select 1 from lab_drafts where enrolment_id = ${enrolmentId} and item_id = ${itemId})
    on conflict (enrolment_id, item_id) do update
      set version = d.version + 1, files = excluded.files, saved_at = excluded.saved_at
      where d.version = ${version}
    returning d.version`.execute(deps.db)
  const saved = rows[0]
  if (saved) return saved
  const there = await selectOptionalDraft(deps.db, { enrolmentId, itemId })
  return { version: there?.version ?? 0, files: there?.files ?? {} }
}

import { sql } from 'kysely'
import type { Executor } from './db/pool.ts'

export interface AuditEntry {
  at: Date
  /** Person key of who did it; null for the site itself. */
  actor: string | null
  /** room.what, past tense: 'account.signed-up' */
  action: string
  subjectKind: string
  subjectId: string
  /** Nothing personal: ids, amounts, states. */
  detail?: Record<string, unknown>
}

/** Writes what was changed into the audit trail, in the transaction of the change. */
export async function audit(tx: Executor, entry: AuditEntry): Promise<void> {
  await auditAll(tx, [entry])
}

/** The same for a batch of changes: one statement. */
export async function auditAll(tx: Executor, entries: AuditEntry[]): Promise<void> {
  if (entries.length === 0) return
  await sql`insert into audit_entries (at, actor, action, subject_kind, subject_id, detail)
    select a.at, a.actor, a.action, a.kind, a.id, a.detail::jsonb
    from unnest(${entries.map((entry) => entry.at)}::timestamptz[], ${entries.map((entry) => entry.actor)}::uuid[],
      ${entries.map((entry) => entry.action)}::text[], ${entries.map((entry) => entry.subjectKind)}::text[],
      ${entries.map((entry) => entry.subjectId)}::text[], ${entries.map((entry) => JSON.stringify(entry.detail ?? {}))}::text[])
      as a (at, actor, action, kind, id, detail)`.execute(tx)
}

import type { Executor } from './db/pool.ts'
import { json } from './db/pool.ts'

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
  await tx
    .insertInto('audit_entries')
    .values({
      at: entry.at,
      actor: entry.actor,
      action: entry.action,
      subject_kind: entry.subjectKind,
      subject_id: entry.subjectId,
      detail: json(entry.detail ?? {}),
    })
    .execute()
}

import type { Executor } from '../../platform/db/pool.ts'

export async function selectMessages(db: Executor) {
  return db
    .selectFrom('mail_messages')
    .select(['id', 'to_address', 'subject', 'purpose', 'created_at', 'handed_over_at', 'last_error'])
    .orderBy('created_at', 'desc')
    .limit(200)
    .execute()
}

export async function selectOptionalMessage(db: Executor, id: string) {
  return db
    .selectFrom('mail_messages')
    .select([
      'id',
      'to_address',
      'subject',
      'purpose',
      'created_at',
      'handed_over_at',
      'body_text',
      'last_error',
    ])
    .where('id', '=', id)
    .executeTakeFirst()
}

export async function selectAuditEntries(db: Executor) {
  return db.selectFrom('audit_entries').selectAll().orderBy('id', 'desc').limit(200).execute()
}

import { audit } from '../../platform/audit.ts'
import type { Executor } from '../../platform/db/pool.ts'
import type { Deps } from '../../platform/deps.ts'
import { addJob } from '../../platform/jobs.ts'

/**
 * Erases who a person is, at once, and every room's share of their words in a job of the same transaction
 * (`erase` in each room's jobs.ts). Facts stay under the random key: they are in the denominators of figures that
 * were published. Safe to repeat.
 */
export async function erasePerson(deps: Deps, personKey: string): Promise<void> {
  const now = deps.clock.now()
  await deps.db.transaction().execute(async (tx) => {
    await eraseAccount(tx, personKey)
    await tx
      .updateTable('persons')
      .set({ erased_at: now })
      .where('person_key', '=', personKey)
      .where('erased_at', 'is', null)
      .execute()
    await audit(tx, {
      at: now,
      actor: personKey,
      action: 'account.erased',
      subjectKind: 'person',
      subjectId: personKey,
    })
    await addJob(tx, 'account.erase-words', { personKey }, { key: `erase:${personKey}` })
  })
}

/** This room's share: name, address, sessions, links, roles and mail. */
export async function eraseAccount(tx: Executor, personKey: string): Promise<void> {
  for (const table of ['mail_messages', 'roles', 'sessions', 'email_links', 'accounts'] as const) {
    await tx.deleteFrom(table).where('person_key', '=', personKey).execute()
  }
}

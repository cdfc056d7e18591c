import { sql } from 'kysely'
import type { Tx } from '../../platform/db/pool.ts'

/**
 * One change at a time for the pieces of a project: two reviewers who ask at once must not get the same last place,
 * and changes that touch several pieces must not wait for each other in a circle. Taken first in a transaction, held
 * to its end. Items are immutable rows, so the lock is an advisory one.
 */
export async function lockProject(tx: Tx, itemId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${itemId}, 11))`.execute(tx)
}

import { sql } from 'kysely'
import type { Executor } from '../../platform/db/pool.ts'
import { hashToken } from '../../platform/random.ts'

/** For signing in: the only row that holds a password hash. */
export async function selectOptionalSignIn(db: Executor, email: string) {
  return db
    .selectFrom('accounts')
    .select(['person_key', 'password_hash', 'email', 'demonstration'])
    .where('email', '=', email)
    .executeTakeFirst()
}

export async function selectOptionalAccountByEmail(db: Executor, email: string) {
  return db
    .selectFrom('accounts')
    .select(['person_key', 'email', 'locale', 'email_confirmed_at'])
    .where('email', '=', email)
    .executeTakeFirst()
}

export async function selectAccount(db: Executor, personKey: string) {
  return db
    .selectFrom('accounts')
    .select(['person_key', 'email', 'email_confirmed_at', 'display_name', 'locale', 'time_zone'])
    .where('person_key', '=', personKey)
    .executeTakeFirstOrThrow()
}

export async function selectOptionalAccount(db: Executor, personKey: string) {
  return db
    .selectFrom('accounts')
    .select(['person_key', 'email', 'email_confirmed_at', 'display_name', 'locale', 'time_zone'])
    .where('person_key', '=', personKey)
    .executeTakeFirst()
}

/** A mail link that is still good: right purpose, not used, not too old. */
export async function selectOptionalLink(db: Executor, token: string, purpose: string, now: Date) {
  return db
    .selectFrom('email_links')
    .select(['person_key', 'subject_id', 'token_hash'])
    .where('token_hash', '=', hashToken(token))
    .where('purpose', '=', purpose)
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .executeTakeFirst()
}

/** Takes the link: true for exactly one caller. */
export async function takeLink(tx: Executor, tokenHash: Buffer, now: Date): Promise<boolean> {
  const taken = await tx
    .updateTable('email_links')
    .set({ used_at: now })
    .where('token_hash', '=', tokenHash)
    .where('used_at', 'is', null)
    .executeTakeFirst()
  return taken.numUpdatedRows === 1n
}

export async function countOperators(db: Executor): Promise<number> {
  const row = await db
    .selectFrom('roles')
    .select(sql<number>`count(*)`.as('n'))
    .where('role', '=', 'operator')
    .executeTakeFirstOrThrow()
  return row.n
}

import { sql } from 'kysely'
import type { Executor } from './db/pool.ts'
import { hashToken, newToken, type Random } from './random.ts'

/** Who looks at a page. */
export interface Viewer {
  personKey: string
  name: string
  email: string
  emailConfirmed: boolean
  locale: string
  timeZone: string
  roles: { role: 'educator' | 'author' | 'operator'; providerId: string | null }[]
}

const daysMax = 30

/** Opens a session and returns its secret; the table keeps only the hash. */
export async function openSession(
  tx: Executor,
  personKey: string,
  now: Date,
  random: Random,
): Promise<string> {
  const token = newToken(random)
  await tx
    .insertInto('sessions')
    .values({
      token_hash: hashToken(token),
      person_key: personKey,
      created_at: now,
      expires_at: new Date(now.getTime() + daysMax * 86_400_000),
    })
    .execute()
  return token
}

/** The viewer of a session, with roles, in one query. */
export async function selectOptionalViewer(
  db: Executor,
  token: string,
  now: Date,
): Promise<Viewer | undefined> {
  const row = await db
    .selectFrom('sessions')
    .innerJoin('accounts', 'accounts.person_key', 'sessions.person_key')
    .select(['accounts.person_key', 'display_name', 'email', 'email_confirmed_at', 'locale', 'time_zone'])
    .select(
      sql<
        Viewer['roles']
      >`coalesce((select json_agg(json_build_object('role', r.role, 'providerId', r.provider_id))
        from roles r where r.person_key = accounts.person_key), '[]')`.as('roles'),
    )
    .where('token_hash', '=', hashToken(token))
    .where('expires_at', '>', now)
    .executeTakeFirst()
  if (!row) return undefined
  return {
    personKey: row.person_key,
    name: row.display_name,
    email: row.email,
    emailConfirmed: row.email_confirmed_at !== null,
    locale: row.locale,
    timeZone: row.time_zone,
    roles: row.roles,
  }
}

export async function closeSession(tx: Executor, token: string): Promise<void> {
  await tx.deleteFrom('sessions').where('token_hash', '=', hashToken(token)).execute()
}

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

/** What a viewer is read from; see `viewerColumns`. */
export interface ViewerRow {
  person_key: string
  display_name: string
  email: string
  email_confirmed_at: Date | null
  locale: string
  time_zone: string
  roles: Viewer['roles']
}

/** The columns of a viewer, with roles, over `viewerOfSession`. */
export const viewerColumns = sql<ViewerRow>`
  a.person_key, a.display_name, a.email, a.email_confirmed_at, a.locale, a.time_zone,
  coalesce((select json_agg(json_build_object('role', r.role, 'providerId', r.provider_id))
    from roles r where r.person_key = a.person_key), '[]') as roles`

/**
 * The session and its account, as `s` and `a`. A page that everybody signed in asks for joins its own facts to it, so
 * that viewer and facts are one statement (`viewer` in web/room.ts).
 */
export const viewerOfSession = sql`sessions s join accounts a on a.person_key = s.person_key`

export function whereSession(token: string, now: Date) {
  return sql`s.token_hash = ${hashToken(token)} and s.expires_at > ${now}`
}

/** The viewer of a session, with roles, in one query. */
export async function selectOptionalViewer(
  db: Executor,
  token: string,
  now: Date,
): Promise<Viewer | undefined> {
  // Asked at every request of somebody who signed in: plain text, which costs nothing to build.
  const { rows } =
    await sql<ViewerRow>`select ${viewerColumns} from ${viewerOfSession} where ${whereSession(token, now)}`.execute(
      db,
    )
  return rows[0] && toViewer(rows[0])
}

export function toViewer(row: ViewerRow): Viewer {
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

import { sql } from 'kysely'
import type { Executor } from '../../platform/db/pool.ts'
import type { Deps } from '../../platform/deps.ts'
import { hashToken, newToken } from '../../platform/random.ts'

export type LinkPurpose =
  | 'confirm-address'
  | 'reset-password'
  | 'operator'
  | 'cancel-subscription'
  | 'pause-subscription'
  | 'trial-calendar'

const hoursGood: Record<LinkPurpose, number> = {
  'confirm-address': 7 * 24,
  'reset-password': 1,
  operator: 7 * 24,
  'cancel-subscription': 60 * 24,
  // Pausing and resuming: a pause lasts up to six months.
  'pause-subscription': 200 * 24,
  'trial-calendar': 60 * 24,
}

/** Makes a link's secret for one purpose; the table keeps only its hash. */
export async function makeLink(
  tx: Executor,
  deps: Pick<Deps, 'clock' | 'random'>,
  { personKey, purpose, subjectId }: { personKey: string; purpose: LinkPurpose; subjectId?: string },
): Promise<string> {
  const token = newToken(deps.random)
  await keepLinks(tx, deps, [{ token, personKey, purpose, subjectId }])
  return token
}

export interface LinkToKeep {
  /** from newToken(); it stands in the mail and nowhere else */
  token: string
  personKey: string
  purpose: LinkPurpose
  subjectId?: string
}

/** Keeps the hashes of many links at once. */
export async function keepLinks(tx: Executor, deps: Pick<Deps, 'clock'>, links: LinkToKeep[]): Promise<void> {
  if (links.length === 0) return
  const now = deps.clock.now()
  await sql`insert into email_links (token_hash, person_key, purpose, subject_id, created_at, expires_at)
    select l.hash, l.person_key, l.purpose, l.subject_id, ${now}, l.expires_at
    from unnest(${links.map((link) => hashToken(link.token))}::bytea[], ${links.map((link) => link.personKey)}::uuid[],
      ${links.map((link) => link.purpose)}::text[], ${links.map((link) => link.subjectId ?? null)}::text[],
      ${links.map((link) => new Date(now.getTime() + hoursGood[link.purpose] * 3_600_000))}::timestamptz[])
      as l (hash, person_key, purpose, subject_id, expires_at)`.execute(tx)
}

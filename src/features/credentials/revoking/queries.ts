import { sql } from 'kysely'
import type { Executor } from '../../../platform/db/pool.ts'
import type { Actor, RevocationKind } from './change-standing.ts'

const ROWS_MAX = 100

export type IssuedRow = {
  id: string
  title: string
  providerName: string
  issuedAt: Date
  state: 'good' | 'suspended' | 'revoked'
  askedAt: Date | null
}

/** Credentials of the actor's providers: those with an open request first, then the newest. */
export async function selectIssuedFor(db: Executor, { providerIds }: Actor): Promise<IssuedRow[]> {
  const rows = await db
    .selectFrom('issued_credentials as i')
    .innerJoin('editions as ed', 'ed.id', 'i.edition_id')
    .innerJoin('providers as p', 'p.id', 'i.provider_id')
    .leftJoin('revocation_requests as r', (join) =>
      join.onRef('r.credential_id', '=', 'i.id').on('r.decided_at', 'is', null),
    )
    .select(['i.id', 'ed.title', 'p.name as provider_name', 'i.issued_at', 'r.asked_at'])
    .select(['i.revoked_at', 'i.suspended_at'])
    .$if(providerIds !== null, (query) => query.where('i.provider_id', 'in', noneAsNil(providerIds ?? [])))
    .orderBy(sql`r.asked_at is null`)
    .orderBy('i.issued_at', 'desc')
    .limit(ROWS_MAX)
    .execute()
  return rows.map((row) => ({
    id: row.id,
    title: row.title,
    providerName: row.provider_name,
    issuedAt: row.issued_at,
    state: stateOf(row),
    askedAt: row.asked_at,
  }))
}

/** One of them, with what was asked about it; undefined where it is of a provider that the actor doesn't act for. */
export async function selectOptionalStanding(db: Executor, credentialId: string, { providerIds }: Actor) {
  const row = await db
    .selectFrom('issued_credentials as i')
    .innerJoin('editions as ed', 'ed.id', 'i.edition_id')
    .innerJoin('providers as p', 'p.id', 'i.provider_id')
    .leftJoin('revocation_requests as r', (join) =>
      join.onRef('r.credential_id', '=', 'i.id').on('r.decided_at', 'is', null),
    )
    .select(['i.id', 'i.issued_at', 'i.revoked_at', 'i.revocation_reason', 'i.suspended_at'])
    .select(['i.suspension_reason', 'ed.title', 'ed.number as edition', 'p.name as provider_name'])
    .select(['r.kind', 'r.reason', 'r.asked_by', 'r.asked_at'])
    .where('i.id', '=', credentialId)
    .$if(providerIds !== null, (query) => query.where('i.provider_id', 'in', noneAsNil(providerIds ?? [])))
    .executeTakeFirst()
  if (!row) return undefined
  const { kind, reason, asked_by: askedBy, asked_at: askedAt, ...issued } = row
  const request =
    kind && reason && askedBy && askedAt
      ? { kind: kind as RevocationKind, reason, askedBy, askedAt }
      : undefined
  return { ...issued, state: stateOf(row), request }
}
export type StandingRow = NonNullable<Awaited<ReturnType<typeof selectOptionalStanding>>>

/**
 * Numbers of enrolments whose credential was revoked before a date because it should never have been issued: they are not
 * completed. One that its holder wished away was earned, and counts.
 */
export async function selectWithdrawnCompletions(db: Executor, asOf: Date): Promise<number[]> {
  const rows = await db
    .selectFrom('issued_credentials as i')
    .innerJoin('enrolments as e', 'e.id', 'i.enrolment_id')
    .select('e.number')
    .where('i.revoked_at', '<', asOf)
    .where('i.revocation_kind', 'in', ['error', 'misconduct'])
    .execute()
  return rows.map(({ number }) => number)
}

function stateOf(row: { revoked_at: Date | null; suspended_at: Date | null }): IssuedRow['state'] {
  if (row.revoked_at) return 'revoked'
  return row.suspended_at ? 'suspended' : 'good'
}

function noneAsNil(ids: string[]): string[] {
  return ids.length > 0 ? ids : ['00000000-0000-0000-0000-000000000000']
}

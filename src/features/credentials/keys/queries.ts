import { sql } from 'kysely'
import type { Executor } from '../../../platform/db/pool.ts'
import type { KeyKind } from './crypto.ts'
import { type ProofName, USUAL_PROOFS } from './issuer-settings.ts'

export type KeyRecord = {
  id: string
  kind: KeyKind
  validFrom: Date
  retiredAt: Date | null
  revokedAt: Date | null
  revocationReason: string | null
}

/** Everything that a provider ever signed with, newest first. */
export async function selectKeyRecords(db: Executor, providerId: string): Promise<KeyRecord[]> {
  const rows = await db
    .selectFrom('issuer_keys')
    .select(['id', 'kind', 'valid_from', 'retired_at', 'revoked_at', 'revocation_reason'])
    .where('provider_id', '=', providerId)
    .orderBy('valid_from', 'desc')
    .orderBy('id')
    .execute()
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind as KeyKind,
    validFrom: row.valid_from,
    retiredAt: row.retired_at,
    revokedAt: row.revoked_at,
    revocationReason: row.revocation_reason,
  }))
}

export async function selectOptionalIssuer(db: Executor, slug: string) {
  const row = await db
    .selectFrom('providers as p')
    .leftJoin('issuer_settings as s', 's.provider_id', 'p.id')
    .select(['p.id', 'p.slug', 'p.name', 's.proofs'])
    .where('p.slug', '=', slug)
    .executeTakeFirst()
  return row && { ...row, proofs: (row.proofs as ProofName[] | null) ?? USUAL_PROOFS }
}

/** Providers with the keys that they sign with now, and how many credentials they issued. */
export async function selectIssuers(db: Executor) {
  return db
    .selectFrom('providers as p')
    .select(['p.slug', 'p.name'])
    .select(
      sql<number>`(select count(*)::int from issuer_keys k where k.provider_id = p.id
        and k.retired_at is null and k.revoked_at is null)`.as('keys'),
    )
    .select(
      sql<Date | null>`(select max(k.valid_from) from issuer_keys k where k.provider_id = p.id)`.as('since'),
    )
    .select(
      sql<number>`(select count(*)::int from issued_credentials i where i.provider_id = p.id)`.as('issued'),
    )
    .orderBy('p.name')
    .execute()
}

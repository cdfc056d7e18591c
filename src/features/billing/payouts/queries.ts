import { sql } from 'kysely'
import type { Executor } from '../../../platform/db/pool.ts'

/** One of the viewer's own providers, with its account at the gateway. */
export async function selectOptionalOwnProvider(
  db: Executor,
  { slug, providerIds, gateway }: { slug: string; providerIds: string[]; gateway: string },
) {
  if (providerIds.length === 0) return undefined
  return db
    .selectFrom('providers as p')
    .leftJoin('payout_accounts as a', (join) =>
      join.onRef('a.provider_id', '=', 'p.id').on('a.gateway', '=', gateway),
    )
    .select(['p.id', 'p.slug', 'p.name', 'p.country', 'a.reference', 'a.state as account_state'])
    .where('p.slug', '=', slug)
    .where('p.id', 'in', providerIds)
    .executeTakeFirst()
}
export type OwnProvider = NonNullable<Awaited<ReturnType<typeof selectOptionalOwnProvider>>>

const statements = (db: Executor) =>
  db
    .selectFrom('statements as s')
    .innerJoin('providers as p', 'p.id', 's.provider_id')
    .leftJoin('payouts as o', 'o.statement_id', 's.id')
    .selectAll('s')
    .select(sql<string>`s.month::text`.as('month'))
    .select(['p.slug', 'p.name as provider_name'])
    .select(['o.state as payout_state', 'o.settled_at as payout_settled_at', 'o.refusal as payout_refusal'])

export async function selectStatements(db: Executor, providerId: string, gateway: string) {
  return statements(db)
    .where('s.provider_id', '=', providerId)
    .where('s.gateway', '=', gateway)
    .orderBy('s.month', 'desc')
    .orderBy('s.currency')
    .limit(240)
    .execute()
}
export type Statement = Awaited<ReturnType<typeof selectStatements>>[number]

/** A statement of one of the viewer's own providers. */
export async function selectOptionalStatement(db: Executor, id: string, providerIds: string[]) {
  if (providerIds.length === 0) return undefined
  return statements(db).where('s.id', '=', id).where('s.provider_id', 'in', providerIds).executeTakeFirst()
}

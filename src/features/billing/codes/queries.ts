import { sql } from 'kysely'
import type { Executor } from '../../../platform/db/pool.ts'

const batchColumns = [
  'b.id',
  'b.provider_id',
  'b.label',
  'b.percent_bp',
  'b.charges',
  'b.uses_max',
  'b.code_count',
  'b.expires_at',
  'b.made_at',
  'b.closed_at',
] as const

/** The batches of a provider, the newest first, with how often their codes were used. */
export async function selectBatches(db: Executor, providerId: string) {
  return db
    .selectFrom('code_batches as b')
    .leftJoin('credentials as c', 'c.id', 'b.credential_id')
    .leftJoin('editions as e', 'e.id', 'c.current_edition_id')
    .select(batchColumns)
    .select(['e.title', 'c.slug'])
    .select(sql<number>`(select count(*) from code_uses u where u.batch_id = b.id)::int`.as('uses'))
    .where('b.provider_id', '=', providerId)
    .orderBy('b.made_at', 'desc')
    .limit(500)
    .execute()
}
export type CodeBatch = Awaited<ReturnType<typeof selectBatches>>[number]

/** One batch, where it is of a provider whose author looks, or was bought by the person. */
export async function selectOptionalOwnBatch(
  db: Executor,
  id: string,
  { personKey, providerIds }: { personKey: string; providerIds: string[] },
) {
  return db
    .selectFrom('code_batches as b')
    .leftJoin('credentials as c', 'c.id', 'b.credential_id')
    .leftJoin('editions as e', 'e.id', 'c.current_edition_id')
    .innerJoin('providers as p', 'p.id', 'b.provider_id')
    .select(batchColumns)
    .select(['e.title', 'c.slug', 'p.slug as provider', 'p.name as provider_name'])
    .select(sql<number>`(select count(*) from code_uses u where u.batch_id = b.id)::int`.as('uses'))
    .where('b.id', '=', id)
    .where((eb) =>
      eb.or([
        // Who made it as an author and is none any more has no say in it.
        eb('b.made_by', '=', personKey).and('b.order_id', 'is not', null),
        ...(providerIds.length > 0 ? [eb('b.provider_id', 'in', providerIds)] : []),
      ]),
    )
    .executeTakeFirst()
}
export type OwnBatch = NonNullable<Awaited<ReturnType<typeof selectOptionalOwnBatch>>>

/** The codes of a batch: what may be shown of them, their hash, and how often they were used. */
export async function selectCodes(db: Executor, batchId: string) {
  return db
    .selectFrom('codes')
    .select(['code_hash', 'shown', 'uses', 'uses_max'])
    .where('batch_id', '=', batchId)
    .execute()
}

/** A provider by its name in URLs, with what it sells now, for one of its authors. */
export async function selectOptionalSeller(db: Executor, slug: string, providerIds: string[]) {
  if (providerIds.length === 0) return undefined
  const provider = await db
    .selectFrom('providers')
    .select(['id', 'slug', 'name'])
    .where('slug', '=', slug)
    .where('id', 'in', providerIds)
    .executeTakeFirst()
  if (!provider) return undefined
  const credentials = await db
    .selectFrom('credentials as c')
    .innerJoin('editions as e', 'e.id', 'c.current_edition_id')
    .select(['c.id', 'e.title'])
    .where('c.provider_id', '=', provider.id)
    .where('e.price_minor', 'is not', null)
    .orderBy('e.title')
    .execute()
  return { ...provider, credentials }
}
export type Seller = NonNullable<Awaited<ReturnType<typeof selectOptionalSeller>>>

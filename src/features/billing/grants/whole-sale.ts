import { sql } from 'kysely'
import { oncePriceOf } from '../../../domain/once-price.ts'
import { priceIn, type StatedPrice } from '../../../domain/price-list.ts'
import type { TaxRule } from '../../../domain/tax.ts'
import { chargesMaxOf } from '../../../domain/trial.ts'
import type { Deps } from '../../../platform/deps.ts'
import { taxRuleOf } from '../tax/tax-table.ts'

/** A credential as it is sold whole, to give away or for an organisation, in the buyer's country. */
export interface WholeSale {
  slug: string
  title: string
  credential_id: string
  edition_id: string
  provider_id: string
  provider_name: string
  country: string | null
  /** For one person; tax as `tax` says. */
  unitMinor: number
  currency: string
  tax: TaxRule
}

/** What the whole credential costs one person; undefined where it isn't sold (free, in preparation, not there). */
export async function selectOptionalWholeSale(
  { db, config }: Pick<Deps, 'db' | 'config'>,
  slug: string,
  country: string | null,
): Promise<WholeSale | undefined> {
  const row = await db
    .selectFrom('credentials as c')
    .innerJoin('editions as e', 'e.id', 'c.current_edition_id')
    .innerJoin('providers as p', 'p.id', 'c.provider_id')
    .select(['c.id as credential_id', 'c.slug', 'c.provider_id', 'p.name as provider_name'])
    .select(['e.id as edition_id', 'e.title', 'e.status', 'e.price_minor'])
    .select(sql<number>`e.advertised_weeks::float8`.as('advertised_weeks'))
    .select(sql<StatedPrice | 'free'>`e.facts->'price'`.as('stated'))
    .where('c.slug', '=', slug)
    .executeTakeFirst()
  if (!row || row.status !== 'open' || row.price_minor === null || row.stated === 'free') return undefined
  const { stated, status: _, price_minor: __, advertised_weeks: advertisedWeeks, ...sold } = row
  const { monthlyMinor, onceMinor, currency } = priceIn(stated, country)
  const chargesMax = chargesMaxOf(advertisedWeeks, stated.cap_months)
  const unitMinor = oncePriceOf({ monthlyMinor, onceMinor, advertisedWeeks, chargesMax })
  return { ...sold, country, unitMinor, currency, tax: taxRuleOf(config, country) }
}

import { sql } from 'kysely'
import type { Figure } from '../../../domain/figure.ts'
import type { Executor } from '../../../platform/db/pool.ts'

// What people paid for a provider's credentials, month by month from the ledger, and how the published figures of
// money changed from release to release.

/** A calendar month (UTC) of one credential; money in minor units, simulated and real never together. */
export interface MoneyMonth {
  credential: string
  title: string
  /** First day: `2026-11-01`. */
  month: string
  currency: string
  simulated: boolean
  /** Learners who were charged. */
  payers: number
  /** From cards and from learners' own credit, tax included. */
  charged_minor: number
  /** Refunds, credit given instead of one, disputes lost. */
  given_back_minor: number
  /** Of what was charged and not given back, so much is tax. */
  tax_minor: number
  /** For purchases that are no enrolment's own: gifts, vouchers, seats. */
  others_minor: number
}

const months = 24

/** The last two years in whole months, the newest first: one pass over the provider's part of the ledger. */
export async function selectMoneyMonths(db: Executor, providerId: string, now: Date): Promise<MoneyMonth[]> {
  const { rows } = await sql<MoneyMonth>`
    with credential_of as (
      select c.id, c.slug, e.title from credentials c join editions e on e.id = c.current_edition_id
      where c.provider_id = ${providerId}),
    booked as (
      select t.id, t.kind, t.at, t.simulated, t.enrolment_id, n.credential_id, true as own
      from ledger_transactions t join enrolments n on n.id = t.enrolment_id
      where n.credential_id in (select id from credential_of)
      union all
      select t.id, t.kind, t.at, t.simulated, null, o.credential_id, false
      from ledger_transactions t join charges h on h.id = t.charge_id join orders o on o.id = h.order_id
      where t.enrolment_id is null and o.provider_id = ${providerId}),
    summed as (
      select b.credential_id, date_trunc('month', b.at at time zone 'UTC')::date::text as month, l.currency, b.simulated,
        count(distinct b.enrolment_id) filter (where b.kind = 'charge') as payers,
        sum(l.amount_minor) filter (where b.own and b.kind = 'charge' and not l.account like 'tax:%') as charged_minor,
        -sum(l.amount_minor) filter (where b.own and b.kind in ('refund', 'dispute', 'credit') and not l.account like 'tax:%') as given_back_minor,
        -sum(l.amount_minor) filter (where b.own and l.account like 'tax:%') as tax_minor,
        sum(l.amount_minor) filter (where not b.own and not l.account like 'tax:%') as others_minor
      from booked b join ledger_entries l on l.transaction_id = b.id
      where b.at >= (date_trunc('month', ${now}::timestamptz at time zone 'UTC') - make_interval(months => ${months})) at time zone 'UTC'
        and b.kind in ('charge', 'refund', 'dispute', 'credit')
        and (l.account like 'gateway:%' or l.account like 'credit:%' or l.account like 'tax:%')
      group by 1, 2, 3, 4)
    select k.slug as credential, k.title, s.month, s.currency, s.simulated, s.payers::int as payers,
      coalesce(s.charged_minor, 0)::float8 as charged_minor, coalesce(s.given_back_minor, 0)::float8 as given_back_minor,
      coalesce(s.tax_minor, 0)::float8 as tax_minor, coalesce(s.others_minor, 0)::float8 as others_minor
    from summed s join credential_of k on k.id = s.credential_id
    order by k.title, s.simulated, s.currency, s.month desc`.execute(db)
  return rows
}

/** Which published figures make the trend. */
export const moneyFigures = [
  'paid_completed',
  'paid_left',
  'paid_going',
  'paid_not_completed',
  'revenue_share_left',
  'revenue_share_not_completed',
  'revenue_share_after_last_activity',
  'refunded_share',
  'aided',
] as const

export interface ReleasedFigure {
  credential: string
  release: number
  /** Data date of the release. */
  as_of: Date
  name: string
  grouping: string
  simulated: boolean
  figure: Figure
}

/** The label's figures of money in every release of the last two years, the newest release first. */
export async function selectMoneyTrend(
  db: Executor,
  providerId: string,
  now: Date,
): Promise<ReleasedFigure[]> {
  const rows = await db
    .selectFrom('figures as f')
    .innerJoin('figures_releases as r', 'r.id', 'f.release_id')
    .innerJoin('credentials as c', 'c.id', 'f.credential_id')
    .select(['c.slug as credential', 'r.number as release', 'r.as_of', 'f.name', 'f.grouping'])
    .select(['f.simulated', 'f.figure'])
    .where('c.provider_id', '=', providerId)
    .where('f.name', 'in', [...moneyFigures])
    .where('r.as_of', '>=', sql<Date>`${now}::timestamptz - make_interval(months => ${months})`)
    .orderBy('r.as_of', 'desc')
    .orderBy('r.number', 'desc')
    .orderBy('f.position')
    .execute()
  return rows.map((row) => ({ ...row, figure: row.figure as unknown as Figure }))
}

export interface MoneyProvider {
  id: string
  slug: string
  name: string
}

export async function selectOptionalMoneyProvider(
  db: Executor,
  slug: string,
  among: string[],
): Promise<MoneyProvider | undefined> {
  if (among.length === 0) return undefined
  return db
    .selectFrom('providers')
    .select(['id', 'slug', 'name'])
    .where('slug', '=', slug)
    .where('id', 'in', among)
    .executeTakeFirst()
}

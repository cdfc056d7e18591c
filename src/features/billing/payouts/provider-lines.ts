import { sql } from 'kysely'
import type { Executor } from '../../../platform/db/pool.ts'

// A provider's side of the ledger, as far as one gateway's money goes: months of simulated payments are never paid out
// by a real one. What a month's credit paid belongs to the gateway that the learner's other months went through.

const lines = (gateway: string) => sql`
  select replace(l.account, 'provider:', '')::uuid as provider_id, l.currency, -l.amount_minor as minor, t.kind, t.at,
    t.charge_id, c.settled_at, t.id as transaction_id
  from ledger_entries l join ledger_transactions t on t.id = l.transaction_id
  left join charges c on c.id = t.charge_id
  where l.account like 'provider:%' and not t.simulated and case
    when t.kind = 'payout' then exists (select 1 from payouts p join statements s on s.id = p.statement_id
      where p.id::text = split_part(t.idempotency_key, ':', 2) and s.gateway = ${gateway})
    when c.gateway = 'credit' then ${gateway} = (select x.gateway from charges x
      where x.subscription_id = c.subscription_id and x.gateway <> 'credit' order by x.number desc limit 1)
    else c.gateway = ${gateway} end`

/** One provider's money in one currency, in their favour (minor units). */
export interface ProviderMonth {
  provider_id: string
  currency: string
  /** First of the first month (UTC) in which anything was booked. */
  first_month: string
  charges: number
  refunds: number
  disputes: number
  fees: number
  other: number
  payouts: number
  /** Everything booked before the month's end. */
  closing: number
  /** Of charges lately, before the month's end: they may still be given back. */
  reserve: number
  /** What could be paid out at this moment: everything until now, less all charges lately. */
  available: number
}

/**
 * What a month did to every provider's balance, per currency: one pass.
 * @param span the month, and the moment from which charges may still be given back
 */
export async function selectProviderMonths(
  db: Executor,
  gateway: string,
  { from, until, refundableFrom }: { from: Date; until: Date; refundableFrom: Date },
): Promise<ProviderMonth[]> {
  const inMonth = sql`at >= ${from} and at < ${until}`
  const isLate = sql`settled_at >= ${refundableFrom}`
  const { rows } = await sql<ProviderMonth>`
    with lines as (${lines(gateway)})
    select provider_id, currency, to_char(date_trunc('month', min(at) at time zone 'UTC'), 'YYYY-MM-DD') as first_month,
      coalesce(sum(minor) filter (where ${inMonth} and kind = 'charge'), 0)::bigint as charges,
      coalesce(sum(minor) filter (where ${inMonth} and kind = 'refund'), 0)::bigint as refunds,
      coalesce(sum(minor) filter (where ${inMonth} and kind = 'dispute'), 0)::bigint as disputes,
      coalesce(sum(minor) filter (where ${inMonth} and kind = 'fee'), 0)::bigint as fees,
      coalesce(sum(minor) filter (where ${inMonth} and kind in ('tax', 'credit')), 0)::bigint as other,
      coalesce(sum(minor) filter (where ${inMonth} and kind = 'payout'), 0)::bigint as payouts,
      coalesce(sum(minor) filter (where at < ${until}), 0)::bigint as closing,
      greatest(coalesce(sum(minor) filter (where at < ${until} and ${isLate}), 0), 0)::bigint as reserve,
      (sum(minor) - greatest(coalesce(sum(minor) filter (where ${isLate}), 0), 0))::bigint as available
    from lines group by provider_id, currency order by provider_id, currency`.execute(db)
  return rows
}

/** What every currency of a provider stands at now, and how much of it may still be given back. */
export async function selectProviderBalances(
  db: Executor,
  { gateway, providerId, refundableFrom }: { gateway: string; providerId: string; refundableFrom: Date },
): Promise<{ currency: string; balance: number; reserve: number }[]> {
  const { rows } = await sql<{ currency: string; balance: number; reserve: number }>`
    with lines as (${lines(gateway)} and l.account = ${`provider:${providerId}`})
    select currency, sum(minor)::bigint as balance, greatest(coalesce(sum(minor) filter
      (where settled_at >= ${refundableFrom}), 0), 0)::bigint as reserve
    from lines group by currency order by currency`.execute(db)
  return rows
}

export interface ProviderLine {
  at: Date
  kind: string
  minor: number
  charge_id: string | null
  transaction_id: string
}

/** Every line of a statement, oldest first. */
export async function selectProviderLines(
  db: Executor,
  of: { gateway: string; providerId: string; currency: string; from: Date; until: Date },
): Promise<ProviderLine[]> {
  const { rows } = await sql<ProviderLine>`
    with lines as (${lines(of.gateway)} and l.account = ${`provider:${of.providerId}`})
    select at, kind, minor::bigint as minor, charge_id, transaction_id from lines
    where currency = ${of.currency} and at >= ${of.from} and at < ${of.until} order by at, transaction_id`.execute(
    db,
  )
  return rows
}

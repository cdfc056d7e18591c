import { sql } from 'kysely'
import type { BookLine } from '../../../domain/reconcile.ts'
import type { Executor } from '../../../platform/db/pool.ts'

// Our side of a day: what the ledger booked in it, and whatever else the gateway's list names. Cohorts that were never
// charged anywhere (simulated in the ledger) are not in it.

export interface OwnLine extends BookLine {
  /** Our id of it. */
  id: string
  providerId: string | null
}

interface Asked {
  gateway: string
  from: Date
  until: Date
  /** Our ids that the gateway's list names. */
  ids: string[]
}

/** Charges: with the fee that is booked for each. */
export async function selectOwnCharges(
  db: Executor,
  { gateway, from, until, ids }: Asked,
): Promise<OwnLine[]> {
  const { rows } = await sql<OwnLine>`
    with wanted as (
      select charge_id as id from ledger_transactions
      where at >= ${from} and at < ${until} and kind = 'charge' and not simulated and charge_id is not null
      union select unnest(${ids}::uuid[])
    )
    select 'charge' as kind, c.id, coalesce(c.gateway_reference, '') as reference, c.amount_minor as "amountMinor",
      c.currency, c.state, coalesce(s.provider_id, o.provider_id) as "providerId",
      (select sum(l.amount_minor)::int from ledger_transactions f join ledger_entries l on l.transaction_id = f.id
        where f.idempotency_key = 'fee:' || c.gateway || ':charge:' || c.id and l.account = 'fees:' || c.gateway) as "feeMinor"
    from wanted join charges c on c.id = wanted.id
    left join subscriptions s on s.id = c.subscription_id left join orders o on o.id = c.order_id
    where c.gateway = ${gateway}`.execute(db)
  return rows
}

/** Refunds to cards. */
export async function selectOwnRefunds(
  db: Executor,
  { gateway, from, until, ids }: Asked,
): Promise<OwnLine[]> {
  const { rows } = await sql<OwnLine>`
    with wanted as (
      select refund_id as id from ledger_transactions
      where at >= ${from} and at < ${until} and kind = 'refund' and not simulated and refund_id is not null
      union select unnest(${ids}::uuid[])
    )
    select 'refund' as kind, r.id, coalesce(r.gateway_reference, '') as reference, r.amount_minor as "amountMinor",
      r.currency, r.state, null as "providerId", null as "feeMinor"
    from wanted join refunds r on r.id = wanted.id join charges c on c.id = r.charge_id
    where c.gateway = ${gateway} and r.form = 'card'`.execute(db)
  return rows
}

/** Disputes: opened in the span, or named by the gateway. */
export async function selectOwnDisputes(
  db: Executor,
  { gateway, from, until, references }: Omit<Asked, 'ids'> & { references: string[] },
): Promise<OwnLine[]> {
  const { rows } = await sql<OwnLine>`
    select 'dispute' as kind, d.id, d.gateway_reference as reference, d.amount_minor as "amountMinor", d.currency, d.state,
      null as "providerId", null as "feeMinor"
    from disputes d where d.gateway = ${gateway}
      and ((d.opened_at >= ${from} and d.opened_at < ${until}) or d.gateway_reference = any(${references}))`.execute(
    db,
  )
  return rows
}

/** Payouts to providers that were sent. */
export async function selectOwnTransfers(
  db: Executor,
  { gateway, from, until, ids }: Asked,
): Promise<OwnLine[]> {
  const { rows } = await sql<OwnLine>`
    select 'transfer' as kind, p.id, coalesce(p.gateway_reference, '') as reference, p.amount_minor::int as "amountMinor",
      p.currency, p.state, s.provider_id as "providerId", null as "feeMinor"
    from payouts p join statements s on s.id = p.statement_id
    where s.gateway = ${gateway} and (p.id = any(${ids}::uuid[]) or exists (
      select 1 from ledger_transactions t where t.idempotency_key = 'payout:' || p.id || ':paid'
        and t.at >= ${from} and t.at < ${until}))`.execute(db)
  return rows
}

import { sql } from 'kysely'
import { taxOfRefund } from '../../../domain/tax.ts'
import { auditAll } from '../../../platform/audit.ts'
import type { Executor, Tx } from '../../../platform/db/pool.ts'
import type { Deps } from '../../../platform/deps.ts'
import { addJobs } from '../../../platform/jobs.ts'
import { newId } from '../../../platform/random.ts'

export type RefundReason = 'work_done' | 'idle_period' | 'self_service' | 'withdrawal' | 'credit_left'

export interface RefundToIntend {
  charge: PaidCharge
  reason: RefundReason
  cardMinor: number
  creditMinor: number
  /** who asked for it; null for the site itself */
  actor: string | null
}

/** A charge that succeeded, and what was given back of it so far. */
export interface PaidCharge {
  id: string
  subscription_id: string
  number: number
  gateway: string
  currency: string
  amount_minor: number
  credit_minor: number
  tax_minor: number
  intended_at: Date
  settled_at: Date
  period_start: Date
  period_end: Date
  refunded_card_minor: number
  refunded_credit_minor: number
  refunded_tax_minor: number
  is_disputed: boolean
}

/** What was paid for subscriptions, newest first, with what was given back (or is on its way). */
export async function selectPaidCharges(
  db: Executor,
  subscriptionIds: string[],
  { lastOnly = false }: { lastOnly?: boolean } = {},
): Promise<PaidCharge[]> {
  if (subscriptionIds.length === 0) return []
  const { rows } = await sql<PaidCharge>`
    select c.id, c.subscription_id, c.number, c.gateway, c.currency, c.amount_minor, c.credit_minor, c.tax_minor,
      c.intended_at, c.settled_at, c.period_start, c.period_end,
      coalesce(r.card, 0)::int as refunded_card_minor, coalesce(r.credit, 0)::int as refunded_credit_minor,
      coalesce(r.tax, 0)::int as refunded_tax_minor,
      exists (select 1 from disputes d where d.charge_id = c.id and d.state <> 'won') as is_disputed
    from unnest(${subscriptionIds}::uuid[]) as asked (id)
    cross join lateral (select * from charges where subscription_id = asked.id and state = 'succeeded'
      order by number desc limit ${lastOnly ? 1 : null}) c
    left join lateral (select
        sum(amount_minor) filter (where form = 'card' and reason <> 'credit_left') as card,
        sum(amount_minor) filter (where form = 'credit') as credit,
        sum(tax_minor) as tax
      from refunds where charge_id = c.id and state <> 'refused') r on true
    order by c.subscription_id, c.number desc`.execute(db)
  return rows
}

/**
 * Stores that money is to be given back, for any number of charges with four statements; jobs ask the gateway
 * afterwards. For each reason and form once a charge: a second time changes nothing.
 * @returns the charges for which something is given back now
 */
export async function intendRefunds(
  tx: Tx,
  deps: Pick<Deps, 'clock' | 'random'>,
  refunds: RefundToIntend[],
): Promise<Set<string>> {
  const now = deps.clock.now()
  const rows = refunds.flatMap((refund) => rowsOf(refund)).filter((row) => row.minor > 0)
  if (rows.length === 0) return new Set()
  const { rows: inserted } = await sql<{ id: string; charge_id: string; amount_minor: number }>`
    insert into refunds (id, charge_id, reason, form, amount_minor, tax_minor, currency, state, intended_at)
    select r.*, 'intended', ${now} from unnest(${rows.map(() => newId(now, deps.random))}::uuid[], ${rows.map((row) => row.chargeId)}::uuid[],
      ${rows.map((row) => row.reason)}::text[], ${rows.map((row) => row.form)}::text[], ${rows.map((row) => row.minor)}::int[],
      ${rows.map((row) => row.taxMinor)}::int[], ${rows.map((row) => row.currency)}::text[]) as r
    on conflict (charge_id, reason, form) do nothing returning id, charge_id, amount_minor`.execute(tx)
  await addJobs(
    tx,
    'billing.refund',
    inserted.map(({ id }) => ({ payload: { refund: id }, key: `refund:${id}` })),
  )
  const asked = new Map(refunds.map((refund) => [refund.charge.id, refund]))
  await auditAll(
    tx,
    inserted.map((row) => {
      const { reason, actor, charge } = asked.get(row.charge_id)!
      return {
        at: now,
        actor,
        action: 'billing.refund-intended',
        subjectKind: 'charge',
        subjectId: row.charge_id,
        detail: { refund: row.id, reason, amount_minor: row.amount_minor, currency: charge.currency },
      }
    }),
  )
  return new Set(inserted.map((row) => row.charge_id))
}

// To the card and as credit, each with its part of the tax.
function rowsOf({ charge, reason, cardMinor, creditMinor }: RefundToIntend) {
  const paid = { totalMinor: charge.amount_minor + charge.credit_minor, taxMinor: charge.tax_minor }
  const before = {
    totalMinor: charge.refunded_card_minor + charge.refunded_credit_minor,
    taxMinor: charge.refunded_tax_minor,
  }
  const taxOf = (from: typeof before, minor: number) =>
    reason === 'credit_left' || minor === 0 ? 0 : taxOfRefund(paid, from, minor)
  const cardTax = taxOf(before, cardMinor)
  const afterCard = { totalMinor: before.totalMinor + cardMinor, taxMinor: before.taxMinor + cardTax }
  const row = { chargeId: charge.id, reason, currency: charge.currency }
  return [
    { ...row, form: 'card', minor: cardMinor, taxMinor: cardTax },
    { ...row, form: 'credit', minor: creditMinor, taxMinor: taxOf(afterCard, creditMinor) },
  ]
}

import { sql } from 'kysely'
import type { Executor } from '../../platform/db/pool.ts'

/** What one enrolment has cost its learner, from the ledger. */
export interface PaidByEnrolment {
  enrolment_id: string
  /** Charges less refunds and disputes, in minor units. */
  paid_net_minor: number
  currency: string
  last_charge_at: Date | null
}

/**
 * Everything paid before a moment, by enrolment: one pass over the ledger. Enrolments that paid nothing are not in it;
 * fees, tax and payouts move between us and others and don't count.
 * @param asOf facts at or after it are left out
 */
export async function selectPaidByEnrolment(db: Executor, asOf: Date): Promise<PaidByEnrolment[]> {
  const { rows } = await sql<PaidByEnrolment>`
    select t.enrolment_id, sum(l.amount_minor)::bigint as paid_net_minor, l.currency,
      max(t.at) filter (where t.kind = 'charge') as last_charge_at
    from ledger_transactions t join ledger_entries l on l.transaction_id = t.id
    where t.at < ${asOf} and t.kind in ('charge', 'refund', 'dispute') and t.enrolment_id is not null
      and l.account like 'gateway:%'
    group by t.enrolment_id, l.currency`.execute(db)
  return rows
}

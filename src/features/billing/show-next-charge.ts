import { sql } from 'kysely'
import { monthTotal } from '../../domain/charge-amount.ts'
import type { Executor } from '../../platform/db/pool.ts'
import { setNextCharges } from '../learn/api.ts'
import type { Subscription } from './queries.ts'

type Shown = Pick<
  Subscription,
  | 'enrolment_id'
  | 'next_charge_at'
  | 'currency'
  | 'price_minor'
  | 'discount_bp'
  | 'tax_rate_bp'
  | 'tax_added'
  | 'charges_paid'
  | 'charges_max'
>

/** Says in the learners' plans when the next charge comes and what it is, as the subscriptions have it; for any number at once. */
export async function showNextCharges(tx: Executor, subscriptions: Shown[]): Promise<void> {
  if (subscriptions.length === 0) return
  const { rows } = await sql<{ enrolment_id: string; paid_minor: number }>`
    select t.enrolment_id, sum(l.amount_minor)::bigint as paid_minor
    from ledger_transactions t join ledger_entries l on l.transaction_id = t.id
    where t.enrolment_id = any(${subscriptions.map((subscription) => subscription.enrolment_id)}::uuid[])
      and t.kind in ('charge', 'refund', 'dispute') and (l.account like 'gateway:%' or l.account like 'credit:%')
    group by 1`.execute(tx)
  const paid = new Map(rows.map((row) => [row.enrolment_id, row.paid_minor]))
  await setNextCharges(
    tx,
    subscriptions.map((subscription) => ({
      enrolmentId: subscription.enrolment_id,
      next: subscription.next_charge_at && {
        at: subscription.next_charge_at,
        minor: monthTotal(subscription),
        currency: subscription.currency,
        chargesLeft: subscription.charges_max - subscription.charges_paid,
        // What a bank took back by a dispute may come on top of a refund.
        paidMinor: Math.max(0, paid.get(subscription.enrolment_id) ?? 0),
      },
    })),
  )
}

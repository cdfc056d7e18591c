import { sql } from 'kysely'
import { givenBack } from '../../../domain/idle-period.ts'
import type { Tx } from '../../../platform/db/pool.ts'
import type { BillingDeps } from '../gateway-of.ts'
import type { Subscription } from '../queries.ts'
import { intendRefunds, selectPaidCharges } from './intend-refunds.ts'

/**
 * Gives back whatever was charged after the last qualifying hand-in: a mark that comes late can move that moment
 * before a charge. The intention is stored here; a job asks the gateway. Safe to repeat.
 */
export async function giveBackAfterWork(
  tx: Tx,
  deps: BillingDeps,
  subscription: Pick<Subscription, 'id'>,
  workDoneAt: Date,
): Promise<void> {
  const charges = await selectPaidCharges(tx, [subscription.id])
  await intendRefunds(
    tx,
    deps,
    charges
      .filter((charge) => charge.intended_at > workDoneAt && !charge.is_disputed)
      .map((charge) => ({ charge, reason: 'work_done', actor: null, ...leftOfCharge(charge, 'refund') })),
  )
}

/** What is left of a charge to give back, by the way it goes. */
export function leftOfCharge(
  charge: {
    amount_minor: number
    credit_minor: number
    refunded_card_minor: number
    refunded_credit_minor: number
  },
  gives: 'refund' | 'credit',
) {
  return givenBack(
    {
      amountMinor: charge.amount_minor,
      creditMinor: charge.credit_minor,
      refundedCardMinor: charge.refunded_card_minor,
      refundedCreditMinor: charge.refunded_credit_minor,
    },
    gives,
  )
}

/**
 * Where no further charge will come, credit that is left goes to the cards that it came from, newest charge first.
 * Safe to repeat.
 */
export async function giveBackCredit(
  tx: Tx,
  deps: BillingDeps,
  subscription: Pick<Subscription, 'id' | 'enrolment_id' | 'currency'>,
): Promise<void> {
  const { rows } = await sql<{ left_minor: number }>`
    select (coalesce(-sum(l.amount_minor), 0)
      - coalesce((select sum(r.amount_minor) from refunds r join charges c on c.id = r.charge_id
          where c.subscription_id = ${subscription.id} and r.reason = 'credit_left' and r.state = 'intended'), 0)
      -- What a charge at the gateway will use is not left.
      - coalesce((select sum(c.credit_minor) from charges c
          where c.subscription_id = ${subscription.id} and c.state = 'intended'), 0))::bigint as left_minor
    from ledger_entries l where l.account = ${`credit:${subscription.enrolment_id}`} and l.currency = ${subscription.currency}`.execute(
    tx,
  )
  let left = rows[0]!.left_minor
  if (left <= 0) return
  const { rows: cards } = await sql<{ id: string; room_minor: number }>`
    select c.id, (c.amount_minor - coalesce(sum(r.amount_minor) filter (where r.form = 'card'), 0))::int as room_minor
    from charges c left join refunds r on r.charge_id = c.id and r.state <> 'refused'
    where c.subscription_id = ${subscription.id} and c.state = 'succeeded'
    group by c.id having count(*) filter (where r.reason = 'credit_left') = 0
    order by c.number desc`.execute(tx)
  const room = new Map(cards.map((card) => [card.id, card.room_minor]))
  const charges = await selectPaidCharges(tx, [subscription.id])
  const refunds = []
  for (const charge of charges) {
    const cardMinor = Math.min(left, room.get(charge.id) ?? 0)
    if (cardMinor <= 0 || charge.is_disputed) continue
    left -= cardMinor
    refunds.push({ charge, reason: 'credit_left' as const, actor: null, cardMinor, creditMinor: 0 })
  }
  await intendRefunds(tx, deps, refunds)
}

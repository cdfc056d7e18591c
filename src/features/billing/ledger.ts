import type { Tx } from '../../platform/db/pool.ts'
import type { Deps } from '../../platform/deps.ts'
import { newId } from '../../platform/random.ts'
import type { Charge, Subscription } from './queries.ts'

// The only place that writes the ledger. Debits are positive: money at the gateway is ours to pass on (debit), and
// owed to the provider (credit). Fees, tax, refunds and payouts are transactions of their own kinds.

/** The account in which a gateway's money stands. */
export function gatewayAccount(gateway: string): string {
  return `gateway:${gateway}`
}

/** Books a charge that succeeded; the charge can be booked once. */
export async function bookCharge(
  tx: Tx,
  deps: Pick<Deps, 'clock' | 'random'>,
  {
    charge,
    subscription,
    at,
    simulated,
  }: { charge: Charge; subscription: Subscription; at: Date; simulated: boolean },
): Promise<void> {
  const id = newId(deps.clock.now(), deps.random)
  await tx
    .insertInto('ledger_transactions')
    .values({
      id,
      idempotency_key: `charge:${charge.id}`,
      kind: 'charge',
      enrolment_id: subscription.enrolment_id,
      charge_id: charge.id,
      at,
      simulated,
    })
    .execute()
  const entry = (account: string, amount_minor: number) => ({
    transaction_id: id,
    account,
    currency: charge.currency,
    amount_minor,
  })
  await tx
    .insertInto('ledger_entries')
    .values([
      entry(gatewayAccount(charge.gateway), charge.amount_minor),
      entry(`provider:${subscription.provider_id}`, -charge.amount_minor),
    ])
    .execute()
}

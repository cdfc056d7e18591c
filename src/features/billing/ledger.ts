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

interface Booking {
  charge: Charge
  subscription: Subscription
  at: Date
  simulated: boolean
}
type Making = Pick<Deps, 'clock' | 'random'>

/** Books a charge that succeeded; the charge can be booked once. */
export async function bookCharge(tx: Tx, deps: Making, booking: Booking): Promise<void> {
  const { charge } = booking
  await book(tx, deps, booking, {
    kind: 'charge',
    key: `charge:${charge.id}`,
    refundId: null,
    minor: charge.amount_minor,
  })
}

/** Books a refund that succeeded, in full or in part of its charge; the refund can be booked once. */
export async function bookRefund(
  tx: Tx,
  deps: Making,
  { refundId, amountMinor, ...booking }: Booking & { refundId: string; amountMinor: number },
): Promise<void> {
  await book(tx, deps, booking, { kind: 'refund', key: `refund:${refundId}`, refundId, minor: -amountMinor })
}

async function book(
  tx: Tx,
  deps: Making,
  { charge, subscription, at, simulated }: Booking,
  {
    kind,
    key,
    refundId,
    minor,
  }: { kind: 'charge' | 'refund'; key: string; refundId: string | null; minor: number },
): Promise<void> {
  const id = newId(deps.clock.now(), deps.random)
  await tx
    .insertInto('ledger_transactions')
    .values({
      id,
      idempotency_key: key,
      kind,
      enrolment_id: subscription.enrolment_id,
      charge_id: charge.id,
      refund_id: refundId,
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
      entry(gatewayAccount(charge.gateway), minor),
      entry(`provider:${subscription.provider_id}`, -minor),
    ])
    .execute()
}

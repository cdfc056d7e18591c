import type { Stripe } from 'stripe'
import type { DisputeFacts, Listed, ListedKind } from '../gateway.ts'
import { fromStripeAmount } from './amounts.ts'
import { idOf } from './cards.ts'
import { asking, failureOf, momentOf, type StripeDeps } from './client.ts'

// Stripe's own books: every list is walked in its pages, oldest and newest alike, and only what moved money counts.

type Span = { from: Date; until: Date }

export async function* listAtStripe(
  stripe: StripeDeps,
  kind: ListedKind,
  span: Span,
): AsyncGenerator<Listed> {
  const client = await stripe.client()
  const created = { gte: secondsOf(span.from), lt: secondsOf(span.until) }
  const walk = lists[kind](client, { created, limit: 100 })[Symbol.asyncIterator]()
  for (;;) {
    const next = await asking(() => walk.next())
    if (next.done) return
    if (next.value) yield next.value
  }
}

type Query = { created: { gte: number; lt: number }; limit: number }
type List = (client: Stripe, query: Query) => AsyncGenerator<Listed | undefined>

const lists: Record<ListedKind, List> = {
  async *charge(client, query) {
    for await (const charge of client.charges.list({ ...query, expand: ['data.balance_transaction'] })) {
      if (charge.status !== 'succeeded') continue
      yield {
        kind: 'charge',
        // Our charges are known by their payment.
        reference: idOf(charge.payment_intent) ?? charge.id,
        ourId: charge.metadata.charge ?? null,
        ...money(charge),
        feeMinor: feeOf(charge.balance_transaction, charge.currency),
      }
    }
  },
  async *refund(client, query) {
    for await (const refund of client.refunds.list(query)) {
      if (refund.status === 'failed' || refund.status === 'canceled') continue
      yield {
        kind: 'refund',
        reference: refund.id,
        ourId: refund.metadata?.refund ?? null,
        ...money(refund),
        feeMinor: 0,
      }
    }
  },
  async *dispute(client, query) {
    for await (const dispute of client.disputes.list(query))
      yield {
        kind: 'dispute',
        reference: dispute.id,
        ourId: null,
        ...money(dispute),
        feeMinor: disputeFeeOf(dispute),
        state: disputeStateOf(dispute.status),
      }
  },
  async *transfer(client, query) {
    for await (const transfer of client.transfers.list(query))
      yield {
        kind: 'transfer',
        reference: transfer.id,
        ourId: transfer.metadata.payout ?? null,
        ...money(transfer),
        feeMinor: 0,
      }
  },
  async *bank_payout(client, query) {
    for await (const payout of client.payouts.list(query)) {
      if (payout.status === 'failed' || payout.status === 'canceled') continue
      yield { kind: 'bank_payout', reference: payout.id, ourId: null, ...money(payout), feeMinor: 0 }
    }
  },
}

export async function findStripeDispute(
  stripe: StripeDeps,
  reference: string,
): Promise<DisputeFacts | undefined> {
  const client = await stripe.client()
  try {
    const dispute = await asking(() => client.disputes.retrieve(reference))
    const { amountMinor, currency, at } = money(dispute)
    return {
      reference: dispute.id,
      chargeReference: idOf(dispute.payment_intent) ?? '',
      amountMinor,
      currency,
      reason: dispute.reason,
      state: disputeStateOf(dispute.status),
      openedAt: at,
      feeMinor: disputeFeeOf(dispute),
    }
  } catch (error) {
    if (failureOf(error)?.code === 'resource_missing') return undefined
    throw error
  }
}

// An inquiry takes nothing; an appeal changes nothing until it is won.
function disputeStateOf(status: string): DisputeFacts['state'] {
  if (status.startsWith('warning_')) return 'asked'
  if (status === 'won' || status === 'prevented') return 'won'
  return status === 'lost' || status.startsWith('appeal_') ? 'lost' : 'open'
}

function disputeFeeOf(dispute: Stripe.Dispute): number {
  return dispute.balance_transactions.reduce((sum, one) => sum + fromStripeAmount(one.fee, one.currency), 0)
}

// In the currency that was charged; where Stripe keeps its books in another one, the fee is no part of ours.
function feeOf(transaction: string | Stripe.BalanceTransaction | null, currency: string): number | null {
  if (!transaction || typeof transaction === 'string' || transaction.currency !== currency) return null
  return fromStripeAmount(transaction.fee, currency)
}

function money({ amount, currency, created }: { amount: number; currency: string; created: number }) {
  return {
    amountMinor: fromStripeAmount(amount, currency),
    currency: currency.toUpperCase(),
    at: momentOf(created),
  }
}

function secondsOf(at: Date): number {
  return Math.ceil(at.getTime() / 1000)
}

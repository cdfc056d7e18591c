import { seededRandom } from '../random.ts'
import type { Card } from './world.ts'

// The other side of the wire: a gateway with books of its own, whose answers get lost. It knows nothing of the rules.

export interface GatewayCharge {
  key: string
  agreement: string
  number: number
  amountMinor: number
  currency: string
  state: 'succeeded' | 'failed'
  failure: 'declined' | 'authentication_required' | 'card_gone' | null
  at: number
}

export interface GatewayRefund {
  key: string
  chargeKey: string
  amountMinor: number
  at: number
}

export interface GatewayBooks {
  charges: Map<string, GatewayCharge>
  refunds: Map<string, GatewayRefund>
  /** By the charge that is disputed. */
  disputes: Map<string, { openedAt: number; closesAt: number; outcome: 'won' | 'lost' }>
  /** Questions that met their fault already: each has one at most. */
  faulted: Set<string>
}

export type GatewayAnswer =
  | { state: 'succeeded'; reference: string; at: number }
  | { state: 'failed'; failure: NonNullable<GatewayCharge['failure']>; at: number }

/** What happens on the wire to the first time that a question is asked. */
export type WireFault = 'none' | 'lost_before' | 'lost_after' | 'broken'

export function newGatewayBooks(): GatewayBooks {
  return { charges: new Map(), refunds: new Map(), disputes: new Map(), faulted: new Set() }
}

/**
 * The fault of a question, the same wherever it is asked: `lost_before` never arrives, `lost_after` is done and its
 * answer lost, `broken` fails at once with an error.
 */
export function wireFault(seed: string, question: string, share: number): WireFault {
  const draw = seededRandom(`${seed}/wire/${question}`).uniform()
  if (draw >= share) return 'none'
  return (['lost_before', 'lost_after', 'broken'] as const)[Math.floor((draw / share) * 3)]!
}

export interface ChargeQuestion {
  key: string
  agreement: string
  number: number
  card: Card | undefined
  amountMinor: number
  currency: string
  onSession: boolean
}

/** Charges; the same key is one charge. */
export function chargeAtGateway(books: GatewayBooks, question: ChargeQuestion, now: number): GatewayAnswer {
  const before = books.charges.get(question.key)
  if (before) return answerOf(before)
  const failure = failureOf(question.card, question.onSession)
  const { key, agreement, number, amountMinor, currency } = question
  const state = failure ? 'failed' : 'succeeded'
  const charge: GatewayCharge = { key, agreement, number, amountMinor, currency, state, failure, at: now }
  books.charges.set(key, charge)
  return answerOf(charge)
}

/** What became of a charge; undefined where it never arrived. */
export function lookupAtGateway(books: GatewayBooks, key: string): GatewayAnswer | undefined {
  const charge = books.charges.get(key)
  return charge && answerOf(charge)
}

/** Gives back; the same key is one refund, and never more than was charged. */
export function refundAtGateway(
  books: GatewayBooks,
  { key, chargeKey, amountMinor }: { key: string; chargeKey: string; amountMinor: number },
  now: number,
): { state: 'succeeded'; at: number } | { state: 'refused' } {
  const before = books.refunds.get(key)
  if (before) return { state: 'succeeded', at: before.at }
  const charge = books.charges.get(chargeKey)
  const dispute = books.disputes.get(chargeKey)
  const isHeld = dispute !== undefined && (now < dispute.closesAt || dispute.outcome === 'lost')
  let refunded = 0
  for (const refund of books.refunds.values())
    if (refund.chargeKey === chargeKey) refunded += refund.amountMinor
  if (charge?.state !== 'succeeded' || isHeld || refunded + amountMinor > charge.amountMinor)
    return { state: 'refused' }
  books.refunds.set(key, { key, chargeKey, amountMinor, at: now })
  return { state: 'succeeded', at: now }
}

function failureOf(card: Card | undefined, onSession: boolean): GatewayCharge['failure'] {
  if (!card) return 'card_gone'
  if (card.behaviour === 'declined') return 'declined'
  return card.behaviour === 'authentication_required' && !onSession ? 'authentication_required' : null
}

function answerOf(charge: GatewayCharge): GatewayAnswer {
  return charge.state === 'succeeded'
    ? { state: 'succeeded', reference: charge.key, at: charge.at }
    : { state: 'failed', failure: charge.failure!, at: charge.at }
}

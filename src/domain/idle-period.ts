// A paid month in which nothing at all was done is given back at its end, before anything else is charged.

export interface IdleFacts {
  state: 'trial' | 'active' | 'past_due' | 'paused' | 'free_to_finish' | 'cancelled' | 'ended'
  /** End of the paid period that is asked about; null where there is none. */
  idleCheckAt: Date | null
  /** Whether the learner did anything from the period's first moment to its last. */
  wasActive: boolean
  /** The charge that paid for the period: what the card gave, what credit gave. */
  amountMinor: number
  creditMinor: number
  /** What was given back of it already, to the card and as credit (on its way included). */
  refundedCardMinor: number
  refundedCreditMinor: number
  /** The money is with the learner's bank already. */
  isDisputed: boolean
  gives: 'refund' | 'credit'
}

export type IdleDecision =
  | { kind: 'wait' }
  /** Nothing to give back: something was done, or everything was given back before. */
  | { kind: 'keep' }
  | { kind: 'give_back'; cardMinor: number; creditMinor: number; pauses: boolean }

/** What becomes of a paid period at its end. */
export function decideIdle(facts: IdleFacts, now: Date): IdleDecision {
  if (!facts.idleCheckAt || now < facts.idleCheckAt) return { kind: 'wait' }
  if (facts.wasActive || facts.isDisputed) return { kind: 'keep' }
  const pauses = facts.state === 'active'
  const given = givenBack(facts, facts.gives)
  if (given.cardMinor + given.creditMinor === 0 && !pauses) return { kind: 'keep' }
  return { kind: 'give_back', ...given, pauses }
}

/**
 * All that is left of a charge, by the way it goes back: what the card gave to the card and what credit gave as
 * credit again; or everything as credit.
 */
export function givenBack(
  charge: Pick<IdleFacts, 'amountMinor' | 'creditMinor' | 'refundedCardMinor' | 'refundedCreditMinor'>,
  gives: 'refund' | 'credit',
): { cardMinor: number; creditMinor: number } {
  const { amountMinor, creditMinor, refundedCardMinor, refundedCreditMinor } = charge
  const leftMinor = Math.max(0, amountMinor + creditMinor - refundedCardMinor - refundedCreditMinor)
  if (gives === 'credit') return { cardMinor: 0, creditMinor: leftMinor }
  const cardMinor = Math.min(leftMinor, Math.max(0, amountMinor - refundedCardMinor))
  return { cardMinor, creditMinor: leftMinor - cardMinor }
}

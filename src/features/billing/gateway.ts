// The payment port: all that this room knows of whoever moves the money. Cards are typed into the gateway's own
// fields, which hand out a token; a card's number never reaches us.

export type SavedCard =
  | {
      ok: true
      reference: string
      fingerprint: string
      brand: string
      last4: string
      /** What the gateway calls the agreement to charge this card later. */
      mandateReference?: string
    }
  | { ok: false; why: CardRefusal }
export type CardRefusal = 'token_invalid' | 'card_refused'

/** `mandate_needed`: dearer than what the learner agreed to; the gateway was never asked. */
export type ChargeFailure = 'declined' | 'authentication_required' | 'card_gone' | 'mandate_needed'
export type SettledAnswer =
  | { state: 'succeeded'; reference: string; at: Date }
  | { state: 'failed'; failure: ChargeFailure; at: Date }
export type ChargeAnswer =
  | SettledAnswer
  /** The learner is there, and the bank wants to hear it from them: nothing is charged until they say so at the URL. */
  | { state: 'needs_confirmation'; reference: string; confirmUrl: string }

export interface ChargeRequest {
  /** The same key is one charge, however often it is asked for. */
  idempotencyKey: string
  cardReference: string
  amountMinor: number
  currency: string
  /** The learner is there and can confirm what the bank asks. */
  onSession: boolean
  /** Where the bank sends the learner after they confirmed. */
  returnUrl?: string
}

export interface RefundRequest {
  idempotencyKey: string
  chargeReference: string
  amountMinor: number
}
export type RefundAnswer =
  | { state: 'succeeded'; reference: string; at: Date }
  | { state: 'refused'; why: string }

/** What became of money that a bank took back. `asked`: it only asks so far, and has taken nothing. */
export interface DisputeFacts {
  reference: string
  chargeReference: string
  amountMinor: number
  currency: string
  reason: string
  state: 'asked' | 'open' | 'won' | 'lost'
  openedAt: Date
  feeMinor: number
}

export type ListedKind = 'charge' | 'refund' | 'dispute' | 'transfer' | 'bank_payout'
/** One line of the gateway's own books: money that moved. */
export interface Listed {
  kind: ListedKind
  reference: string
  /** Our id of it, where we told it. */
  ourId: string | null
  amountMinor: number
  currency: string
  at: Date
  /** What the gateway kept for itself; null where it isn't known yet. */
  feeMinor: number | null
  /** Of disputes: how they stand. */
  state?: DisputeFacts['state']
}

export interface TransferRequest {
  idempotencyKey: string
  account: string
  amountMinor: number
  currency: string
}
export type TransferAnswer =
  | { state: 'succeeded'; reference: string; at: Date }
  | { state: 'refused'; why: string }

/** Where a provider's money goes. `continueUrl`: the gateway's page that asks what it still needs to know. */
export interface PayoutAccount {
  reference: string
  state: 'incomplete' | 'ready'
  continueUrl?: string
}

/** What a gateway tells us by itself: only where to look. */
export interface GatewayEvent {
  id: string
  kind: string
  about: 'charge' | 'refund' | 'dispute' | 'bank_payout' | 'nothing'
  reference: string
}
export type ReadEvent = { ok: true; event: GatewayEvent } | { ok: false; why: string }

/** Cards given in the gateway's own fields on our page, or on a page of its own. */
export interface CardFields {
  /** @returns what the gateway calls it, for `show` and as the token of `saveCard` */
  begin(setup: { id: string; personKey: string }): Promise<string>
  /** What our page's script hands to the gateway's. */
  show(reference: string): Promise<{ publishableKey: string; clientSecret: string; scriptUrl: string }>
  /** The same without script: the gateway's own page. */
  beginHosted(setup: {
    id: string
    personKey: string
    returnUrl: string
    backUrl: string
  }): Promise<{ reference: string; url: string }>
}

export interface PaymentGateway {
  /** 'simulated', 'stripe' …: kept with cards and charges, and part of the ledger's account */
  name: string
  /** No real money: every page that shows money says so. */
  simulated: boolean
  /** Absent where the number of a card of the simulation is typed on our page. */
  fields?: CardFields
  /**
   * Keeps a card for charges to come; the same token of the same person is the same card. The fingerprint is the
   * same for the same card, whoever brings it.
   */
  saveCard(card: { token: string; personKey: string }): Promise<SavedCard>
  /** @throws GatewayUnclear where no answer came: the money may have moved or not, `lookup` tells */
  charge(request: ChargeRequest): Promise<ChargeAnswer>
  /** What became of a charge; undefined where the gateway has never heard of it. */
  lookup(idempotencyKey: string): Promise<ChargeAnswer | undefined>
  /** Which charge of ours a payment of the gateway is. */
  chargeOf(reference: string): Promise<string | undefined>
  /** Ends a charge that waits for a confirmation that doesn't come; what succeeded meanwhile stays. */
  abandon(idempotencyKey: string): Promise<SettledAnswer>
  /** @throws GatewayUnclear where it isn't decided yet, or no answer came: asking again with the key is safe */
  refund(request: RefundRequest): Promise<RefundAnswer>
  findDispute(reference: string): Promise<DisputeFacts | undefined>
  /** Everything of a kind that moved money from a moment on and before another, in pages. */
  list(kind: ListedKind, span: { from: Date; until: Date }): AsyncIterable<Listed>
  /** Passes on a provider's money. @throws GatewayUnclear as with refunds */
  transfer(request: TransferRequest): Promise<TransferAnswer>
  payoutAccount(provider: {
    id: string
    country: string
    reference?: string
    returnUrl: string
  }): Promise<PayoutAccount>
  /** Forgets a person's cards, for good. */
  forget(customerReference: string): Promise<void>
  /** Reads what somebody posted who says that they are the gateway. */
  readEvent(post: { body: string; signature: string; receivedAt: Date }): Promise<ReadEvent>
}

/** No answer in time, or one that says nothing: neither success nor failure. */
export class GatewayUnclear extends Error {
  override name = 'GatewayUnclear'
}

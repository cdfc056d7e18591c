// The payment port: all that this room knows of whoever moves the money. Cards are typed into the gateway's own
// fields, which hand out a token; a card's number never reaches us.

export type SavedCard =
  | { ok: true; reference: string; fingerprint: string; brand: string; last4: string }
  | { ok: false; why: CardRefusal }
export type CardRefusal = 'token_invalid' | 'card_refused'

export type ChargeFailure = 'declined' | 'authentication_required' | 'card_gone'
export type ChargeAnswer =
  | { state: 'succeeded'; reference: string; at: Date }
  | { state: 'failed'; failure: ChargeFailure; at: Date }

export interface ChargeRequest {
  /** The same key is one charge, however often it is asked for. */
  idempotencyKey: string
  cardReference: string
  amountMinor: number
  currency: string
  /** The learner is there and can confirm what the bank asks. */
  onSession: boolean
}

export interface RefundRequest {
  idempotencyKey: string
  chargeReference: string
  amountMinor: number
}
export type RefundAnswer =
  | { state: 'succeeded'; reference: string; at: Date }
  | { state: 'refused'; why: string }

export interface PaymentGateway {
  /** 'simulated', 'stripe' …: kept with cards and charges, and part of the ledger's account */
  name: string
  /** No real money: every page that shows money says so. */
  simulated: boolean
  /**
   * Keeps a card for charges to come; the same token of the same person is the same card. The fingerprint is the
   * same for the same card, whoever brings it.
   */
  saveCard(card: { token: string; personKey: string }): Promise<SavedCard>
  /** @throws GatewayUnclear where no answer came: the money may have moved or not, `lookup` tells */
  charge(request: ChargeRequest): Promise<ChargeAnswer>
  /** What became of a charge; undefined where the gateway has never heard of it. */
  lookup(idempotencyKey: string): Promise<ChargeAnswer | undefined>
  refund(request: RefundRequest): Promise<RefundAnswer>
}

/** No answer in time, or one that says nothing: neither success nor failure. */
export class GatewayUnclear extends Error {
  override name = 'GatewayUnclear'
}

import { type Form, mapOf, textOf } from './form.ts'

// One Stripe account in memory: objects as Stripe's published API describes them, as far as this site uses them. What
// a card does is said by its name.

/** Cards that Stripe's own test mode has, by what they do. */
export type CardKind = 'works' | 'declined' | 'asks' | 'expired'

export interface StripeObject {
  id: string
  object: string
  created: number
  [name: string]: unknown
}

/** An error in Stripe's shape; thrown by what an endpoint does. */
export class StripeRefusal extends Error {
  readonly status: number
  readonly body: Record<string, unknown>
  constructor(status: number, body: Record<string, unknown>) {
    super(String(body.message ?? body.code))
    this.status = status
    this.body = body
  }
}

export class StripeAccount {
  readonly objects = new Map<string, StripeObject>()
  /** Events that happened and wait for being posted. */
  readonly events: StripeObject[] = []
  /** Seconds. */
  now: () => number
  feeShare = 0.029
  /** Lists have at most so many lines on a page: small in tests, so that pages are turned. */
  pageMax = 3
  private count = 0

  constructor(now: () => number) {
    this.now = now
  }

  add(prefix: string, object: string, fields: Record<string, unknown>): StripeObject {
    const id = `${prefix}_${String(++this.count).padStart(14, '0')}`
    const made = { id, object, created: this.now(), livemode: false, ...fields }
    this.objects.set(id, made)
    return made
  }

  get(id: string, param = 'id'): StripeObject {
    const found = this.objects.get(id)
    if (!found)
      throw new StripeRefusal(param === 'id' ? 404 : 400, {
        type: 'invalid_request_error',
        code: 'resource_missing',
        param,
        message: `No such object: '${id}'`,
      })
    return found
  }

  all(object: string): StripeObject[] {
    return [...this.objects.values()].filter((one) => one.object === object)
  }

  tell(type: string, object: StripeObject): void {
    this.events.push(
      this.add('evt', 'event', { type, data: { object: structuredClone(object) }, api_version: 'test' }),
    )
  }

  /** What the learner does in Stripe's fields: types a card, and says yes to their bank. */
  completeSetup(reference: string, kind: CardKind = 'works', number = 'A'): void {
    const session = reference.startsWith('cs_') ? this.get(reference) : undefined
    const intent = session
      ? this.add('seti', 'setup_intent', { customer: session.customer, status: 'requires_payment_method' })
      : this.get(reference)
    if (session) session.setup_intent = intent.id
    const method = this.add('pm', 'payment_method', {
      type: 'card',
      kind,
      customer: intent.customer,
      card: { brand: 'visa', last4: '4242', fingerprint: `fp_${number}` },
    })
    Object.assign(intent, { status: 'succeeded', payment_method: method.id, mandate: null })
    this.tell('setup_intent.succeeded', intent)
  }

  /** The learner at their bank's page. */
  answerBank(intentId: string, isConfirmed: boolean): void {
    const intent = this.get(intentId)
    intent.next_action = null
    if (isConfirmed) this.succeed(intent)
    else this.fail(intent, 'payment_intent_authentication_failure')
  }

  /** The bank takes the money back. */
  dispute(intentId: string, status = 'needs_response'): StripeObject {
    const intent = this.get(intentId)
    const dispute = this.add('du', 'dispute', {
      amount: intent.amount,
      currency: intent.currency,
      charge: intent.latest_charge,
      payment_intent: intentId,
      reason: 'general',
      status,
      balance_transactions: [{ fee: 1500, currency: intent.currency }],
    })
    this.tell('charge.dispute.created', dispute)
    return dispute
  }

  closeDispute(id: string, status: 'won' | 'lost'): void {
    const dispute = this.get(id)
    dispute.status = status
    this.tell('charge.dispute.closed', dispute)
  }

  confirm(intent: StripeObject, form: Form): StripeObject {
    if (!['requires_confirmation', 'requires_payment_method'].includes(String(intent.status)))
      throw new StripeRefusal(400, {
        type: 'invalid_request_error',
        code: 'payment_intent_unexpected_state',
        message: `This PaymentIntent has a status of ${intent.status}.`,
        payment_intent: intent,
      })
    const method = this.get(textOf(form, 'payment_method') ?? '', 'payment_method')
    intent.payment_method = method.id
    const isOffSession = textOf(form, 'off_session') === 'true'
    const kind = method.kind as CardKind
    if (kind === 'declined') this.refuse(intent, 'card_declined', 'insufficient_funds')
    if (kind === 'expired') this.refuse(intent, 'expired_card')
    if (kind === 'asks' && isOffSession) this.refuse(intent, 'authentication_required')
    if (kind === 'asks') {
      intent.status = 'requires_action'
      const url = `https://hooks.stripe.com/redirect/authenticate/${intent.id}`
      intent.next_action = {
        type: 'redirect_to_url',
        redirect_to_url: { url, return_url: textOf(form, 'return_url') ?? null },
      }
      this.tell('payment_intent.requires_action', intent)
      return intent
    }
    return this.succeed(intent)
  }

  refund(form: Form): StripeObject {
    const intent = this.get(textOf(form, 'payment_intent') ?? '', 'payment_intent')
    const charge = this.get(String(intent.latest_charge))
    const amount = Number(textOf(form, 'amount') ?? charge.amount)
    if (amount > Number(charge.amount) - Number(charge.amount_refunded))
      throw new StripeRefusal(400, {
        type: 'invalid_request_error',
        code: 'charge_already_refunded',
        message: 'Refund amount is greater than unrefunded amount on charge',
      })
    charge.amount_refunded = Number(charge.amount_refunded) + amount
    const refund = this.add('re', 'refund', {
      amount,
      currency: charge.currency,
      charge: charge.id,
      payment_intent: intent.id,
      status: 'succeeded',
      metadata: mapOf(form, 'metadata'),
    })
    this.tell('refund.created', refund)
    return refund
  }

  private succeed(intent: StripeObject): StripeObject {
    const fee = Math.round(Number(intent.amount) * this.feeShare)
    const transaction = this.add('txn', 'balance_transaction', {
      amount: intent.amount,
      fee,
      currency: intent.currency,
    })
    const charge = this.add('ch', 'charge', {
      amount: intent.amount,
      amount_refunded: 0,
      currency: intent.currency,
      status: 'succeeded',
      payment_intent: intent.id,
      metadata: intent.metadata,
      balance_transaction: transaction.id,
    })
    Object.assign(intent, { status: 'succeeded', latest_charge: charge.id, last_payment_error: null })
    this.tell('payment_intent.succeeded', intent)
    return intent
  }

  private fail(intent: StripeObject, code: string, decline_code?: string): Record<string, unknown> {
    const error = { type: 'card_error', code, decline_code, message: 'Your card was declined.' }
    Object.assign(intent, { status: 'requires_payment_method', last_payment_error: error })
    this.tell('payment_intent.payment_failed', intent)
    return error
  }

  private refuse(intent: StripeObject, code: string, decline_code?: string): never {
    const error = this.fail(intent, code, decline_code)
    throw new StripeRefusal(402, { ...error, payment_intent: structuredClone(intent) })
  }
}

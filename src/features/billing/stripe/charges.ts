import type { Stripe } from 'stripe'
import {
  type ChargeAnswer,
  type ChargeFailure,
  type ChargeRequest,
  GatewayUnclear,
  type SettledAnswer,
} from '../gateway.ts'
import { toStripeAmount } from './amounts.ts'
import { asking, failureOf, momentOf, type StripeDeps } from './client.ts'

// A charge is a PaymentIntent, made first and confirmed afterwards. What is made but not confirmed moves no money, and
// its name is stored before it is confirmed: whichever answer gets lost, we know which payment to ask for, and one
// payment succeeds at most once, for as long as Stripe remembers idempotency keys and after that.

export async function chargeWithStripe(stripe: StripeDeps, request: ChargeRequest): Promise<ChargeAnswer> {
  const [customer = '', method = ''] = request.cardReference.split('/')
  try {
    const intent = await ownIntent(stripe, request, customer)
    const known = answerOf(intent, stripe)
    return known ?? (await confirm(stripe, request, { reference: intent.id, method }))
  } catch (error) {
    const failure = failureOf(error)
    if (failure?.code === 'resource_missing' && /customer|payment_method/.test(failure.param ?? ''))
      return { state: 'failed', failure: 'card_gone', at: stripe.deps.clock.now() }
    throw error
  }
}

/** What became of a charge; undefined where it was never confirmed, so that no money can have moved. */
export async function lookupAtStripe(
  stripe: StripeDeps,
  chargeId: string,
): Promise<ChargeAnswer | undefined> {
  const reference = await selectReference(stripe, chargeId)
  return reference ? answerOf(await retrieve(stripe, reference), stripe) : undefined
}

/** Ends a payment that waits for the learner. */
export async function abandonAtStripe(stripe: StripeDeps, chargeId: string): Promise<SettledAnswer> {
  const unconfirmed: SettledAnswer = {
    state: 'failed',
    failure: 'authentication_required',
    at: stripe.deps.clock.now(),
  }
  const reference = await selectReference(stripe, chargeId)
  if (!reference) return unconfirmed
  const client = await stripe.client()
  try {
    await asking(() => client.paymentIntents.cancel(reference))
  } catch (error) {
    // It was decided meanwhile: the answer below says how.
    if (failureOf(error)?.code !== 'payment_intent_unexpected_state') throw error
  }
  const answer = answerOf(await retrieve(stripe, reference), stripe)
  if (answer?.state === 'needs_confirmation') throw new GatewayUnclear('stripe: the payment still waits')
  return answer ?? unconfirmed
}

export async function chargeOfIntent({ deps }: StripeDeps, reference: string): Promise<string | undefined> {
  const row = await deps.db
    .selectFrom('stripe_payment_intents')
    .select('charge_id')
    .where('reference', '=', reference)
    .executeTakeFirst()
  return row?.charge_id
}

async function ownIntent(
  stripe: StripeDeps,
  { idempotencyKey, amountMinor, currency }: ChargeRequest,
  customer: string,
): Promise<Stripe.PaymentIntent> {
  const before = await selectReference(stripe, idempotencyKey)
  if (before) return retrieve(stripe, before)
  const client = await stripe.client()
  const made = await asking(() =>
    client.paymentIntents.create(
      {
        customer,
        amount: toStripeAmount(amountMinor, currency),
        currency: currency.toLowerCase(),
        allowed_payment_method_types: ['card'],
        metadata: { charge: idempotencyKey },
      },
      { idempotencyKey: `charge:${idempotencyKey}` },
    ),
  )
  await stripe.deps.db
    .insertInto('stripe_payment_intents')
    .values({ charge_id: idempotencyKey, reference: made.id, created_at: stripe.deps.clock.now() })
    .onConflict((conflict) => conflict.column('charge_id').doNothing())
    .execute()
  const reference = await selectReference(stripe, idempotencyKey)
  return reference === made.id || !reference ? made : retrieve(stripe, reference)
}

async function confirm(
  stripe: StripeDeps,
  { idempotencyKey, onSession, returnUrl }: ChargeRequest,
  { reference, method }: { reference: string; method: string },
): Promise<ChargeAnswer> {
  const client = await stripe.client()
  try {
    const intent = await asking(() =>
      client.paymentIntents.confirm(
        reference,
        {
          payment_method: method,
          ...(onSession ? { return_url: returnUrl } : { off_session: true }),
          expand: ['latest_charge'],
        },
        { idempotencyKey: `confirm:${idempotencyKey}` },
      ),
    )
    const answer = answerOf(intent, stripe)
    if (!answer) throw new GatewayUnclear('stripe: the payment was not confirmed')
    return answer
  } catch (error) {
    const failure = failureOf(error)
    if (failure?.type === 'StripeCardError')
      return { state: 'failed', failure: chargeFailureOf(failure.code), at: stripe.deps.clock.now() }
    // Confirmed by another of our processes meanwhile.
    if (failure?.code === 'payment_intent_unexpected_state') {
      const answer = answerOf(await retrieve(stripe, reference), stripe)
      if (answer) return answer
    }
    throw error
  }
}

async function retrieve(stripe: StripeDeps, reference: string): Promise<Stripe.PaymentIntent> {
  const client = await stripe.client()
  return asking(() => client.paymentIntents.retrieve(reference, { expand: ['latest_charge'] }))
}

function answerOf(intent: Stripe.PaymentIntent, { deps }: StripeDeps): ChargeAnswer | undefined {
  const at = deps.clock.now()
  switch (intent.status) {
    case 'succeeded': {
      const charge = intent.latest_charge
      return {
        state: 'succeeded',
        reference: intent.id,
        at: charge && typeof charge !== 'string' ? momentOf(charge.created) : at,
      }
    }
    case 'requires_action': {
      const confirmUrl = intent.next_action?.redirect_to_url?.url
      return confirmUrl
        ? { state: 'needs_confirmation', reference: intent.id, confirmUrl }
        : { state: 'failed', failure: 'authentication_required', at }
    }
    case 'canceled':
      return { state: 'failed', failure: 'authentication_required', at }
    case 'requires_payment_method':
      return intent.last_payment_error
        ? { state: 'failed', failure: chargeFailureOf(intent.last_payment_error.code), at }
        : undefined
    case 'requires_confirmation':
      return undefined
    default:
      throw new GatewayUnclear(`stripe: the payment is ${intent.status}`)
  }
}

function chargeFailureOf(code: string | undefined): ChargeFailure {
  if (code === 'authentication_required' || code === 'payment_intent_authentication_failure')
    return 'authentication_required'
  return code === 'expired_card' || code === 'resource_missing' ? 'card_gone' : 'declined'
}

async function selectReference({ deps }: StripeDeps, chargeId: string): Promise<string | undefined> {
  const row = await deps.db
    .selectFrom('stripe_payment_intents')
    .select('reference')
    .where('charge_id', '=', chargeId)
    .executeTakeFirst()
  return row?.reference
}

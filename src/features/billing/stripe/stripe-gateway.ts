import type { StripeKeys } from '../../../platform/config.ts'
import type { PaymentGateway } from '../gateway.ts'
import { saveStripeCard, stripeFields } from './cards.ts'
import { abandonAtStripe, chargeOfIntent, chargeWithStripe, lookupAtStripe } from './charges.ts'
import { type StripeDeps, type StripeOptions, stripeDeps } from './client.ts'
import { forgetCustomer } from './customers.ts'
import { readStripeEvent } from './events.ts'
import { findStripeDispute, listAtStripe } from './lists.ts'
import { refundWithStripe } from './refunds.ts'
import { stripePayoutAccount, transferWithStripe } from './transfers.ts'

/** Stripe behind the payment port, through its own library. */
export function stripeGateway(
  deps: StripeDeps['deps'],
  keys: StripeKeys,
  options: Omit<StripeOptions, 'keys'> = {},
): PaymentGateway {
  const stripe = stripeDeps(deps, { keys, ...options })
  return {
    name: 'stripe',
    // Test keys move no real money either, and pages must say so.
    simulated: keys.secretKey.split('_')[1] !== 'live',
    fields: stripeFields(stripe),
    saveCard: (card) => saveStripeCard(stripe, card),
    charge: (request) => chargeWithStripe(stripe, request),
    lookup: (chargeId) => lookupAtStripe(stripe, chargeId),
    chargeOf: (reference) => chargeOfIntent(stripe, reference),
    abandon: (chargeId) => abandonAtStripe(stripe, chargeId),
    refund: (request) => refundWithStripe(stripe, request),
    findDispute: (reference) => findStripeDispute(stripe, reference),
    list: (kind, span) => listAtStripe(stripe, kind, span),
    transfer: (request) => transferWithStripe(stripe, request),
    payoutAccount: (provider) => stripePayoutAccount(stripe, provider),
    forget: (reference) => forgetCustomer(stripe, reference),
    readEvent: (post) => readStripeEvent(stripe, post),
  }
}

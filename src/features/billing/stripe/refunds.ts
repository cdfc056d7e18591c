import { GatewayUnclear, type RefundAnswer, type RefundRequest } from '../gateway.ts'
import { toStripeAmount } from './amounts.ts'
import { asking, failureOf, momentOf, type StripeDeps } from './client.ts'

/**
 * Gives back through Stripe. What carries our id there already is never made again, also after Stripe forgot the
 * idempotency key.
 */
export async function refundWithStripe(
  stripe: StripeDeps,
  { idempotencyKey, chargeReference, amountMinor }: RefundRequest,
): Promise<RefundAnswer> {
  const client = await stripe.client()
  try {
    const intent = await asking(() => client.paymentIntents.retrieve(chargeReference))
    const before = await findRefund(stripe, chargeReference, idempotencyKey)
    const refund =
      before ??
      (await asking(() =>
        client.refunds.create(
          {
            payment_intent: chargeReference,
            amount: toStripeAmount(amountMinor, intent.currency.toUpperCase()),
            metadata: { refund: idempotencyKey },
          },
          { idempotencyKey: `refund:${idempotencyKey}` },
        ),
      ))
    if (refund.status === 'succeeded')
      return { state: 'succeeded', reference: refund.id, at: momentOf(refund.created) }
    if (refund.status === 'failed' || refund.status === 'canceled')
      return { state: 'refused', why: refund.failure_reason ?? refund.status }
    throw new GatewayUnclear(`stripe: the refund is ${refund.status}`)
  } catch (error) {
    const failure = failureOf(error)
    if (failure?.type === 'StripeInvalidRequestError')
      return { state: 'refused', why: failure.code ?? 'invalid_request' }
    throw error
  }
}

async function findRefund(stripe: StripeDeps, paymentIntent: string, id: string) {
  const client = await stripe.client()
  return asking(async () => {
    for await (const refund of client.refunds.list({ payment_intent: paymentIntent, limit: 100 }))
      if (refund.metadata?.refund === id) return refund
    return undefined
  })
}

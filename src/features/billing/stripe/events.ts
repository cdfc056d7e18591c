import type { GatewayEvent, ReadEvent } from '../gateway.ts'
import type { StripeDeps } from './client.ts'

/** How old a signature may be: an event that somebody kept and posts again later is refused. */
const toleranceSeconds = 300

/**
 * Checks the signature of what was posted, and says where to look. What the event claims is not believed: events come
 * late, twice and in any order, so the state is read from the API.
 */
export async function readStripeEvent(
  stripe: StripeDeps,
  { body, signature, receivedAt }: { body: string; signature: string; receivedAt: Date },
): Promise<ReadEvent> {
  const client = await stripe.client()
  const { webhookSecret, secretKey } = stripe.options.keys
  try {
    const event = await client.webhooks.constructEventAsync(
      body,
      signature,
      webhookSecret,
      toleranceSeconds,
      undefined,
      receivedAt.getTime(),
    )
    if (typeof event.id !== 'string' || typeof event.type !== 'string')
      return { ok: false, why: 'not an event' }
    const object = event.data?.object as { id?: unknown } | undefined
    const reference = typeof object?.id === 'string' ? object.id : ''
    const isOfThisMode = event.livemode === secretKey.split('_')[1]!.startsWith('live')
    const about = isOfThisMode && reference ? aboutOf(event.type) : 'nothing'
    return { ok: true, event: { id: event.id, kind: event.type, about, reference } }
  } catch {
    // Why exactly is nobody's business who can't sign.
    return { ok: false, why: 'signature' }
  }
}

function aboutOf(type: string): GatewayEvent['about'] {
  if (type.startsWith('payment_intent.')) return 'charge'
  if (type.startsWith('charge.dispute.')) return 'dispute'
  if (type.startsWith('refund.')) return 'refund'
  return type.startsWith('payout.') ? 'bank_payout' : 'nothing'
}

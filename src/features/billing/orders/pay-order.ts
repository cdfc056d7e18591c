import type { BillingDeps } from '../gateway-of.ts'
import { gatewayOf } from '../gateway-of.ts'
import { makeCharge } from '../make-charge.ts'

export type PayOutcome =
  | { kind: 'paid' | 'failed' | 'under_way' | 'cancelled' }
  /** The bank asks the buyer: to this address. */
  | { kind: 'confirm'; url: string }

/** Asks the gateway for an order now, because its buyer waits; the job is there too, for a crash in between. */
export async function payOrderNow(deps: BillingDeps, chargeId: string): Promise<PayOutcome> {
  await makeCharge(deps, chargeId)
  const charge = await deps.db
    .selectFrom('charges')
    .select(['state', 'sent_at'])
    .where('id', '=', chargeId)
    .executeTakeFirstOrThrow()
  if (charge.state === 'succeeded') return { kind: 'paid' }
  if (charge.state === 'failed') return { kind: 'failed' }
  if (charge.state === 'withdrawn') return { kind: 'cancelled' }
  const known = charge.sent_at ? await gatewayOf(deps).lookup(chargeId) : undefined
  return known?.state === 'needs_confirmation'
    ? { kind: 'confirm', url: known.confirmUrl }
    : { kind: 'under_way' }
}

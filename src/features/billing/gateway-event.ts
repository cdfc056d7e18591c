import { addJob } from '../../platform/jobs.ts'
import { bookDisputeOf } from './disputes/book-dispute.ts'
import { type BillingDeps, gatewayOf } from './gateway-of.ts'
import { makeCharge } from './make-charge.ts'
import { bookBankPayouts } from './reconciliation/book-bank-payouts.ts'

/**
 * Looks at what a gateway told us about. The event says only where to look: how it stands is read from the gateway now,
 * so that late, doubled and reordered events all lead to the same. Safe to repeat.
 */
export async function lookAtEvent(
  deps: BillingDeps,
  { gateway: name, eventId }: { gateway: string; eventId: string },
): Promise<void> {
  const event = await deps.db
    .selectFrom('gateway_events')
    .selectAll()
    .where('gateway', '=', name)
    .where('event_id', '=', eventId)
    .executeTakeFirst()
  const gateway = gatewayOf(deps)
  if (!event || event.done_at || gateway.name !== name) return
  await look(deps, event.about, event.reference)
  await deps.db
    .updateTable('gateway_events')
    .set({ done_at: deps.clock.now() })
    .where('gateway', '=', name)
    .where('event_id', '=', eventId)
    .execute()
}

async function look(deps: BillingDeps, about: string, reference: string): Promise<void> {
  const gateway = gatewayOf(deps)
  if (about === 'charge') {
    const chargeId = await gateway.chargeOf(reference)
    if (chargeId) await makeCharge(deps, chargeId)
  } else if (about === 'dispute') {
    const dispute = await gateway.findDispute(reference)
    if (dispute) await bookDisputeOf(deps, dispute)
  } else if (about === 'bank_payout') await bookBankPayouts(deps)
  else if (about === 'refund') await askForRefunds(deps)
}

// The refunds of ours that wait are few, and asking for them again is safe.
async function askForRefunds(deps: BillingDeps): Promise<void> {
  const waiting = await deps.db
    .selectFrom('refunds')
    .select('id')
    .where('state', '=', 'intended')
    .orderBy('intended_at')
    .limit(100)
    .execute()
  for (const { id } of waiting)
    await addJob(deps.db, 'billing.refund', { refund: id }, { key: `refund:${id}` })
}

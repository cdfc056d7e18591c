import type { Tx } from '../../platform/db/pool.ts'
import type { Deps } from '../../platform/deps.ts'
import type { Subscription } from './queries.ts'
import { showNextCharges } from './show-next-charge.ts'

/** Withdraws a charge that the gateway wasn't asked for yet, and plans no other; the subscription is locked. */
export async function stopCharging(
  tx: Tx,
  deps: Pick<Deps, 'clock'>,
  subscription: Subscription,
): Promise<void> {
  await tx
    .updateTable('charges')
    .set({ state: 'withdrawn', settled_at: deps.clock.now() })
    .where('subscription_id', '=', subscription.id)
    .where('state', '=', 'intended')
    .where('sent_at', 'is', null)
    .execute()
  await tx
    .updateTable('subscriptions')
    .set({ next_charge_at: null })
    .where('id', '=', subscription.id)
    .execute()
  await showNextCharges(tx, [{ ...subscription, next_charge_at: null }])
}

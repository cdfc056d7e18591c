import type { Tx } from '../../platform/db/pool.ts'
import type { Deps } from '../../platform/deps.ts'
import { newId } from '../../platform/random.ts'
import type { SavedCard } from './gateway.ts'

/**
 * Notes what the gateway calls a person's card; the same card is noted once.
 * @returns the id of the payment method
 */
export async function keepCard(
  tx: Tx,
  deps: Pick<Deps, 'clock' | 'random'>,
  { personKey, gateway, card }: { personKey: string; gateway: string; card: SavedCard & { ok: true } },
): Promise<string> {
  const now = deps.clock.now()
  const method = await tx
    .insertInto('payment_methods')
    .values({
      id: newId(now, deps.random),
      person_key: personKey,
      gateway,
      gateway_reference: card.reference,
      fingerprint: card.fingerprint,
      brand: card.brand,
      last4: card.last4,
      created_at: now,
    })
    .onConflict((conflict) =>
      conflict.columns(['person_key', 'gateway', 'gateway_reference']).doUpdateSet({ brand: card.brand }),
    )
    .returning('id')
    .executeTakeFirstOrThrow()
  return method.id
}

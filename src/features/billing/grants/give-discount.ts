import { type OfferedDiscount, withDiscount } from '../../../domain/discount.ts'
import { audit } from '../../../platform/audit.ts'
import type { Tx } from '../../../platform/db/pool.ts'
import type { Deps } from '../../../platform/deps.ts'
import type { Subscription } from '../queries.ts'
import { showNextCharges } from '../show-next-charge.ts'

/**
 * Takes something off the charges to come of a locked subscription: one discount at a time, the larger one.
 * @returns false where the learner would gain nothing; nothing was changed then
 */
export async function giveDiscount(
  tx: Tx,
  deps: Pick<Deps, 'clock'>,
  subscription: Subscription,
  offered: OfferedDiscount & { why: 'aid' | 'code' },
): Promise<boolean> {
  const after = withDiscount(subscription, offered)
  if (!after) return false
  await tx.updateTable('subscriptions').set(after).where('id', '=', subscription.id).execute()
  if (subscription.next_charge_at) await showNextCharges(tx, [{ ...subscription, ...after }])
  await audit(tx, {
    at: deps.clock.now(),
    actor: subscription.person_key,
    action: 'billing.discount-given',
    subjectKind: 'subscription',
    subjectId: subscription.id,
    detail: { bp: offered.bp, charges: offered.charges, why: offered.why },
  })
  return true
}

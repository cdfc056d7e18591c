import type { Tx } from '../../../platform/db/pool.ts'
import type { BillingDeps } from '../gateway-of.ts'
import { lockOptionalSubscription, selectSurroundings } from '../queries.ts'
import { giveBackAfterWork } from '../refunds/give-back.ts'

/**
 * While a charge is disputed nothing is given back of it: its bank has the money. When it came back, what is owed by our
 * rules is looked at again: what was charged after the work was done, and a month in which nothing was done.
 */
export async function lookAgainAfterWon(
  tx: Tx,
  deps: BillingDeps,
  { id: chargeId, subscription_id: id }: { id: string; subscription_id: string | null },
): Promise<void> {
  const subscription = id && (await lockOptionalSubscription(tx, { id }))
  if (!subscription) return
  const { work_done_at: workDoneAt } = await selectSurroundings(tx, subscription)
  if (workDoneAt) await giveBackAfterWork(tx, deps, subscription, workDoneAt)
  const last = await tx
    .selectFrom('charges')
    .select(['id', 'period_end'])
    .where('subscription_id', '=', subscription.id)
    .where('state', '=', 'succeeded')
    .orderBy('number', 'desc')
    .executeTakeFirst()
  const isOver = last?.id === chargeId && last.period_end !== null && last.period_end <= deps.clock.now()
  if (isOver && !subscription.idle_check_at)
    await tx
      .updateTable('subscriptions')
      .set({ idle_check_at: last.period_end })
      .where('id', '=', subscription.id)
      .execute()
}

import type { CardRefusal, SavedCard } from './gateway.ts'
import { type BillingDeps, gatewayOf } from './gateway-of.ts'
import { intend, openPeriod } from './intend-charge.ts'
import { keepCard } from './keep-card.ts'
import { makeCharge } from './make-charge.ts'
import { lockOptionalSubscription, selectOptionalCharge, selectSurroundings } from './queries.ts'

export type RetryOutcome =
  | 'paid'
  | 'failed'
  | 'under_way'
  | 'not_due'
  | 'not_found'
  | CardRefusal
  /** The bank wants to hear it from the learner. */
  | { confirm: string }

/**
 * Tries a failed month again because the learner asks for it, now and once, with another card where they give one.
 * Clicks at the same time make one charge.
 */
export async function retryCharge(
  deps: BillingDeps,
  { subscriptionId, personKey, cardToken }: { subscriptionId: string; personKey: string; cardToken?: string },
): Promise<RetryOutcome> {
  const card = cardToken ? await gatewayOf(deps).saveCard({ token: cardToken, personKey }) : undefined
  if (card && !card.ok) return card.why
  const intended = await intendAgain(deps, { subscriptionId, personKey, card })
  if ('refused' in intended) return intended.refused
  if ('underWay' in intended) return underWay(deps, intended.underWay)
  // The job is there too, for a crash between these lines.
  await makeCharge(deps, intended.chargeId)
  const charge = await selectOptionalCharge(deps.db, intended.chargeId)
  if (charge?.state === 'succeeded') return 'paid'
  return charge?.state === 'failed' ? 'failed' : underWay(deps, intended.chargeId)
}

async function underWay(deps: BillingDeps, chargeId: string): Promise<RetryOutcome> {
  const answer = await gatewayOf(deps)
    .lookup(chargeId)
    .catch(() => undefined)
  return answer?.state === 'needs_confirmation' ? { confirm: chargeId } : 'under_way'
}

interface Retry {
  subscriptionId: string
  personKey: string
  card?: SavedCard & { ok: true }
}

async function intendAgain(
  deps: BillingDeps,
  { subscriptionId, personKey, card }: Retry,
): Promise<{ chargeId: string } | { underWay: string } | { refused: RetryOutcome }> {
  const now = deps.clock.now()
  return deps.db.transaction().execute(async (tx) => {
    const subscription = await lockOptionalSubscription(tx, { id: subscriptionId })
    if (subscription?.person_key !== personKey) return { refused: 'not_found' }
    const waiting = await tx
      .selectFrom('charges')
      .select('id')
      .where('subscription_id', '=', subscriptionId)
      .where('state', '=', 'intended')
      .executeTakeFirst()
    if (waiting) return { underWay: waiting.id }
    const { state, access_until: accessUntil } = subscription
    if (state !== 'past_due' || !accessUntil || accessUntil <= now) return { refused: 'not_due' }
    // The work is done and the job that ends charging is on its way: nothing has to be paid any more.
    if ((await selectSurroundings(tx, subscription)).work_done_at) return { refused: 'not_due' }
    if (card) {
      const paymentMethodId = await keepCard(tx, deps, { personKey, gateway: gatewayOf(deps).name, card })
      await tx
        .updateTable('subscriptions')
        .set({ payment_method_id: paymentMethodId })
        .where('id', '=', subscriptionId)
        .execute()
    }
    const chargeId = await intend(tx, deps, subscription, openPeriod(subscription, now), { onSession: true })
    return { chargeId }
  })
}

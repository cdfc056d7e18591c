import { type RefundOffer, refundOfferOf } from '../../../domain/self-service-refund.ts'
import { audit } from '../../../platform/audit.ts'
import type { Executor, Tx } from '../../../platform/db/pool.ts'
import { recordEvent, selectActiveBetween, setWorksUntil } from '../../learn/api.ts'
import type { BillingDeps } from '../gateway-of.ts'
import { cancelFreed } from '../grants/give-whole.ts'
import { lockOptionalSubscription } from '../queries.ts'
import {
  lockOptionalOrder,
  type Order,
  selectGivenBack,
  selectOptionalPaidCharge,
  selectOrderSurroundings,
} from './queries.ts'
import { refundOrder } from './refund-order.ts'

// Giving a purchase for oneself back, without asking anybody, within 14 days: by the same rule as a month, with the
// advertised weeks as its period.

/** What a buyer gets back now for a purchase for themselves; undefined where there is nothing to give back. */
export async function selectOptionalRefundOffer(
  db: Executor,
  order: Order,
  now: Date,
): Promise<RefundOffer | undefined> {
  if (order.kind !== 'once' || order.state !== 'paid' || !order.settled_at || !order.enrolment_id)
    return undefined
  const charge = await selectOptionalPaidCharge(db, order.id)
  if (!charge) return undefined
  const { advertised_weeks: weeks, time_zone: timeZone } = await selectOrderSurroundings(db, order)
  const before = await selectGivenBack(db, charge.id)
  const chargedAt = order.settled_at
  const periodEnd = new Date(chargedAt.getTime() + Math.ceil(weeks * 7) * 86_400_000)
  const active = await selectActiveBetween(db, [
    {
      enrolmentId: order.enrolment_id,
      personKey: order.person_key,
      from: chargedAt,
      until: new Date(now.getTime() + 1),
    },
  ])
  return refundOfferOf(
    {
      chargedAt,
      periodStart: chargedAt,
      periodEnd,
      leftMs: Math.max(0, periodEnd.getTime() - now.getTime()),
      wasOpened: active.has(order.enrolment_id),
      isFirst: true,
      country: order.country,
      timeZone: timeZone ?? 'UTC',
      amountMinor: charge.amount_minor,
      creditMinor: 0,
      refundedCardMinor: before.totalMinor,
      refundedCreditMinor: 0,
      isDisputed: false,
    },
    now,
  )
}

export type OwnRefundOutcome =
  | { kind: 'given_back'; minor: number }
  /** The amount changed since it was shown; nothing was changed. */
  | { kind: 'changed' }
  | { kind: 'nothing' }
  | { kind: 'not_found' }

/** Gives a purchase back because its buyer asks for it, and ends the learning that it paid for; reading stays. */
export async function refundOwnOrder(
  deps: BillingDeps,
  { orderId, actor, shown }: { orderId: string; actor: string; shown: number },
): Promise<OwnRefundOutcome> {
  const now = deps.clock.now()
  return deps.db.transaction().execute(async (tx) => {
    const order = await lockOptionalOrder(tx, orderId)
    if (order?.person_key !== actor) return { kind: 'not_found' }
    const offer = await selectOptionalRefundOffer(tx, order, now)
    if (offer?.kind !== 'offer') return { kind: 'nothing' }
    if (offer.cardMinor < shown) return { kind: 'changed' }
    const given = await refundOrder(tx, deps, {
      orderId,
      minor: offer.cardMinor,
      reason: offer.reason,
      actor,
    })
    if (given.kind === 'nothing') return { kind: 'nothing' }
    await endBought(tx, deps, order)
    return { kind: 'given_back', minor: given.minor }
  })
}

async function endBought(tx: Tx, deps: BillingDeps, order: Order): Promise<void> {
  const now = deps.clock.now()
  const enrolmentId = order.enrolment_id!
  const subscription = await lockOptionalSubscription(tx, { enrolmentId })
  if (subscription?.state === 'ended' && subscription.end_reason === 'work_done') return
  await cancelFreed(tx, deps, { enrolmentId, because: 'once' })
  await recordEvent(tx, deps, { enrolmentId, kind: 'cancelled', at: now })
  await setWorksUntil(tx, enrolmentId, now)
  await audit(tx, {
    at: now,
    actor: order.person_key,
    action: 'billing.purchase-given-back',
    subjectKind: 'order',
    subjectId: order.id,
    detail: { enrolment: enrolmentId },
  })
}

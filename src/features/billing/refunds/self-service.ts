import { leftOf } from '../../../domain/billing-pause.ts'
import { type RefundOffer, refundDays, refundOfferOf } from '../../../domain/self-service-refund.ts'
import type { Executor } from '../../../platform/db/pool.ts'
import { selectActiveBetween, setWorksUntil } from '../../learn/api.ts'
import { cancelLocked } from '../cancel.ts'
import type { BillingDeps } from '../gateway-of.ts'
import { pauseFactsOf } from '../pausing/pause.ts'
import { lockOptionalSubscription, type Subscription, selectSurroundings } from '../queries.ts'
import { intendRefunds, type PaidCharge, selectPaidCharges } from './intend-refunds.ts'

type RefundableCharge = Pick<
  PaidCharge,
  | 'subscription_id'
  | 'number'
  | 'amount_minor'
  | 'credit_minor'
  | 'settled_at'
  | 'period_start'
  | 'period_end'
  | 'refunded_card_minor'
  | 'refunded_credit_minor'
  | 'is_disputed'
>

/** The last charge of a subscription with what would be given back for it now. */
export interface OfferedRefund<Paid extends RefundableCharge = PaidCharge> {
  charge: Paid
  offer: RefundOffer
}

/** What a person would get back now for the last charge of each of their subscriptions. */
export async function selectRefundOffers(
  db: Executor,
  subscriptions: Subscription[],
  now: Date,
): Promise<Map<string, OfferedRefund>> {
  const charges = await selectPaidCharges(
    db,
    subscriptions.map((subscription) => subscription.id),
    { lastOnly: true },
  )
  return offersFor(db, subscriptions, charges, now)
}

/** The same for charges that are known: one query, where any of them is young enough. */
export async function offersFor<Paid extends RefundableCharge>(
  db: Executor,
  subscriptions: Subscription[],
  charges: Paid[],
  now: Date,
): Promise<Map<string, OfferedRefund<Paid>>> {
  const byId = new Map(subscriptions.map((subscription) => [subscription.id, subscription]))
  const oldest = now.getTime() - (refundDays + 2) * 86_400_000
  const asked = charges
    .filter((charge) => charge.settled_at.getTime() > oldest)
    .map((charge) => {
      const { enrolment_id: enrolmentId, person_key: personKey } = byId.get(charge.subscription_id)!
      return { charge, enrolmentId, personKey, from: charge.settled_at, until: new Date(now.getTime() + 1) }
    })
  const opened = await selectActiveBetween(db, asked)
  return new Map(
    asked.map(({ charge, enrolmentId }) => {
      const subscription = byId.get(charge.subscription_id)!
      return [subscription.id, { charge, offer: offerOf(subscription, charge, opened.has(enrolmentId), now) }]
    }),
  )
}

function offerOf(
  subscription: Subscription,
  charge: RefundableCharge,
  wasOpened: boolean,
  now: Date,
): RefundOffer {
  return refundOfferOf(
    {
      chargedAt: charge.settled_at,
      periodStart: charge.period_start,
      periodEnd: charge.period_end,
      leftMs: leftOf(pauseFactsOf(subscription), now),
      wasOpened,
      isFirst: charge.number === 1,
      country: subscription.country,
      timeZone: subscription.time_zone,
      amountMinor: charge.amount_minor,
      creditMinor: charge.credit_minor,
      refundedCardMinor: charge.refunded_card_minor,
      refundedCreditMinor: charge.refunded_credit_minor,
      isDisputed: charge.is_disputed,
    },
    now,
  )
}

export type RefundOutcome =
  | { kind: 'given_back'; minor: number }
  /** The amount changed since it was shown: it is shown again, and nothing was changed. */
  | { kind: 'changed' }
  | { kind: 'nothing' }
  | { kind: 'not_found' }

/**
 * Gives back the last charge, or the unused part of it, because the learner asks for it, and ends the paid period:
 * nothing more is charged. Pressing twice gives back once.
 * @param shown the amount that stood on the button, in minor units
 */
export async function refundOwnCharge(
  deps: BillingDeps,
  { subscriptionId, actor, shown }: { subscriptionId: string; actor: string; shown: number },
): Promise<RefundOutcome> {
  const now = deps.clock.now()
  return deps.db.transaction().execute(async (tx) => {
    const subscription = await lockOptionalSubscription(tx, { id: subscriptionId })
    if (subscription?.person_key !== actor) return { kind: 'not_found' }
    const offered = (await selectRefundOffers(tx, [subscription], now)).get(subscriptionId)
    if (offered?.offer.kind !== 'offer') return { kind: 'nothing' }
    const { charge, offer } = offered
    const minor = offer.cardMinor + offer.creditMinor
    if (minor < shown) return { kind: 'changed' }
    const given = await intendRefunds(tx, deps, [
      { charge, reason: offer.reason, actor, cardMinor: offer.cardMinor, creditMinor: offer.creditMinor },
    ])
    if (given.size === 0) return { kind: 'nothing' }
    const { state } = subscription
    if (['trial', 'active', 'past_due', 'paused', 'free_to_finish'].includes(state))
      await cancelLocked(tx, deps, subscription, { by: 'refund', why: 'refunded' })
    else if (state === 'cancelled' || subscription.end_reason !== 'work_done') {
      await tx
        .updateTable('subscriptions')
        .set({ paid_until: now, access_until: now, idle_check_at: null })
        .where('id', '=', subscriptionId)
        .execute()
      const { work_done_at: workDoneAt } = await selectSurroundings(tx, subscription)
      if (!workDoneAt) await setWorksUntil(tx, subscription.enrolment_id, now)
    }
    return { kind: 'given_back', minor }
  })
}

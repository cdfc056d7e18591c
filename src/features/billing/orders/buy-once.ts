import { sql } from 'kysely'
import { oncePriceOf } from '../../../domain/once-price.ts'
import { noTax, withTax } from '../../../domain/tax.ts'
import { chargesMaxOf } from '../../../domain/trial.ts'
import type { Executor } from '../../../platform/db/pool.ts'
import { once } from '../../../platform/web/once.ts'
import { urls } from '../../../urls.ts'
import type { NewEnrolment } from '../../learn/api.ts'
import type { CardRefusal } from '../gateway.ts'
import { type BillingDeps, gatewayOf } from '../gateway-of.ts'
import { hasNothingToPay, lockPersonIn } from '../grants/give-whole.ts'
import { keepCard } from '../keep-card.ts'
import type { OfferThere } from '../prices/offer-there.ts'
import { type OrderAnswers, placeOrder } from './place-order.ts'

/** What paying everything at once costs this person: never more than what is left until their cap. */
export interface OnceOffer {
  unitMinor: number
  currency: string
  country: string | null
  tax: { rateBp: number; added: boolean }
  totalMinor: number
}

/**
 * The price of everything at once. Who pays by the month already keeps their price and country; months that they
 * paid count towards the cap.
 */
export async function selectOnceOffer(
  db: Executor,
  offer: OfferThere & { price_minor: number; currency: string },
  personKey: string,
): Promise<OnceOffer> {
  const own = await db
    .selectFrom('subscriptions')
    .select(['price_minor', 'currency', 'charges_max', 'country', 'tax_rate_bp', 'tax_added'])
    // A month whose money went back was not paid.
    .select(
      sql<number>`(select count(*)::int from charges c where c.subscription_id = subscriptions.id and c.state = 'succeeded'
        and c.amount_minor + c.credit_minor > (select coalesce(sum(r.amount_minor), 0) from refunds r
          where r.charge_id = c.id and r.state <> 'refused' and r.reason <> 'credit_left'))`.as(
        'months_kept',
      ),
    )
    .where('person_key', '=', personKey)
    .where('credential_id', '=', offer.credential_id)
    .where('state', '<>', 'ended')
    .orderBy('trial_started_at', 'desc')
    .executeTakeFirst()
  const { asked } = offer
  const currency = own?.currency ?? offer.currency
  const tax = own ? { rateBp: own.tax_rate_bp, added: own.tax_added } : (asked?.taxRule ?? noTax)
  const unitMinor = oncePriceOf({
    monthlyMinor: own?.price_minor ?? offer.price_minor,
    onceMinor: asked?.currency === currency ? asked.onceMinor : undefined,
    advertisedWeeks: offer.advertised_weeks,
    chargesMax: own?.charges_max ?? chargesMaxOf(offer.advertised_weeks, offer.cap_months),
    chargesPaid: own?.months_kept,
  })
  return {
    unitMinor,
    currency,
    country: own ? own.country : (asked?.country ?? null),
    tax,
    totalMinor: withTax(unitMinor, tax).totalMinor,
  }
}

export interface OnceWish {
  personKey: string
  offer: OfferThere & { price_minor: number; currency: string }
  price: OnceOffer
  cardToken: string
  intent: NewEnrolment['intent']
  hoursPerWeek?: number
  entryCheck?: NewEnrolment['entryCheck']
  /** The form's own key: sent twice it is one order. */
  key: string | undefined
}
export type OnceOutcome =
  /** The order's page; the charge to be made, unless the form was sent before. */
  | { kind: 'ordered'; url: string; chargeId?: string }
  | { kind: 'nothing_to_pay' }
  | { kind: 'refused'; why: CardRefusal }

/** Orders everything at once: card, order and intention to charge in one transaction. One open order at a time. */
export async function buyOnce(deps: BillingDeps, wish: OnceWish): Promise<OnceOutcome> {
  const { personKey, offer, price } = wish
  const gateway = gatewayOf(deps)
  const card = await gateway.saveCard({ token: wish.cardToken, personKey })
  if (!card.ok) return { kind: 'refused', why: card.why }
  return deps.db.transaction().execute(async (tx): Promise<OnceOutcome> => {
    const person = { personKey, credentialId: offer.credential_id }
    await lockPersonIn(tx, person)
    const open = await tx
      .selectFrom('orders')
      .select('id')
      .where('person_key', '=', personKey)
      .where('credential_id', '=', offer.credential_id)
      .where('kind', '=', 'once')
      .where('state', '=', 'open')
      .executeTakeFirst()
    if (open) return { kind: 'ordered', url: urls.order({ order: open.id }) }
    let chargeId: string | undefined
    let isNothing = false
    const url = await once(tx, { key: wish.key, personKey, now: deps.clock.now() }, async () => {
      if (await hasNothingToPay(tx, person)) {
        isNothing = true
        return ''
      }
      const paymentMethodId = await keepCard(tx, deps, { personKey, gateway: gateway.name, card })
      const placed = await placeOrder(tx, deps, {
        kind: 'once',
        personKey,
        credentialId: offer.credential_id,
        providerId: offer.provider_id,
        editionId: offer.edition_id,
        quantity: 1,
        unitMinor: price.unitMinor,
        currency: price.currency,
        country: price.country,
        tax: price.tax,
        paysBy: 'card',
        paymentMethodId,
        asked: answersOf(wish),
      })
      chargeId = placed.chargeId
      return urls.order({ order: placed.orderId })
    })
    if (isNothing || url === '') return { kind: 'nothing_to_pay' }
    return { kind: 'ordered', url, chargeId }
  })
}

function answersOf({ intent, hoursPerWeek, entryCheck }: OnceWish): OrderAnswers {
  return {
    intent,
    hoursPerWeek,
    ...(entryCheck && {
      entryCheck: { result: entryCheck.result, checkedAt: entryCheck.checkedAt.toISOString() },
    }),
  }
}

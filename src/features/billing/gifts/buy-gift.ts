import { audit } from '../../../platform/audit.ts'
import { newId } from '../../../platform/random.ts'
import { once } from '../../../platform/web/once.ts'
import type { CardRefusal } from '../gateway.ts'
import { type BillingDeps, gatewayOf } from '../gateway-of.ts'
import type { WholeSale } from '../grants/whole-sale.ts'
import { keepCard } from '../keep-card.ts'
import { type PayOutcome, payOrderNow } from '../orders/pay-order.ts'
import { placeOrder } from '../orders/place-order.ts'

export interface GiftWish {
  personKey: string
  sale: WholeSale
  recipientEmail: string
  recipientName: string
  giverName: string
  message: string
  sendAt: Date
  cardToken: string
  /** The form's own key: pressing twice is one gift. */
  once: string
}

export type GiftOutcome = PayOutcome | { kind: 'refused'; why: CardRefusal }

/**
 * Buys a gift: order and gift in one transaction, then the gateway is asked while the giver waits. It is sent when it
 * is paid and its day has come.
 */
export async function buyGift(deps: BillingDeps, wish: GiftWish): Promise<GiftOutcome> {
  const { personKey, sale } = wish
  const now = deps.clock.now()
  const gateway = gatewayOf(deps)
  const card = await gateway.saveCard({ token: wish.cardToken, personKey })
  if (!card.ok) return { kind: 'refused', why: card.why }
  const chargeId = await deps.db.transaction().execute((tx) =>
    once(tx, { key: wish.once, personKey, now }, async () => {
      const paymentMethodId = await keepCard(tx, deps, { personKey, gateway: gateway.name, card })
      const { orderId, chargeId } = await placeOrder(tx, deps, {
        kind: 'gift',
        personKey,
        credentialId: sale.credential_id,
        providerId: sale.provider_id,
        editionId: sale.edition_id,
        quantity: 1,
        unitMinor: sale.unitMinor,
        currency: sale.currency,
        country: sale.country,
        tax: sale.tax,
        paysBy: 'card',
        paymentMethodId,
      })
      const id = newId(now, deps.random)
      await tx
        .insertInto('gifts')
        .values({
          id,
          order_id: orderId,
          giver_key: personKey,
          credential_id: sale.credential_id,
          edition_id: sale.edition_id,
          recipient_email: wish.recipientEmail,
          recipient_name: wish.recipientName || null,
          giver_name: wish.giverName || null,
          message: wish.message || null,
          send_at: wish.sendAt,
          state: 'unpaid',
          made_at: now,
        })
        .execute()
      await audit(tx, {
        at: now,
        actor: personKey,
        action: 'billing.gift-ordered',
        subjectKind: 'gift',
        subjectId: id,
        detail: { order: orderId },
      })
      return chargeId ?? ''
    }),
  )
  return payOrderNow(deps, chargeId)
}

import { noTax } from '../../src/domain/tax.ts'
import { keepCard } from '../../src/features/billing/keep-card.ts'
import { type OrderWish, placeOrder } from '../../src/features/billing/orders/place-order.ts'
import { simulatedGateway } from '../../src/features/billing/simulated-gateway.ts'
import { signedIn, type World } from '../worlds.ts'
import { simulatedCard } from './billing.ts'
import type { TestSite, Visitor } from './site.ts'

// What tests about purchases need: a buyer with a card, and an order as a page would place it.

let buyers = 0

export interface Buyer {
  personKey: string
  visitor: Visitor
  email: string
  paymentMethodId: string
}

export async function buyerWithCard(
  site: TestSite,
  card: Parameters<typeof simulatedCard>[0] = 'works',
): Promise<Buyer> {
  const serial = ++buyers
  const email = `buyer${serial}@example.org`
  const { personKey, visitor } = await signedIn(site, { email, confirmed: true })
  const gateway = simulatedGateway(site.deps)
  const saved = await gateway.saveCard({ token: simulatedCard(card, 5000 + serial), personKey })
  if (!saved.ok) throw new Error(saved.why)
  const paymentMethodId = await site.deps.db
    .transaction()
    .execute((tx) => keepCard(tx, site.deps, { personKey, gateway: gateway.name, card: saved }))
  return { personKey, visitor, email, paymentMethodId }
}

/** Orders the whole of a world for 78 euros, or whatever else is wished. */
export async function order(site: TestSite, world: World, buyer: Buyer, wish: Partial<OrderWish> = {}) {
  return site.deps.db.transaction().execute((tx) =>
    placeOrder(tx, site.deps, {
      kind: 'once',
      personKey: buyer.personKey,
      credentialId: world.credentialId,
      providerId: world.providerId,
      editionId: world.editionId,
      quantity: 1,
      unitMinor: 7800,
      currency: 'EUR',
      country: null,
      tax: noTax,
      paysBy: 'card',
      paymentMethodId: buyer.paymentMethodId,
      ...wish,
    }),
  )
}

export async function orderOf(site: TestSite, orderId: string) {
  return site.deps.db.selectFrom('orders').selectAll().where('id', '=', orderId).executeTakeFirstOrThrow()
}

/** Papers in the order of their numbers. */
export async function invoicesOf(site: TestSite, kind: 'invoice' | 'credit_note' = 'invoice') {
  return site.deps.db
    .selectFrom('invoices')
    .selectAll()
    .where('kind', '=', kind)
    .orderBy('series_id')
    .orderBy('number')
    .execute()
}

import { requireWhole } from '../../../domain/money.ts'
import { type TaxRule, withTax } from '../../../domain/tax.ts'
import { audit } from '../../../platform/audit.ts'
import type { Tx } from '../../../platform/db/pool.ts'
import { addJob } from '../../../platform/jobs.ts'
import { newId } from '../../../platform/random.ts'
import type { NewEnrolment } from '../../learn/api.ts'
import { type BillingDeps, gatewayOf } from '../gateway-of.ts'
import { issueBill } from '../invoices/issue-invoice.ts'
import type { Order } from './queries.ts'

export type OrderKind = 'once' | 'gift' | 'vouchers' | 'seats'

/** What a buyer for themselves answered; it becomes the enrolment's when the order is paid. */
export type OrderAnswers = Pick<NewEnrolment, 'intent' | 'hoursPerWeek'> & {
  entryCheck?: { result: NonNullable<NewEnrolment['entryCheck']>['result']; checkedAt: string }
}

export interface OrderWish {
  kind: OrderKind
  personKey: string
  credentialId: string
  providerId: string
  editionId: string
  quantity: number
  unitMinor: number
  currency: string
  /** Taken off the whole order. */
  discountMinor?: number
  country: string | null
  tax: TaxRule
  paysBy: 'card' | 'invoice'
  /** The card, where it is paid by card. */
  paymentMethodId?: string
  /** The buyer is there and can confirm what the bank asks. */
  onSession?: boolean
  asked?: OrderAnswers
  simulated?: boolean
}

/** The most that one order can be for, in minor units: what a column of the tables holds. */
export const orderTotalMax = 2_000_000_000

/** What an order comes to: discount, tax, total. @throws RangeError where it is no such order */
export function orderAmounts(wish: Pick<OrderWish, 'quantity' | 'unitMinor' | 'discountMinor' | 'tax'>) {
  const { quantity, unitMinor, discountMinor = 0, tax } = wish
  for (const value of [quantity, unitMinor, discountMinor]) requireWhole(value)
  const listMinor = quantity * unitMinor
  if (quantity < 1 || unitMinor < 1 || discountMinor < 0 || discountMinor >= listMinor)
    throw new RangeError(`Not an order: ${quantity} × ${unitMinor} − ${discountMinor}`)
  const { totalMinor, taxMinor } = withTax(listMinor - discountMinor, tax)
  if (totalMinor > orderTotalMax) throw new RangeError(`More than an order can be for: ${totalMinor}`)
  return { listMinor, discountMinor, taxMinor, totalMinor }
}

/**
 * Stores an order in the caller's transaction. By card: with the intention to charge it and the job that asks the
 * gateway, once for the whole order. By invoice: with its bill, numbered, to be paid within 30 days. The caller makes
 * the form safe to send twice (`once`). Where nothing is to be paid (a whole discount) there is no order to place.
 */
export async function placeOrder(
  tx: Tx,
  deps: BillingDeps,
  wish: OrderWish,
): Promise<{ orderId: string; chargeId?: string; totalMinor: number }> {
  const now = deps.clock.now()
  const amounts = orderAmounts(wish)
  const { totalMinor } = amounts
  const order = await tx
    .insertInto('orders')
    .values({
      id: newId(now, deps.random),
      kind: wish.kind,
      person_key: wish.personKey,
      credential_id: wish.credentialId,
      provider_id: wish.providerId,
      edition_id: wish.editionId,
      quantity: wish.quantity,
      unit_minor: wish.unitMinor,
      currency: wish.currency,
      discount_minor: amounts.discountMinor,
      country: wish.country,
      tax_rate_bp: wish.tax.rateBp,
      tax_added: wish.tax.added,
      tax_minor: amounts.taxMinor,
      total_minor: totalMinor,
      pays_by: wish.paysBy,
      payment_method_id: wish.paymentMethodId ?? null,
      state: 'open',
      created_at: now,
      asked: JSON.stringify(wish.asked ?? {}),
      simulated: wish.simulated ?? false,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  await audit(tx, {
    at: now,
    actor: wish.personKey,
    action: 'billing.ordered',
    subjectKind: 'order',
    subjectId: order.id,
    detail: { kind: wish.kind, total_minor: totalMinor, currency: wish.currency, pays_by: wish.paysBy },
  })
  if (wish.paysBy === 'invoice') {
    await issueBill(tx, deps, order)
    return { orderId: order.id, totalMinor }
  }
  const gateway = gatewayOf(deps).name
  const chargeId = await intendOrderCharge(tx, deps, order, { gateway, onSession: wish.onSession ?? true })
  await addJob(tx, 'billing.charge', { charge: chargeId }, { key: `charge:${chargeId}` })
  return { orderId: order.id, chargeId, totalMinor }
}

/** The intention to charge a whole order. */
export async function intendOrderCharge(
  tx: Tx,
  deps: BillingDeps,
  order: Order,
  { gateway, onSession }: { gateway: string; onSession: boolean },
): Promise<string> {
  const now = deps.clock.now()
  const id = newId(now, deps.random)
  await tx
    .insertInto('charges')
    .values({
      id,
      order_id: order.id,
      number: 1,
      gateway,
      state: 'intended',
      list_minor: order.quantity * order.unit_minor,
      discount_minor: order.discount_minor,
      tax_minor: order.tax_minor,
      tax_added: order.tax_added,
      amount_minor: order.total_minor,
      currency: order.currency,
      intended_at: now,
      on_session: onSession,
    })
    .execute()
  return id
}

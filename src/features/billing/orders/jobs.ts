import type { Job, RoomJobs } from '../../../platform/jobs.ts'
import type { BillingDeps } from '../gateway-of.ts'
import { giftFailed, giftPaid } from '../gifts/send-gifts.ts'
import { giftRefunded } from '../gifts/settle-gift.ts'
import { seatsFailed } from '../seats/bill-seats.ts'
import type { OrderKind } from './place-order.ts'

// What each kind of order does when it was settled. The jobs are added in the transaction that settles, and may run
// twice: each finds out what was done.

type Then = (deps: BillingDeps, orderId: string) => Promise<void>
interface Follow {
  paid?: Then
  failed?: Then
  refunded?: Then
}

/** By kind; a purchase for oneself is complete when it is settled. */
const followUps: Partial<Record<OrderKind, Follow>> = {
  gift: { paid: giftPaid, failed: giftFailed, refunded: giftRefunded },
  seats: { failed: seatsFailed },
}

export const orderJobs: RoomJobs['jobs'] = {
  'billing.order-paid': follow('paid'),
  'billing.order-failed': follow('failed'),
  'billing.order-refunded': follow('refunded'),
}

function follow(what: keyof Follow): Job {
  return async (deps, payload) => {
    const orderId = String(payload.order)
    const order = await deps.db
      .selectFrom('orders')
      .select('kind')
      .where('id', '=', orderId)
      .executeTakeFirst()
    await followUps[order?.kind as OrderKind]?.[what]?.(deps, orderId)
  }
}

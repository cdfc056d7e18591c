import { audit } from '../../../platform/audit.ts'
import type { Tx } from '../../../platform/db/pool.ts'
import { hashToken, newToken } from '../../../platform/random.ts'
import type { BillingDeps } from '../gateway-of.ts'
import { refundOrder } from '../orders/refund-order.ts'
import { mailGift } from './mails.ts'
import { type Gift, lockOptionalGift } from './queries.ts'

/** What is deleted of a gift that is over: whom it was for, and the words. */
export const withoutWords = {
  recipient_email: null,
  recipient_name: null,
  giver_name: null,
  message: null,
} as const

/** A gift's order was paid: it waits for its day, or goes at once. */
export async function giftPaid(deps: BillingDeps, orderId: string): Promise<void> {
  await deps.db.transaction().execute(async (tx) => {
    const gift = await lockOptionalGift(tx, { orderId })
    if (gift?.state !== 'unpaid') return
    await tx.updateTable('gifts').set({ state: 'waiting' }).where('id', '=', gift.id).execute()
    await sendIfDue(tx, deps, { ...gift, state: 'waiting' })
  })
}

/** It could not be paid: nobody gets anything, and nothing of it is kept but that it was. */
export async function giftFailed(deps: BillingDeps, orderId: string): Promise<void> {
  await deps.db
    .updateTable('gifts')
    .set(withoutWords)
    .where('order_id', '=', orderId)
    .where('state', '=', 'unpaid')
    .execute()
}

/** Sends every gift whose day has come. Safe to repeat. */
export async function sendGifts(deps: BillingDeps): Promise<void> {
  const due = await deps.db
    .selectFrom('gifts')
    .select('id')
    .where('state', '=', 'waiting')
    .where('send_at', '<=', deps.clock.now())
    .orderBy('send_at')
    .limit(1000)
    .execute()
  for (const { id } of due)
    await deps.db.transaction().execute(async (tx) => {
      const gift = await lockOptionalGift(tx, { id })
      if (gift) await sendIfDue(tx, deps, gift)
    })
}

/** Sends a gift again because its giver asks for it; only the newest link works. @returns false where it isn't theirs */
export async function sendGiftAgain(
  deps: BillingDeps,
  { id, actor }: { id: string; actor: string },
): Promise<boolean> {
  return deps.db.transaction().execute(async (tx) => {
    const gift = await lockOptionalGift(tx, { id })
    if (gift?.giver_key !== actor) return false
    if (gift.state === 'sent') await send(tx, deps, gift)
    return true
  })
}

async function sendIfDue(tx: Tx, deps: BillingDeps, gift: Gift): Promise<void> {
  if (gift.state === 'waiting' && gift.send_at <= deps.clock.now()) await send(tx, deps, gift)
}

async function send(tx: Tx, deps: BillingDeps, gift: Gift): Promise<void> {
  const now = deps.clock.now()
  if (!gift.recipient_email) {
    // Its giver was erased, and with them whom it was for: the money goes back.
    await tx
      .updateTable('gifts')
      .set({ state: 'given_back', given_back_at: now, ...withoutWords })
      .where('id', '=', gift.id)
      .execute()
    await refundOrder(tx, deps, { orderId: gift.order_id, reason: 'operator' })
    await audit(tx, {
      at: now,
      actor: null,
      action: 'billing.gift-taken-back',
      subjectKind: 'gift',
      subjectId: gift.id,
      detail: { why: 'giver_erased' },
    })
    return
  }
  const token = newToken(deps.random)
  await tx
    .updateTable('gifts')
    .set({ state: 'sent', sent_at: now, token_hash: hashToken(token) })
    .where('id', '=', gift.id)
    .execute()
  await mailGift(tx, deps, gift, token)
  await audit(tx, {
    at: now,
    actor: null,
    action: 'billing.gift-sent',
    subjectKind: 'gift',
    subjectId: gift.id,
  })
}

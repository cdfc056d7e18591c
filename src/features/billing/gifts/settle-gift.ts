import { sql } from 'kysely'
import { audit } from '../../../platform/audit.ts'
import type { Executor } from '../../../platform/db/pool.ts'
import type { NewEnrolment } from '../../learn/api.ts'
import type { BillingDeps } from '../gateway-of.ts'
import { giveWhole, selectCurrentEditionId } from '../grants/give-whole.ts'
import { refundOrder } from '../orders/refund-order.ts'
import { mailGiftAccepted, mailGiftTakenBack } from './mails.ts'
import { lockOptionalGift } from './queries.ts'
import { withoutWords } from './send-gifts.ts'

export type AcceptOutcome =
  | { kind: 'accepted'; enrolmentId: string }
  /** There is nothing to pay for: it stays for somebody else. */
  | { kind: 'had_already' }
  | { kind: 'taken' | 'dead' }

/** Accepts a gift: one person gets it, and learns with nothing to pay. Pressing again leads to the same enrolment. */
export async function acceptGift(
  deps: BillingDeps,
  { token, personKey, entryCheck }: { token: string } & Pick<NewEnrolment, 'personKey' | 'entryCheck'>,
): Promise<AcceptOutcome> {
  const now = deps.clock.now()
  return deps.db.transaction().execute(async (tx): Promise<AcceptOutcome> => {
    const gift = await lockOptionalGift(tx, { token })
    if (!gift || gift.state === 'given_back') return { kind: 'dead' }
    if (gift.state === 'accepted')
      return gift.accepted_by === personKey && gift.enrolment_id
        ? { kind: 'accepted', enrolmentId: gift.enrolment_id }
        : { kind: 'taken' }
    const { credential_id: credentialId } = gift
    const editionId = await selectCurrentEditionId(tx, credentialId)
    const given = await giveWhole(tx, deps, {
      personKey,
      credentialId,
      editionId,
      entryCheck,
      intent: {},
      because: 'gift',
    })
    if (given.kind === 'had_already') return { kind: 'had_already' }
    const { enrolmentId } = given
    await tx
      .updateTable('gifts')
      .set({
        state: 'accepted',
        accepted_at: now,
        accepted_by: personKey,
        enrolment_id: enrolmentId,
        ...withoutWords,
      })
      .where('id', '=', gift.id)
      .execute()
    await audit(tx, {
      at: now,
      actor: personKey,
      action: 'billing.gift-accepted',
      subjectKind: 'gift',
      subjectId: gift.id,
      detail: { enrolment: enrolmentId },
    })
    await mailGiftAccepted(tx, deps, gift)
    return { kind: 'accepted', enrolmentId }
  })
}

/**
 * Takes a gift back that nobody accepted, and gives all of its money back. Safe to repeat.
 * @returns whether it is taken back; undefined where it isn't theirs
 */
export async function takeGiftBack(
  deps: BillingDeps,
  { id, actor }: { id: string; actor: string },
): Promise<boolean | undefined> {
  const now = deps.clock.now()
  return deps.db.transaction().execute(async (tx) => {
    const gift = await lockOptionalGift(tx, { id })
    if (gift?.giver_key !== actor) return undefined
    if (gift.state === 'given_back') return true
    if (gift.state !== 'waiting' && gift.state !== 'sent') return false
    await tx
      .updateTable('gifts')
      .set({ state: 'given_back', given_back_at: now, ...withoutWords })
      .where('id', '=', id)
      .execute()
    const refund = await refundOrder(tx, deps, { orderId: gift.order_id, reason: 'self_service', actor })
    await audit(tx, {
      at: now,
      actor,
      action: 'billing.gift-taken-back',
      subjectKind: 'gift',
      subjectId: id,
    })
    if (refund.kind === 'intended') {
      const { currency } = await tx
        .selectFrom('orders')
        .select('currency')
        .where('id', '=', gift.order_id)
        .executeTakeFirstOrThrow()
      await mailGiftTakenBack(tx, deps, gift, { minor: refund.minor, currency })
    }
    return true
  })
}

/** Its money was given back by the operator or lost to a dispute: it can't be accepted any more. */
export async function giftRefunded(deps: BillingDeps, orderId: string): Promise<void> {
  const now = deps.clock.now()
  await deps.db.transaction().execute(async (tx) => {
    const ended = await tx
      .updateTable('gifts')
      .set({ state: 'given_back', given_back_at: now, ...withoutWords })
      .where('order_id', '=', orderId)
      .where('state', 'in', ['unpaid', 'waiting', 'sent'])
      .where(
        sql<boolean>`exists (select 1 from orders o where o.id = gifts.order_id and o.state = 'refunded')`,
      )
      .returning('id')
      .executeTakeFirst()
    if (!ended) return
    await audit(tx, {
      at: now,
      actor: null,
      action: 'billing.gift-taken-back',
      subjectKind: 'gift',
      subjectId: ended.id,
      detail: { why: 'refunded' },
    })
  })
}

/** The giver's words and whom they meant them for. */
export async function eraseGifts(tx: Executor, personKey: string): Promise<void> {
  await tx.updateTable('gifts').set(withoutWords).where('giver_key', '=', personKey).execute()
}

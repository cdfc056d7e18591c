import type { Executor, Tx } from '../../../platform/db/pool.ts'
import { hashToken } from '../../../platform/random.ts'

/** The one row that decides about a gift, locked until the transaction ends. */
export async function lockOptionalGift(tx: Tx, by: { id: string } | { orderId: string } | { token: string }) {
  const locked = tx.selectFrom('gifts').selectAll().forUpdate()
  if ('id' in by) return locked.where('id', '=', by.id).executeTakeFirst()
  if ('orderId' in by) return locked.where('order_id', '=', by.orderId).executeTakeFirst()
  return locked.where('token_hash', '=', hashToken(by.token)).executeTakeFirst()
}
export type Gift = NonNullable<Awaited<ReturnType<typeof lockOptionalGift>>>

/** What a person gave, the newest first. */
export async function selectOwnGifts(db: Executor, personKey: string) {
  return db
    .selectFrom('gifts as g')
    .innerJoin('orders as o', 'o.id', 'g.order_id')
    .innerJoin('editions as e', 'e.id', 'g.edition_id')
    .select(['g.id', 'g.state', 'g.recipient_email', 'g.send_at', 'g.sent_at', 'g.accepted_at'])
    .select(['g.given_back_at', 'e.title', 'o.total_minor', 'o.currency', 'o.state as order_state'])
    .where('g.giver_key', '=', personKey)
    .orderBy('g.made_at', 'desc')
    .limit(200)
    .execute()
}
export type OwnGift = Awaited<ReturnType<typeof selectOwnGifts>>[number]

/** The gift behind a mail's link. */
export async function selectOptionalGiven(db: Executor, token: string) {
  return db
    .selectFrom('gifts as g')
    .innerJoin('editions as e', 'e.id', 'g.edition_id')
    .innerJoin('credentials as c', 'c.id', 'g.credential_id')
    .innerJoin('providers as p', 'p.id', 'c.provider_id')
    .select(['g.id', 'g.state', 'g.giver_name', 'g.message', 'g.accepted_by', 'g.enrolment_id'])
    .select(['e.title', 'c.slug', 'p.name as provider_name'])
    .where('g.token_hash', '=', hashToken(token))
    .executeTakeFirst()
}
export type GivenGift = NonNullable<Awaited<ReturnType<typeof selectOptionalGiven>>>

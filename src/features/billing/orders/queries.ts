import { type NotNull, sql } from 'kysely'
import type { Executor, Tx } from '../../../platform/db/pool.ts'

/** The one row that decides about an order, locked until the transaction ends. */
export async function lockOptionalOrder(tx: Tx, id: string) {
  return tx.selectFrom('orders').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
}
/** An order as it stands. */
export async function selectOptionalOrder(db: Executor, id: string) {
  return db.selectFrom('orders').selectAll().where('id', '=', id).executeTakeFirst()
}
export type Order = NonNullable<Awaited<ReturnType<typeof lockOptionalOrder>>>

/** A person's purchases, newest first. */
export async function selectOwnOrders(db: Executor, personKey: string) {
  return db
    .selectFrom('orders as o')
    .innerJoin('editions as e', 'e.id', 'o.edition_id')
    .select(['o.id', 'o.kind', 'o.quantity', 'o.state', 'o.pays_by', 'o.total_minor', 'o.currency'])
    .select(['o.created_at', 'e.title'])
    .where('o.person_key', '=', personKey)
    .orderBy('o.created_at', 'desc')
    .limit(200)
    .execute()
}
export type OwnOrder = Awaited<ReturnType<typeof selectOwnOrders>>[number]

export async function selectOptionalOrderCharge(db: Executor, id: string) {
  return db
    .selectFrom('charges')
    .selectAll()
    .where('id', '=', id)
    .where('order_id', 'is not', null)
    .$narrowType<{ order_id: NotNull }>()
    .executeTakeFirst()
}
export type OrderCharge = NonNullable<Awaited<ReturnType<typeof selectOptionalOrderCharge>>>

/** The charge that paid an order. */
export async function selectOptionalPaidCharge(db: Executor, orderId: string) {
  return db
    .selectFrom('charges')
    .selectAll()
    .where('order_id', '=', orderId)
    .where('state', '=', 'succeeded')
    .$narrowType<{ order_id: NotNull }>()
    .executeTakeFirst()
}

/** Beside an order: what it is for, and its buyer's address (none after they were erased). */
export async function selectOrderSurroundings(db: Executor, order: Pick<Order, 'person_key' | 'edition_id'>) {
  return db
    .selectFrom('persons as p')
    .leftJoin('accounts as a', 'a.person_key', 'p.person_key')
    .innerJoin('editions as e', (join) => join.on('e.id', '=', order.edition_id))
    .innerJoin('credentials as c', 'c.id', 'e.credential_id')
    .select(['e.title', 'c.slug', 'a.email', 'a.locale', 'a.time_zone', 'p.erased_at'])
    .select(sql<number>`e.advertised_weeks::float8`.as('advertised_weeks'))
    .where('p.person_key', '=', order.person_key)
    .executeTakeFirstOrThrow()
}
export type OrderSurroundings = Awaited<ReturnType<typeof selectOrderSurroundings>>

/** What was given back of a charge or is on its way. */
export async function selectGivenBack(db: Executor, chargeId: string) {
  const { rows } = await sql<{ total_minor: number; tax_minor: number }>`
    select coalesce(sum(amount_minor), 0)::int as total_minor, coalesce(sum(tax_minor), 0)::int as tax_minor
    from refunds where charge_id = ${chargeId} and state <> 'refused' and reason <> 'credit_left'`.execute(db)
  return { totalMinor: rows[0]!.total_minor, taxMinor: rows[0]!.tax_minor }
}

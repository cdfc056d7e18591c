import type { Executor } from '../../../platform/db/pool.ts'

/** A charge with what was sold: a month's subscription or an order. */
export async function selectOptionalDisputedCharge(db: Executor, id: string) {
  return db
    .selectFrom('charges as c')
    .leftJoin('subscriptions as s', 's.id', 'c.subscription_id')
    .leftJoin('orders as o', 'o.id', 'c.order_id')
    .select(['c.id', 'c.state', 'c.gateway', 'c.currency', 'c.amount_minor', 'c.credit_minor', 'c.tax_minor'])
    .select(['c.subscription_id', 's.simulated'])
    .select((eb) => [
      eb.fn.coalesce('s.provider_id', 'o.provider_id').$notNull().as('provider_id'),
      eb.fn.coalesce('s.enrolment_id', 'o.enrolment_id').as('enrolment_id'),
      eb.fn.coalesce('s.country', 'o.country').as('country'),
    ])
    .where('c.id', '=', id)
    .executeTakeFirst()
}
export type DisputedCharge = NonNullable<Awaited<ReturnType<typeof selectOptionalDisputedCharge>>>

/** Disputes that are open or closed lately, newest first. */
export async function selectDisputes(db: Executor) {
  return db.selectFrom('disputes').selectAll().orderBy('opened_at', 'desc').limit(50).execute()
}

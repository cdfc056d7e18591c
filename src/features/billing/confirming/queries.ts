import { sql } from 'kysely'
import type { Executor } from '../../../platform/db/pool.ts'

/** A charge of one's own: of a month or of an order. */
export async function selectOptionalOwnCharge(db: Executor, id: string, personKey: string) {
  return db
    .selectFrom('charges as c')
    .leftJoin('subscriptions as s', 's.id', 'c.subscription_id')
    .leftJoin('enrolments as n', 'n.id', 's.enrolment_id')
    .leftJoin('orders as o', 'o.id', 'c.order_id')
    .innerJoin('editions as e', (join) =>
      join.on((eb) => eb('e.id', '=', eb.fn.coalesce('n.edition_id', 'o.edition_id'))),
    )
    .select(['c.id', 'c.state', 'c.failure', 'c.amount_minor', 'c.currency', 'c.subscription_id', 'e.title'])
    .where('c.id', '=', id)
    .where((eb) => eb(eb.fn.coalesce('s.person_key', 'o.person_key'), '=', personKey))
    .executeTakeFirst()
}
export type OwnCharge = NonNullable<Awaited<ReturnType<typeof selectOptionalOwnCharge>>>

/** A month of one's own that failed and can still be paid, with what failed last. */
export async function selectOptionalOpenMonth(db: Executor, subscriptionId: string, personKey: string) {
  return db
    .selectFrom('subscriptions as s')
    .innerJoin('enrolments as n', 'n.id', 's.enrolment_id')
    .innerJoin('editions as e', 'e.id', 'n.edition_id')
    .select(['s.id', 's.state', 's.access_until', 's.currency', 's.time_zone', 'e.title'])
    .select(
      sql<{
        amount_minor: number
        failure: string | null
      } | null>`(select json_build_object('amount_minor', c.amount_minor,
        'failure', c.failure) from charges c where c.subscription_id = s.id and c.state = 'failed'
        order by c.number desc, c.attempt desc limit 1)`.as('failed'),
    )
    .where('s.id', '=', subscriptionId)
    .where('s.person_key', '=', personKey)
    .executeTakeFirst()
}
export type OpenMonth = NonNullable<Awaited<ReturnType<typeof selectOptionalOpenMonth>>>

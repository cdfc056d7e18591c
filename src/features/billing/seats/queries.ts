import { sql } from 'kysely'
import type { Executor, Tx } from '../../../platform/db/pool.ts'
import { hashToken } from '../../../platform/random.ts'

/** The organisations that a person administers, with how far their seats are. */
export async function selectOwnOrganisations(db: Executor, personKey: string) {
  return db
    .selectFrom('organisations as o')
    .innerJoin('organisation_admins as a', 'a.organisation_id', 'o.id')
    .select(['o.id', 'o.name'])
    .select(
      sql<number>`(select coalesce(sum(g.seats_max), 0) from seat_agreements g where g.organisation_id = o.id)::int`.as(
        'seats_max',
      ),
    )
    .select(
      sql<number>`(select count(*) from seats s join seat_agreements g on g.id = s.agreement_id
        where g.organisation_id = o.id and s.used_at is not null)::int`.as('used'),
    )
    .where('a.person_key', '=', personKey)
    .orderBy('o.name')
    .execute()
}
export type OwnOrganisation = Awaited<ReturnType<typeof selectOwnOrganisations>>[number]

/** An organisation, if the person administers it, with all its administrators. */
export async function selectOptionalOrganisation(db: Executor, id: string, personKey: string) {
  const { rows } = await sql<{
    id: string
    name: string
    admins: { person_key: string; email: string | null; name: string | null }[]
  }>`select o.id, o.name, (select json_agg(json_build_object('person_key', a.person_key, 'email', c.email, 'name', c.display_name)
      order by a.added_at) from organisation_admins a left join accounts c on c.person_key = a.person_key
      where a.organisation_id = o.id) as admins
    from organisations o join organisation_admins mine on mine.organisation_id = o.id and mine.person_key = ${personKey}
    where o.id = ${id}`.execute(db)
  return rows[0]
}
export type Organisation = NonNullable<Awaited<ReturnType<typeof selectOptionalOrganisation>>>

export interface SeatLine {
  id: string
  invited_email: string | null
  invited_at: string | null
  taken_at: string | null
  used_at: string | null
  email: string | null
  name: string | null
  /** Null where the learner doesn't show it. */
  progress: { done: number; all: number; earned_at: string | null } | null
}

export interface SeatBill {
  month: string
  quantity: number
  total_minor: number
  currency: string
  state: string
  invoice_id: string | null
}

/**
 * The agreements of an organisation with their seats and bills: one query. What a learner doesn't show is no part of it.
 */
export async function selectAgreements(db: Executor, organisationId: string) {
  return db
    .selectFrom('seat_agreements as g')
    .innerJoin('credentials as c', 'c.id', 'g.credential_id')
    .innerJoin('editions as e', 'e.id', 'g.edition_id')
    .selectAll('g')
    .select(['e.title', 'c.slug'])
    .select(
      sql<
        SeatLine[]
      >`(select coalesce(json_agg(json_build_object('id', s.id, 'invited_email', s.invited_email,
          'invited_at', s.invited_at, 'taken_at', s.taken_at, 'used_at', coalesce(s.used_at, ${beganAt}), 'email', a.email, 'name', a.display_name,
          'progress', case when s.shows_progress then ${progressOf} end) order by s.number), '[]')
        from seats s left join accounts a on a.person_key = s.person_key
          left join enrolments n on n.id = s.enrolment_id
        where s.agreement_id = g.id and (s.invited_email is not null or s.taken_at is not null))`.as('seats'),
    )
    .select(
      sql<SeatBill[]>`(select coalesce(json_agg(json_build_object('month', b.month, 'quantity', o.quantity,
          'total_minor', o.total_minor, 'currency', o.currency, 'state', o.state,
          'invoice_id', (select v.id from invoices v left join charges h on h.id = v.charge_id
            where v.kind = 'invoice' and (v.order_id = o.id or h.order_id = o.id) limit 1)) order by b.month desc), '[]')
        from seat_bills b join orders o on o.id = b.order_id where b.agreement_id = g.id)`.as('bills'),
    )
    .where('g.organisation_id', '=', organisationId)
    .orderBy('g.made_at', 'desc')
    .limit(100)
    .execute()
}
export type Agreement = Awaited<ReturnType<typeof selectAgreements>>[number]

// Seats are noted as used once an hour; who looks in between sees it at once.
const beganAt = sql`(select greatest(v.at, s.taken_at) from enrolment_events v where v.enrolment_id = s.enrolment_id and v.kind = 'started')`

// Required steps done: lessons read, everything else passed.
const progressOf = sql`(select json_build_object('all', count(*), 'done', count(*) filter (where p.completed_at is not null or r.passed_at is not null),
    'earned_at', (select v.at from enrolment_events v where v.enrolment_id = n.id and v.kind = 'requirements_met'))
  from items i left join item_progress p on p.item_id = i.id and p.enrolment_id = n.id and i.kind = 'lesson'
    left join item_results r on r.item_id = i.id and r.enrolment_id = n.id
  where i.edition_id = n.edition_id and i.required)`

/** An agreement, locked, if the person administers its organisation. */
export async function lockOptionalOwnAgreement(tx: Tx, id: string, personKey: string) {
  return tx
    .selectFrom('seat_agreements as g')
    .innerJoin('organisation_admins as a', 'a.organisation_id', 'g.organisation_id')
    .selectAll('g')
    .where('g.id', '=', id)
    .where('a.person_key', '=', personKey)
    .forUpdate('g')
    .executeTakeFirst()
}

export async function lockOptionalAgreement(tx: Tx, id: string) {
  return tx.selectFrom('seat_agreements').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
}
export type AgreementRow = NonNullable<Awaited<ReturnType<typeof lockOptionalAgreement>>>

/** What the page that offers a seat says of it, by the invitation's token or by the agreement. */
export async function selectOptionalSeatOffer(db: Executor, by: { token: string } | { agreementId: string }) {
  let query = db
    .selectFrom('seat_agreements as g')
    .innerJoin('organisations as o', 'o.id', 'g.organisation_id')
    .innerJoin('editions as e', 'e.id', 'g.edition_id')
    .innerJoin('credentials as c', 'c.id', 'g.credential_id')
    .innerJoin('providers as p', 'p.id', 'g.provider_id')
    .leftJoin('seats as s', (join) =>
      join
        .onRef('s.agreement_id', '=', 'g.id')
        .on('s.token_hash', '=', 'token' in by ? hashToken(by.token) : null),
    )
    .select(['g.id as agreement_id', 'g.email_domain', 'g.ends_at', 'g.closed_at', 'o.name as organisation'])
    .select(['e.title', 'c.slug', 'p.name as provider_name', 's.person_key', 's.enrolment_id'])
  query = 'token' in by ? query.where('s.id', 'is not', null) : query.where('g.id', '=', by.agreementId)
  return query.executeTakeFirst()
}
export type SeatOffer = NonNullable<Awaited<ReturnType<typeof selectOptionalSeatOffer>>>

/** The seats that others pay for a person, with what is shown of them. */
export async function selectOwnSeats(db: Executor, personKey: string) {
  return db
    .selectFrom('seats as s')
    .innerJoin('seat_agreements as g', 'g.id', 's.agreement_id')
    .innerJoin('organisations as o', 'o.id', 'g.organisation_id')
    .innerJoin('editions as e', 'e.id', 'g.edition_id')
    .select(['s.id', 's.shows_progress', 's.enrolment_id', 'o.name as organisation', 'e.title'])
    .where('s.person_key', '=', personKey)
    .orderBy('s.taken_at', 'desc')
    .execute()
}
export type OwnSeat = Awaited<ReturnType<typeof selectOwnSeats>>[number]

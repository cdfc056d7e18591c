import { type NotNull, type RawBuilder, sql } from 'kysely'
import type { StatedPrice } from '../../domain/price-list.ts'
import type { Executor } from '../../platform/db/pool.ts'

/** A credential as it is offered now, and what this person has of it already. */
export async function selectOptionalTrialOffer(db: Executor, slug: string, personKey: string) {
  const row = await db
    .selectFrom('credentials as c')
    .innerJoin('editions as e', 'e.id', 'c.current_edition_id')
    .innerJoin('providers as p', 'p.id', 'c.provider_id')
    .leftJoin('subscriptions as s', (join) =>
      join.onRef('s.credential_id', '=', 'c.id').on('s.person_key', '=', personKey),
    )
    .select(['c.id as credential_id', 'c.slug', 'c.provider_id', 'p.name as provider_name'])
    .select(['e.id as edition_id', 'e.title', 'e.status', 'e.price_minor', 'e.currency'])
    .select([
      sql<number>`e.effort_hours::float8`.as('effort_hours'),
      sql<number>`e.advertised_weeks::float8`.as('advertised_weeks'),
    ])
    .select(sql<number | null>`(e.facts->>'hours_per_week')::float8`.as('hours_per_week'))
    .select(sql<number | null>`(e.facts->'price'->>'cap_months')::int`.as('cap_months'))
    .select(sql<StatedPrice | 'free'>`e.facts->'price'`.as('stated_price'))
    .select(['s.state as own_state', 's.enrolment_id as own_enrolment_id'])
    // Aid that was granted already, in percent: the trial begins with it.
    .select(
      sql<number>`coalesce((select coalesce(a.appeal_percent, a.percent) from aid_applications a
        where a.person_key = ${personKey} and a.credential_id = c.id order by a.applied_at desc limit 1), 0)`.as(
        'aid_percent',
      ),
    )
    .select(sql<string | null>`(${wholeEnrolment(personKey, sql.ref('c.id'))})`.as('whole_enrolment_id'))
    .where('c.slug', '=', slug)
    .orderBy('s.trial_started_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row
}
export type TrialOffer = NonNullable<Awaited<ReturnType<typeof selectOptionalTrialOffer>>>

// Work is taken without end and without an agreement to pay: paid at once, a gift, a seat, whole aid.
function wholeEnrolment(personKey: string, credentialId: RawBuilder<unknown>) {
  return sql<{
    id: string
  }>`select n.id from enrolments n left join enrolment_access x on x.enrolment_id = n.id
    where n.person_key = ${personKey} and n.credential_id = ${credentialId} and x.works_until is null
      and not exists (select 1 from subscriptions o where o.enrolment_id = n.id)
    order by n.ordinal desc limit 1`
}

/** A person's enrolment in a credential for which there is nothing to pay; undefined where there is none. */
export async function selectOptionalWholeEnrolment(
  db: Executor,
  { personKey, credentialId }: { personKey: string; credentialId: string },
): Promise<string | undefined> {
  const { rows } = await wholeEnrolment(personKey, sql`${credentialId}::uuid`).execute(db)
  return rows[0]?.id
}

/** The one row that decides, locked until the transaction ends. */
export async function lockOptionalSubscription(tx: Executor, by: { id: string } | { enrolmentId: string }) {
  const locked = tx.selectFrom('subscriptions').selectAll().forUpdate()
  return 'id' in by
    ? locked.where('id', '=', by.id).executeTakeFirst()
    : locked.where('enrolment_id', '=', by.enrolmentId).executeTakeFirst()
}
export type Subscription = NonNullable<Awaited<ReturnType<typeof lockOptionalSubscription>>>

/** What mails and decisions need to know beside the subscription's own row. */
export async function selectSurroundings(
  db: Executor,
  subscription: Pick<Subscription, 'enrolment_id' | 'person_key'>,
) {
  return db
    .selectFrom('enrolments as n')
    .innerJoin('editions as e', 'e.id', 'n.edition_id')
    .innerJoin('persons as p', 'p.person_key', 'n.person_key')
    .leftJoin('accounts as a', 'a.person_key', 'n.person_key')
    .leftJoin('enrolment_events as w', (join) =>
      join.onRef('w.enrolment_id', '=', 'n.id').on('w.kind', '=', 'work_done'),
    )
    .select(['e.title', 'n.simulated', 'a.email', 'a.email_confirmed_at', 'a.locale', 'p.erased_at'])
    .select(['w.at as work_done_at'])
    .where('n.id', '=', subscription.enrolment_id)
    .executeTakeFirstOrThrow()
}
export type Surroundings = Awaited<ReturnType<typeof selectSurroundings>>

export interface ChargeLine {
  id: string
  number: number
  attempt: number
  state: string
  at: string
  period_start: string
  period_end: string
  amount_minor: number
  failure: string | null
  refunded_minor: number
  settled_at: string | null
  gateway: string
  currency: string
  credit_minor: number
  tax_minor: number
  /** Given back or on its way, by the way it went. */
  refunded_card_minor: number
  refunded_credit_minor: number
  is_disputed: boolean
  /** The numbered paper of it. */
  invoice_id: string | null
}

/** Everything that a person pays for, with every charge that was made or failed: one query. */
export async function selectOwnSubscriptions(db: Executor, personKey: string) {
  return db
    .selectFrom('subscriptions as s')
    .innerJoin('enrolments as n', 'n.id', 's.enrolment_id')
    .innerJoin('editions as e', 'e.id', 'n.edition_id')
    .innerJoin('credentials as c', 'c.id', 's.credential_id')
    .leftJoin('payment_methods as m', 'm.id', 's.payment_method_id')
    .selectAll('s')
    .select(['e.title', 'c.slug', 'm.brand', 'm.last4'])
    .select(
      sql<
        ChargeLine[]
      >`(select coalesce(json_agg(json_build_object('id', c.id, 'number', c.number, 'attempt', c.attempt,
        'state', c.state, 'at', coalesce(c.settled_at, c.intended_at), 'period_start', c.period_start,
        'period_end', c.period_end, 'amount_minor', c.amount_minor, 'failure', c.failure,
        'settled_at', c.settled_at, 'gateway', c.gateway, 'currency', c.currency, 'credit_minor', c.credit_minor,
        'tax_minor', c.tax_minor, 'refunded_minor', coalesce(r.succeeded, 0), 'refunded_card_minor', coalesce(r.card, 0),
        'refunded_credit_minor', coalesce(r.credit, 0),
        'is_disputed', exists (select 1 from disputes d where d.charge_id = c.id and d.state <> 'won'),
        'invoice_id', (select i.id from invoices i where i.charge_id = c.id and i.kind = 'invoice'))
        order by c.number desc, c.attempt desc), '[]')
        from charges c left join lateral (select
            sum(amount_minor) filter (where state = 'succeeded') as succeeded,
            sum(amount_minor) filter (where state <> 'refused' and form = 'card') as card,
            sum(amount_minor) filter (where state <> 'refused' and form = 'credit') as credit
          from refunds where charge_id = c.id and reason <> 'credit_left') r on true
        where c.subscription_id = s.id and c.state <> 'withdrawn')`.as('charges'),
    )
    .select(
      sql<number>`coalesce((select -sum(l.amount_minor) from ledger_entries l
        where l.account = 'credit:' || s.enrolment_id and l.currency = s.currency), 0)::int`.as(
        'credit_left',
      ),
    )
    .where('s.person_key', '=', personKey)
    .orderBy('s.trial_started_at', 'desc')
    .limit(100)
    .execute()
}
export type OwnSubscription = Awaited<ReturnType<typeof selectOwnSubscriptions>>[number]

/** A subscription behind a mail's link, and until when work is (or would be, after cancelling) taken. */
export async function selectOptionalSubscription(db: Executor, id: string, now: Date) {
  return db
    .selectFrom('subscriptions as s')
    .innerJoin('enrolments as n', 'n.id', 's.enrolment_id')
    .innerJoin('editions as e', 'e.id', 'n.edition_id')
    .select(['s.id', 's.state', 's.time_zone', 's.enrolment_id', 'e.title'])
    .select(
      sql<Date>`case when s.state in ('trial', 'active') then greatest(coalesce(s.paid_until, s.trial_ends_at), ${now})
        when s.state = 'paused' then ${now}::timestamptz + make_interval(secs => s.paused_left_ms / 1000.0)
        else coalesce(s.access_until, s.paid_until, s.trial_ends_at) end`.as('stays_until'),
    )
    .where('s.id', '=', id)
    .executeTakeFirst()
}
export type LinkedSubscription = NonNullable<Awaited<ReturnType<typeof selectOptionalSubscription>>>

/** One month of a subscription; what was charged for an order is not among them. */
export async function selectOptionalCharge(db: Executor, id: string) {
  return db
    .selectFrom('charges')
    .selectAll()
    .where('id', '=', id)
    .where('subscription_id', 'is not', null)
    .$narrowType<{ subscription_id: NotNull; period_start: NotNull; period_end: NotNull }>()
    .executeTakeFirst()
}
export type Charge = NonNullable<Awaited<ReturnType<typeof selectOptionalCharge>>>

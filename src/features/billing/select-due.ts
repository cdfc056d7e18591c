import { type RawBuilder, sql } from 'kysely'
import type { Tx } from '../../platform/db/pool.ts'
import type { Place } from './batches.ts'
import type { Subscription, Surroundings } from './queries.ts'

/** A locked subscription with all that decisions and mails need: one query for a batch. */
export interface DueRow extends Place {
  subscription: Subscription
  around: Surroundings
  /** The learner's credit that is not used yet. */
  creditMinor: number
  /** Tries of the next month so far. */
  attempts: number
}

/**
 * Locks the next subscriptions that are due, in the order of an index; rows that somebody else holds are left out.
 * @param column what the index is ordered by
 * @param due what makes a row due, written so that the index serves it
 */
export async function lockDue(
  tx: Tx,
  {
    column,
    due,
    after,
    rowsMax,
  }: {
    column: 'next_charge_at' | 'idle_check_at' | 'access_until' | 'pause_ends_at'
    due: RawBuilder<unknown>
    after: Place | undefined
    rowsMax: number
  },
): Promise<DueRow[]> {
  const at = sql.ref(`s.${column}`)
  return selectRows(
    tx,
    sql`select * from subscriptions s where ${due}
      ${after ? sql`and (${at}, s.id) > (${after.at}, ${after.id}::uuid)` : sql``}
      order by ${at}, s.id limit ${rowsMax} for update of s skip locked`,
    column,
  )
}

/** One subscription, locked, with all that decisions need; undefined where there is none. */
export async function lockOptionalDue(tx: Tx, id: string): Promise<DueRow | undefined> {
  const [row] = await selectRows(
    tx,
    sql`select * from subscriptions s where s.id = ${id} for update of s`,
    'trial_started_at',
  )
  return row
}

type Flat = Subscription & {
  n_simulated: boolean
  title: string
  email: string | null
  email_confirmed_at: Date | null
  locale: string | null
  erased_at: Date | null
  work_done_at: Date | null
  credit_left: number
  attempts_before: number
}

async function selectRows(
  tx: Tx,
  locked: RawBuilder<unknown>,
  column: keyof Subscription,
): Promise<DueRow[]> {
  const { rows } = await sql<Flat>`
    with s as materialized (${locked})
    select s.*, n.simulated as n_simulated, e.title, a.email, a.email_confirmed_at, a.locale, p.erased_at,
      w.at as work_done_at,
      (coalesce((select -sum(l.amount_minor) from ledger_entries l
        where l.account = 'credit:' || s.enrolment_id and l.currency = s.currency), 0)
        -- What is on its way back to a card can't pay a month too.
        - coalesce((select sum(r.amount_minor) from refunds r join charges c on c.id = r.charge_id
          where c.subscription_id = s.id and r.reason = 'credit_left' and r.state = 'intended'), 0))::int as credit_left,
      coalesce((select max(c.attempt) from charges c
        where c.subscription_id = s.id and c.number = s.charges_paid + 1), 0) as attempts_before
    from s
    join enrolments n on n.id = s.enrolment_id
    join editions e on e.id = n.edition_id
    join persons p on p.person_key = n.person_key
    left join accounts a on a.person_key = n.person_key
    left join enrolment_events w on w.enrolment_id = n.id and w.kind = 'work_done'
    order by ${sql.ref(`s.${column}`)}, s.id`.execute(tx)
  return rows.map((row) => {
    const { n_simulated, title, email, email_confirmed_at, locale, erased_at, work_done_at, ...rest } = row
    const { credit_left, attempts_before, ...subscription } = rest
    return {
      at: row[column] as Date,
      id: row.id,
      subscription,
      around: { title, simulated: n_simulated, email, email_confirmed_at, locale, erased_at, work_done_at },
      creditMinor: credit_left,
      attempts: attempts_before,
    }
  })
}

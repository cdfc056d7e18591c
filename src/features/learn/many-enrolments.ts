import { sql } from 'kysely'
import type { Executor } from '../../platform/db/pool.ts'
import type { NextCharge } from './events.ts'

// What money changes for many enrolments at once: one statement, however many.

/** The next charge as each learner's plan shows it; null where there will be none. */
export async function setNextCharges(
  tx: Executor,
  rows: { enrolmentId: string; next: NextCharge | null }[],
): Promise<void> {
  if (rows.length === 0) return
  await sql`insert into enrolment_access (enrolment_id, next_charge_at, next_charge_minor, next_charge_currency, charges_left, paid_minor)
    select * from unnest(${rows.map((row) => row.enrolmentId)}::uuid[], ${rows.map((row) => row.next?.at ?? null)}::timestamptz[],
      ${rows.map((row) => row.next?.minor ?? null)}::int[], ${rows.map((row) => row.next?.currency ?? null)}::text[],
      ${rows.map((row) => row.next?.chargesLeft ?? null)}::int[], ${rows.map((row) => row.next?.paidMinor ?? null)}::bigint[])
    on conflict (enrolment_id) do update set next_charge_at = excluded.next_charge_at,
      next_charge_minor = excluded.next_charge_minor, next_charge_currency = excluded.next_charge_currency,
      charges_left = excluded.charges_left, paid_minor = excluded.paid_minor`.execute(tx)
}

/** Until when work is taken, for many at once; null is without end. */
export async function setWorksUntilOf(
  tx: Executor,
  rows: { enrolmentId: string; until: Date | null }[],
): Promise<void> {
  if (rows.length === 0) return
  await sql`insert into enrolment_access (enrolment_id, works_until)
    select * from unnest(${rows.map((row) => row.enrolmentId)}::uuid[], ${rows.map((row) => row.until)}::timestamptz[])
    on conflict (enrolment_id) do update set works_until = excluded.works_until`.execute(tx)
}

/** Records pauses and resumptions of many enrolments. */
export async function recordPauses(
  tx: Executor,
  rows: { enrolmentId: string; kind: 'paused' | 'resumed'; at: Date }[],
): Promise<void> {
  if (rows.length === 0) return
  await sql`insert into enrolment_events (enrolment_id, kind, at)
    select * from unnest(${rows.map((row) => row.enrolmentId)}::uuid[], ${rows.map((row) => row.kind)}::text[],
      ${rows.map((row) => row.at)}::timestamptz[])`.execute(tx)
}

import { sql } from 'kysely'
import type { Difference } from '../../../domain/reconcile.ts'
import type { Executor } from '../../../platform/db/pool.ts'
import type { BillingDeps } from '../gateway-of.ts'

/** Days that are always looked at again: a gateway may be late with its own list. */
const daysAgain = 3
/** How far back a day that was never looked at is caught up with. */
const daysBackMax = 35

/**
 * The complete days to look at: the last ones, those with a difference that isn't gone, and those that were missed.
 * @returns 'YYYY-MM-DD', oldest first
 */
export async function selectDaysToLookAt(db: Executor, gateway: string, now: Date): Promise<string[]> {
  const { rows } = await sql<{ day: string }>`
    select d::date::text as day from generate_series(
      greatest((${now}::timestamptz at time zone 'UTC')::date - ${daysBackMax}::int,
        coalesce((select (min(intended_at) at time zone 'UTC')::date from charges where gateway = ${gateway}), 'infinity'::date)),
      (${now}::timestamptz at time zone 'UTC')::date - 1, interval '1 day') d
    where d >= (${now}::timestamptz at time zone 'UTC')::date - ${daysAgain}::int
      or not exists (select 1 from reconciled_days r where r.gateway = ${gateway} and r.day = d::date)
    union
    select day::text from reconciliation_differences where gateway = ${gateway} and gone_at is null
    order by day`.execute(db)
  return rows.map((row) => row.day)
}

/** Keeps what was found of a day; what was found before and isn't any more is gone. */
export async function keepDifferences(
  deps: BillingDeps,
  {
    gateway,
    day,
    counted,
    differences,
  }: { gateway: string; day: string; counted: Record<string, number>; differences: Difference[] },
): Promise<void> {
  const now = deps.clock.now()
  await deps.db.transaction().execute(async (tx) => {
    await tx
      .insertInto('reconciled_days')
      .values({
        gateway,
        day,
        looked_at: now,
        counted: JSON.stringify(counted),
        differences: differences.length,
      })
      .onConflict((conflict) =>
        conflict.columns(['gateway', 'day']).doUpdateSet((eb) => ({
          looked_at: eb.ref('excluded.looked_at'),
          counted: eb.ref('excluded.counted'),
          differences: eb.ref('excluded.differences'),
        })),
      )
      .execute()
    // A gateway that was away for a day differs in every line of it.
    const kinds = differences.map((one) => one.kind)
    const references = differences.map((one) => one.reference)
    const ours = differences.map((one) => (one.ours ? JSON.stringify(one.ours) : null))
    const theirs = differences.map((one) => (one.theirs ? JSON.stringify(one.theirs) : null))
    await sql`insert into reconciliation_differences
        (gateway, day, kind, reference, ours, theirs, found_at, seen_at)
      select ${gateway}, ${day}::date, n.kind, n.reference, n.ours::jsonb, n.theirs::jsonb, ${now}, ${now}
      from unnest(${kinds}::text[], ${references}::text[], ${ours}::text[], ${theirs}::text[])
        as n (kind, reference, ours, theirs)
      on conflict (gateway, kind, reference) do update
        set ours = excluded.ours, theirs = excluded.theirs, seen_at = excluded.seen_at, gone_at = null`.execute(
      tx,
    )
    await sql`update reconciliation_differences d set gone_at = ${now}
      where gateway = ${gateway} and day = ${day}::date and gone_at is null and not exists (
        select 1 from unnest(${kinds}::text[], ${references}::text[]) as n (kind, reference)
        where n.kind = d.kind and n.reference = d.reference)`.execute(tx)
  })
}

/** What is not explained yet, oldest first, and what was explained lately. */
export async function selectDifferences(db: Executor) {
  return db
    .selectFrom('reconciliation_differences')
    .selectAll()
    .orderBy((eb) => eb('gone_at', 'is not', null))
    .orderBy('day', 'desc')
    .orderBy('reference')
    .limit(200)
    .execute()
}
export type KeptDifference = Awaited<ReturnType<typeof selectDifferences>>[number]

/** The days that were looked at last. */
export async function selectReconciledDays(db: Executor) {
  return db.selectFrom('reconciled_days').selectAll().orderBy('day', 'desc').limit(35).execute()
}
export type ReconciledDay = Awaited<ReturnType<typeof selectReconciledDays>>[number]

import { sql } from 'kysely'
import type { Executor } from '../../platform/db/pool.ts'
import type { Deps } from '../../platform/deps.ts'
import { askForRating } from './ask-for-rating.ts'

export type EnrolmentEventKind =
  | 'started'
  | 'committed'
  | 'work_done'
  | 'requirements_met'
  | 'issued'
  | 'cancelled'
  | 'trial_lapsed'
  | 'paused'
  | 'resumed'
  | 'reopened'

/**
 * Records what happened to an enrolment. What can happen only once (started … issued) keeps its first moment. Whoever
 * finishes or leaves is asked to rate, all at the same moments, so that silence is measured.
 * @returns whether it was recorded now
 */
export async function recordEvent(
  tx: Executor,
  _deps: Pick<Deps, 'clock'>,
  { enrolmentId, kind, at }: { enrolmentId: string; kind: EnrolmentEventKind; at: Date },
): Promise<boolean> {
  const inserted = await tx
    .insertInto('enrolment_events')
    .values({ enrolment_id: enrolmentId, kind, at })
    .onConflict((conflict) =>
      conflict
        .columns(['enrolment_id', 'kind'])
        .where(sql`kind`, 'in', sql`('started', 'committed', 'work_done', 'requirements_met', 'issued')`)
        .doNothing(),
    )
    .executeTakeFirst()
  const isNew = Boolean(inserted.numInsertedOrUpdatedRows)
  if (isNew && kind === 'requirements_met') await askForRating(tx, { enrolmentId, moment: 'completed', at })
  if (isNew && (kind === 'cancelled' || kind === 'trial_lapsed'))
    await askForRating(tx, { enrolmentId, moment: 'left', at })
  return isNew
}

/** Until when work is taken and marked; null is without end. Reading stays in any case. */
export async function setWorksUntil(tx: Executor, enrolmentId: string, until: Date | null): Promise<void> {
  await tx
    .insertInto('enrolment_access')
    .values({ enrolment_id: enrolmentId, works_until: until })
    .onConflict((conflict) => conflict.column('enrolment_id').doUpdateSet({ works_until: until }))
    .execute()
}

export interface NextCharge {
  at: Date
  minor: number
  currency: string
  /** Months that are charged at most from now on, this one included, and what was paid so far, net. */
  chargesLeft?: number
  paidMinor?: number
}

/** The next charge as the learner's plan shows it; null where there will be none. */
export async function setNextCharge(
  tx: Executor,
  enrolmentId: string,
  next: NextCharge | null,
): Promise<void> {
  const shown = {
    next_charge_at: next?.at ?? null,
    next_charge_minor: next?.minor ?? null,
    next_charge_currency: next?.currency ?? null,
    charges_left: next?.chargesLeft ?? null,
    paid_minor: next?.paidMinor ?? null,
  }
  await tx
    .insertInto('enrolment_access')
    .values({ enrolment_id: enrolmentId, ...shown })
    .onConflict((conflict) => conflict.column('enrolment_id').doUpdateSet(shown))
    .execute()
}

/** The moments that other rooms act on. */
export async function selectMoments(
  db: Executor,
  enrolmentId: string,
): Promise<Partial<Record<EnrolmentEventKind, Date>>> {
  const rows = await db
    .selectFrom('enrolment_events')
    .select(['kind', sql<Date>`max(at)`.as('at')])
    .where('enrolment_id', '=', enrolmentId)
    .groupBy('kind')
    .execute()
  return Object.fromEntries(rows.map((row) => [row.kind, row.at]))
}

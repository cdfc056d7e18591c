import { sql } from 'kysely'
import { monthTotal } from '../../domain/charge-amount.ts'
import { monthsPaidAtPace } from '../../domain/pace.ts'
import { forecastAtPace } from '../../domain/pace-forecast.ts'
import type { Tx } from '../../platform/db/pool.ts'
import type { Deps } from '../../platform/deps.ts'
import { selectWorkLeft, type WorkLeft } from '../learn/api.ts'
import { writeDearer } from './mails.ts'
import { newPost, sendPost } from './post.ts'
import type { DueRow } from './select-due.ts'

// When the plan slips, finishing costs more than was said: the new total is told before the next charge, with pausing and
// cancelling beside it.

interface Told {
  row: DueRow
  totalMinor: number
  beforeMinor: number
  months: number
}

/** Looks at subscriptions some days before their next charge. A few statements for all of them; safe to repeat. */
export async function tellDearer(tx: Tx, deps: Deps, rows: DueRow[]): Promise<void> {
  const now = deps.clock.now()
  const work = new Map(
    (
      await selectWorkLeft(
        tx,
        rows.map((row) => row.subscription.enrolment_id),
      )
    ).map((left) => [left.enrolment_id, left]),
  )
  const told = rows.flatMap((row): Told[] => {
    const left = work.get(row.subscription.enrolment_id)
    const total = left && totalOf(row, left, now)
    return total ? [{ row, ...total }] : []
  })
  const post = newPost()
  for (const { row, ...total } of told)
    if (total.totalMinor > total.beforeMinor && row.subscription.next_charge_at)
      writeDearer(deps, post, row, { at: row.subscription.next_charge_at, ...total })
  await sendPost(tx, deps, post)
  const totals = new Map(told.map(({ row, totalMinor }) => [row.id, totalMinor]))
  await sql`update subscriptions s set total_looked_at_for = s.next_charge_at,
      told_total_minor = coalesce(d.total, s.told_total_minor)
    from unnest(${rows.map((row) => row.id)}::uuid[], ${rows.map((row) => totals.get(row.id) ?? null)}::int[]) as d (id, total)
    where s.id = d.id`.execute(tx)
}

/**
 * What finishing costs in all from here, at the learner's own pace, and what was said last: at the beginning, what the
 * whole work costs at that pace.
 */
function totalOf({ subscription }: DueRow, left: WorkLeft, now: Date) {
  const { charges_paid: paid, charges_max: max, next_charge_at: next } = subscription
  if (!next || left.hours_per_week === null) return undefined
  const monthMinor = monthTotal(subscription)
  const forecast = forecastAtPace(
    {
      hours: { stated: left.hours_left },
      daysToCharge: Math.max(0, (next.getTime() - now.getTime()) / 86_400_000),
      priceMinor: monthMinor,
      chargesLeft: max - paid,
      paidMinor: paid * monthMinor,
    },
    left.hours_left,
    left.hours_per_week,
  )
  if (!forecast) return undefined
  const atFirst = Math.min(max, Math.max(1, monthsPaidAtPace(left.hours_all, left.hours_per_week) ?? max))
  return {
    totalMinor: forecast.costMinor,
    beforeMinor: subscription.told_total_minor ?? atFirst * monthMinor,
    months: forecast.months,
  }
}

import { sql } from 'kysely'
import { pauseEndsAt, pauseIsOver } from '../../../domain/billing-pause.ts'
import { decideIdle, type IdleDecision } from '../../../domain/idle-period.ts'
import { auditAll } from '../../../platform/audit.ts'
import type { Tx } from '../../../platform/db/pool.ts'
import { recordPauses, selectActiveBetween, setWorksUntilOf } from '../../learn/api.ts'
import type { BillingDeps } from '../gateway-of.ts'
import { writeIdle } from '../pausing/mails.ts'
import { newPost, sendPost } from '../post.ts'
import { intendRefunds, type PaidCharge, selectPaidCharges } from '../refunds/intend-refunds.ts'
import type { DueRow } from '../select-due.ts'
import { showNextCharges } from '../show-next-charge.ts'

type GiveBack = IdleDecision & { kind: 'give_back' }
interface Idle {
  row: DueRow
  charge: PaidCharge
  until: Date
  decision: GiveBack
}

/**
 * Asks of paid periods that are over whether anything was done in them. A month without activity is given back, and the
 * subscription pauses before anything else is charged. A few statements for all of them; safe to repeat.
 */
export async function checkIdle(tx: Tx, deps: BillingDeps, rows: DueRow[]): Promise<void> {
  const now = deps.clock.now()
  const charges = new Map<string, PaidCharge>()
  for (const charge of await selectPaidCharges(
    tx,
    rows.map((row) => row.id),
    { lastOnly: true },
  ))
    charges.set(charge.subscription_id, charge)
  const asked = rows.flatMap((row) => {
    const { idle_check_at: until, enrolment_id: enrolmentId, person_key: personKey } = row.subscription
    const charge = charges.get(row.id)
    return until && charge ? [{ row, charge, enrolmentId, personKey, from: charge.period_start, until }] : []
  })
  const active = await selectActiveBetween(tx, asked)
  const idle = asked.flatMap(({ row, charge, until }): Idle[] => {
    const decision = decideIdle(factsOf(row, charge, active.has(row.subscription.enrolment_id)), now)
    return decision.kind === 'give_back' ? [{ row, charge, until, decision }] : []
  })
  await sql`update subscriptions set idle_check_at = null where id = any(${rows.map((row) => row.id)}::uuid[])`.execute(
    tx,
  )
  await giveBack(tx, deps, idle)
}

function factsOf({ subscription }: DueRow, charge: PaidCharge, wasActive: boolean) {
  return {
    state: subscription.state as 'active',
    idleCheckAt: subscription.idle_check_at,
    wasActive,
    amountMinor: charge.amount_minor,
    creditMinor: charge.credit_minor,
    refundedCardMinor: charge.refunded_card_minor,
    refundedCreditMinor: charge.refunded_credit_minor,
    isDisputed: charge.is_disputed,
    // Credit is for charges to come: where none will, the card gets it.
    gives: subscription.state === 'active' ? (subscription.idle_gives as 'refund' | 'credit') : 'refund',
  }
}

async function giveBack(tx: Tx, deps: BillingDeps, idle: Idle[]): Promise<void> {
  if (idle.length === 0) return
  await intendRefunds(
    tx,
    deps,
    idle.map(({ charge, decision: { cardMinor, creditMinor } }) => ({
      charge,
      reason: 'idle_period',
      cardMinor,
      creditMinor,
      actor: null,
    })),
  )
  const paused = idle.filter(({ decision }) => decision.pauses)
  await pauseAll(
    tx,
    deps,
    paused.map(({ row }) => row),
  )
  const post = newPost()
  for (const { row, charge, until, decision } of idle)
    writeIdle(deps, post, row, { chargeId: charge.id, from: charge.period_start, until, ...decision })
  await sendPost(tx, deps, post)
}

// Where six months of pauses are used up already, the pause ends at once with a cancellation (sweep.ts).
async function pauseAll(tx: Tx, deps: BillingDeps, rows: DueRow[]): Promise<void> {
  if (rows.length === 0) return
  const now = deps.clock.now()
  const endsOf = ({ subscription }: DueRow) =>
    pauseEndsAt({ pausedAt: now, pausedMs: Number(subscription.paused_ms) })!
  await sql`update subscriptions s set state = 'paused', paused_at = ${now}, paused_by = 'idle', paused_state = 'active',
      paused_left_ms = 0, pause_ends_at = p.ends_at, next_charge_at = null, held_charge_at = null
    from unnest(${rows.map((row) => row.id)}::uuid[], ${rows.map(endsOf)}::timestamptz[]) as p (id, ends_at) where s.id = p.id`.execute(
    tx,
  )
  const of = rows.map((row) => row.subscription.enrolment_id)
  await setWorksUntilOf(
    tx,
    of.map((enrolmentId) => ({ enrolmentId, until: now })),
  )
  await recordPauses(
    tx,
    of.map((enrolmentId) => ({ enrolmentId, kind: 'paused', at: now })),
  )
  await showNextCharges(
    tx,
    rows.map((row) => ({ ...row.subscription, next_charge_at: null })),
  )
  await auditAll(
    tx,
    rows.map((row) => ({
      at: now,
      actor: null,
      action: 'billing.paused',
      subjectKind: 'subscription',
      subjectId: row.id,
      detail: {
        by: 'idle',
        over: pauseIsOver({ pausedAt: now, pausedMs: Number(row.subscription.paused_ms) }, now),
      },
    })),
  )
}

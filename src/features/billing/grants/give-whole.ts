import { sql } from 'kysely'
import { audit } from '../../../platform/audit.ts'
import type { Executor, Tx } from '../../../platform/db/pool.ts'
import type { Deps } from '../../../platform/deps.ts'
import { enrol, type NewEnrolment, recordEvent, setNextCharge, setWorksUntil } from '../../learn/api.ts'
import { afterPause } from '../pausing/pause-columns.ts'
import { lockOptionalSubscription, type Subscription } from '../queries.ts'

export type FreeBecause = 'aid' | 'voucher' | 'gift' | 'seat' | 'once'

export interface WholeGrant extends Omit<NewEnrolment, 'route'> {
  because: FreeBecause
}

export type WholeOutcome =
  | { kind: 'enrolled' | 'freed'; enrolmentId: string }
  /** There is nothing left to pay for: the grant stays unused. */
  | { kind: 'had_already'; enrolmentId: string }

const routeOf = { aid: 'aid', voucher: 'gift', gift: 'gift', seat: 'seat', once: 'once' } as const
const open = ['trial', 'active', 'past_due', 'paused']

/**
 * Lets somebody learn a credential with nothing to pay any more: enrols them, or ends the paying of the subscription
 * that they have; a trial goes on as it was. Accepting is the commitment of methods.md. Waits for a trial that is being
 * started at the same moment. Safe to repeat.
 */
export async function giveWhole(tx: Tx, deps: Deps, grant: WholeGrant): Promise<WholeOutcome> {
  await lockPersonIn(tx, grant)
  const subscription = await lockOptionalOwnSubscription(tx, grant)
  if (subscription && open.includes(subscription.state)) {
    await freeSubscription(tx, deps, subscription, grant.because)
    return { kind: 'freed', enrolmentId: subscription.enrolment_id }
  }
  if (subscription?.state === 'free_to_finish')
    return { kind: 'had_already', enrolmentId: subscription.enrolment_id }
  const { enrolmentId, isNew } = await enrol(tx, deps, { ...grant, route: routeOf[grant.because] })
  if (isNew) return { kind: 'enrolled', enrolmentId }
  if (!(await isToPay(tx, enrolmentId))) return { kind: 'had_already', enrolmentId }
  const at = deps.clock.now()
  await recordEvent(tx, deps, { enrolmentId, kind: 'reopened', at })
  // A cancelled agreement is freed, too: else taking the cancellation back would charge for what is paid.
  if (subscription?.state === 'cancelled' && subscription.enrolment_id === enrolmentId) {
    await freeSubscription(tx, deps, subscription, grant.because)
    return { kind: 'freed', enrolmentId }
  }
  await recordEvent(tx, deps, { enrolmentId, kind: 'committed', at })
  await setWorksUntil(tx, enrolmentId, null)
  return { kind: 'enrolled', enrolmentId }
}

/** Whether a grant would change anything for this person; asked before a code or gift is spent. */
export async function hasNothingToPay(
  db: Executor,
  { personKey, credentialId }: { personKey: string; credentialId: string },
): Promise<boolean> {
  const enrolment = await db
    .selectFrom('enrolments')
    .select('id')
    .where('person_key', '=', personKey)
    .where('credential_id', '=', credentialId)
    .orderBy('ordinal', 'desc')
    .executeTakeFirst()
  return enrolment !== undefined && !(await isToPay(db, enrolment.id))
}

/** The person's latest agreement to pay for a credential, locked. */
export async function lockOptionalOwnSubscription(
  tx: Tx,
  { personKey, credentialId }: { personKey: string; credentialId: string },
): Promise<Subscription | undefined> {
  const row = await tx
    .selectFrom('subscriptions')
    .select('id')
    .where('person_key', '=', personKey)
    .where('credential_id', '=', credentialId)
    .orderBy('trial_started_at', 'desc')
    .executeTakeFirst()
  return row && lockOptionalSubscription(tx, { id: row.id })
}

/** One at a time for a person and credential: the lock that starting a trial takes, too (start-trial.ts). */
export async function lockPersonIn(
  tx: Tx,
  { personKey, credentialId }: { personKey: string; credentialId: string },
): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`trial:${credentialId}:${personKey}`}, 8))`.execute(
    tx,
  )
}

/** The edition that somebody who enrols now gets, whenever it was paid for. */
export async function selectCurrentEditionId(tx: Tx, credentialId: string): Promise<string> {
  const { current_edition_id: id } = await tx
    .selectFrom('credentials')
    .select('current_edition_id')
    .where('id', '=', credentialId)
    .executeTakeFirstOrThrow()
  if (!id) throw new Error(`credential ${credentialId} has no edition`)
  return id
}

/**
 * Ends what a grant freed (a seat that was taken back, a purchase that was given back): the learner's own agreement is
 * cancelled, so that they can take it up again themselves. Nothing is charged.
 */
export async function cancelFreed(
  tx: Tx,
  deps: Pick<Deps, 'clock'>,
  { enrolmentId, because }: { enrolmentId: string; because: FreeBecause },
): Promise<void> {
  const now = deps.clock.now()
  const subscription = await lockOptionalSubscription(tx, { enrolmentId })
  if (subscription?.state !== 'free_to_finish' || subscription.free_because !== because) return
  await tx
    .updateTable('subscriptions')
    .set({
      state: 'cancelled',
      cancelled_at: now,
      access_until: now,
      next_charge_at: null,
      free_because: null,
    })
    .where('id', '=', subscription.id)
    .execute()
}

// An enrolment is to be paid for where an agreement is open, or work is no longer taken after some moment: whoever
// cancelled or lapsed and then got a gift has nothing to pay.
async function isToPay(db: Executor, enrolmentId: string): Promise<boolean> {
  const { rows } = await sql<{ to_pay: boolean }>`
    select coalesce(s.state in ('trial', 'active', 'past_due', 'paused'), false) or a.works_until is not null as to_pay
    from enrolments n left join subscriptions s on s.enrolment_id = n.id
      left join enrolment_access a on a.enrolment_id = n.id
    where n.id = ${enrolmentId}`.execute(db)
  return rows[0]?.to_pay ?? false
}

async function freeSubscription(
  tx: Tx,
  deps: Deps,
  subscription: Subscription,
  because: FreeBecause,
): Promise<void> {
  const now = deps.clock.now()
  const { id, enrolment_id: enrolmentId, paused_at: pausedAt } = subscription
  await tx
    .updateTable('charges')
    .set({ state: 'withdrawn', settled_at: now })
    .where('subscription_id', '=', id)
    .where('state', '=', 'intended')
    .where('sent_at', 'is', null)
    .execute()
  await tx
    .updateTable('subscriptions')
    .set({
      state: 'free_to_finish',
      free_because: because,
      cancelled_at: null,
      next_charge_at: null,
      held_charge_at: null,
      aid_open: false,
      access_until: null,
      ...afterPause(subscription, now),
    })
    .where('id', '=', id)
    .execute()
  await setNextCharge(tx, enrolmentId, null)
  await setWorksUntil(tx, enrolmentId, null)
  await recordEvent(tx, deps, { enrolmentId, kind: 'committed', at: now })
  if (pausedAt) await recordEvent(tx, deps, { enrolmentId, kind: 'resumed', at: now })
  await audit(tx, {
    at: now,
    actor: subscription.person_key,
    action: 'billing.nothing-more-to-pay',
    subjectKind: 'subscription',
    subjectId: id,
    detail: { because },
  })
}

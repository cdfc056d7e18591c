import { sql } from 'kysely'
import { audit } from '../../../platform/audit.ts'
import type { Executor, Tx } from '../../../platform/db/pool.ts'
import type { Deps } from '../../../platform/deps.ts'
import { hashToken, newId, newToken } from '../../../platform/random.ts'
import { recordEvent, setWorksUntil } from '../../learn/api.ts'
import type { BillingDeps } from '../gateway-of.ts'
import { cancelFreed } from '../grants/give-whole.ts'
import { mailInvitation, mailReleased } from './mails.ts'
import { type AgreementRow, lockOptionalOwnAgreement } from './queries.ts'

export type InviteOutcome =
  | { kind: 'invited'; n: number; organisationId: string }
  | { kind: 'no_room'; n: number; free: number; organisationId: string }
  | { kind: 'over'; organisationId: string }

/** Invites people to seats, each by a mail with a link of their own; who was invited before is passed over. */
export async function invite(
  deps: BillingDeps,
  { agreementId, actor, addresses }: { agreementId: string; actor: string; addresses: string[] },
): Promise<InviteOutcome | undefined> {
  const now = deps.clock.now()
  return deps.db.transaction().execute(async (tx) => {
    const agreement = await lockOptionalOwnAgreement(tx, agreementId, actor)
    if (!agreement) return undefined
    const organisationId = agreement.organisation_id
    if (!givesOut(agreement, now)) return { kind: 'over', organisationId }
    const known = await tx
      .selectFrom('seats')
      .select('invited_email')
      .where('agreement_id', '=', agreementId)
      .where('invited_email', 'in', addresses)
      .execute()
    const before = new Set(known.map((row) => row.invited_email?.toLowerCase()))
    const fresh = addresses.filter((address) => !before.has(address))
    const free = await freeSeats(tx, agreement)
    if (fresh.length > free) return { kind: 'no_room', n: fresh.length, free, organisationId }
    for (const address of fresh) {
      const token = newToken(deps.random)
      const id = await emptySeat(tx, deps, agreement)
      await tx
        .updateTable('seats')
        .set({ invited_email: address, invited_at: now, token_hash: hashToken(token) })
        .where('id', '=', id)
        .execute()
      await mailInvitation(tx, deps, agreement, { seatId: id, address, token, actor })
    }
    await audit(tx, {
      at: now,
      actor,
      action: 'billing.seats-invited',
      subjectKind: 'seat-agreement',
      subjectId: agreementId,
      detail: { count: fresh.length },
    })
    return { kind: 'invited', n: fresh.length, organisationId }
  })
}

export type ReleaseOutcome = { kind: 'released' | 'started'; organisationId: string }

/**
 * Takes a seat back that nobody began: an invitation, or one that was taken. Whoever has begun keeps it.
 * @returns undefined where it isn't theirs
 */
export async function releaseSeat(
  deps: BillingDeps,
  { seatId, actor }: { seatId: string; actor: string },
): Promise<ReleaseOutcome | undefined> {
  const now = deps.clock.now()
  return deps.db.transaction().execute(async (tx) => {
    const place = await tx
      .selectFrom('seats')
      .select('agreement_id')
      .where('id', '=', seatId)
      .executeTakeFirst()
    const agreement = place && (await lockOptionalOwnAgreement(tx, place.agreement_id, actor))
    if (!agreement) return undefined
    const organisationId = agreement.organisation_id
    await noteUsedSeats(tx, now, agreement.id)
    const seat = await tx
      .selectFrom('seats')
      .selectAll()
      .where('id', '=', seatId)
      .forUpdate()
      .executeTakeFirstOrThrow()
    if (seat.used_at) return { kind: 'started', organisationId }
    await tx
      .updateTable('seats')
      .set({
        invited_email: null,
        invited_at: null,
        token_hash: null,
        person_key: null,
        enrolment_id: null,
        taken_at: null,
        shows_progress: false,
      })
      .where('id', '=', seatId)
      .execute()
    if (seat.enrolment_id && seat.person_key) {
      await endSeat(tx, deps, seat.enrolment_id)
      await mailReleased(tx, deps, agreement, { seatId, personKey: seat.person_key })
    }
    await audit(tx, {
      at: now,
      actor,
      action: 'billing.seat-released',
      subjectKind: 'seat',
      subjectId: seatId,
      detail: { enrolment: seat.enrolment_id },
    })
    return { kind: 'released', organisationId }
  })
}

/** Whether further seats are given out. */
export function givesOut(agreement: Pick<AgreementRow, 'closed_at' | 'ends_at'>, now: Date): boolean {
  return agreement.closed_at === null && agreement.ends_at > now
}

/** How many seats are neither taken nor promised to somebody; under the agreement's lock. */
export async function freeSeats(tx: Tx, agreement: AgreementRow): Promise<number> {
  const { n } = await tx
    .selectFrom('seats')
    .select(sql<number>`count(*)::int`.as('n'))
    .where('agreement_id', '=', agreement.id)
    .where((eb) => eb.or([eb('invited_email', 'is not', null), eb('taken_at', 'is not', null)]))
    .executeTakeFirstOrThrow()
  return agreement.seats_max - n
}

/** An empty seat of the agreement, made where all that there are have somebody; the caller found that one is free. */
export async function emptySeat(tx: Tx, deps: Deps, agreement: AgreementRow): Promise<string> {
  const empty = await tx
    .selectFrom('seats')
    .select('id')
    .where('agreement_id', '=', agreement.id)
    .where('invited_email', 'is', null)
    .where('taken_at', 'is', null)
    .orderBy('number')
    .executeTakeFirst()
  if (empty) return empty.id
  const id = newId(deps.clock.now(), deps.random)
  await tx
    .insertInto('seats')
    .values({
      id,
      agreement_id: agreement.id,
      number: sql<number>`(select coalesce(max(number), 0) + 1 from seats where agreement_id = ${agreement.id})`,
    })
    .execute()
  return id
}

/** Notes whose learners began, in one agreement or in all: from then on a seat is used. */
export async function noteUsedSeats(tx: Executor, now: Date, agreementId?: string): Promise<void> {
  const which = agreementId ? sql`s.agreement_id = ${agreementId}` : sql`true`
  await sql`update seats s set used_at = greatest(s.taken_at, v.at) from enrolment_events v
    where s.taken_at is not null and s.used_at is null and v.enrolment_id = s.enrolment_id and v.kind = 'started'
      and v.at <= ${now} and ${which}`.execute(tx)
}

// Nobody pays for it now. An agreement of the learner's own that the seat freed is cancelled: nothing is charged, and
// they can take it up again.
async function endSeat(tx: Tx, deps: Deps, enrolmentId: string): Promise<void> {
  const at = deps.clock.now()
  await cancelFreed(tx, deps, { enrolmentId, because: 'seat' })
  await setWorksUntil(tx, enrolmentId, at)
  await recordEvent(tx, deps, { enrolmentId, kind: 'cancelled', at })
}

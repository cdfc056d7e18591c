import { isAtDomain } from '../../../domain/invited-addresses.ts'
import { audit } from '../../../platform/audit.ts'
import type { Executor, Tx } from '../../../platform/db/pool.ts'
import type { Deps } from '../../../platform/deps.ts'
import { hashToken } from '../../../platform/random.ts'
import { selectOptionalAccount } from '../../account/api.ts'
import type { NewEnrolment } from '../../learn/api.ts'
import type { BillingDeps } from '../gateway-of.ts'
import { giveWhole, lockPersonIn, selectCurrentEditionId } from '../grants/give-whole.ts'
import { emptySeat, freeSeats, givesOut } from './give-out.ts'
import { type AgreementRow, lockOptionalAgreement } from './queries.ts'

export type TakeOutcome =
  | { kind: 'taken'; enrolmentId: string }
  /** had: there is nothing to pay for; dead: no such invitation; over, full: none are given out any more */
  | { kind: 'had' | 'dead' | 'over' | 'full' | 'domain' }

export type TakeWish = Pick<NewEnrolment, 'personKey' | 'entryCheck'> & {
  by: { token: string } | { agreementId: string }
  /** The learner's answer; it can be taken back. */
  showsProgress: boolean
}

/**
 * Takes a seat, by an invitation's link or by a confirmed address at the agreement's domain. The last one goes to one of
 * two. Taking it again leads to the same enrolment.
 */
export async function takeSeat(deps: BillingDeps, wish: TakeWish): Promise<TakeOutcome> {
  return deps.db.transaction().execute(async (tx): Promise<TakeOutcome> => {
    const agreementId = 'token' in wish.by ? await agreementOf(tx, wish.by.token) : wish.by.agreementId
    const agreement = agreementId && (await lockOptionalAgreement(tx, agreementId))
    if (!agreement) return { kind: 'dead' }
    const own = await selectOptionalSeatOf(tx, agreement.id, wish.personKey)
    if (own?.enrolment_id) return { kind: 'taken', enrolmentId: own.enrolment_id }
    if (!givesOut(agreement, deps.clock.now())) return { kind: 'over' }
    if ('token' in wish.by) {
      const seat = await selectOptionalInvited(tx, wish.by.token)
      return seat ? fill(tx, deps, agreement, seat.id, wish) : { kind: 'dead' }
    }
    const account = await selectOptionalAccount(tx, wish.personKey)
    const domain = agreement.email_domain
    if (!domain || !account?.email_confirmed_at || !isAtDomain(account.email, domain))
      return { kind: 'domain' }
    if ((await freeSeats(tx, agreement)) < 1) return { kind: 'full' }
    return fill(tx, deps, agreement, undefined, wish)
  })
}

/** Lets the organisation see progress, or no longer. @returns false where the seat isn't theirs */
export async function consent(
  deps: Deps,
  { seatId, personKey, showsProgress }: { seatId: string; personKey: string; showsProgress: boolean },
): Promise<boolean> {
  return deps.db.transaction().execute(async (tx) => {
    const changed = await tx
      .updateTable('seats')
      .set({ shows_progress: showsProgress })
      .where('id', '=', seatId)
      .where('person_key', '=', personKey)
      .executeTakeFirst()
    if (changed.numUpdatedRows === 0n) return false
    await noteConsent(tx, deps, { seatId, personKey, showsProgress })
    return true
  })
}

/** Who was erased shows nothing; that a seat was used stays a fact of the bill. */
export async function eraseSeats(tx: Executor, personKey: string): Promise<void> {
  await tx
    .updateTable('seats')
    .set({ shows_progress: false, invited_email: null })
    .where('person_key', '=', personKey)
    .execute()
  await tx.deleteFrom('organisation_admins').where('person_key', '=', personKey).execute()
}

async function fill(
  tx: Tx,
  deps: BillingDeps,
  agreement: AgreementRow,
  invitedSeat: string | undefined,
  { personKey, entryCheck, showsProgress }: TakeWish,
): Promise<TakeOutcome> {
  const now = deps.clock.now()
  const { credential_id: credentialId } = agreement
  const editionId = await selectCurrentEditionId(tx, credentialId)
  await lockPersonIn(tx, { personKey, credentialId })
  const given = await giveWhole(tx, deps, {
    personKey,
    credentialId,
    editionId,
    entryCheck,
    intent: {},
    because: 'seat',
  })
  if (given.kind === 'had_already') return { kind: 'had' }
  const seatId = invitedSeat ?? (await emptySeat(tx, deps, agreement))
  await tx
    .updateTable('seats')
    .set({
      person_key: personKey,
      enrolment_id: given.enrolmentId,
      taken_at: now,
      shows_progress: showsProgress,
    })
    .where('id', '=', seatId)
    .execute()
  await noteConsent(tx, deps, { seatId, personKey, showsProgress })
  await audit(tx, {
    at: now,
    actor: personKey,
    action: 'billing.seat-taken',
    subjectKind: 'seat',
    subjectId: seatId,
    detail: { enrolment: given.enrolmentId },
  })
  return { kind: 'taken', enrolmentId: given.enrolmentId }
}

async function noteConsent(
  tx: Tx,
  deps: Deps,
  { seatId, personKey, showsProgress }: { seatId: string; personKey: string; showsProgress: boolean },
): Promise<void> {
  await tx
    .insertInto('seat_consents')
    .values({
      seat_id: seatId,
      person_key: personKey,
      shows_progress: showsProgress,
      at: deps.clock.now(),
    })
    .execute()
}

async function agreementOf(tx: Tx, token: string): Promise<string | undefined> {
  const row = await tx
    .selectFrom('seats')
    .select('agreement_id')
    .where('token_hash', '=', hashToken(token))
    .executeTakeFirst()
  return row?.agreement_id
}

async function selectOptionalInvited(tx: Tx, token: string) {
  return tx
    .selectFrom('seats')
    .select('id')
    .where('token_hash', '=', hashToken(token))
    .where('taken_at', 'is', null)
    .executeTakeFirst()
}

async function selectOptionalSeatOf(tx: Tx, agreementId: string, personKey: string) {
  return tx
    .selectFrom('seats')
    .select(['id', 'enrolment_id'])
    .where('agreement_id', '=', agreementId)
    .where('person_key', '=', personKey)
    .executeTakeFirst()
}

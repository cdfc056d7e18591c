import { sql } from 'kysely'
import { audit } from '../../../platform/audit.ts'
import type { Tx } from '../../../platform/db/pool.ts'
import type { Deps } from '../../../platform/deps.ts'
import { newId } from '../../../platform/random.ts'
import { mailHolder } from './mail-holder.ts'

/** Who acts, and for which providers; null stands for the operator, who may act for all. */
export type Actor = { personKey: string; providerIds: string[] | null }

export const REVOCATION_KINDS = ['error', 'misconduct', 'holder'] as const
export type RevocationKind = (typeof REVOCATION_KINDS)[number]

export type Standing = 'changed' | 'not_found' | 'revoked_already' | 'same_person' | 'nothing_open'

type Act = { credentialId: string; actor: Actor }

/** Holds a credential at once, until somebody lifts it; its holder is told, and everybody who verifies. Safe to repeat. */
export async function suspendCredential(deps: Deps, act: Act & { reason: string }): Promise<Standing> {
  return withIssued(deps, act, async (tx, issued, now) => {
    if (issued.suspended_at) return 'changed'
    await tx
      .updateTable('issued_credentials')
      .set({ suspended_at: now, suspension_reason: act.reason })
      .where('id', '=', issued.id)
      .execute()
    await changed(tx, issued.id, act.actor, 'credentials.suspended', now)
    await mailHolder(tx, deps, issued, { what: 'suspended', reason: act.reason, key: now.toISOString() })
    return 'changed'
  })
}

/** Lifts a suspension. Safe to repeat. */
export async function reinstateCredential(deps: Deps, act: Act): Promise<Standing> {
  return withIssued(deps, act, async (tx, issued, now) => {
    if (!issued.suspended_at) return 'changed'
    await tx
      .updateTable('issued_credentials')
      .set({ suspended_at: null, suspension_reason: null })
      .where('id', '=', issued.id)
      .execute()
    await changed(tx, issued.id, act.actor, 'credentials.reinstated', now)
    await mailHolder(tx, deps, issued, { what: 'reinstated', key: now.toISOString() })
    return 'changed'
  })
}

/** Asks for a revocation, with a reason; another person decides. A second request while one is open is the first. */
export async function askForRevocation(
  deps: Deps,
  act: Act & { kind: RevocationKind; reason: string },
): Promise<Standing> {
  return withIssued(deps, act, async (tx, issued, now) => {
    const id = newId(now, deps.random)
    const inserted = await tx
      .insertInto('revocation_requests')
      .values({
        id,
        credential_id: issued.id,
        kind: act.kind,
        reason: act.reason,
        asked_by: act.actor.personKey,
        asked_at: now,
      })
      .onConflict((conflict) => conflict.column('credential_id').where('decided_at', 'is', null).doNothing())
      .executeTakeFirst()
    if (!inserted.numInsertedOrUpdatedRows) return 'changed'
    await note(tx, issued.id, act.actor, 'credentials.revocation-asked', now, { kind: act.kind })
    return 'changed'
  })
}

/**
 * Decides an open request, by somebody other than who asked: the credential is revoked for good, listed as such from now
 * on, and its holder told why; or it stays as it is.
 */
export async function decideRevocation(deps: Deps, act: Act & { isConfirmed: boolean }): Promise<Standing> {
  return withIssued(deps, act, async (tx, issued, now) => {
    const request = await tx
      .selectFrom('revocation_requests')
      .selectAll()
      .where('credential_id', '=', issued.id)
      .where('decided_at', 'is', null)
      .executeTakeFirst()
    if (!request) return 'nothing_open'
    if (request.asked_by === act.actor.personKey) return 'same_person'
    await tx
      .updateTable('revocation_requests')
      .set({ decided_by: act.actor.personKey, decided_at: now, confirmed: act.isConfirmed })
      .where('id', '=', request.id)
      .execute()
    if (!act.isConfirmed) {
      await note(tx, issued.id, act.actor, 'credentials.revocation-declined', now)
      return 'changed'
    }
    const { kind, reason } = request
    await tx
      .updateTable('issued_credentials')
      .set({ revoked_at: now, revocation_reason: reason, revocation_kind: kind })
      .where('id', '=', issued.id)
      .execute()
    await changed(tx, issued.id, act.actor, 'credentials.revoked', now, { kind })
    await mailHolder(tx, deps, issued, { what: 'revoked', reason, key: 'once' })
    return 'changed'
  })
}

export type Held = {
  id: string
  person_key: string
  suspended_at: Date | null
  title: string
  provider_name: string
}

/** The credential, locked: of two people who act on it at the same time the second sees what the first did. */
async function withIssued(
  deps: Deps,
  { credentialId, actor }: Act,
  act: (tx: Tx, issued: Held, now: Date) => Promise<Standing>,
): Promise<Standing> {
  const now = deps.clock.now()
  return deps.db.transaction().execute(async (tx) => {
    const issued = await tx
      .selectFrom('issued_credentials as i')
      .innerJoin('providers as p', 'p.id', 'i.provider_id')
      .innerJoin('editions as ed', 'ed.id', 'i.edition_id')
      .select(['i.id', 'i.person_key', 'i.suspended_at', 'i.revoked_at', 'i.provider_id', 'ed.title'])
      .select('p.name as provider_name')
      .where('i.id', '=', credentialId)
      .forUpdate('i')
      .executeTakeFirst()
    const isTheirs = issued && (actor.providerIds === null || actor.providerIds.includes(issued.provider_id))
    if (!isTheirs) return 'not_found'
    return issued.revoked_at ? 'revoked_already' : act(tx, issued, now)
  })
}

/** What the lists say of it is another thing now. */
async function changed(
  tx: Tx,
  credentialId: string,
  actor: Actor,
  action: string,
  now: Date,
  detail?: Record<string, unknown>,
): Promise<void> {
  await tx
    .updateTable('status_lists')
    .set({ version: sql`version + 1` })
    .where('id', 'in', (query) =>
      query.selectFrom('status_entries').select('list_id').where('credential_id', '=', credentialId),
    )
    .execute()
  await note(tx, credentialId, actor, action, now, detail)
}

async function note(
  tx: Tx,
  credentialId: string,
  { personKey }: Actor,
  action: string,
  now: Date,
  detail?: Record<string, unknown>,
): Promise<void> {
  await audit(tx, {
    at: now,
    actor: personKey,
    action,
    subjectKind: 'issued-credential',
    subjectId: credentialId,
    detail,
  })
}

import { sql } from 'kysely'
import { audit } from '../../../platform/audit.ts'
import type { Tx } from '../../../platform/db/pool.ts'
import type { Deps } from '../../../platform/deps.ts'
import { newId } from '../../../platform/random.ts'
import { once } from '../../../platform/web/once.ts'
import { urls } from '../../../urls.ts'
import type { CardRefusal } from '../gateway.ts'
import { type BillingDeps, gatewayOf } from '../gateway-of.ts'
import type { WholeSale } from '../grants/whole-sale.ts'
import { keepCard } from '../keep-card.ts'
import { lockOptionalOwnAgreement } from './queries.ts'

/** Seats are given out for so long; who has begun goes on. */
export const seatMonths = 12

export interface AgreementWish {
  personKey: string
  sale: WholeSale
  /** One that the person administers, or the name and kind of a new one. */
  organisation: { id: string } | { name: string; kind: string }
  seatsMax: number
  domain: string | null
  paysBy: 'card' | 'invoice'
  cardToken: string
  once: string
}

/**
 * Agrees on up to so many seats at the price of today. Nothing is charged: once a month there is a bill for the seats
 * whose learners began (bill-seats.ts).
 * @returns the path of the organisation's page; undefined where it isn't theirs
 */
export async function agreeOnSeats(
  deps: BillingDeps,
  wish: AgreementWish,
): Promise<{ path: string } | { refused: CardRefusal } | undefined> {
  const { personKey, sale } = wish
  const now = deps.clock.now()
  const gateway = gatewayOf(deps)
  const card =
    wish.paysBy === 'card' ? await gateway.saveCard({ token: wish.cardToken, personKey }) : undefined
  if (card && !card.ok) return { refused: card.why }
  return deps.db.transaction().execute(async (tx) => {
    const path = await once(tx, { key: wish.once, personKey, now }, async () => {
      const organisationId = await organisationOf(tx, deps, wish)
      if (!organisationId) return ''
      const paymentMethodId = card
        ? await keepCard(tx, deps, { personKey, gateway: gateway.name, card })
        : null
      const id = newId(now, deps.random)
      const endsAt = new Date(now)
      endsAt.setUTCMonth(endsAt.getUTCMonth() + seatMonths)
      await tx
        .insertInto('seat_agreements')
        .values({
          id,
          organisation_id: organisationId,
          credential_id: sale.credential_id,
          provider_id: sale.provider_id,
          edition_id: sale.edition_id,
          seats_max: wish.seatsMax,
          unit_minor: sale.unitMinor,
          currency: sale.currency,
          country: sale.country,
          tax_rate_bp: sale.tax.rateBp,
          tax_added: sale.tax.added,
          pays_by: wish.paysBy,
          payment_method_id: paymentMethodId,
          buyer_key: personKey,
          email_domain: wish.domain,
          made_at: now,
          ends_at: endsAt,
        })
        .execute()
      await audit(tx, {
        at: now,
        actor: personKey,
        action: 'billing.seats-agreed',
        subjectKind: 'seat-agreement',
        subjectId: id,
        detail: { organisation: organisationId, seats_max: wish.seatsMax, unit_minor: sale.unitMinor },
      })
      return urls.organisation({ organisation: organisationId })
    })
    return path ? { path } : undefined
  })
}

async function organisationOf(
  tx: Tx,
  deps: Deps,
  { organisation, personKey }: AgreementWish,
): Promise<string | undefined> {
  if ('id' in organisation) {
    const row = await tx
      .selectFrom('organisation_admins')
      .select('organisation_id')
      .where('organisation_id', '=', organisation.id)
      .where('person_key', '=', personKey)
      .executeTakeFirst()
    return row?.organisation_id
  }
  const now = deps.clock.now()
  const id = newId(now, deps.random)
  await tx
    .insertInto('organisations')
    .values({ id, name: organisation.name, kind: organisation.kind, made_at: now, made_by: personKey })
    .execute()
  await tx
    .insertInto('organisation_admins')
    .values({ organisation_id: id, person_key: personKey, added_at: now })
    .execute()
  await audit(tx, {
    at: now,
    actor: personKey,
    action: 'billing.organisation-made',
    subjectKind: 'organisation',
    subjectId: id,
  })
  return id
}

/** Changes whose addresses may take a seat, or ends the giving out. @returns false where it isn't theirs */
export async function changeAgreement(
  deps: Deps,
  { id, actor, change }: { id: string; actor: string; change: { domain: string | null } | { close: true } },
): Promise<{ organisationId: string } | undefined> {
  const now = deps.clock.now()
  return deps.db.transaction().execute(async (tx) => {
    const agreement = await lockOptionalOwnAgreement(tx, id, actor)
    if (!agreement) return undefined
    const set =
      'close' in change ? { closed_at: agreement.closed_at ?? now } : { email_domain: change.domain }
    await tx.updateTable('seat_agreements').set(set).where('id', '=', id).execute()
    await audit(tx, {
      at: now,
      actor,
      action: 'close' in change ? 'billing.seats-closed' : 'billing.seats-domain-changed',
      subjectKind: 'seat-agreement',
      subjectId: id,
    })
    return { organisationId: agreement.organisation_id }
  })
}

/** Makes somebody with a confirmed address an administrator, too. */
export async function addAdmin(
  deps: Deps,
  { organisationId, email, actor }: { organisationId: string; email: string; actor: string },
): Promise<boolean> {
  const now = deps.clock.now()
  return deps.db.transaction().execute(async (tx) => {
    const account = await tx
      .selectFrom('accounts')
      .select('person_key')
      .where('email', '=', email)
      .where('email_confirmed_at', 'is not', null)
      .executeTakeFirst()
    if (!account) return false
    await tx
      .insertInto('organisation_admins')
      .values({ organisation_id: organisationId, person_key: account.person_key, added_at: now })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
    await audit(tx, {
      at: now,
      actor,
      action: 'billing.organisation-admin-added',
      subjectKind: 'organisation',
      subjectId: organisationId,
      detail: { person: account.person_key },
    })
    return true
  })
}

/** Takes the role from somebody; the last one keeps it. */
export async function removeAdmin(
  deps: Deps,
  { organisationId, personKey, actor }: { organisationId: string; personKey: string; actor: string },
): Promise<boolean> {
  return deps.db.transaction().execute(async (tx) => {
    await sql`select id from organisations where id = ${organisationId} for update`.execute(tx)
    const { n } = await tx
      .selectFrom('organisation_admins')
      .select(sql<number>`count(*)::int`.as('n'))
      .where('organisation_id', '=', organisationId)
      .where('person_key', '<>', personKey)
      .executeTakeFirstOrThrow()
    if (n === 0) return false
    await tx
      .deleteFrom('organisation_admins')
      .where('organisation_id', '=', organisationId)
      .where('person_key', '=', personKey)
      .execute()
    await audit(tx, {
      at: deps.clock.now(),
      actor,
      action: 'billing.organisation-admin-removed',
      subjectKind: 'organisation',
      subjectId: organisationId,
      detail: { person: personKey },
    })
    return true
  })
}

import { sql } from 'kysely'
import type { Executor } from '../../platform/db/pool.ts'
import type { EditionFacts, ProviderFacts } from '../authoring/api.ts'
import type { SignedCredential } from './sign.ts'

/** The public half of a key that a provider signs or signed with. `id` is the verification method. */
export type IssuerKey = {
  id: string
  /** Null for kinds that have no such form (RSA): then the JWK says it. */
  publicKeyMultibase: string | null
  publicJwk: object | null
  revoked: string | null
}

const issuerKeys = sql<IssuerKey[]>`(select coalesce(json_agg(json_build_object('id', k.id,
  'publicKeyMultibase', k.public_key_multibase, 'publicJwk', k.public_jwk, 'revoked', k.revoked_at)
  order by k.valid_from desc), '[]') from issuer_keys k where k.provider_id = p.id)`

/** Everything stated about a completed enrolment's credential, for issuing it. */
export async function selectCompletion(tx: Executor, enrolmentId: string) {
  return tx
    .selectFrom('enrolments as e')
    .innerJoin('editions as ed', 'ed.id', 'e.edition_id')
    .innerJoin('credentials as c', 'c.id', 'ed.credential_id')
    .innerJoin('providers as p', 'p.id', 'c.provider_id')
    .select(['e.person_key', 'e.edition_id', 'e.enrolled_at', 'c.provider_id', 'c.slug as credential_slug'])
    .select(['ed.kind', 'ed.title', 'ed.summary', 'ed.level', 'ed.language', 'ed.effort_hours'])
    .select(['p.slug as provider_slug', 'p.name as provider_name', 'p.kind as provider_kind', 'p.country'])
    .select(['p.demonstration', sql<EditionFacts>`ed.facts`.as('facts')])
    .select(sql<Partial<ProviderFacts>>`p.facts`.as('provider_facts'))
    .where('e.id', '=', enrolmentId)
    .executeTakeFirstOrThrow()
}
export type Completion = Awaited<ReturnType<typeof selectCompletion>>

/** The marks that count, in the order of the outline. */
/** What the room that had it marked says of a mark beside who gave it (learn/record-mark.ts, MarkEvidence). */
export interface WorkEvidence {
  interval?: { lower: number; upper: number; level: number }
  audited?: boolean
  appeals?: { decided: number; raised: number }
  daysToMark?: number
  promiseKept?: boolean
  agreement?: { pieces: number; concordance: number; lower?: number; upper?: number }
}

export async function selectMarkedWorks(tx: Executor, enrolmentId: string) {
  return tx
    .selectFrom('item_results as r')
    .innerJoin('marks as m', 'm.id', 'r.mark_id')
    .innerJoin('items as i', 'i.id', 'r.item_id')
    .innerJoin('courses as co', 'co.id', 'i.course_id')
    .select(['i.slug', 'co.slug as course_slug', 'i.title', 'i.kind', 'i.weight', 'i.pass_share'])
    .select(['m.points', 'm.points_max', 'm.computer_share', 'm.peer_share', 'm.educator_share'])
    .select(['m.peers', 'm.educators', 'r.handed_in_at'])
    .select(sql<WorkEvidence | null>`m.evidence`.as('evidence'))
    .where('r.enrolment_id', '=', enrolmentId)
    .orderBy('co.position')
    .orderBy('i.position')
    .execute()
}
export type MarkedWork = Awaited<ReturnType<typeof selectMarkedWorks>>[number]

/** Active seconds by kind of item, as far as they were summed. */
export async function selectActiveSeconds(tx: Executor, enrolmentId: string) {
  return tx
    .selectFrom('activity_seconds as a')
    .innerJoin('items as i', 'i.id', 'a.item_id')
    .select(['i.kind', sql<number>`sum(a.seconds)::float8`.as('seconds')])
    .where('a.enrolment_id', '=', enrolmentId)
    .groupBy('i.kind')
    .execute()
}

/** The figures release in force: what the label says now. */
export async function selectOptionalReleaseInForce(tx: Executor, now: Date) {
  return tx
    .selectFrom('figures_releases')
    .select(['id', 'as_of'])
    .where('as_of', '<=', now)
    .orderBy('as_of', 'desc')
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst()
}

/** An issued credential as its page shows it; `document` is absent where its owner was erased or deleted it. */
export async function selectOptionalIssued(db: Executor, credentialId: string) {
  return issuedRows(db).where('i.id', '=', credentialId).executeTakeFirst()
}

function issuedRows(db: Executor) {
  return db
    .selectFrom('issued_credentials as i')
    .leftJoin('credential_documents as d', 'd.credential_id', 'i.id')
    .innerJoin('editions as ed', 'ed.id', 'i.edition_id')
    .innerJoin('credentials as c', 'c.id', 'ed.credential_id')
    .innerJoin('providers as p', 'p.id', 'i.provider_id')
    .select(['i.id', 'i.person_key', 'i.issued_at', 'i.revoked_at', 'i.revocation_reason', 'i.suspended_at'])
    .select(['d.shown', 'd.named', 'd.addressed', 'd.token', 'd.holder_did', 'd.signed_at'])
    .select(['ed.title', 'ed.number as edition_number', 'ed.kind', 'c.slug as credential_slug'])
    .select(['i.provider_id', 'p.slug as provider_slug', 'p.name as provider_name', 'p.demonstration'])
    .select(sql<SignedCredential | null>`d.document`.as('document'))
    .select(sql<HashedAddress | null>`d.identity`.as('identity'))
    .select(issuerKeys.as('keys'))
    .select(
      sql<number>`(select coalesce(sum(v.views), 0)::int from credential_views v
        where v.credential_id = i.id)`.as('views'),
    )
}

/** The credentials that a private link shows, each with the copy that was signed for it, where that is not the public one. */
export async function selectSharedIssued(db: Executor, linkId: string) {
  return issuedRows(db)
    .innerJoin('share_link_credentials as s', 's.credential_id', 'i.id')
    .innerJoin('share_links as l', 'l.id', 's.link_id')
    .select(
      sql<SignedCredential | null>`(select x.document from credential_copies x where x.credential_id = i.id
        and x.named = l.named and x.addressed = l.addressed)`.as('copy'),
    )
    .where('s.link_id', '=', linkId)
    .orderBy('s.position')
    .execute()
}

/** The holder's address, hashed with the salt of this credential. */
export type HashedAddress = { identityHash: string; salt: string }

export type Issued = NonNullable<Awaited<ReturnType<typeof selectOptionalIssued>>>

/** A learner's own credentials, newest first. */
export async function selectOwnIssued(db: Executor, personKey: string) {
  return db
    .selectFrom('issued_credentials as i')
    .innerJoin('credential_documents as d', 'd.credential_id', 'i.id')
    .innerJoin('editions as ed', 'ed.id', 'i.edition_id')
    .innerJoin('providers as p', 'p.id', 'i.provider_id')
    .select(['i.id', 'i.issued_at', 'i.revoked_at', 'd.shown', 'ed.title'])
    .select(['p.name as provider_name', 'p.demonstration'])
    .where('i.person_key', '=', personKey)
    .orderBy('i.issued_at', 'desc')
    .execute()
}

/** Titles of what a learner has earned but can't get before the address is confirmed. */
export async function selectOwnWaiting(db: Executor, personKey: string) {
  return db
    .selectFrom('enrolments as e')
    .innerJoin('enrolment_events as met', (join) =>
      join.onRef('met.enrolment_id', '=', 'e.id').on('met.kind', '=', 'requirements_met'),
    )
    .innerJoin('editions as ed', 'ed.id', 'e.edition_id')
    .leftJoin('issued_credentials as i', 'i.enrolment_id', 'e.id')
    .select(['e.id', 'ed.title'])
    .where('e.person_key', '=', personKey)
    .where('i.id', 'is', null)
    .execute()
}

/** The public halves of a provider's keys, newest first; empty where it never signed anything. */
export async function selectIssuerKeys(db: Executor, providerSlug: string): Promise<IssuerKey[]> {
  const row = await db
    .selectFrom('providers as p')
    .select(issuerKeys.as('keys'))
    .where('p.slug', '=', providerSlug)
    .executeTakeFirst()
  return row?.keys ?? []
}

/** Revoked keys whose name can't say so. */
export async function selectRevokedDidKeys(db: Executor): Promise<IssuerKey[]> {
  const rows = await db
    .selectFrom('issuer_keys')
    .select(['id', 'public_key_multibase', 'revoked_at'])
    .where('revoked_at', 'is not', null)
    .where('id', 'like', 'did:key:%')
    .execute()
  return rows.map(({ id, public_key_multibase: publicKeyMultibase, revoked_at }) => ({
    id,
    publicKeyMultibase,
    publicJwk: null,
    revoked: revoked_at?.toISOString() ?? null,
  }))
}

/** The provider of this site that an issuer's identifier belongs to. */
export async function selectOptionalProviderByDid(db: Executor, did: string) {
  return db
    .selectFrom('issuer_keys as k')
    .innerJoin('providers as p', 'p.id', 'k.provider_id')
    .select(['p.slug', 'p.name', 'p.demonstration'])
    .where(sql`split_part(k.id, '#', 1)`, '=', did)
    .executeTakeFirst()
}

export async function selectOptionalProvider(db: Executor, slug: string) {
  return db
    .selectFrom('providers')
    .select(['slug', 'name', 'kind', 'country', 'demonstration'])
    .where('slug', '=', slug)
    .executeTakeFirst()
}

/** What an achievement's address stands for: one edition of a credential. */
export async function selectOptionalAchievement(db: Executor, editionId: string) {
  return db
    .selectFrom('editions as ed')
    .innerJoin('credentials as c', 'c.id', 'ed.credential_id')
    .innerJoin('providers as p', 'p.id', 'c.provider_id')
    .select(['ed.id', 'ed.title', 'ed.summary', 'ed.kind', 'ed.number', 'ed.language', 'c.slug'])
    .select(['p.demonstration', sql<EditionFacts>`ed.facts`.as('facts')])
    .where('ed.id', '=', editionId)
    .executeTakeFirst()
}

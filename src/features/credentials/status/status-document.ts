import { sql } from 'kysely'
import { json, type Tx } from '../../../platform/db/pool.ts'
import type { Deps } from '../../../platform/deps.ts'
import { isId } from '../../../platform/random.ts'
import { urls } from '../../../urls.ts'
import { CREDENTIALS_V2 } from '../contexts.ts'
import { selectKeyOf } from '../keys/issuer-keys.ts'
import { signCredential } from '../sign.ts'
import { encodeBits } from './bitstring.ts'

export const PURPOSES = ['revocation', 'suspension'] as const
export type Purpose = (typeof PURPOSES)[number]

/** How long others may keep what they fetched. */
export const TTL_MILLISECONDS = 300_000
/** A list is signed anew by then at the latest, so that its date is never old. */
const REBUILD_MILLISECONDS = 12 * 3_600_000
const GOOD_MILLISECONDS = 24 * 3_600_000

export type ServedList = { version: number; builtAt: Date; document: object }

type Serving = Pick<Deps, 'db' | 'config' | 'clock'>

/** What is kept of a list, without its body; undefined where there is no such list. */
export async function selectOptionalServed({ db }: Serving, listId: string, purpose: Purpose) {
  return db
    .selectFrom('status_lists as l')
    .leftJoin('status_documents as d', (join) =>
      join.onRef('d.list_id', '=', 'l.id').on('d.purpose', '=', purpose),
    )
    .select(['l.version', 'd.version as built_version', 'd.built_at'])
    .where('l.id', '=', listId)
    .executeTakeFirst()
}

/** Whether what is kept says what holds now. */
export function isFresh(
  kept: { version: number; built_version: number | null; built_at: Date | null },
  now: Date,
): boolean {
  return (
    kept.built_version === kept.version &&
    kept.built_at !== null &&
    now.getTime() - kept.built_at.getTime() < REBUILD_MILLISECONDS
  )
}

export async function selectKeptDocument(
  { db }: Serving,
  listId: string,
  purpose: Purpose,
): Promise<ServedList> {
  const { version, built_at, document } = await db
    .selectFrom('status_documents')
    .select(['version', 'built_at', sql<object>`document`.as('document')])
    .where('list_id', '=', listId)
    .where('purpose', '=', purpose)
    .executeTakeFirstOrThrow()
  return { version, builtAt: built_at, document }
}

/** The list that holds now, for readers in this process; undefined where there is no such list. */
export async function selectOptionalList(
  deps: Serving,
  listId: string,
  purposeName: string,
): Promise<object | undefined> {
  const purpose = PURPOSES.find((one) => one === purposeName)
  if (!purpose || !isId(listId)) return undefined
  const state = await selectOptionalServed(deps, listId, purpose)
  if (!state) return undefined
  const { document } = isFresh(state, deps.clock.now())
    ? await selectKeptDocument(deps, listId, purpose)
    : await rebuildList(deps, listId, purpose)
  return document
}

/** Builds and signs a list from the state of the database and keeps it. Two at the same time build it once. */
export async function rebuildList(deps: Serving, listId: string, purpose: Purpose): Promise<ServedList> {
  const now = deps.clock.now()
  return deps.db.transaction().execute(async (tx) => {
    // Whoever revokes changes this row too: a version never says less than its number promises.
    const list = await tx
      .selectFrom('status_lists as l')
      .innerJoin('providers as p', 'p.id', 'l.provider_id')
      .select(['l.version', 'l.length', 'l.controller', 'p.id as provider_id', 'p.slug as provider_slug'])
      .select('p.name as provider_name')
      .where('l.id', '=', listId)
      .forUpdate('l')
      .executeTakeFirstOrThrow()
    const kept = await selectOptionalServed({ ...deps, db: tx }, listId, purpose)
    if (kept && isFresh(kept, now)) return selectKeptDocument({ ...deps, db: tx }, listId, purpose)
    const positions = await selectSetPositions(tx, listId, purpose, now)
    const url = deps.config.publicUrl.origin + urls.statusList({ list: listId, purpose })
    const key = await selectKeyOf(tx, deps, list, list.controller, now)
    const issuer = key.controller
    const unsigned = listDocument({ url, purpose, issuer, length: list.length, positions, now })
    const document = await signCredential(unsigned, key, now)
    const row = { version: list.version, document: json(document), built_at: now }
    await tx
      .insertInto('status_documents')
      .values({ list_id: listId, purpose, ...row })
      .onConflict((conflict) => conflict.columns(['list_id', 'purpose']).doUpdateSet(row))
      .execute()
    return { version: list.version, builtAt: now, document }
  })
}

/** A `BitstringStatusListCredential` (Bitstring Status List 1.0, section 2.2), not signed yet. */
export function listDocument(list: {
  url: string
  purpose: Purpose
  issuer: string
  length: number
  positions: Iterable<number>
  now: Date
}) {
  const { url, purpose, issuer, length, positions, now } = list
  return {
    '@context': [CREDENTIALS_V2],
    id: url,
    type: ['VerifiableCredential', 'BitstringStatusListCredential'],
    issuer: { id: issuer },
    validFrom: toTheSecond(now),
    validUntil: toTheSecond(new Date(now.getTime() + GOOD_MILLISECONDS)),
    credentialSubject: {
      id: `${url}#list`,
      type: 'BitstringStatusList',
      statusPurpose: purpose,
      ttl: TTL_MILLISECONDS,
      encodedList: encodeBits(length, positions),
    },
  }
}

async function selectSetPositions(tx: Tx, listId: string, purpose: Purpose, now: Date): Promise<number[]> {
  const column = purpose === 'revocation' ? 'i.revoked_at' : 'i.suspended_at'
  const rows = await tx
    .selectFrom('status_entries as e')
    .innerJoin('issued_credentials as i', 'i.id', 'e.credential_id')
    .select('e.position')
    .where('e.list_id', '=', listId)
    .where(column, 'is not', null)
    .unionAll((query) =>
      query
        .selectFrom('status_entries')
        .select('position')
        .where('list_id', '=', listId)
        .where('decoy_from', '<=', now),
    )
    .execute()
  return rows.map(({ position }) => position)
}

function toTheSecond(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`
}

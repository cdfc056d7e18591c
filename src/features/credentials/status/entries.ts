import { sql } from 'kysely'
import type { Executor, Tx } from '../../../platform/db/pool.ts'
import type { Deps } from '../../../platform/deps.ts'
import { newId, type Random } from '../../../platform/random.ts'
import { urls } from '../../../urls.ts'
import type { CredentialStatus } from '../credential-document.ts'
import { LIST_LENGTH_MIN } from './bitstring.ts'

/** Of 131,072 places 2,048 are decoys: enough to hide how many were revoked, few enough to leave room. */
const DECOYS = 2_048
/** Over how long the decoys' bits appear, so that what is new tells nothing either. */
const DECOY_DAYS = 5 * 365
/** Places drawn at once; when all are taken the list is about a third full, and the next one is opened. */
const DRAWS = 8

type Issuing = Pick<Deps, 'config' | 'random'>

/** The place of a credential in the lists of the identifier that signs it; drawn by chance at the first time. */
export async function selectStatus(
  tx: Tx,
  deps: Issuing,
  { credentialId, providerId, controller }: { credentialId: string; providerId: string; controller: string },
  now: Date,
): Promise<CredentialStatus> {
  const site = deps.config.publicUrl.origin
  const known = await tx
    .selectFrom('status_entries as e')
    .innerJoin('status_lists as l', 'l.id', 'e.list_id')
    .select(['e.list_id', 'e.position'])
    .where('e.credential_id', '=', credentialId)
    .where('l.controller', '=', controller)
    .executeTakeFirst()
  if (known) return statusOf(site, known.list_id, known.position)
  for (;;) {
    const list = await selectOpenList(tx, deps, { providerId, controller }, now)
    const position = await takePlace(tx, deps.random, list, credentialId)
    if (position !== undefined) return statusOf(site, list.id, position)
    await tx.updateTable('status_lists').set({ closed_at: now }).where('id', '=', list.id).execute()
  }
}

/** The addresses of both lists, with the place in them. */
export function statusOf(site: string, list: string, index: number): CredentialStatus {
  return {
    index,
    revocation: site + urls.statusList({ list, purpose: 'revocation' }),
    suspension: site + urls.statusList({ list, purpose: 'suspension' }),
  }
}

type OpenList = { id: string; length: number }

async function selectOpenList(
  tx: Tx,
  deps: Issuing,
  owner: { providerId: string; controller: string },
  now: Date,
): Promise<OpenList> {
  const open = await selectOptionalOpenList(tx, owner)
  if (open) return open
  await sql`select pg_advisory_xact_lock(hashtextextended(${`status-list:${owner.controller}`}, 0))`.execute(
    tx,
  )
  return (await selectOptionalOpenList(tx, owner)) ?? openList(tx, deps, owner, now)
}

function selectOptionalOpenList(db: Executor, owner: { providerId: string; controller: string }) {
  return db
    .selectFrom('status_lists')
    .select(['id', 'length'])
    .where('provider_id', '=', owner.providerId)
    .where('controller', '=', owner.controller)
    .where('closed_at', 'is', null)
    .orderBy('opened_at', 'desc')
    .limit(1)
    .executeTakeFirst()
}

async function openList(
  tx: Tx,
  { random }: Issuing,
  { providerId, controller }: { providerId: string; controller: string },
  now: Date,
): Promise<OpenList> {
  const list = { id: newId(now, random), length: LIST_LENGTH_MIN }
  await tx
    .insertInto('status_lists')
    .values({ ...list, provider_id: providerId, controller, opened_at: now })
    .execute()
  const places = [...new Set(drawPlaces(random, DECOYS, list.length))]
  const days = drawPlaces(random, places.length, DECOY_DAYS)
  // A third from the first day on: a list whose first bit appears tells what happened.
  const from = days.map((day, index) => new Date(now.getTime() + (index % 3 === 0 ? 0 : day) * 86_400_000))
  await sql`insert into status_entries (list_id, position, decoy_from)
    select ${list.id}::uuid, place, moment from unnest(${places}::int[], ${from}::timestamptz[]) d(place, moment)`.execute(
    tx,
  )
  return list
}

/** One of a handful of places drawn by chance that nobody has; undefined where all of them are taken. */
async function takePlace(
  tx: Tx,
  random: Random,
  list: OpenList,
  credentialId: string,
): Promise<number | undefined> {
  for (const position of drawPlaces(random, DRAWS, list.length)) {
    const taken = await tx
      .insertInto('status_entries')
      .values({ list_id: list.id, position, credential_id: credentialId })
      .onConflict((conflict) => conflict.columns(['list_id', 'position']).doNothing())
      .executeTakeFirst()
    if (taken.numInsertedOrUpdatedRows) return position
  }
  return undefined
}

/** Evenly distributed numbers below `bound`: 48 random bits each, whose remainder favours no number by more than one in a billion. */
function drawPlaces(random: Random, count: number, bound: number): number[] {
  const bytes = random.bytes(count * 6)
  return Array.from({ length: count }, (_, index) => bytes.readUIntBE(index * 6, 6) % bound)
}

import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { invitationTimes } from '../../domain/invitations.ts'
import { educatorsFrom, promisedBy } from '../../domain/promise.ts'
import { audit } from '../../platform/audit.ts'
import type { Executor, Tx } from '../../platform/db/pool.ts'
import type { Deps } from '../../platform/deps.ts'
import { addJob } from '../../platform/jobs.ts'
import { newId } from '../../platform/random.ts'
import { once } from '../../platform/web/once.ts'
import { urls, withQuery } from '../../urls.ts'
import { selectClosedDays } from './calendar/closed-days.ts'
import { countOwnPieces } from './count-own-pieces.ts'
import { askEducator } from './educator-requests.ts'
import type { PieceInput } from './forms.ts'
import { lockProject } from './lock-project.ts'
import type { Project } from './project.ts'
import { prepareReserve } from './reserve.ts'

interface NewPiece {
  project: Project
  personKey: string
  enrolmentId: string
  piece: PieceInput
  /** Key of the form, so that sending it again leads to the same piece. */
  onceKey: string | undefined
}

/**
 * Takes a piece in: text and files, its place in the pool, what is owed, and the day on which an educator steps in.
 * While a piece is on its way there is no second one: what was typed is kept as a draft instead.
 * @returns the URL to show
 */
export async function handIn(
  deps: Deps,
  { project, personKey, enrolmentId, piece, onceKey }: NewPiece,
): Promise<string> {
  const now = deps.clock.now()
  const { itemId, marking } = project
  const itemUrl = urls.item({ enrolment: enrolmentId, item: itemId })
  return deps.db.transaction().execute(async (tx) => {
    await lockProject(tx, itemId)
    return once(tx, { key: onceKey, personKey, now }, async () => {
      const number = await nextNumber(tx, { project, enrolmentId })
      if (number === undefined) {
        await saveDraft(tx, { enrolmentId, itemId, text: piece.text, now })
        return withQuery(itemUrl, { said: 'already' })
      }
      await prepareReserve(tx, deps, itemId)
      const id = newId(now, deps.random)
      const closed = await selectClosedDays(tx, { itemId, now })
      const promise = { handedInAt: now, promiseDays: marking.promise_days, closed }
      const until = { promised_by: promisedBy(promise), educators_from: educatorsFrom(promise) }
      await tx
        .insertInto('hand_ins')
        .values({
          id,
          enrolment_id: enrolmentId,
          item_id: itemId,
          number,
          handed_in_at: now,
          ...until,
          peers_wanted: marking.peers,
          state: marking.peers > 0 ? 'with_peers' : 'with_educator',
        })
        .execute()
      await tx.insertInto('hand_in_texts').values({ hand_in_id: id, body: piece.text }).execute()
      await storeFiles(tx, deps, id, piece)
      await storeLinks(tx, deps, id, piece.links)
      await keepLabResults(tx, { handInId: id, enrolmentId, project })
      await tx
        .deleteFrom('hand_in_drafts')
        .where('enrolment_id', '=', enrolmentId)
        .where('item_id', '=', itemId)
        .execute()
      await audit(tx, {
        at: now,
        actor: personKey,
        action: 'peer-review.handed-in',
        subjectKind: 'hand-in',
        subjectId: id,
        detail: { item: itemId, number, files: piece.files.length, links: piece.links.length },
      })
      if (marking.peers > 0)
        await addPeersJobs(tx, { handInId: id, now, educatorsFrom: until.educators_from })
      else await askEducator(tx, deps, { handInId: id, reason: 'every', dueAt: until.promised_by })
      await countOwnPieces(tx, deps, { enrolmentId, itemId, reviewsToGive: marking.reviews_to_give })
      return withQuery(itemUrl, { said: 'handed-in' })
    })
  })
}

// While the peers have it, those who like to review are invited; then an educator takes it as it is.
async function addPeersJobs(
  tx: Tx,
  { handInId, now, educatorsFrom: from }: { handInId: string; now: Date; educatorsFrom: Date },
): Promise<void> {
  await addJob(tx, 'peer-review.hand-over', { handInId }, { key: `hand-over:${handInId}`, runAt: from })
  for (const [k, runAt] of invitationTimes(now, from).entries())
    await addJob(tx, 'peer-review.invite', { handInId }, { key: `invite:${k}:${handInId}`, runAt })
}

/** Keeps what was typed; the newest text counts. */
export async function saveDraft(
  tx: Executor,
  { enrolmentId, itemId, text, now }: { enrolmentId: string; itemId: string; text: string; now: Date },
): Promise<void> {
  await tx
    .insertInto('hand_in_drafts')
    .values({ enrolment_id: enrolmentId, item_id: itemId, body: text, saved_at: now })
    .onConflict((conflict) =>
      conflict.columns(['enrolment_id', 'item_id']).doUpdateSet({ body: text, saved_at: now }),
    )
    .execute()
}

// Undefined while a piece is on its way, or when one has passed: others' time is not spent on it again.
async function nextNumber(
  tx: Tx,
  { project, enrolmentId }: { project: Project; enrolmentId: string },
): Promise<number | undefined> {
  const pieces = await tx
    .selectFrom('hand_ins as h')
    .leftJoin('criterion_results as r', 'r.hand_in_id', 'h.id')
    .select(['h.number', 'h.state'])
    .select(
      sql<number>`coalesce(sum(r.weight * r.points) / sum(r.weight * r.points_max), 0)::float8`.as('share'),
    )
    .where('h.enrolment_id', '=', enrolmentId)
    .where('h.item_id', '=', project.itemId)
    .groupBy('h.id')
    .execute()
  const marked = pieces.filter((piece) => piece.state === 'marked')
  const done = marked.some((piece) => piece.share >= project.passShare - 1e-9)
  if (marked.length > 0 && !project.marking.revise) return undefined
  const open = pieces.some((piece) => piece.state === 'with_peers' || piece.state === 'with_educator')
  if (done || open) return undefined
  return Math.max(0, ...pieces.map((piece) => piece.number)) + 1
}

// The bytes lie in storage before the row that names them is committed. The shared lock on their hash keeps the job
// that removes orphaned files (erase-words.ts) from taking them away in between.
async function storeFiles(tx: Tx, deps: Deps, handInId: string, { files }: PieceInput): Promise<void> {
  for (const [index, file] of files.entries()) {
    const hash = createHash('sha256').update(file.bytes).digest('hex')
    await sql`select pg_advisory_xact_lock_shared(hashtextextended(${hash}, 13))`.execute(tx)
    await deps.storage.put(file.bytes)
    await tx
      .insertInto('hand_in_files')
      .values({
        id: newId(deps.clock.now(), deps.random),
        hand_in_id: handInId,
        position: index + 1,
        name: file.name,
        extension: file.extension,
        media_type: file.mediaType,
        bytes: file.bytes.length,
        content_hash: hash,
        cleaned: file.cleaned,
      })
      .execute()
  }
}

// The snapshot is taken in a job: handing in doesn't wait for anybody's server.
async function storeLinks(tx: Tx, deps: Deps, handInId: string, links: string[]): Promise<void> {
  for (const [index, url] of links.entries()) {
    const id = newId(deps.clock.now(), deps.random)
    await tx
      .insertInto('hand_in_links')
      .values({ id, hand_in_id: handInId, position: index + 1, url, state: 'waiting' })
      .execute()
    await addJob(tx, 'peer-review.snapshot', { linkId: id }, { key: `snapshot:${id}`, attemptsMax: 3 })
  }
}

// The results of the labs that belong to the project, as they are now: what is marked doesn't change afterwards.
async function keepLabResults(
  tx: Tx,
  { handInId, enrolmentId, project }: { handInId: string; enrolmentId: string; project: Project },
): Promise<void> {
  if (project.handIn.labs.length === 0) return
  await sql`insert into hand_in_lab_results (hand_in_id, lab_item_id, points, points_max, handed_in_at)
    select ${handInId}, m.item_id, m.points, m.points_max, m.handed_in_at
    from item_results r join marks m on m.id = r.mark_id join items i on i.id = m.item_id
    where r.enrolment_id = ${enrolmentId} and i.kind = 'lab' and i.slug = any(${project.handIn.labs}::text[])
      and i.course_id = (select course_id from items where id = ${project.itemId})`.execute(tx)
}

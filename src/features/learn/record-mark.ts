import { sql } from 'kysely'
import { audit } from '../../platform/audit.ts'
import { json, type Tx } from '../../platform/db/pool.ts'
import type { Deps } from '../../platform/deps.ts'
import { selectEdition } from './editions.ts'
import { recordEvent } from './events.ts'
import { meetRequirements } from './meet-requirements.ts'

export interface NewMark {
  enrolmentId: string
  itemId: string
  /** The attempt, submission or hand-in that was marked: marked once. */
  workId: string
  points: number
  pointsMax: number
  /** Parts of pointsMax by who decided them; they add up to 1. */
  shares: { computer: number; peers: number; educators: number }
  peerCount: number
  educatorCount: number
  handedInAt: Date
  /** The work whose mark this one takes the place of. A pass that was given stays, whatever the new mark is. */
  corrects?: string
  /** What else stands behind the mark; the credential says it. Nothing personal. */
  evidence?: MarkEvidence
}

/** Shares of the most points, 0 to 1. */
export interface MarkEvidence {
  interval?: { lower: number; upper: number; level: number }
  /** An educator marked it without seeing the peers' marks, drawn by chance. */
  audited?: boolean
  /** Criteria that the author appealed, and how many of them an educator then raised. */
  appeals?: { decided: number; raised: number }
  daysToMark?: number
  promiseKept?: boolean
  /** How far peers and educators who marked blind agree on this project, as of then. */
  agreement?: { pieces: number; concordance: number; lower?: number; upper?: number; bias: number }
}

export interface MarkOutcome {
  passed: boolean
  requirementsMet: boolean
}

/**
 * Records a mark, keeps the best one of the item, and looks whether it completes the credential; all in `tx`.
 * Idempotent by `workId`.
 */
export async function recordMark(tx: Tx, deps: Deps, mark: NewMark): Promise<MarkOutcome> {
  const now = deps.clock.now()
  const { editionId, personKey } = await lockEnrolment(tx, mark.enrolmentId)
  const edition = await selectEdition(tx, editionId)
  const item = edition.items.find((one) => one.id === mark.itemId)
  if (!item) throw new Error(`item ${mark.itemId} is not in the edition of enrolment ${mark.enrolmentId}`)
  const passed = mark.points >= (item.passShare ?? 0) * mark.pointsMax - 1e-9
  const markId = await insertMark(tx, mark, now)
  if (markId !== undefined) {
    await keepBest(tx, mark, passed ? now : null)
    await tx
      .deleteFrom('pending_work')
      .where('enrolment_id', '=', mark.enrolmentId)
      .where('item_id', '=', mark.itemId)
      .where('work_id', '=', mark.workId)
      .execute()
    await recordEvent(tx, deps, { enrolmentId: mark.enrolmentId, kind: 'started', at: mark.handedInAt })
    await commitFree(tx, deps, mark.enrolmentId, now)
    await audit(tx, {
      at: now,
      actor: null,
      action: 'learn.marked',
      subjectKind: 'enrolment',
      subjectId: mark.enrolmentId,
      detail: { item: item.slug, points: mark.points, points_max: mark.pointsMax, shares: mark.shares },
    })
  }
  const requirementsMet = await meetRequirements(tx, deps, {
    enrolmentId: mark.enrolmentId,
    personKey,
    edition,
  })
  return { passed, requirementsMet }
}

/**
 * Notes work that waits for people to mark it: who handed in everything is done working, though not yet completed.
 */
export async function recordHandIn(
  tx: Tx,
  deps: Deps,
  {
    enrolmentId,
    itemId,
    workId,
    handedInAt,
  }: { enrolmentId: string; itemId: string; workId: string; handedInAt: Date },
): Promise<void> {
  const { editionId, personKey } = await lockEnrolment(tx, enrolmentId)
  await tx
    .insertInto('pending_work')
    .values({ enrolment_id: enrolmentId, item_id: itemId, work_id: workId, handed_in_at: handedInAt })
    .onConflict((conflict) =>
      conflict
        .columns(['enrolment_id', 'item_id'])
        .doUpdateSet({ work_id: workId, handed_in_at: handedInAt }),
    )
    .execute()
  await meetRequirements(tx, deps, { enrolmentId, personKey, edition: await selectEdition(tx, editionId) })
}

// One mark at a time for an enrolment: two that arrive at once must not both think that something is missing.
// The rows of enrolments are append-only, so the lock is an advisory one for the length of the transaction.
async function lockEnrolment(tx: Tx, enrolmentId: string): Promise<{ editionId: string; personKey: string }> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${enrolmentId}, 7))`.execute(tx)
  const row = await tx
    .selectFrom('enrolments')
    .select(['edition_id', 'person_key'])
    .where('id', '=', enrolmentId)
    .executeTakeFirstOrThrow()
  return { editionId: row.edition_id, personKey: row.person_key }
}

async function insertMark(tx: Tx, mark: NewMark, now: Date): Promise<number | undefined> {
  const row = await tx
    .insertInto('marks')
    .values({
      enrolment_id: mark.enrolmentId,
      item_id: mark.itemId,
      work_id: mark.workId,
      points: mark.points,
      points_max: mark.pointsMax,
      computer_share: mark.shares.computer,
      peer_share: mark.shares.peers,
      educator_share: mark.shares.educators,
      peers: mark.peerCount,
      educators: mark.educatorCount,
      handed_in_at: mark.handedInAt,
      marked_at: now,
      corrects: mark.corrects ?? null,
      evidence: mark.evidence ? json(mark.evidence) : null,
    })
    .onConflict((conflict) => conflict.column('work_id').doNothing())
    .returning('id')
    .executeTakeFirst()
  return row?.id
}

// The best share of points counts, of the marks whose place none other took; a pass is never lost.
async function keepBest(tx: Tx, mark: NewMark, passedAt: Date | null): Promise<void> {
  await sql`insert into item_results (enrolment_id, item_id, mark_id, passed_at, handed_in_at)
    select enrolment_id, item_id, id, ${passedAt}, ${mark.handedInAt} from marks m
    where enrolment_id = ${mark.enrolmentId} and item_id = ${mark.itemId}
      and not exists (select 1 from marks later where later.corrects = m.work_id)
    order by points / points_max desc, id limit 1
    on conflict (enrolment_id, item_id) do update set
      passed_at = coalesce(item_results.passed_at, excluded.passed_at),
      handed_in_at = case when item_results.passed_at is null then excluded.handed_in_at else item_results.handed_in_at end,
      mark_id = excluded.mark_id`.execute(tx)
}

// On free credentials the first marked work is what commits.
async function commitFree(tx: Tx, deps: Deps, enrolmentId: string, at: Date): Promise<void> {
  const { route } = await tx
    .selectFrom('enrolments')
    .select('route')
    .where('id', '=', enrolmentId)
    .executeTakeFirstOrThrow()
  if (route === 'free') await recordEvent(tx, deps, { enrolmentId, kind: 'committed', at })
}

import { sql } from 'kysely'
import { seededRandom } from '../../domain/random.ts'
import { type Criterion, type RubricPoints, shareOfPoints } from '../../domain/rubric.ts'
import { audit } from '../../platform/audit.ts'
import { json, type Tx } from '../../platform/db/pool.ts'
import type { Deps } from '../../platform/deps.ts'
import { addJob } from '../../platform/jobs.ts'
import type { ProjectSpec } from '../authoring/api.ts'
import { type AuditedPiece, type Finding, findScale, type PeerMark } from './find-scale.ts'
import { lockProject } from './lock-project.ts'
import { queueScaleMail } from './marked-mail.ts'
import { markingOf } from './project.ts'

/**
 * The night's work: for every project with marks that are newer than its last night, what they say of its markers, and
 * whether the educators' scale has to be put in force. Safe to repeat: the same marks give the same scale.
 */
export async function computeScales(deps: Deps): Promise<void> {
  const { rows } = await sql<{ item_id: string }>`select h.item_id from hand_ins h
      join enrolments e on e.id = h.enrolment_id and not e.simulated
      left join project_scales s on s.item_id = h.item_id
    where (s.computed_at is null
      or h.marked_at > s.computed_at
      or exists (select 1 from reviews r where r.hand_in_id = h.id and r.submitted_at > s.computed_at)
      or exists (select 1 from reviews r join comment_ratings c on c.review_id = r.id
        where r.hand_in_id = h.id and c.rated_at > s.computed_at))
    group by h.item_id`.execute(deps.db)
  for (const row of rows) await computeScale(deps, row.item_id)
}

/** The scale of one project. Exported for the command line and tests. */
export async function computeScale(deps: Deps, itemId: string): Promise<void> {
  const now = deps.clock.now()
  const item = await deps.db
    .selectFrom('items')
    .select(['title', 'spec'])
    .where('id', '=', itemId)
    .executeTakeFirstOrThrow()
  const spec = item.spec as unknown as ProjectSpec
  const { criteria } = spec.rubric
  const peers = await selectPeers(deps, itemId, criteria)
  if (peers.length === 0) return
  const found = findScale({
    peers,
    audited: await selectAudited(deps, itemId, criteria),
    ratings: await selectRatings(deps, itemId),
    tolerance: markingOf(spec.marking).audit.tolerance,
    random: seededRandom(itemId),
  })
  await deps.db.transaction().execute(async (tx) => {
    await lockProject(tx, itemId)
    const before = await tx
      .selectFrom('project_scales')
      .select(['method', 'shift'])
      .where('item_id', '=', itemId)
      .executeTakeFirst()
    await writeScale(tx, itemId, found, now)
    const isMoved = Math.abs(found.shift - Number(before?.shift ?? 0)) > 0.005
    if (before?.method === found.method && !isMoved) return
    await audit(tx, {
      at: now,
      actor: null,
      action: 'peer-review.scale-changed',
      subjectKind: 'item',
      subjectId: itemId,
      detail: { method: found.method, shift: found.shift, audits: found.audits, leniency: found.leniency },
    })
    if (isMoved) await tellOfScale(tx, deps, { itemId, title: item.title, shift: found.shift })
  })
}

async function selectPeers(deps: Deps, itemId: string, criteria: Criterion[]): Promise<PeerMark[]> {
  const { rows } = await sql<{
    review: string
    piece: string
    reviewer: string
    points: RubricPoints
  }>`select r.id as review, r.hand_in_id as piece, e.person_key as reviewer,
      (select json_object_agg(m.criterion, m.points) from review_marks m where m.review_id = r.id) as points
    from reviews r join hand_ins h on h.id = r.hand_in_id join enrolments e on e.id = r.reviewer_enrolment_id
    where h.item_id = ${itemId} and h.enrolment_id is not null and not e.simulated and r.submitted_at is not null
      and r.not_counted_why is null order by r.id`.execute(deps.db)
  return rows.map(({ review, piece, reviewer, points }) => ({
    review,
    piece,
    reviewer,
    share: shareOfPoints(criteria, points),
  }))
}

// What educators marked without seeing the peers' marks; a piece that was taken out has no mark to compare.
async function selectAudited(deps: Deps, itemId: string, criteria: Criterion[]): Promise<AuditedPiece[]> {
  const { rows } = await sql<{
    piece: string
    probability: number | null
    points: RubricPoints
  }>`select h.id as piece, case when h.audited then h.audit_probability::float8 end as probability,
      (select json_object_agg(g.criterion, g.points) from (select criterion, avg(points)::float8 as points
        from educator_marks m where m.hand_in_id = h.id and m.blind group by criterion) g) as points
    from hand_ins h join enrolments e on e.id = h.enrolment_id and not e.simulated
    where h.item_id = ${itemId} and h.state = 'marked'
      and exists (select 1 from educator_marks m where m.hand_in_id = h.id and m.blind)
      and not exists (select 1 from refusals f where f.hand_in_id = h.id) order by h.id`.execute(deps.db)
  return rows.map(({ piece, probability, points }) => ({
    piece,
    probability,
    educator: shareOfPoints(criteria, points),
  }))
}

// How useful the author of a piece found each of its reviews, over the comments that were rated: 0 to 1.
async function selectRatings(deps: Deps, itemId: string): Promise<Map<string, number>> {
  const { rows } = await sql<{ review: string; useful: number }>`select c.review_id as review,
      avg(c.useful)::float8 / 2 as useful
    from comment_ratings c join reviews r on r.id = c.review_id join hand_ins h on h.id = r.hand_in_id
    where h.item_id = ${itemId} group by c.review_id`.execute(deps.db)
  return new Map(rows.map(({ review, useful }) => [review, useful]))
}

async function writeScale(tx: Tx, itemId: string, found: Finding, now: Date): Promise<void> {
  const row = {
    computed_at: now,
    method: found.method,
    why: json(found.why),
    prior: json(found.stored),
    audits: found.audits,
    leniency: found.leniency?.value ?? null,
    leniency_lower: found.leniency?.lower ?? null,
    leniency_upper: found.leniency?.upper ?? null,
    shift: found.shift,
    shift_from: found.shift === 0 ? null : now,
  }
  await tx
    .insertInto('project_scales')
    .values({ item_id: itemId, ...row })
    .onConflict((conflict) =>
      conflict.column('item_id').doUpdateSet({
        ...row,
        shift_from: found.shift === 0 ? null : sql<Date>`coalesce(project_scales.shift_from, ${now})`,
      }),
    )
    .execute()
  await tx.deleteFrom('reviewer_scales').where('item_id', '=', itemId).execute()
  const rows = found.reviewers.map(({ personKey, reviews, bias, biasSd, precision, weight, usefulness }) => ({
    item_id: itemId,
    person_key: personKey,
    reviews,
    bias,
    bias_sd: biasSd,
    precision,
    weight,
    usefulness: usefulness ?? null,
  }))
  const rowsPerStatement = 1000
  for (let from = 0; from < rows.length; from += rowsPerStatement)
    await tx
      .insertInto('reviewer_scales')
      .values(rows.slice(from, from + rowsPerStatement))
      .execute()
}

// Everybody whom it touches is told: who has a piece on its way or marked others' in the last 90 days; and those whose
// released marks it raises, with their new marks. A released mark is never lowered.
async function tellOfScale(
  tx: Tx,
  deps: Deps,
  { itemId, title, shift }: { itemId: string; title: string; shift: number },
): Promise<void> {
  const now = deps.clock.now()
  const { rows } = await sql<{
    person_key: string
    enrolment_id: string
  }>`select distinct on (e.person_key) e.person_key,
      e.id as enrolment_id
    from enrolments e where not e.simulated and (e.id in (select h.enrolment_id from hand_ins h
        where h.item_id = ${itemId} and h.state in ('with_peers', 'with_educator'))
      or e.id in (select r.reviewer_enrolment_id from reviews r join hand_ins h on h.id = r.hand_in_id
        where h.item_id = ${itemId} and r.submitted_at > ${new Date(now.getTime() - 90 * 86_400_000)}))
    order by e.person_key, e.id`.execute(tx)
  for (const { person_key: personKey, enrolment_id: enrolmentId } of rows)
    await queueScaleMail(tx, deps, { personKey, enrolmentId, itemId, title, at: now })
  if (shift <= 0) return
  const released = await sql<{
    id: string
  }>`select h.id from hand_ins h join piece_decisions d on d.work_id = h.id
    where h.item_id = ${itemId} and h.state = 'marked' and d.peer_share = 1 and d.scale_shift < ${shift}
      and h.marked_at > ${new Date(now.getTime() - 365 * 86_400_000)}`.execute(tx)
  // Each in a job of its own, because it touches its author's enrolment.
  for (const { id } of released.rows)
    await addJob(tx, 'peer-review.rescale', { handInId: id }, { key: `rescale:${id}` })
}

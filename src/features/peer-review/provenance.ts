import { sql } from 'kysely'
import { type Criterion, meanByCriterion, type RubricPoints, shareOfPoints } from '../../domain/rubric.ts'
import type { Executor } from '../../platform/db/pool.ts'
import type { MarkEvidence } from '../learn/api.ts'

/** Who marked a project whose mark counts: never whose names. */
export interface ProjectProvenance {
  itemId: string
  title: string
  /** Points as a share of the most, 0 to 1. */
  points: number
  shares: { peers: number; educators: number }
  peers: number
  educators: number
  handedInAt: Date
  markedAt: Date
  evidence: MarkEvidence
}

/** The projects of an enrolment with who marked them: what a credential says of its evidence. */
export async function selectProvenance(db: Executor, enrolmentId: string): Promise<ProjectProvenance[]> {
  const { rows } = await sql<{
    item_id: string
    title: string
    points: number
    peer_share: string
    educator_share: string
    peers: number
    educators: number
    handed_in_at: Date
    marked_at: Date
    evidence: MarkEvidence | null
  }>`select h.item_id, i.title, (m.points / m.points_max)::float8 as points, m.peer_share, m.educator_share, m.peers,
      m.educators, h.handed_in_at, h.marked_at, m.evidence
    from item_results s join marks m on m.id = s.mark_id join piece_decisions d on d.work_id = m.work_id
      join hand_ins h on h.id = d.hand_in_id join items i on i.id = h.item_id join courses co on co.id = i.course_id
    where s.enrolment_id = ${enrolmentId} order by co.position, i.position`.execute(db)
  return rows.map((row) => ({
    itemId: row.item_id,
    title: row.title,
    points: row.points,
    shares: { peers: Number(row.peer_share), educators: Number(row.educator_share) },
    peers: row.peers,
    educators: row.educators,
    handedInAt: row.handed_in_at,
    markedAt: row.marked_at,
    evidence: row.evidence ?? {},
  }))
}

/** A marked piece as the figures see it. Points are shares of the most, 0 to 1. */
export interface MarkedPiece {
  handInId: string
  credentialId: string
  /** Of the enrolment, the same for ever. */
  enrolmentNumber: number
  personKey: string
  simulated: boolean
  handedInAt: Date
  markedAt: Date
  isPromiseKept: boolean
  /** One entry a peer whose review counts, those who came before the decision. */
  peers: number[]
  /** An educator's points, given without seeing the peers'; null where none were given or they were not blind. */
  blindEducator: number | null
  /** The chance with which the piece was drawn for an audit, where it was; else null: then it tells nothing of others. */
  auditProbability: number | null
  /** Criteria that were appealed and decided, and how many of them were raised. */
  appeals: { decided: number; raised: number }
}

/**
 * Every piece that was marked by a date, in the order of their ids: one bounded pass, which holds at most one batch
 * in memory. A pair for agreement is a piece with at least one peer, a blind educator and an audit probability; it
 * weighs 1 ÷ that (domain/peer-marks/audits.ts).
 */
export async function* eachMarkedPiece(
  db: Executor,
  { asOf, batchRows = 1000 }: { asOf: Date; batchRows?: number },
): AsyncGenerator<MarkedPiece> {
  for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
    const rows = await selectMarkedBatch(db, { asOf, after, batchRows })
    for (const row of rows) yield toMarkedPiece(row)
    const last = rows.at(-1)
    if (!last || rows.length < batchRows) return
    after = last.id
  }
}

/** A piece whose marks were due, given or not. */
export interface PromisedPiece {
  credentialId: string
  enrolmentNumber: number
  simulated: boolean
  isPromiseKept: boolean
}

/** Every piece that was marked by a date, or should have been as its provider promised. */
export async function selectPromisedPieces(db: Executor, asOf: Date): Promise<PromisedPiece[]> {
  const { rows } = await sql<PromisedPiece>`
    select e.credential_id as "credentialId", e.number::int as "enrolmentNumber", e.simulated,
      coalesce(h.marked_at <= least(h.promised_by, ${asOf}::timestamptz), false) as "isPromiseKept"
    from hand_ins h join enrolments e on e.id = h.enrolment_id
    where h.state <> 'withdrawn' and (h.marked_at <= ${asOf} or h.promised_by <= ${asOf})`.execute(db)
  return rows
}

interface MarkedRow {
  id: string
  credential_id: string
  enrolment_number: number
  person_key: string
  simulated: boolean
  handed_in_at: Date
  marked_at: Date
  promised_by: Date
  criteria: Criterion[]
  peers: RubricPoints[]
  blind: RubricPoints[]
  probability: number | null
  appeals_decided: number
  appeals_raised: number
}

function toMarkedPiece(row: MarkedRow): MarkedPiece {
  return {
    handInId: row.id,
    credentialId: row.credential_id,
    enrolmentNumber: row.enrolment_number,
    personKey: row.person_key,
    simulated: row.simulated,
    handedInAt: row.handed_in_at,
    markedAt: row.marked_at,
    isPromiseKept: row.marked_at <= row.promised_by,
    peers: row.peers.map((points) => shareOfPoints(row.criteria, points)),
    blindEducator:
      row.blind.length > 0 ? shareOfPoints(row.criteria, meanByCriterion(row.criteria, row.blind)) : null,
    auditProbability: row.probability,
    appeals: { decided: row.appeals_decided, raised: row.appeals_raised },
  }
}

async function selectMarkedBatch(
  db: Executor,
  { asOf, after, batchRows }: { asOf: Date; after: string; batchRows: number },
): Promise<MarkedRow[]> {
  const { rows } =
    await sql<MarkedRow>`select h.id, e.credential_id, e.number::int as enrolment_number, e.person_key, e.simulated, h.handed_in_at,
      h.marked_at, h.promised_by, i.spec->'rubric'->'criteria' as criteria,
      case when h.audited and not exists (select 1 from refusals f where f.hand_in_id = h.id)
        then h.audit_probability::float8 end as probability,
      (select count(*) from appeals a where a.hand_in_id = h.id and a.decided_at <= ${asOf}) as appeals_decided,
      (select count(*) from appeals a where a.hand_in_id = h.id and a.decided_at <= ${asOf}
        and a.points_after > a.points_before) as appeals_raised,
      (select coalesce(json_agg((select json_object_agg(m.criterion, m.points) from review_marks m
          where m.review_id = r.id)), '[]')
        from reviews r where r.hand_in_id = h.id and r.submitted_at <= h.marked_at and r.not_counted_why is null) as peers,
      (select coalesce(json_agg(given.points), '[]') from (select json_object_agg(m.criterion, m.points) as points
        from educator_marks m where m.hand_in_id = h.id and m.blind and m.marked_at <= ${asOf}
        group by m.educator) given) as blind
    from hand_ins h join enrolments e on e.id = h.enrolment_id join items i on i.id = h.item_id
    where h.state = 'marked' and h.marked_at <= ${asOf} and h.id > ${after}
    order by h.id limit ${batchRows}`.execute(db)
  return rows
}

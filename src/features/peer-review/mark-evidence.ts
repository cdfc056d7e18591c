import { sql } from 'kysely'
import type { Tx } from '../../platform/db/pool.ts'
import type { MarkEvidence, NewMark } from '../learn/api.ts'
import { markLevel } from './mark-of-piece.ts'

interface Row {
  enrolment_id: string
  item_id: string
  counts_from: Date
  handed_in_at: Date
  promised_by: Date
  marked_at: Date
  audited: boolean
  blind: boolean
  work_id: string
  points: number
  points_max: number
  lower: number
  upper: number
  peers: number
  educators: number
  peer_share: number
  educator_share: number
  appeals_decided: number
  appeals_raised: number
  agreement: MarkEvidence['agreement'] | null
}

/** The mark of a piece that is in force, as the learn room records it, with what stands behind it. */
export async function selectMarkToRecord(tx: Tx, handInId: string): Promise<NewMark> {
  const { rows } =
    await sql<Row>`select h.enrolment_id, h.item_id, h.counts_from, h.handed_in_at, h.promised_by, h.marked_at, h.audited,
      d.work_id, d.points::float8 as points, d.points_max::float8 as points_max,
      d.lower::float8 as lower, d.upper::float8 as upper, d.peers, d.educators, d.peer_share::float8 as peer_share,
      d.educator_share::float8 as educator_share,
      exists (select 1 from educator_marks m where m.hand_in_id = h.id and m.blind) as blind,
      (select count(*) from appeals a where a.hand_in_id = h.id and a.decided_at is not null) as appeals_decided,
      (select count(*) from appeals a where a.hand_in_id = h.id and a.points_after > a.points_before) as appeals_raised,
      (select s.why->'agreement' from project_scales s where s.item_id = h.item_id) as agreement
    from hand_ins h
      cross join lateral (select * from piece_decisions d where d.hand_in_id = h.id
        order by d.number desc limit 1) d
    where h.id = ${handInId} and h.state = 'marked'`.execute(tx)
  const row = rows[0]
  if (!row) throw new Error(`piece ${handInId} is not decided`)
  return {
    enrolmentId: row.enrolment_id,
    itemId: row.item_id,
    workId: row.work_id,
    points: row.points,
    pointsMax: row.points_max,
    shares: { computer: 0, peers: row.peer_share, educators: row.educator_share },
    peerCount: row.peers,
    educatorCount: row.educators,
    handedInAt: row.counts_from,
    evidence: evidenceOf(row),
  }
}

function evidenceOf(row: Row): MarkEvidence {
  const days = (row.marked_at.getTime() - row.handed_in_at.getTime()) / 86_400_000
  return {
    interval: { lower: row.lower / row.points_max, upper: row.upper / row.points_max, level: markLevel },
    audited: row.audited && row.blind,
    ...(row.appeals_decided > 0
      ? { appeals: { decided: row.appeals_decided, raised: row.appeals_raised } }
      : {}),
    daysToMark: Math.round(days * 10) / 10,
    promiseKept: row.marked_at <= row.promised_by,
    ...(row.agreement ? { agreement: row.agreement } : {}),
  }
}

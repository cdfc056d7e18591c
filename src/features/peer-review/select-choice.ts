import { sql } from 'kysely'
import { type ReservePiece, type Reviewer, sparePlaces, type WaitingPiece } from '../../domain/allocation.ts'
import type { Executor } from '../../platform/db/pool.ts'
import { placeTime } from './note-places.ts'

/** How many pieces are looked at of each row that pieces wait in; domain/allocation.ts decides between them. */
const candidatesMax = 20

interface PoolRow {
  id: string
  author: string
  marks: number
  wanted: number
  locks: number
  waitingSince: string
  educatorsFrom: string
  fullUntil: string | null
  precisions: (number | null)[]
}

/**
 * The neediest pieces that the reviewer may have, the reserve where there is none, and what the reviewer did before:
 * one statement, whose time does not grow with the pool. It reads the first pieces of four rows, each with an index of
 * its own (migrations 0018 and 0045): by need, by waiting, those whose reviewers let their time go by, and those whose
 * places are all taken but for the spare one.
 */
export async function selectChoice(
  db: Executor,
  { itemId, personKey, enrolmentId }: { itemId: string; personKey: string; enrolmentId: string },
  now: Date,
): Promise<{ pool: WaitingPiece[]; reserve: ReservePiece[]; reviewer: Reviewer }> {
  const waiting = sql`select h.id, h.enrolment_id, e.person_key as author, h.peer_marks, h.peers_wanted, h.handed_in_at,
      h.educators_from
    from hand_ins h join enrolments e on e.id = h.enrolment_id
    where h.item_id = ${itemId} and h.state = 'with_peers' and h.peer_marks < h.peers_wanted
      and e.person_key <> ${personKey} and e.simulated = (select simulated from asking)
      and not exists (select 1 from mine where mine.hand_in_id = h.id)
      and not exists (select 1 from reviewed_by where reviewed_by.person_key = e.person_key)`
  const { rows } = await sql<{
    pool: PoolRow[]
    reserve: ReservePiece[]
    seen: string[]
    skipped: string[]
    reviewed_by: string[]
    precision: number | null
    usual_precision: number | null
  }>`with asking as materialized (select simulated from enrolments where id = ${enrolmentId}),
    me as materialized (select id from enrolments where person_key = ${personKey}),
    mine as materialized (select r.hand_in_id, r.skipped_at from me join reviews r on r.reviewer_enrolment_id = me.id),
    reviewed_by as materialized (select distinct re.person_key from me join hand_ins h on h.enrolment_id = me.id
      join reviews r on r.hand_in_id = h.id join enrolments re on re.id = r.reviewer_enrolment_id
      where h.item_id = ${itemId} and r.skipped_at is null),
    candidates as materialized (
      (${waiting} and h.full_until is null order by h.peer_marks, h.handed_in_at limit ${sql.lit(candidatesMax)})
      union
      (${waiting} and h.full_until is null order by h.handed_in_at limit ${sql.lit(candidatesMax)})
      union
      (${waiting} and h.full_until <= ${now} order by h.full_until limit ${sql.lit(candidatesMax)})
      union
      (${waiting} and h.full_until > ${now} and not h.spare_taken order by h.full_until
        limit ${sql.lit(candidatesMax)})),
    pool as materialized (select c.id, c.author, c.peer_marks as marks, c.peers_wanted as wanted, l.locks,
        c.handed_in_at as "waitingSince", c.educators_from as "educatorsFrom", l.full_until as "fullUntil", l.precisions
      from candidates c cross join lateral (select
          count(*) filter (where r.submitted_at is null and r.given_at > ${now}::timestamptz - ${placeTime}) as locks,
          min(r.given_at + ${placeTime}) filter (where r.submitted_at is null
            and r.given_at > ${now}::timestamptz - ${placeTime}) as full_until,
          coalesce(json_agg(s.precision::float8), '[]') as precisions
        from reviews r join enrolments re on re.id = r.reviewer_enrolment_id
          left join reviewer_scales s on s.item_id = ${itemId} and s.person_key = re.person_key
        where r.hand_in_id = c.id and r.skipped_at is null
          and (r.submitted_at is not null or r.expires_at > ${now})) l
      where c.peer_marks + l.locks < c.peers_wanted + ${sparePlaces})
    select (select coalesce(json_agg(pool), '[]') from pool) as pool,
      (select coalesce(json_agg(json_build_object('id', h.id, 'given',
          (select count(*) from reviews r where r.hand_in_id = h.id))), '[]')
        from hand_ins h where h.item_id = ${itemId} and h.reserve_slug is not null and not h.for_training
          and not exists (select 1 from pool)) as reserve,
      (select coalesce(json_agg(hand_in_id), '[]') from mine) as seen,
      (select coalesce(json_agg(hand_in_id), '[]') from mine where skipped_at is not null) as skipped,
      (select coalesce(json_agg(person_key), '[]') from reviewed_by) as reviewed_by,
      (select precision::float8 from reviewer_scales where item_id = ${itemId} and person_key = ${personKey})
        as precision,
      (select (prior->'prior'->>'alpha0')::float8 / (prior->'prior'->>'beta0')::float8 from project_scales
        where item_id = ${itemId}) as usual_precision`.execute(db)
  const row = rows[0]!
  const skillOf = (precision: number | null) =>
    precision !== null && row.usual_precision ? precision / row.usual_precision : 1
  return {
    pool: row.pool.map(({ precisions, waitingSince, educatorsFrom, fullUntil, ...piece }) => ({
      ...piece,
      waitingSince: new Date(waitingSince),
      educatorsFrom: new Date(educatorsFrom),
      fullUntil: fullUntil === null ? null : new Date(fullUntil),
      skills: precisions.map(skillOf),
    })),
    reserve: row.reserve,
    reviewer: {
      person: personKey,
      seen: new Set(row.seen),
      skipped: new Set(row.skipped),
      reviewedBy: new Set(row.reviewed_by),
      skill: skillOf(row.precision),
    },
  }
}

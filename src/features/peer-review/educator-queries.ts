import { sql } from 'kysely'
import type { Executor } from '../../platform/db/pool.ts'
import type { RequestReason } from './educator-requests.ts'
import {
  afterMark,
  displayNameOf,
  educatorsColumn,
  filesColumn,
  labsColumn,
  linksColumn,
  marksOf,
  type ProjectColumns,
  projectColumns,
  projectFrom,
  projectJoins,
  resultColumns,
  shownReviews,
  textColumn,
} from './piece-columns.ts'
import type { EducatorLoad, PieceContent, PieceState, PieceToMark, QueueRow } from './piece-views.ts'
import { inQueueOrder, type Waiting, type WaitingMark } from './queue-order.ts'

// All reading of educators: bound to the providers that they teach for, and to pieces that they had no part in.

export const queueRowsMax = 200

export interface Educator {
  personKey: string
  providerIds: string[]
}

// Who handed it in, or reviewed it as a peer, is not the one to mark it.
const notInvolved = (
  personKey: string,
) => sql`e.person_key <> ${personKey} and not exists (select 1 from reviews r
  join enrolments re on re.id = r.reviewer_enrolment_id where r.hand_in_id = h.id and re.person_key = ${personKey})`

// Who marked it already waits for a second marker; who had a part in the mark does not decide an appeal about it.
const mayAnswer = (
  personKey: string,
) => sql`not exists (select 1 from educator_marks m where m.hand_in_id = h.id
  and m.educator = ${personKey})`

export type QueueFilter = 'all' | 'mine' | RequestReason

// The peers' marks as shares of the most points, with what the last night knows of who gave them: for the order alone,
// none of it leaves this room's queue.
const peersColumn = sql`(select coalesce(json_agg(json_build_object('reviewer', given.person_key, 'share', given.share,
      'scale', case when rs.person_key is not null then json_build_object('bias', rs.bias::float8, 'biasSd', rs.bias_sd::float8,
        'precision', rs.precision::float8, 'weight', rs.weight::float8) end)), '[]')
    from (select re.person_key, (sum(m.points * coalesce(w.weight, 1)) / nullif(sum(w.most * coalesce(w.weight, 1)), 0))::float8
        as share
      from reviews r join enrolments re on re.id = r.reviewer_enrolment_id join review_marks m on m.review_id = r.id
        join lateral (select (one->>'weight')::numeric as weight, (select max((rung->>'points')::numeric)
            from jsonb_array_elements(one->'levels') rung) as most
          from jsonb_array_elements(i.spec->'rubric'->'criteria') one where one->>'id' = m.criterion) w on true
      where r.hand_in_id = h.id and r.submitted_at is not null and r.not_counted_why is null group by r.id, re.person_key) given
    left join reviewer_scales rs on rs.item_id = i.id and rs.person_key = given.person_key where given.share is not null)`

/** So many of those promised first are put in order by doubt: it takes more than that within two days to pass one over. */
const candidatesMax = 1000

/**
 * What waits for an educator of these providers, by when it was promised and by doubt (`inQueueOrder`).
 */
export async function selectQueue(
  db: Executor,
  { personKey, providerIds, filter, now }: Educator & { filter: QueueFilter; now: Date },
): Promise<{
  rows: QueueRow[]
  load: EducatorLoad[]
  counts: Record<string, number>
  alone: { provider: string; waits: number }[]
}> {
  const open = sql`from hand_ins h join enrolments e on e.id = h.enrolment_id ${projectJoins}
      join educator_requests q on q.hand_in_id = h.id and q.closed_at is null
    where c.provider_id = any(${providerIds}::uuid[]) and ${notInvolved(personKey)} and ${mayAnswer(personKey)}`
  const having =
    filter === 'all'
      ? sql`true`
      : filter === 'mine'
        ? sql`bool_or(q.assignee = ${personKey})`
        : sql`bool_or(q.reason = ${filter})`
  const { rows } = await sql<{
    queue: {
      id: string
      title: string
      credential_title: string
      handed_in_at: string
      peer_marks: number
      peers_wanted: number
      reasons: RequestReason[]
      due_at: string
      peers: WaitingMark[]
      scale: Waiting['scale']
      assignee: QueueRow['assignee']
    }[]
    counts: Record<string, number>
    load: EducatorLoad[]
    alone: { provider: string; waits: number }[]
  }>`select
    (select coalesce(json_agg(queue), '[]') from (
      select h.id, i.title, ed.title as credential_title, h.handed_in_at, h.peer_marks, h.peers_wanted,
        json_agg(q.reason order by q.asked_at) as reasons, min(q.due_at) as due_at, ${peersColumn} as peers,
        (select json_build_object('method', ps.method, 'stored', ps.prior, 'shift', ps.shift::float8)
          from project_scales ps where ps.item_id = i.id) as scale,
        case when bool_or(q.assignee = ${personKey}) then 'me' when count(q.assignee) > 0 then 'other' end as assignee
      ${open} group by h.id, i.id, ed.id having ${having} order by min(q.due_at), h.id limit ${candidatesMax}) queue) as queue,
    (select coalesce(json_object_agg(reason, n), '{}') from (select q.reason, count(*) as n ${open} group by q.reason
      union all select 'mine', count(distinct h.id) ${open} and q.assignee = ${personKey}
      union all select 'all', count(distinct h.id) ${open}) counted) as counts,
    (select coalesce(json_agg(json_build_object('personKey', load.person_key, 'name', load.name,
        'isMe', load.person_key = ${personKey}, 'taken', load.taken, 'doneInMonth', load.done) order by load.name), '[]')
      from (select distinct ro.person_key, coalesce(${displayNameOf('ro.person_key')}, '') as name,
          (select count(distinct q.hand_in_id) from educator_requests q where q.assignee = ro.person_key
            and q.closed_at is null) as taken,
          (select count(distinct q.hand_in_id) from educator_requests q where q.closed_by = ro.person_key
            and q.closed_at > ${new Date(now.getTime() - 30 * 86_400_000)}) as done
        from roles ro where ro.role = 'educator' and ro.provider_id = any(${providerIds}::uuid[])) load) as load,
    (select coalesce(json_agg(json_build_object('provider', p.name, 'waits', (select count(distinct q.hand_in_id)
        from educator_requests q join hand_ins h on h.id = q.hand_in_id join enrolments e on e.id = h.enrolment_id
          join credentials c on c.id = e.credential_id
        where q.closed_at is null and c.provider_id = p.id
          and not (${notInvolved(personKey)} and ${mayAnswer(personKey)}))) order by p.name), '[]')
      from providers p where p.id = any(${providerIds}::uuid[]) and not exists (select 1 from roles other
        where other.provider_id = p.id and other.role = 'educator' and other.person_key <> ${personKey})) as alone`.execute(
    db,
  )
  const row = rows[0]!
  return {
    rows: inQueueOrder(row.queue.map((one) => ({ ...one, dueAt: new Date(one.due_at) })))
      .slice(0, queueRowsMax)
      .map((one) => ({
        id: one.id,
        title: one.title,
        credentialTitle: one.credential_title,
        handedInAt: new Date(one.handed_in_at),
        peerMarks: one.peer_marks,
        peersWanted: one.peers_wanted,
        reasons: one.reasons,
        dueAt: one.dueAt,
        assignee: one.assignee,
      })),
    load: row.load,
    alone: row.alone,
    counts: row.counts,
  }
}

/** Whether a report about a review of this piece was decided, also where the review was taken out by it. */
export async function selectIsReportDecided(
  db: Executor,
  { handInId, reviewId }: { handInId: string; reviewId: string },
): Promise<boolean> {
  const row = await db
    .selectFrom('review_reports as t')
    .innerJoin('reviews as r', 'r.id', 't.review_id')
    .select('t.review_id')
    .where('t.review_id', '=', reviewId)
    .where('r.hand_in_id', '=', handInId)
    .where('t.decided_at', 'is not', null)
    .executeTakeFirst()
  return row !== undefined
}

/** A piece for an educator of its provider, from when it is theirs to mark. */
export async function selectOptionalPieceToMark(
  db: Executor,
  { personKey, providerIds, handInId }: Educator & { handInId: string },
): Promise<PieceToMark | undefined> {
  const { rows } = await sql<
    ProjectColumns &
      Omit<PieceContent, 'handInId'> &
      Pick<
        PieceToMark,
        'results' | 'decisions' | 'appeals' | 'refusal' | 'peers' | 'educators' | 'requests' | 'assignee'
      > & {
        provider_id: string
        credential_title: string
        state: PieceState
        handed_in_at: Date
        promised_by: Date
        marked_at: Date | null
        peer_marks: number
        author_name: string | null
        marked_by_me: boolean
        mine: boolean
        saved: PieceToMark['savedComments']
      }
  >`select h.state, h.handed_in_at, h.promised_by, h.marked_at, h.peer_marks, ed.title as credential_title, c.provider_id,
      ${projectColumns}, ${textColumn}, ${filesColumn}, ${linksColumn}, ${labsColumn}, ${educatorsColumn},
      ${resultColumns},
      (select coalesce(json_agg(jsonb_build_object('id', r.id, 'afterMark', ${afterMark}, 'report', (select json_build_object('reason', t.reason,
          'body', t.body, 'decidedAt', t.decided_at, 'upheld', t.upheld, 'decision', t.decision)
          from review_reports t where t.review_id = r.id)) || ${marksOf('r.id')}::jsonb order by r.submitted_at, r.id), '[]')
        from reviews r where ${shownReviews}) as peers,
      (select coalesce(json_agg(json_build_object('reason', q.reason, 'askedAt', q.asked_at, 'dueAt', q.due_at)
        order by q.asked_at), '[]') from educator_requests q where q.hand_in_id = h.id and q.closed_at is null) as requests,
      (select case when bool_or(q.assignee = ${personKey}) then 'me' when count(q.assignee) > 0 then 'other' end
        from educator_requests q where q.hand_in_id = h.id and q.closed_at is null) as assignee,
      not ${mayAnswer(personKey)} as marked_by_me,
      (exists (select 1 from piece_decisions d where d.hand_in_id = h.id and d.decided_by = ${personKey})
        or not ${mayAnswer(personKey)}) as mine,
      (select coalesce(json_agg(json_build_object('id', s.id, 'body', s.body) order by s.saved_at desc), '[]')
        from saved_comments s where s.educator = ${personKey}) as saved,
      case when i.spec->'marking'->>'names' = 'open' then ${displayNameOf('e.person_key')} end as author_name
    from hand_ins h join enrolments e on e.id = h.enrolment_id ${projectJoins}
    where h.id = ${handInId} and h.state in ('with_educator', 'marked')
      and c.provider_id = any(${providerIds}::uuid[]) and ${notInvolved(personKey)}`.execute(db)
  const row = rows[0]
  return (
    row && {
      project: projectFrom(row),
      providerId: row.provider_id,
      credentialTitle: row.credential_title,
      state: row.state,
      handedInAt: row.handed_in_at,
      promisedBy: row.promised_by,
      markedAt: row.marked_at,
      peerMarks: row.peer_marks,
      piece: { handInId, text: row.text, files: row.files, links: row.links, labs: row.labs },
      authorName: row.author_name,
      peers: row.peers,
      educators: row.educators,
      results: row.results,
      decisions: row.decisions,
      appeals: row.appeals,
      refusal: row.refusal,
      requests: row.requests,
      assignee: row.assignee,
      isMarkedByMe: row.marked_by_me,
      isMine: row.mine,
      savedComments: row.saved,
    }
  )
}

/** The educators of one provider with how much each has taken: for handing a piece over. */
export async function selectLoad(
  db: Executor,
  { personKey, providerId }: Educator & { providerId: string },
): Promise<EducatorLoad[]> {
  const { rows } = await sql<{ person_key: string; name: string | null; taken: number }>`select ro.person_key,
      ${displayNameOf('ro.person_key')} as name,
      (select count(distinct q.hand_in_id) from educator_requests q where q.assignee = ro.person_key
        and q.closed_at is null) as taken
    from roles ro where ro.role = 'educator' and ro.provider_id = ${providerId} order by name, ro.person_key`.execute(
    db,
  )
  return rows.map((row) => ({
    personKey: row.person_key,
    name: row.name ?? '',
    isMe: row.person_key === personKey,
    taken: row.taken,
    doneInMonth: 0,
  }))
}

import { sql } from 'kysely'
import type { RubricPoints } from '../../domain/rubric.ts'
import type { Executor } from '../../platform/db/pool.ts'
import { closuresColumn } from './calendar/closed-days.ts'
import {
  afterMark,
  comparedColumn,
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
import type {
  GivenReview,
  Marks,
  OwnPiece,
  OwnPieceRow,
  OwnReviewRow,
  OwnWork,
  PieceContent,
  PieceState,
  Training,
} from './piece-views.ts'
import type { Project } from './project.ts'
import { trainingLeftOf, trainingState } from './training-state.ts'

// All reading of learners, who hand in, train, review and read. Every query binds to who asks; what isn't theirs is
// not found. What educators read is in educator-queries.ts.

/** The learner's own work on one project; the enrolment was bound to its owner before. */
export async function selectOwnWork(
  db: Executor,
  {
    enrolmentId,
    personKey,
    project,
    now,
  }: { enrolmentId: string; personKey: string; project: Project; now: Date },
): Promise<OwnWork> {
  const { itemId } = project
  const { rows } = await sql<
    Pick<OwnWork, 'compared' | 'closures'> & {
      volunteers: boolean
      draft: { text: string; savedAt: string } | null
      own_pieces: Json<OwnPieceRow>[]
      own_reviews: Json<OwnReviewRow>[]
      reserve_size: number
      pieces: number
      close: number
      reviews_since: number
    }
  >`select
    (select json_build_object('text', d.body, 'savedAt', d.saved_at) from hand_in_drafts d
      where d.enrolment_id = ${enrolmentId} and d.item_id = ${itemId}) as draft,
    (select coalesce(json_agg(json_build_object('id', h.id, 'number', h.number, 'state', h.state,
        'handedInAt', h.handed_in_at, 'promisedBy', h.promised_by, 'markedAt', h.marked_at, 'countsFrom', h.counts_from, 'peerMarks', h.peer_marks,
        'peersWanted', h.peers_wanted, 'isAudited', h.audited, 'points', t.points, 'pointsMax', t.points_max,
        'lower', t.lower, 'upper', t.upper) order by h.number desc), '[]')
      from hand_ins h left join lateral (select points, points_max, lower, upper from piece_decisions d
        where d.hand_in_id = h.id order by d.number desc limit 1) t on true
      where h.enrolment_id = ${enrolmentId} and h.item_id = ${itemId}) as own_pieces,
    (select coalesce(json_agg(json_build_object('id', r.id, 'givenAt', r.given_at, 'expiresAt', r.expires_at,
        'submittedAt', r.submitted_at, 'skipped', r.skipped_at is not null, 'counts', r.not_counted_why is null)
        order by r.given_at), '[]')
      from reviews r join hand_ins h on h.id = r.hand_in_id
      where r.reviewer_enrolment_id = ${enrolmentId} and h.item_id = ${itemId}) as own_reviews,
    exists (select 1 from review_volunteers v where v.enrolment_id = ${enrolmentId} and v.item_id = ${itemId})
      as volunteers,
    ${closuresColumn({ itemId, now })}, ${reserveSizeOf(itemId)} as reserve_size, ${comparedColumn({ personKey, itemId })},
    ${trainingState({ enrolmentId, itemId })}`.execute(db)
  const row = rows[0]!
  return {
    draft: row.draft && { text: row.draft.text, savedAt: new Date(row.draft.savedAt) },
    pieces: row.own_pieces.map((piece) => ({
      ...piece,
      handedInAt: new Date(piece.handedInAt),
      promisedBy: new Date(piece.promisedBy),
      markedAt: toDate(piece.markedAt),
      countsFrom: toDate(piece.countsFrom),
    })),
    reviews: row.own_reviews.map((review) => ({
      ...review,
      givenAt: new Date(review.givenAt),
      expiresAt: new Date(review.expiresAt),
      submittedAt: toDate(review.submittedAt),
    })),
    reserveSize: row.reserve_size,
    trainingLeft: trainingLeftOf(project, row),
    compared: row.compared,
    closures: row.closures,
    volunteers: row.volunteers,
  }
}

/** How many marked pieces can be given for review without anybody handing in, whether or not they are rows already. */
export function reserveSizeOf(itemId: string) {
  return sql<number>`(select count(*) from item_secrets s cross join jsonb_array_elements(s.secret->'reserve') one
    where s.item_id = ${itemId} and not coalesce((one->>'training')::boolean, false))`
}

/** A piece for its author. */
export async function selectOptionalOwnPiece(
  db: Executor,
  { personKey, handInId }: { personKey: string; handInId: string },
): Promise<OwnPiece | undefined> {
  const { rows } = await sql<
    ProjectColumns &
      Omit<PieceContent, 'handInId' | 'files'> &
      Pick<OwnPiece, 'results' | 'decisions' | 'appeals' | 'refusal' | 'peers' | 'educators'> & {
        id: string
        enrolment_id: string
        number: number
        state: PieceState
        handed_in_at: Date
        marked_at: Date | null
        counts_from: Date | null
        audited: boolean
        has_decider: boolean
        own_files: OwnPiece['content']['files']
      }
  >`select h.id, h.enrolment_id, h.number, h.state, h.handed_in_at, h.marked_at, h.counts_from, h.audited,
      exists (select 1 from roles ro join credentials rc on rc.provider_id = ro.provider_id
        where ro.role = 'educator' and rc.id = e.credential_id and ro.person_key <> e.person_key
          and not exists (select 1 from educator_marks em where em.hand_in_id = h.id and em.educator = ro.person_key)
          and not exists (select 1 from piece_decisions pd where pd.hand_in_id = h.id and pd.decided_by = ro.person_key)
          and not exists (select 1 from reviews rr join enrolments rre on rre.id = rr.reviewer_enrolment_id
            where rr.hand_in_id = h.id and rre.person_key = ro.person_key)) as has_decider,
      ${projectColumns}, ${textColumn}, ${linksColumn}, ${labsColumn}, ${resultColumns}, ${educatorsColumn},
      (select coalesce(json_agg(jsonb_build_object('id', r.id, 'afterMark', ${afterMark}, 'useful', (select coalesce(json_object_agg(u.criterion,
          u.useful), '{}') from comment_ratings u where u.review_id = r.id),
          'thanked', exists (select 1 from review_thanks k where k.review_id = r.id),
          'answer', (select body from review_answers w where w.review_id = r.id),
          'by', case when i.spec->'marking'->>'names' = 'open' then ${displayNameOf('re.person_key')} end,
          'report', (select json_build_object('reason', t.reason, 'decidedAt', t.decided_at, 'upheld', t.upheld,
            'decision', t.decision) from review_reports t where t.review_id = r.id)) || ${marksOf('r.id')}::jsonb
          order by r.submitted_at, r.id), '[]')
        from reviews r join enrolments re on re.id = r.reviewer_enrolment_id where ${shownReviews}) as peers,
      (select coalesce(json_agg(json_build_object('id', f.id, 'name', f.name, 'extension', f.extension,
        'mediaType', f.media_type, 'bytes', f.bytes, 'cleaned', f.cleaned) order by f.position), '[]')
        from hand_in_files f where f.hand_in_id = h.id) as own_files
    from hand_ins h join enrolments e on e.id = h.enrolment_id ${projectJoins}
    where h.id = ${handInId} and e.person_key = ${personKey}`.execute(db)
  const row = rows[0]
  return (
    row && {
      project: projectFrom(row),
      enrolmentId: row.enrolment_id,
      id: row.id,
      number: row.number,
      state: row.state,
      handedInAt: row.handed_in_at,
      markedAt: row.marked_at,
      countsFrom: row.counts_from,
      isAudited: row.audited,
      hasDecider: row.has_decider,
      content: { handInId, text: row.text, files: row.own_files, links: row.links, labs: row.labs },
      results: row.results,
      decisions: row.decisions,
      appeals: row.appeals,
      refusal: row.refusal,
      peers: row.peers,
      educators: row.educators,
    }
  )
}

/** A review for the person to whom it was given. */
export async function selectOptionalGivenReview(
  db: Executor,
  { personKey, reviewId }: { personKey: string; reviewId: string },
): Promise<GivenReview | undefined> {
  const { rows } = await sql<
    ProjectColumns &
      Omit<PieceContent, 'handInId'> &
      Pick<GivenReview, 'useful' | 'thanked' | 'answer' | 'typed' | 'compared'> & {
        id: string
        reviewer_enrolment_id: string
        hand_in_id: string
        given_at: Date
        expires_at: Date
        submitted_at: Date | null
        skip_reason: string | null
        not_counted_why: GivenReview['notCountedWhy']
        author_name: string | null
        own: Marks
        reserve: Record<string, { points: number; comment?: string }> | null
        report_decision: string | null
      }
  >`select v.id, v.reviewer_enrolment_id, v.hand_in_id, v.given_at, v.expires_at, v.submitted_at, v.skip_reason,
      v.not_counted_why, ${projectColumns}, ${textColumn}, ${filesColumn}, ${linksColumn}, ${labsColumn},
      ${marksOf('v.id')} as own, ${comparedColumn({ personKey, itemId: sql.ref('h.item_id') })},
      (select typed from review_drafts d where d.review_id = v.id) as typed,
      (select one->'educator_marks' from item_secrets s, jsonb_array_elements(s.secret->'reserve') one
        where v.submitted_at is not null and s.item_id = h.item_id and one->>'slug' = h.reserve_slug) as reserve,
      (select coalesce(json_object_agg(u.criterion, u.useful), '{}') from comment_ratings u where u.review_id = v.id)
        as useful,
      exists (select 1 from review_thanks k where k.review_id = v.id) as thanked,
      (select body from review_answers w where w.review_id = v.id) as answer,
      (select decision from review_reports t where t.review_id = v.id and t.upheld) as report_decision,
      case when i.spec->'marking'->>'names' = 'open' then (select nullif(a.display_name, '') from enrolments ae
        join accounts a on a.person_key = ae.person_key where ae.id = h.enrolment_id) end as author_name
    from reviews v join enrolments e on e.id = v.reviewer_enrolment_id join hand_ins h on h.id = v.hand_in_id
      ${projectJoins}
    where v.id = ${reviewId} and e.person_key = ${personKey}`.execute(db)
  const row = rows[0]
  if (!row) return undefined
  // Who passed a piece on has no more business with it.
  const isOpen = row.skip_reason === null
  return {
    project: projectFrom(row),
    id: row.id,
    enrolmentId: row.reviewer_enrolment_id,
    givenAt: row.given_at,
    expiresAt: row.expires_at,
    submittedAt: row.submitted_at,
    skipReason: row.skip_reason,
    notCountedWhy: row.not_counted_why,
    authorName: isOpen ? row.author_name : null,
    piece: isOpen
      ? { handInId: row.hand_in_id, text: row.text, files: row.files, links: row.links, labs: row.labs }
      : { handInId: row.hand_in_id, text: null, files: [], links: [], labs: [] },
    typed: row.typed,
    own: row.submitted_at ? row.own : null,
    educator: row.reserve && educatorsOf(row.reserve),
    useful: row.useful,
    thanked: row.thanked,
    answer: row.answer,
    reportDecision: row.report_decision,
    compared: row.compared,
  }
}

/** A training piece for the person who trains with it. */
export async function selectOptionalTraining(
  db: Executor,
  { personKey, trainingId }: { personKey: string; trainingId: string },
): Promise<Training | undefined> {
  const { rows } = await sql<
    ProjectColumns & {
      id: string
      enrolment_id: string
      hand_in_id: string
      text: string | null
      submitted_at: Date | null
      points: RubricPoints | null
      own_comments: Record<string, string> | null
      distance: string | null
      close: boolean | null
      reserve: Record<string, { points: number; comment?: string }>
      pieces: number
      closes: number
      since: number
    }
  >`select t.id, t.enrolment_id, t.hand_in_id, t.submitted_at, t.points, t.comments as own_comments, t.distance, t.close, ${projectColumns},
      ${textColumn}, (select one->'educator_marks' from item_secrets s, jsonb_array_elements(s.secret->'reserve') one
        where s.item_id = h.item_id and one->>'slug' = h.reserve_slug) as reserve,
      state.pieces, state.close as closes, state.reviews_since as since
    from trainings t join enrolments e on e.id = t.enrolment_id join hand_ins h on h.id = t.hand_in_id ${projectJoins}
      cross join lateral (select ${trainingState({ enrolmentId: sql.ref('t.enrolment_id'), itemId: sql.ref('t.item_id') })})
        state
    where t.id = ${trainingId} and e.person_key = ${personKey}`.execute(db)
  const row = rows[0]
  if (!row) return undefined
  const project = projectFrom(row)
  const educator = educatorsOf(row.reserve)
  return {
    project,
    id: row.id,
    enrolmentId: row.enrolment_id,
    piece: { handInId: row.hand_in_id, text: row.text, files: [], links: [], labs: [] },
    submittedAt: row.submitted_at,
    own: row.points,
    ownComments: row.own_comments ?? {},
    distance: row.distance === null ? null : Number(row.distance),
    isClose: row.close,
    educatorPoints: educator.points,
    educatorComments: educator.comments,
    trainingLeft: trainingLeftOf(project, {
      pieces: row.pieces,
      close: row.closes,
      reviews_since: row.since,
    }),
  }
}

/**
 * A file for whoever may have it: its author (under its own name), people who review the piece, educators of its
 * provider once it is theirs to mark.
 */
export async function selectOptionalFile(
  db: Executor,
  {
    personKey,
    providerIds,
    handInId,
    fileId,
  }: { personKey: string; providerIds: string[]; handInId: string; fileId: string },
) {
  const { rows } = await sql<{
    own: boolean
    name: string
    extension: string
    position: number
    media_type: string
    bytes: number
    content_hash: string
  }>`select e.person_key = ${personKey} as own, f.name, f.extension, f.position, f.media_type, f.bytes, f.content_hash
    from hand_in_files f join hand_ins h on h.id = f.hand_in_id join enrolments e on e.id = h.enrolment_id
    where f.id = ${fileId} and h.id = ${handInId} and (e.person_key = ${personKey}
      or exists (select 1 from reviews r join enrolments re on re.id = r.reviewer_enrolment_id
        where r.hand_in_id = h.id and re.person_key = ${personKey} and r.skipped_at is null)
      or (h.state in ('with_educator', 'marked') and exists (select 1 from items i
        join editions ed on ed.id = i.edition_id join credentials c on c.id = ed.credential_id
        where i.id = h.item_id and c.provider_id = any(${providerIds}::uuid[]))))`.execute(db)
  return rows[0]
}

/** The project of a piece, for work behind the scenes. */
export async function selectProject(db: Executor, handInId: string): Promise<Project> {
  const { rows } = await sql<ProjectColumns>`select ${projectColumns} from hand_ins h ${projectJoins}
    where h.id = ${handInId}`.execute(db)
  if (!rows[0]) throw new Error(`there is no piece ${handInId}`)
  return projectFrom(rows[0])
}

/** What the peers gave for a piece until it was marked, of the reviews that count, in the order in which they came. */
export async function selectPeerMarks(
  db: Executor,
  handInId: string,
): Promise<{ review: string; reviewer: string; points: RubricPoints }[]> {
  const { rows } = await sql<{
    review: string
    reviewer: string
    points: RubricPoints
  }>`select r.id as review, e.person_key as reviewer,
      (select json_object_agg(m.criterion, m.points) from review_marks m where m.review_id = r.id) as points
    from reviews r join enrolments e on e.id = r.reviewer_enrolment_id
      join hand_ins h on h.id = r.hand_in_id
    where r.hand_in_id = ${handInId} and r.submitted_at is not null and r.not_counted_why is null
      and (h.marked_at is null or r.submitted_at <= h.marked_at)
    order by r.submitted_at, r.id`.execute(db)
  return rows
}

type Json<T> = {
  [K in keyof T]: T[K] extends Date ? string : T[K] extends Date | null ? string | null : T[K]
}

function toDate(text: string | null): Date | null {
  return text === null ? null : new Date(text)
}

function educatorsOf(reserve: Record<string, { points: number; comment?: string }>): Marks {
  return {
    points: Object.fromEntries(Object.entries(reserve).map(([id, mark]) => [id, mark.points])),
    comments: Object.fromEntries(Object.entries(reserve).map(([id, mark]) => [id, mark.comment ?? ''])),
  }
}

import { sql } from 'kysely'
import type { RubricPoints } from '../../domain/rubric.ts'
import type { Executor } from '../../platform/db/pool.ts'
import type { ProjectSpec } from '../authoring/api.ts'
import type {
  GivenReview,
  Marks,
  OwnPiece,
  OwnPieceRow,
  OwnReviewRow,
  OwnWork,
  PieceFile,
  PieceState,
  PieceToMark,
  QueueRow,
} from './piece-views.ts'
import { toProject } from './project.ts'

// All reading of the room. Every query binds to who asks; what isn't theirs is not found.

interface ProjectColumns {
  item_id: string
  title: string
  provider_name: string
  pass_share: string | null
  spec: ProjectSpec
}

const projectColumns = sql`i.id as item_id, i.title, i.pass_share, i.spec, p.name as provider_name`
const projectJoins = sql`join items i on i.id = h.item_id join editions ed on ed.id = i.edition_id
  join credentials c on c.id = ed.credential_id join providers p on p.id = c.provider_id`

const textColumn = sql`(select body from hand_in_texts t where t.hand_in_id = h.id) as text`
const filesColumn = sql`(select coalesce(json_agg(json_build_object('id', f.id, 'extension', f.extension,
  'mediaType', f.media_type, 'bytes', f.bytes) order by f.position), '[]')
  from hand_in_files f where f.hand_in_id = h.id) as files`
const resultsColumn = sql`(select coalesce(json_agg(json_build_object('criterion', r.criterion, 'points', r.points,
  'pointsMax', r.points_max, 'peerShare', r.peer_share, 'educatorShare', r.educator_share)), '[]')
  from criterion_results r where r.hand_in_id = h.id) as results`

const marksOf = (review: string) => sql`json_build_object(
  'points', (select coalesce(json_object_agg(m.criterion, m.points), '{}') from review_marks m where m.review_id = ${sql.ref(review)}),
  'comments', (select coalesce(json_object_agg(m.criterion, m.body), '{}') from review_comments m where m.review_id = ${sql.ref(review)}))`

// Marks of others are there once the piece is marked, never before: this is what keeps an educator blind.
const peersColumn = sql`(select coalesce(json_agg(${marksOf('r.id')} order by r.submitted_at, r.id), '[]')
  from reviews r where r.hand_in_id = h.id and h.state = 'marked' and r.submitted_at <= h.marked_at) as peers`
const educatorColumn = sql`(select json_build_object('points', json_object_agg(m.criterion, m.points),
  'comments', json_object_agg(m.criterion, m.comment)) from educator_marks m
  where m.hand_in_id = h.id and h.state = 'marked' having count(*) > 0) as educator`

/** The learner's own work on one project; the enrolment was bound to its owner before. */
export async function selectOwnWork(
  db: Executor,
  { enrolmentId, itemId }: { enrolmentId: string; itemId: string },
): Promise<OwnWork> {
  const { rows } = await sql<{
    draft: { text: string; savedAt: string } | null
    pieces: Json<OwnPieceRow>[]
    reviews: Json<OwnReviewRow>[]
    reserve_size: number
  }>`select
    (select json_build_object('text', d.body, 'savedAt', d.saved_at) from hand_in_drafts d
      where d.enrolment_id = ${enrolmentId} and d.item_id = ${itemId}) as draft,
    (select coalesce(json_agg(json_build_object('id', h.id, 'number', h.number, 'state', h.state,
        'handedInAt', h.handed_in_at, 'markedAt', h.marked_at, 'countsFrom', h.counts_from, 'peerMarks', h.peer_marks,
        'points', t.points, 'pointsMax', t.points_max) order by h.number desc), '[]')
      from hand_ins h left join lateral (select sum(points) as points, sum(points_max) as points_max
        from criterion_results r where r.hand_in_id = h.id) t on true
      where h.enrolment_id = ${enrolmentId} and h.item_id = ${itemId}) as pieces,
    (select coalesce(json_agg(json_build_object('id', r.id, 'givenAt', r.given_at, 'expiresAt', r.expires_at,
        'submittedAt', r.submitted_at, 'skipped', r.skipped_at is not null) order by r.given_at), '[]')
      from reviews r join hand_ins h on h.id = r.hand_in_id
      where r.reviewer_enrolment_id = ${enrolmentId} and h.item_id = ${itemId}) as reviews,
    ${reserveSizeOf(itemId)} as reserve_size`.execute(db)
  const row = rows[0]!
  return {
    draft: row.draft && { text: row.draft.text, savedAt: new Date(row.draft.savedAt) },
    pieces: row.pieces.map((piece) => ({
      ...piece,
      handedInAt: new Date(piece.handedInAt),
      markedAt: toDate(piece.markedAt),
      countsFrom: toDate(piece.countsFrom),
    })),
    reviews: row.reviews.map((review) => ({
      ...review,
      givenAt: new Date(review.givenAt),
      expiresAt: new Date(review.expiresAt),
      submittedAt: toDate(review.submittedAt),
    })),
    reserveSize: row.reserve_size,
  }
}

/** How many marked pieces came with the project, whether or not they were made rows of already. */
export function reserveSizeOf(itemId: string) {
  return sql<number>`coalesce((select jsonb_array_length(secret->'reserve') from item_secrets
    where item_id = ${itemId}), 0)`
}

/** A piece for its author. */
export async function selectOptionalOwnPiece(
  db: Executor,
  { personKey, handInId }: { personKey: string; handInId: string },
): Promise<OwnPiece | undefined> {
  const { rows } = await sql<
    ProjectColumns & {
      id: string
      enrolment_id: string
      number: number
      state: PieceState
      handed_in_at: Date
      marked_at: Date | null
      counts_from: Date | null
      text: string | null
      files: OwnPiece['files']
      results: OwnPiece['results']
      peers: Marks[]
      educator: Marks | null
    }
  >`select h.id, h.enrolment_id, h.number, h.state, h.handed_in_at, h.marked_at, h.counts_from, ${projectColumns},
      ${textColumn}, ${resultsColumn}, ${peersColumn}, ${educatorColumn},
      (select coalesce(json_agg(json_build_object('id', f.id, 'name', f.name, 'extension', f.extension,
        'mediaType', f.media_type, 'bytes', f.bytes) order by f.position), '[]')
        from hand_in_files f where f.hand_in_id = h.id) as files
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
      text: row.text,
      files: row.files,
      results: row.results,
      peers: row.peers,
      educator: row.educator,
    }
  )
}

/** A review for the person to whom it was given. */
export async function selectOptionalGivenReview(
  db: Executor,
  { personKey, reviewId }: { personKey: string; reviewId: string },
): Promise<GivenReview | undefined> {
  const { rows } = await sql<
    ProjectColumns & {
      id: string
      reviewer_enrolment_id: string
      hand_in_id: string
      expires_at: Date
      submitted_at: Date | null
      skip_reason: string | null
      text: string | null
      files: PieceFile[]
      typed: Record<string, string> | null
      own: Marks
      reserve: Record<string, { points: number; comment?: string }> | null
    }
  >`select v.id, v.reviewer_enrolment_id, v.hand_in_id, v.expires_at, v.submitted_at, v.skip_reason,
      ${projectColumns}, ${textColumn}, ${filesColumn}, ${marksOf('v.id')} as own,
      (select typed from review_drafts d where d.review_id = v.id) as typed,
      (select one->'educator_marks' from item_secrets s, jsonb_array_elements(s.secret->'reserve') one
        where v.submitted_at is not null and s.item_id = h.item_id and one->>'slug' = h.reserve_slug) as reserve
    from reviews v join enrolments e on e.id = v.reviewer_enrolment_id join hand_ins h on h.id = v.hand_in_id
      ${projectJoins}
    where v.id = ${reviewId} and e.person_key = ${personKey}`.execute(db)
  const row = rows[0]
  if (!row) return undefined
  const open = row.skip_reason === null
  return {
    project: projectFrom(row),
    id: row.id,
    enrolmentId: row.reviewer_enrolment_id,
    expiresAt: row.expires_at,
    submittedAt: row.submitted_at,
    skipReason: row.skip_reason,
    // Who passed a piece on has no more business with it.
    piece: { handInId: row.hand_in_id, text: open ? row.text : null, files: open ? row.files : [] },
    typed: row.typed,
    own: row.submitted_at ? row.own : null,
    educator: row.reserve && {
      points: Object.fromEntries(Object.entries(row.reserve).map(([id, mark]) => [id, mark.points])),
      comments: Object.fromEntries(Object.entries(row.reserve).map(([id, mark]) => [id, mark.comment ?? ''])),
    },
  }
}

export const queueRowsMax = 200

// An educator who handed it in, or reviewed it as a peer, is not the one to mark it.
const notInvolved = (
  personKey: string,
) => sql`e.person_key <> ${personKey} and not exists (select 1 from reviews r
  join enrolments re on re.id = r.reviewer_enrolment_id where r.hand_in_id = h.id and re.person_key = ${personKey})`

/** Pieces that wait for an educator of these providers, the longest waiting first. */
export async function selectQueue(
  db: Executor,
  { personKey, providerIds }: { personKey: string; providerIds: string[] },
): Promise<QueueRow[]> {
  const { rows } = await sql<{
    id: string
    title: string
    credential_title: string
    handed_in_at: Date
    peer_marks: number
    marking: ProjectSpec['marking']
  }>`select h.id, i.title, ed.title as credential_title, h.handed_in_at, h.peer_marks, i.spec->'marking' as marking
    from hand_ins h join enrolments e on e.id = h.enrolment_id ${projectJoins}
    where h.state = 'with_educator' and c.provider_id = any(${providerIds}::uuid[]) and ${notInvolved(personKey)}
    order by h.handed_in_at limit ${queueRowsMax}`.execute(db)
  return rows.map((row) => ({
    id: row.id,
    title: row.title,
    credentialTitle: row.credential_title,
    handedInAt: row.handed_in_at,
    peerMarks: row.peer_marks,
    peers: row.marking.peers,
    promiseDays: row.marking.promise_days,
  }))
}

/** A piece for an educator of its provider, from when it is theirs to mark. */
export async function selectOptionalPieceToMark(
  db: Executor,
  { personKey, providerIds, handInId }: { personKey: string; providerIds: string[]; handInId: string },
): Promise<PieceToMark | undefined> {
  const { rows } = await sql<
    ProjectColumns & {
      credential_title: string
      state: PieceState
      handed_in_at: Date
      marked_at: Date | null
      peer_marks: number
      text: string | null
      files: PieceFile[]
      peers: Marks[]
      educator: Marks | null
      results: OwnPiece['results']
    }
  >`select h.state, h.handed_in_at, h.marked_at, h.peer_marks, ed.title as credential_title, ${projectColumns},
      ${textColumn}, ${filesColumn}, ${peersColumn}, ${educatorColumn}, ${resultsColumn}
    from hand_ins h join enrolments e on e.id = h.enrolment_id ${projectJoins}
    where h.id = ${handInId} and h.state in ('with_educator', 'marked')
      and c.provider_id = any(${providerIds}::uuid[]) and ${notInvolved(personKey)}`.execute(db)
  const row = rows[0]
  return (
    row && {
      project: projectFrom(row),
      credentialTitle: row.credential_title,
      state: row.state,
      handedInAt: row.handed_in_at,
      markedAt: row.marked_at,
      peerMarks: row.peer_marks,
      piece: { handInId, text: row.text, files: row.files },
      peers: row.peers,
      educator: row.educator,
      results: row.results,
    }
  )
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

type Json<T> = {
  [K in keyof T]: T[K] extends Date ? string : T[K] extends Date | null ? string | null : T[K]
}

function toDate(text: string | null): Date | null {
  return text === null ? null : new Date(text)
}

function projectFrom(row: ProjectColumns) {
  return toProject({
    itemId: row.item_id,
    title: row.title,
    providerName: row.provider_name,
    passShare: Number(row.pass_share ?? 0),
    spec: row.spec,
  })
}

/** The project of a piece, for work behind the scenes. */
export async function selectProject(db: Executor, handInId: string) {
  const { rows } = await sql<ProjectColumns>`select ${projectColumns} from hand_ins h ${projectJoins}
    where h.id = ${handInId}`.execute(db)
  if (!rows[0]) throw new Error(`there is no piece ${handInId}`)
  return projectFrom(rows[0])
}

/** What the peers gave for a piece so far, one entry a peer, in the order in which it came. */
export async function selectPeerMarks(db: Executor, handInId: string): Promise<RubricPoints[]> {
  const { rows } = await sql<{ points: RubricPoints }>`select
      (select json_object_agg(m.criterion, m.points) from review_marks m where m.review_id = r.id) as points
    from reviews r where r.hand_in_id = ${handInId} and r.submitted_at is not null
    order by r.submitted_at, r.id`.execute(db)
  return rows.map((row) => row.points)
}

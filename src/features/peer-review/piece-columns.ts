import { sql } from 'kysely'
import type { ProjectSpec } from '../authoring/api.ts'
import { toProject } from './project.ts'

// Parts of this room's queries that several of them share. `h` is the piece.

export interface ProjectColumns {
  item_id: string
  title: string
  provider_name: string
  pass_share: string | null
  spec: ProjectSpec
}

export const projectColumns = sql`i.id as item_id, i.title, i.pass_share, i.spec, p.name as provider_name`
export const projectJoins = sql`join items i on i.id = h.item_id join editions ed on ed.id = i.edition_id
  join credentials c on c.id = ed.credential_id join providers p on p.id = c.provider_id`

export function projectFrom(row: ProjectColumns) {
  return toProject({
    itemId: row.item_id,
    title: row.title,
    providerName: row.provider_name,
    passShare: Number(row.pass_share ?? 0),
    spec: row.spec,
  })
}

export const textColumn = sql`(select body from hand_in_texts t where t.hand_in_id = h.id) as text`
export const filesColumn = sql`(select coalesce(json_agg(json_build_object('id', f.id, 'extension', f.extension,
  'mediaType', f.media_type, 'bytes', f.bytes, 'cleaned', f.cleaned) order by f.position), '[]')
  from hand_in_files f where f.hand_in_id = h.id) as files`
export const linksColumn = sql`(select coalesce(json_agg(json_build_object('url', l.url, 'state', l.state, 'why', l.why,
  'title', l.title, 'body', l.body, 'fetchedAt', l.fetched_at) order by l.position), '[]')
  from hand_in_links l where l.hand_in_id = h.id) as links`
export const labsColumn = sql`(select coalesce(json_agg(json_build_object('title', li.title, 'points', lr.points,
  'pointsMax', lr.points_max, 'handedInAt', lr.handed_in_at) order by li.position), '[]')
  from hand_in_lab_results lr join items li on li.id = lr.lab_item_id where lr.hand_in_id = h.id) as labs`

/** Points and comments of one review, as `Marks`. */
export const marksOf = (review: string) => sql`json_build_object(
  'points', (select coalesce(json_object_agg(m.criterion, m.points), '{}') from review_marks m where m.review_id = ${sql.ref(review)}),
  'comments', (select coalesce(json_object_agg(m.criterion, m.body), '{}') from review_comments m where m.review_id = ${sql.ref(review)}))`

/**
 * Reviews that are shown once the piece is marked. Alias `r`. Those that came after the mark are not in it, but are
 * somebody's work for its author all the same.
 */
export const shownReviews = sql`r.hand_in_id = h.id and h.state = 'marked' and r.submitted_at is not null
  and r.not_counted_why is null`
export const afterMark = sql`r.submitted_at > h.marked_at`

// Marks of others are there once the piece is marked, never before: this is what keeps an educator blind.
export const educatorsColumn = sql`(select coalesce(json_agg(given.marks order by given.at), '[]') from (
    select json_build_object('points', json_object_agg(m.criterion, m.points),
      'comments', json_object_agg(m.criterion, m.comment)) as marks, min(m.marked_at) as at
    from educator_marks m where m.hand_in_id = h.id and h.state = 'marked' group by m.educator) given) as educators`

export const resultColumns = sql`(select coalesce(json_agg(json_build_object('criterion', r.criterion, 'points', r.points,
    'pointsMax', r.points_max, 'weight', r.weight, 'peerShare', r.peer_share, 'educatorShare', r.educator_share)), '[]')
    from criterion_results r where r.hand_in_id = h.id) as results,
  (select coalesce(json_agg(json_build_object('kind', d.kind, 'decidedAt', d.decided_at, 'points', d.points,
    'pointsMax', d.points_max, 'lower', d.lower, 'upper', d.upper, 'method', d.method, 'scaleShift', d.scale_shift,
    'reason', d.reason) order by d.number), '[]')
    from piece_decisions d where d.hand_in_id = h.id) as decisions,
  (select coalesce(json_agg(json_build_object('criterion', a.criterion, 'reason', a.reason, 'appealedAt', a.appealed_at,
    'pointsBefore', a.points_before, 'decidedAt', a.decided_at, 'pointsAfter', a.points_after, 'decision', a.decision)
    order by a.appealed_at, a.criterion), '[]') from appeals a where a.hand_in_id = h.id) as appeals,
  (select reason from refusals f where f.hand_in_id = h.id) as refusal`

/**
 * What a marker gave beside what educators gave for the same pieces: training, the reserve, and pieces that were marked
 * blind and decided since. As `MarkedBoth[]`.
 */
export function comparedColumn({ personKey, itemId }: { personKey: unknown; itemId: unknown }) {
  return sql`(select coalesce(json_agg(json_build_object('own', both_marked.own, 'educator', both_marked.educator)), '[]') from (
      select t.points as own, (select jsonb_object_agg(k, v->'points') from jsonb_each(one->'educator_marks') e(k, v)) as educator
        from trainings t join hand_ins x on x.id = t.hand_in_id
          join item_secrets s on s.item_id = x.item_id cross join jsonb_array_elements(s.secret->'reserve') one
        where t.enrolment_id in (select id from enrolments where person_key = ${personKey}) and t.item_id = ${itemId}
          and t.submitted_at is not null and one->>'slug' = x.reserve_slug
      union all
      select (select jsonb_object_agg(m.criterion, m.points) from review_marks m where m.review_id = v2.id),
          coalesce((select jsonb_object_agg(k, e.v->'points') from item_secrets s
              cross join jsonb_array_elements(s.secret->'reserve') one cross join jsonb_each(one->'educator_marks') e(k, v)
              where s.item_id = x.item_id and one->>'slug' = x.reserve_slug),
            (select jsonb_object_agg(g.criterion, g.points) from (select m.criterion, avg(m.points) as points
              from educator_marks m where m.hand_in_id = x.id and m.blind group by m.criterion) g))
        from reviews v2 join hand_ins x on x.id = v2.hand_in_id
        where v2.reviewer_enrolment_id in (select id from enrolments where person_key = ${personKey})
          and x.item_id = ${itemId} and v2.submitted_at is not null and v2.not_counted_why is null
          and (x.reserve_slug is not null or x.state = 'marked')
    ) both_marked where both_marked.educator is not null and both_marked.own is not null) as compared`
}

export const displayNameOf = (personKey: string) =>
  sql`(select nullif(a.display_name, '') from accounts a where a.person_key = ${sql.ref(personKey)})`

import { sql } from 'kysely'
import type { Executor } from '../../platform/db/pool.ts'
import {
  toViewer,
  type Viewer,
  type ViewerRow,
  viewerColumns,
  viewerOfSession,
  whereSession,
} from '../../platform/sessions.ts'
import { type Edition, type EditionItem, selectEdition } from './editions.ts'
import type { NextCharge } from './events.ts'
import { type Rating, ratingForm } from './forms.ts'

/** How far a learner is with an item. */
export type ItemState = 'todo' | 'open' | 'waiting' | 'done'

export interface OwnEnrolment {
  id: string
  personKey: string
  editionId: string
  route: string
  enrolledAt: Date
  /** Work is taken and marked (billing has not ended it); reading never ends. */
  works: boolean
  worksUntil: Date | null
  nextCharge: NextCharge | null
  hoursPerWeek: number | null
  workDoneAt: Date | null
  requirementsMetAt: Date | null
  cancelledAt: Date | null
  hasLapsed: boolean
  /** The latest; null where there is none. */
  rating: Rating | null
  states: Map<string, ItemState>
  /** points ÷ points_max of the best mark, by item */
  shares: Map<string, number>
  lastItemId: string | null
  lastOpenedAt: Date | null
}

interface EnrolmentRow {
  id: string
  person_key: string
  edition_id: string
  route: string
  enrolled_at: Date
  works_until: Date | null
  next_charge_at: Date | null
  next_charge_minor: number | null
  next_charge_currency: string | null
  charges_left: number | null
  paid_minor: number | null
  hours_per_week: string | null
  events: Record<string, string>
  rating: Record<keyof Rating, string> | null
  progress: [item: string, done: boolean, last: string][]
  results: [item: string, share: number, passed: boolean][]
  pending: string[]
}

const enrolmentTables = sql`enrolments e
  left join enrolment_access a on a.enrolment_id = e.id left join plans p on p.enrolment_id = e.id`

const enrolmentColumns = sql<EnrolmentRow>`
  e.id, e.person_key, e.edition_id, e.route, e.enrolled_at, a.works_until, a.next_charge_at, a.next_charge_minor,
  a.next_charge_currency, a.charges_left, a.paid_minor::float8 as paid_minor, p.hours_per_week,
  (select coalesce(json_object_agg(kind, at), '{}') from (select kind, max(at) as at from enrolment_events v
    where v.enrolment_id = e.id group by kind) last) as events,
  (select json_build_object('stars', stars, 'as_described', as_described, 'usable', usable, 'worth', worth)
    from ratings r where r.enrolment_id = e.id order by rated_at desc, id desc limit 1) as rating,
  (select coalesce(json_agg(json_build_array(item_id, completed_at is not null, last_opened_at)), '[]')
    from item_progress g where g.enrolment_id = e.id) as progress,
  (select coalesce(json_agg(json_build_array(s.item_id, (m.points / m.points_max)::float8, s.passed_at is not null)), '[]')
    from item_results s join marks m on m.id = s.mark_id where s.enrolment_id = e.id) as results,
  (select coalesce(json_agg(item_id), '[]') from pending_work w where w.enrolment_id = e.id) as pending`

/** One enrolment of the viewer with everything that is their own in it: one query. */
export async function selectOptionalOwnEnrolment(
  db: Executor,
  { personKey, enrolmentId, now }: { personKey: string; enrolmentId: string; now: Date },
): Promise<OwnEnrolment | undefined> {
  const { rows } = await sql<EnrolmentRow>`select ${enrolmentColumns} from ${enrolmentTables}
    where e.id = ${enrolmentId} and e.person_key = ${personKey}`.execute(db)
  return rows[0] && toOwnEnrolment(rows[0], now)
}

/** The viewer of a session and one enrolment, if it is theirs: one query for the pages that are read most. */
export async function selectOptionalViewerAndEnrolment(
  db: Executor,
  { token, enrolmentId, now }: { token: string; enrolmentId: string; now: Date },
): Promise<{ viewer: Viewer; enrolment?: OwnEnrolment } | undefined> {
  // Columns of the same name: the last counts, so that the person's key is there without an enrolment.
  const { rows } = await sql<ViewerRow & (EnrolmentRow | { id: null })>`
    select own.*, ${viewerColumns} from ${viewerOfSession}
    left join lateral (select ${enrolmentColumns} from ${enrolmentTables}
      where e.id = ${enrolmentId} and e.person_key = s.person_key) own on true
    where ${whereSession(token, now)}`.execute(db)
  const row = rows[0]
  return row && { viewer: toViewer(row), enrolment: row.id === null ? undefined : toOwnEnrolment(row, now) }
}

export async function selectOwnEnrolments(
  db: Executor,
  personKey: string,
  now: Date,
): Promise<OwnEnrolment[]> {
  const { rows } = await sql<EnrolmentRow>`select ${enrolmentColumns} from ${enrolmentTables}
    where e.person_key = ${personKey} order by e.enrolled_at desc`.execute(db)
  return rows.map((row) => toOwnEnrolment(row, now))
}

function toOwnEnrolment(row: EnrolmentRow, now: Date): OwnEnrolment {
  const states = new Map<string, ItemState>()
  let last: [string, string] | undefined
  for (const [item, done, at] of row.progress) {
    states.set(item, done ? 'done' : 'open')
    if (!last || at > last[1]) last = [item, at]
  }
  const shares = new Map<string, number>()
  for (const [item, share, passed] of row.results) {
    shares.set(item, share)
    states.set(item, passed ? 'done' : 'open')
  }
  for (const item of row.pending) states.set(item, 'waiting')
  const moment = (kind: string) => (row.events[kind] ? new Date(row.events[kind]) : null)
  const cancelled = moment('cancelled')
  const reopened = moment('reopened')
  return {
    id: row.id,
    personKey: row.person_key,
    editionId: row.edition_id,
    route: row.route,
    enrolledAt: row.enrolled_at,
    works: row.works_until === null || row.works_until > now,
    worksUntil: row.works_until,
    nextCharge:
      row.next_charge_at && row.next_charge_minor && row.next_charge_currency
        ? {
            at: row.next_charge_at,
            minor: row.next_charge_minor,
            currency: row.next_charge_currency,
            ...(row.charges_left === null ? {} : { chargesLeft: row.charges_left }),
            ...(row.paid_minor === null ? {} : { paidMinor: row.paid_minor }),
          }
        : null,
    hoursPerWeek: row.hours_per_week === null ? null : Number(row.hours_per_week),
    workDoneAt: moment('work_done'),
    requirementsMetAt: moment('requirements_met'),
    cancelledAt: cancelled && (!reopened || reopened < cancelled) ? cancelled : null,
    hasLapsed: row.events.trial_lapsed !== undefined,
    rating: row.rating && ratingForm.parse(row.rating),
    states,
    shares,
    lastItemId: last?.[0] ?? null,
    lastOpenedAt: last ? new Date(last[1]) : null,
  }
}

/** What an item's page needs: the learner's enrolment, the edition, the item in it. */
export interface LearnerItem {
  enrolment: OwnEnrolment
  edition: Edition
  item: EditionItem
}

/** An item of the viewer's own enrolment, or undefined where it isn't theirs or isn't in their edition. */
export async function selectOwnItem(
  db: Executor,
  {
    personKey,
    enrolmentId,
    itemId,
    now,
  }: { personKey: string; enrolmentId: string; itemId: string; now: Date },
): Promise<LearnerItem | undefined> {
  const enrolment = await selectOptionalOwnEnrolment(db, { personKey, enrolmentId, now })
  return enrolment && selectItemOf(db, enrolment, itemId)
}

/** An item of an enrolment that is known already; its edition is kept in memory. */
export async function selectItemOf(
  db: Executor,
  enrolment: OwnEnrolment,
  itemId: string,
): Promise<LearnerItem | undefined> {
  const edition = await selectEdition(db, enrolment.editionId)
  const item = edition.items.find((one) => one.id === itemId)
  return item && { enrolment, edition, item }
}

/** Where an item can be read: in the person's own enrolment, as a preview, or not at all but for its credential. */
export async function selectOptionalItemPlaces(
  db: Executor,
  { itemId, personKey }: { itemId: string; personKey: string | undefined },
) {
  return db
    .selectFrom('items as i')
    .innerJoin('courses as co', 'co.id', 'i.course_id')
    .innerJoin('editions as ed', 'ed.id', 'i.edition_id')
    .innerJoin('credentials as c', 'c.id', 'ed.credential_id')
    .select(['i.slug as item', 'i.preview', 'co.slug as course', 'c.slug as credential'])
    .select((eb) =>
      eb
        .selectFrom('enrolments as e')
        .select('e.id')
        .whereRef('e.edition_id', '=', 'i.edition_id')
        .where('e.person_key', '=', personKey ?? null)
        .orderBy('e.ordinal', 'desc')
        .limit(1)
        .as('enrolment'),
    )
    .where('i.id', '=', itemId)
    .executeTakeFirst()
}

/** The enrolment that a person has in a credential, newest first. */
export async function selectOptionalEnrolmentIn(db: Executor, personKey: string, credentialId: string) {
  return db
    .selectFrom('enrolments')
    .select(['id', 'ordinal', 'enrolled_at', 'route'])
    .where('person_key', '=', personKey)
    .where('credential_id', '=', credentialId)
    .orderBy('ordinal', 'desc')
    .executeTakeFirst()
}

/** What a free enrolment needs to know of a credential. */
export async function selectOptionalOffer(db: Executor, slug: string) {
  return db
    .selectFrom('credentials as c')
    .innerJoin('editions as e', 'e.id', 'c.current_edition_id')
    .select([
      'c.id as credential_id',
      'c.slug',
      'e.id as edition_id',
      'e.title',
      'e.status',
      'e.price_minor',
      'e.currency',
    ])
    .where('c.slug', '=', slug)
    .executeTakeFirst()
}

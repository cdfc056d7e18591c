import type pg from 'pg'
import { type Random as Draws, seededRandom } from '../../domain/random.ts'
import type { Criterion } from '../../domain/rubric.ts'
import {
  type SimulatedCharge,
  type SimulatedEnrolment,
  type SimulatedItem,
  simulateCohort,
} from '../../domain/simulated-cohort.ts'
import { type CopyValue, copyRows } from '../../platform/db/copy.ts'
import type { Deps } from '../../platform/deps.ts'
import { newId, newPersonKey, type Random } from '../../platform/random.ts'
import { monthsBefore } from './population.ts'
import {
  addPieces,
  type HandedInProject,
  type MarkOfPiece,
  newEducators,
  type PieceRows,
  pieceColumns,
} from './simulated-piece-rows.ts'

// The people behind the demo's figures, marked as simulated at the source. Loaded once, into an empty demo, by COPY:
// their facts belong to several rooms' tables, and nobody else writes there this way.

const monthsSimulated = 32
const peopleOf = { badge: 1500, certificate: 1500, professional_certificate: 2600 } as const

/**
 * Fills a demo with its simulated cohort, in one transaction. Does nothing where one is there already.
 * @param until facts end before this instant: the first of the start's month
 * @returns how many enrolments were written
 */
export async function loadSimulatedCohort(deps: Deps, until: Date, seed = 'candour'): Promise<number> {
  const client = await deps.pool.connect()
  try {
    await client.query('begin')
    // Two starts at the same time must not load it twice.
    await client.query('select pg_advisory_xact_lock(7318204413)')
    const { rowCount } = await client.query('select 1 from enrolments where simulated limit 1')
    const enrolments = rowCount ? 0 : await writeCohort(client, until, seed)
    await client.query('commit')
    return enrolments
  } catch (error) {
    await client.query('rollback').catch(() => {})
    throw error
  } finally {
    client.release()
  }
}

interface Offer {
  credential_id: string
  edition_id: string
  provider_id: string
  slug: string
  kind: keyof typeof peopleOf
  effort_hours: string
  advertised_weeks: string
  price_minor: number | null
  currency: string | null
  cap_months: number | null
  items: OfferedItem[]
}

interface OfferedItem {
  id: string
  kind: SimulatedItem['kind']
  minutes: number
  pass_share: number | null
  /** Of projects: how they are marked. */
  criteria: Criterion[] | null
  marking: {
    promise_days: number
    peers?: number
    audit?: { share: number; pieces_a_year_min: number }
  } | null
}

async function writeCohort(client: pg.PoolClient, until: Date, seed: string): Promise<number> {
  const from = new Date(monthsBefore(until.getTime(), monthsSimulated))
  const { rows: offers } = await client.query<Offer>(offersQuery)
  const { rows: last } = await client.query<{ id: number }>(
    'select coalesce(max(id), 0)::int as id from marks',
  )
  const sheets = new Sheets(idsFrom(`${seed}/ids`), last[0]?.id ?? 0)
  for (const offer of offers) {
    const cohort = simulateCohort(
      {
        items: offer.items.map((item) => ({ ...item, passShare: item.pass_share })),
        effortHours: Number(offer.effort_hours),
        advertisedWeeks: Number(offer.advertised_weeks),
        priceMinor: offer.price_minor,
        chargesCap: offer.cap_months,
      },
      { n: peopleOf[offer.kind], from, until, random: seededRandom(`${seed}/${offer.slug}`) },
    )
    for (const enrolment of cohort) sheets.add(offer, enrolment)
    sheets.addProjects(offer, until, seededRandom(`${seed}/${offer.slug}/pieces`))
  }
  await sheets.copyAll(client)
  return sheets.rows.enrolments.length
}

// Whatever can be started, with what is there to be done; in preparation nobody could have enrolled.
const offersQuery = `
  select c.id as credential_id, e.id as edition_id, c.provider_id, c.slug, e.kind, e.effort_hours, e.advertised_weeks,
    e.price_minor, e.currency, (e.facts -> 'price' ->> 'cap_months')::int as cap_months,
    (select json_agg(json_build_object('id', i.id, 'kind', i.kind, 'minutes', i.minutes,
      'pass_share', case when i.weight > 0 then i.pass_share end,
      'criteria', i.spec->'rubric'->'criteria', 'marking', i.spec->'marking') order by k.position, i.position)
     from items i join courses k on k.id = i.course_id
     where i.edition_id = e.id and k.status = 'open' and i.required) as items
  from credentials c
  join editions e on e.id = c.current_edition_id
  join providers p on p.id = c.provider_id
  where e.status = 'open' and p.demonstration
    and exists (select 1 from items i where i.edition_id = e.id and i.weight > 0)
  order by c.slug`

const columns = {
  persons: ['person_key', 'created_at', 'simulated'],
  enrolments: ['id', 'person_key', 'credential_id', 'edition_id', 'route', 'enrolled_at', 'simulated'],
  intent_answers: ['enrolment_id', 'question', 'answer', 'wording_version', 'answered_at'],
  entry_checks: ['enrolment_id', 'result', 'checked_at'],
  plans: ['enrolment_id', 'hours_per_week', 'updated_at'],
  enrolment_events: ['enrolment_id', 'kind', 'at'],
  activity_seconds: ['enrolment_id', 'item_id', 'day', 'seconds'],
  activity_months: ['enrolment_id', 'month', 'active_seconds', 'doing_seconds', 'last_day'],
  marks: [
    'id',
    'enrolment_id',
    'item_id',
    'work_id',
    'points',
    'points_max',
    'computer_share',
    'peer_share',
    'educator_share',
    'peers',
    'educators',
    'handed_in_at',
    'marked_at',
    'corrects',
  ],
  item_results: ['enrolment_id', 'item_id', 'mark_id', 'passed_at', 'handed_in_at'],
  ratings: ['enrolment_id', 'stars', 'rated_at', 'as_described', 'usable', 'worth', 'wording_version'],
  ledger_transactions: ['id', 'idempotency_key', 'kind', 'enrolment_id', 'at', 'simulated'],
  ledger_entries: ['transaction_id', 'account', 'currency', 'amount_minor'],
  ...pieceColumns,
} as const

type Sheet = keyof typeof columns

/** One sheet of rows for each table, filled person by person. */
class Sheets {
  readonly rows: Record<Sheet, CopyValue[][]>
  readonly #random: Random
  readonly #projects = new Map<string, HandedInProject[]>()
  readonly #resultsOfPieces = new Map<string, CopyValue[]>()
  #markId: number

  constructor(random: Random, lastMarkId: number) {
    this.#random = random
    this.#markId = lastMarkId
    this.rows = Object.fromEntries(Object.keys(columns).map((table) => [table, []])) as unknown as Record<
      Sheet,
      CopyValue[][]
    >
  }

  add(offer: Offer, enrolment: SimulatedEnrolment): void {
    const { rows } = this
    const { enrolledAt, intent } = enrolment
    const personKey = newPersonKey(this.#random)
    const id = newId(enrolledAt, this.#random)
    rows.persons.push([personKey, enrolledAt, true])
    const { credential_id, edition_id } = offer
    rows.enrolments.push([id, personKey, credential_id, edition_id, enrolment.route, enrolledAt, true])
    for (const question of ['finish', 'goal'] as const) {
      const answer = intent[question]
      if (answer) rows.intent_answers.push([id, question, answer, 'simulated', enrolledAt])
    }
    if (enrolment.entry) rows.entry_checks.push([id, enrolment.entry, enrolledAt])
    rows.plans.push([id, enrolment.hoursPerWeekPlanned, enrolledAt])
    for (const { kind, at } of enrolment.events) rows.enrolment_events.push([id, kind, at])
    this.#addActivity(offer, id, enrolment.activity)
    for (const mark of enrolment.marks) this.#addMark(id, offer.items[mark.item]!, mark)
    for (const charge of enrolment.charges) this.#addCharge(offer, id, charge)
    const { rating } = enrolment
    if (rating) {
      const { stars, at, asDescribed = null, usable = null, worth = null } = rating
      rows.ratings.push([id, stars, at, asDescribed, usable, worth, 'simulated'])
    }
  }

  #addActivity(offer: Offer, id: string, activity: SimulatedEnrolment['activity']): void {
    const months = new Map<string, { active: number; doing: number; lastDay: string }>()
    for (const { item, day: at, seconds } of activity) {
      const { id: itemId, kind } = offer.items[item]!
      const day = at.toISOString().slice(0, 10)
      this.rows.activity_seconds.push([id, itemId, day, seconds])
      const key = `${day.slice(0, 7)}-01`
      const month = months.get(key) ?? { active: 0, doing: 0, lastDay: day }
      months.set(key, month)
      month.active += seconds
      if (kind === 'lab' || kind === 'project') month.doing += seconds
      if (day > month.lastDay) month.lastDay = day
    }
    for (const [month, { active, doing, lastDay }] of months)
      this.rows.activity_months.push([id, month, active, doing, lastDay])
  }

  /** The pieces that the people of an offer handed in, once everybody is there to review them. */
  addProjects(offer: Offer, until: Date, draws: Draws): void {
    for (const item of offer.items) {
      const handedIn = this.#projects.get(item.id)
      if (!handedIn || !item.criteria || !item.marking) continue
      const { peers = 2, promise_days: promiseDays, audit } = item.marking
      const educators = newEducators(this.#random)
      const first = new Date(Math.min(...handedIn.map((one) => one.handedInAt.getTime())))
      for (const educator of educators) this.rows.persons.push([educator, first, true])
      const project = {
        criteria: item.criteria,
        passShare: item.pass_share ?? 0,
        peers,
        audit: { share: audit?.share ?? 0.1, piecesAYearMin: audit?.pieces_a_year_min ?? 10 },
      }
      const pieces: PieceRows = this.rows
      for (const mark of addPieces(pieces, {
        itemId: item.id,
        project,
        promiseDays,
        handedIn,
        educators,
        until,
        draws: draws.fork(item.id),
        ids: this.#random,
      }))
        this.#addPieceMark(item.id, mark)
    }
  }

  #addPieceMark(itemId: string, mark: MarkOfPiece): void {
    const markId = ++this.#markId
    this.rows.marks.push([
      markId,
      mark.enrolmentId,
      itemId,
      mark.workId,
      mark.points,
      mark.pointsMax,
      0,
      mark.peerShare,
      mark.educatorShare,
      mark.peers,
      mark.educators,
      mark.handedInAt,
      mark.markedAt,
      mark.corrects,
    ])
    const key = `${mark.enrolmentId} ${itemId}`
    const known = mark.corrects && this.#resultsOfPieces.get(key)
    if (known) {
      known[2] = markId
      return
    }
    const result = [mark.enrolmentId, itemId, markId, mark.markedAt, mark.handedInAt]
    this.#resultsOfPieces.set(key, result)
    this.rows.item_results.push(result)
  }

  #addMark(enrolmentId: string, item: OfferedItem, mark: SimulatedEnrolment['marks'][number]): void {
    const itemId = item.id
    if (item.criteria && item.marking) {
      const { points, pointsMax, handedInAt, markedAt } = mark
      const one = { enrolmentId, quality: points / pointsMax, handedInAt, markedAt }
      const others = this.#projects.get(itemId)
      if (others) others.push(one)
      else this.#projects.set(itemId, [one])
      return
    }
    const markId = ++this.#markId
    const share = (who: typeof mark.by) => (mark.by === who ? 1 : 0)
    const peers = mark.by === 'computer' ? 0 : 2
    this.rows.marks.push([
      markId,
      enrolmentId,
      itemId,
      newId(mark.handedInAt, this.#random),
      mark.points,
      mark.pointsMax,
      share('computer'),
      share('peers'),
      share('educators'),
      peers,
      share('educators'),
      mark.handedInAt,
      mark.markedAt,
      null,
    ])
    const passedAt = mark.passed ? mark.markedAt : null
    this.rows.item_results.push([enrolmentId, itemId, markId, passedAt, mark.handedInAt])
  }

  #addCharge(offer: Offer, enrolmentId: string, { at, amountMinor, refund }: SimulatedCharge): void {
    this.#book(offer, enrolmentId, { kind: 'charge', at, minor: amountMinor })
    if (refund) this.#book(offer, enrolmentId, { kind: 'refund', at: refund.at, minor: -refund.amountMinor })
  }

  #book(
    offer: Offer,
    enrolmentId: string,
    { kind, at, minor }: { kind: 'charge' | 'refund'; at: Date; minor: number },
  ): void {
    const id = newId(at, this.#random)
    this.rows.ledger_transactions.push([id, `simulated:${id}`, kind, enrolmentId, at, true])
    this.rows.ledger_entries.push([id, 'gateway:simulated', offer.currency, minor])
    this.rows.ledger_entries.push([id, `provider:${offer.provider_id}`, offer.currency, -minor])
  }

  async copyAll(client: pg.PoolClient): Promise<void> {
    for (const table of Object.keys(columns) as Sheet[])
      await copyRows(client, table, columns[table], this.rows[table])
    await client.query(
      "select setval(pg_get_serial_sequence('marks', 'id'), greatest((select max(id) from marks), 1))",
    )
    for (const table of Object.keys(columns)) await client.query(`analyze ${table}`)
  }
}

// Ids from the seed, so that the same demo comes out twice. They are no secrets.
function idsFrom(seed: string): Random {
  const random = seededRandom(seed)
  return {
    bytes(length) {
      const bytes = Buffer.alloc(length)
      for (let k = 0; k < length; k++) bytes[k] = Math.floor(random.uniform() * 256)
      return bytes
    },
  }
}

import { sql } from 'kysely'
import { type Departure, leftAt } from '../../domain/enrolment-facts.ts'
import type { Executor } from '../../platform/db/pool.ts'

/** Everything that is known of one enrolment at a data date. Instants are milliseconds; what did not happen is NaN. */
export interface EnrolmentFact {
  id: string
  credentialId: string
  personKey: string
  simulated: boolean
  enrolledAt: number
  startedAt: number
  committedAt: number
  workDoneAt: number
  completedAt: number
  leftAt: number
  /** End of the last day with recorded activity. */
  lastActiveAt: number
  intendsToFinish: boolean | undefined
  activeSeconds: number
  doingSeconds: number
  paidMinor: number
  paidAfterLastActivityMinor: number
  stars: number | undefined
  marks: MarkFacts | undefined
  /** Days from handing in to the mark, for work that people marked. */
  waitsDays: number[]
}

/** Weights of an enrolment's marked items, by who decided them and by what earned them. */
export interface MarkFacts {
  computer: number
  peers: number
  educators: number
  earned: number
  earnedByDoing: number
}

const dayMs = 86_400_000

/**
 * The facts of all enrolments before `asOf`, by one pass over each table: the database sums what belongs to an
 * enrolment, and the sums meet here by its id.
 */
export async function selectEnrolmentFacts(db: Executor, asOf: Date): Promise<EnrolmentFact[]> {
  const facts = new Map<string, EnrolmentFact>()
  for (const row of await selectEnrolments(db, asOf)) facts.set(row.id, emptyFact(row))
  await addActivity(db, asOf, facts)
  await addEvents(db, asOf, facts)
  await addIntents(db, asOf, facts)
  await addPayments(db, asOf, facts)
  await addRatings(db, asOf, facts)
  await addMarks(db, asOf, facts)
  return [...facts.values()]
}

type Facts = Map<string, EnrolmentFact>
type EnrolmentRow = Awaited<ReturnType<typeof selectEnrolments>>[number]

function selectEnrolments(db: Executor, asOf: Date) {
  return db
    .selectFrom('enrolments')
    .select(['id', 'credential_id', 'person_key', 'simulated', ms('enrolled_at').as('enrolled')])
    .where('enrolled_at', '<', asOf)
    .execute()
}

function emptyFact(row: EnrolmentRow): EnrolmentFact {
  return {
    id: row.id,
    credentialId: row.credential_id,
    personKey: row.person_key,
    simulated: row.simulated,
    enrolledAt: row.enrolled,
    startedAt: Number.NaN,
    committedAt: Number.NaN,
    workDoneAt: Number.NaN,
    completedAt: Number.NaN,
    leftAt: Number.NaN,
    lastActiveAt: Number.NaN,
    intendsToFinish: undefined,
    activeSeconds: 0,
    doingSeconds: 0,
    paidMinor: 0,
    paidAfterLastActivityMinor: 0,
    stars: undefined,
    marks: undefined,
    waitsDays: [],
  }
}

async function addActivity(db: Executor, asOf: Date, facts: Facts): Promise<void> {
  const rows = await db
    .selectFrom('activity_seconds as a')
    .innerJoin('items as i', 'i.id', 'a.item_id')
    .select([
      'a.enrolment_id as id',
      sql<number>`sum(a.seconds)`.as('active'),
      sql<number | null>`sum(a.seconds) filter (where i.kind in ('lab', 'project'))`.as('doing'),
      sql<number>`extract(epoch from max(a.day))::float8 * 1000`.as('last'),
    ])
    .where('a.day', '<', sql<string>`${asOf}::date`)
    .groupBy('a.enrolment_id')
    .execute()
  for (const row of rows) {
    const fact = facts.get(row.id)
    if (!fact) continue
    fact.activeSeconds = Number(row.active)
    fact.doingSeconds = Number(row.doing ?? 0)
    // A day's activity may lie anywhere in it: its end is the latest that it can be.
    fact.lastActiveAt = row.last + dayMs
  }
}

async function addEvents(db: Executor, asOf: Date, facts: Facts): Promise<void> {
  const last = (kind: string) => sql<number | null>`max(${ms('at')}) filter (where kind = ${sql.lit(kind)})`
  const rows = await db
    .selectFrom('enrolment_events')
    .select([
      'enrolment_id as id',
      last('started').as('started'),
      last('committed').as('committed'),
      last('work_done').as('workDone'),
      last('requirements_met').as('completed'),
      sql<number | null>`max(${ms('at')}) filter (where kind in ('cancelled', 'trial_lapsed'))`.as('left'),
      last('paused').as('paused'),
      sql<number | null>`max(${ms('at')}) filter (where kind in ('resumed', 'reopened'))`.as('back'),
    ])
    .where('at', '<', asOf)
    .groupBy('enrolment_id')
    .execute()
  for (const row of rows) {
    const fact = facts.get(row.id)
    if (!fact) continue
    fact.completedAt = row.completed ?? Number.NaN
    fact.workDoneAt = row.workDone ?? fact.completedAt
    // Completing implies the steps before it.
    fact.committedAt = row.committed ?? fact.workDoneAt
    fact.startedAt = row.started ?? fact.committedAt
    const history = {
      departures: departuresOf(row),
      // The day's activity began before its end: its start is what is certain.
      last_active_at: present(fact.lastActiveAt - dayMs),
      work_done_at: present(fact.workDoneAt),
      requirements_met_at: present(fact.completedAt),
    }
    fact.leftAt = leftAt(history, asOf.getTime()) ?? Number.NaN
  }
}

function departuresOf(row: { left: number | null; paused: number | null; back: number | null }): Departure[] {
  const { left, paused, back } = row
  // Coming back ends what came before it.
  const departures: Departure[] = []
  if (left !== null && !(back !== null && back > left)) departures.push({ kind: 'cancelled', at: left })
  if (paused !== null)
    departures.push({
      kind: 'paused',
      at: paused,
      ...(back !== null && back > paused ? { resumed_at: back } : {}),
    })
  return departures
}

async function addIntents(db: Executor, asOf: Date, facts: Facts): Promise<void> {
  const rows = await db
    .selectFrom('intent_answers')
    .select(['enrolment_id as id', 'answer'])
    .where('question', '=', 'finish')
    .where('answered_at', '<', asOf)
    .execute()
  for (const row of rows) {
    const fact = facts.get(row.id)
    if (fact) fact.intendsToFinish = row.answer === 'finish'
  }
}

// What came in through the gateways less what went back; debits of a gateway are positive.
async function addPayments(db: Executor, asOf: Date, facts: Facts): Promise<void> {
  const rows = await db
    .selectFrom('ledger_transactions as t')
    .innerJoin('ledger_entries as l', 'l.transaction_id', 't.id')
    .select([
      't.enrolment_id as id',
      sql<number>`extract(epoch from date_trunc('day', t.at))::float8 * 1000`.as('day'),
      sql<number>`sum(l.amount_minor)::float8`.as('minor'),
    ])
    .where('t.at', '<', asOf)
    .where('t.enrolment_id', 'is not', null)
    .where('t.kind', 'in', ['charge', 'refund', 'dispute'])
    .where('l.account', 'like', 'gateway:%')
    .groupBy(['t.enrolment_id', sql`date_trunc('day', t.at)`])
    .execute()
  for (const row of rows) {
    const fact = facts.get(row.id!)
    if (!fact) continue
    fact.paidMinor += row.minor
    if (row.day > (Number.isNaN(fact.lastActiveAt) ? fact.enrolledAt : fact.lastActiveAt))
      fact.paidAfterLastActivityMinor += row.minor
  }
}

async function addRatings(db: Executor, asOf: Date, facts: Facts): Promise<void> {
  const rows = await db
    .selectFrom('ratings')
    .distinctOn('enrolment_id')
    .select(['enrolment_id as id', 'stars'])
    .where('rated_at', '<', asOf)
    .orderBy('enrolment_id')
    .orderBy('rated_at', 'desc')
    .orderBy('id', 'desc')
    .execute()
  for (const row of rows) {
    const fact = facts.get(row.id)
    if (fact) fact.stars = row.stars
  }
}

async function addMarks(db: Executor, asOf: Date, facts: Facts): Promise<void> {
  const weighted = (share: string) => sql<number>`sum(i.weight * m.${sql.ref(share)})::float8`
  const earned = sql`i.weight * m.points / m.points_max`
  const wait = sql`extract(epoch from m.marked_at - m.handed_in_at)::float8 / 86400`
  const rows = await db
    .selectFrom('item_results as r')
    .innerJoin('marks as m', 'm.id', 'r.mark_id')
    .innerJoin('items as i', 'i.id', 'r.item_id')
    .select([
      'r.enrolment_id as id',
      weighted('computer_share').as('computer'),
      weighted('peer_share').as('peers'),
      weighted('educator_share').as('educators'),
      sql<number>`sum(${earned})::float8`.as('earned'),
      sql<number | null>`(sum(${earned}) filter (where i.kind in ('lab', 'project')))::float8`.as('doing'),
      sql<number[] | null>`array_agg(${wait}) filter (where m.computer_share < 1)`.as('waits'),
    ])
    .where('m.marked_at', '<', asOf)
    .groupBy('r.enrolment_id')
    .execute()
  for (const row of rows) {
    const fact = facts.get(row.id)
    if (!fact) continue
    const { computer, peers, educators } = row
    fact.marks = { computer, peers, educators, earned: row.earned, earnedByDoing: row.doing ?? 0 }
    fact.waitsDays = row.waits ?? []
  }
}

function present(instant: number): number | undefined {
  return Number.isNaN(instant) ? undefined : instant
}

function ms(column: 'enrolled_at' | 'at') {
  return sql<number>`(extract(epoch from ${sql.ref(column)}) * 1000)::float8`
}

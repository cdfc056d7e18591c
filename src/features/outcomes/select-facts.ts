import { sql } from 'kysely'
import { leftAt } from '../../domain/enrolment-facts.ts'
import { copyOutNumbers, type OneConnection } from '../../platform/db/copy-out.ts'
import type { Executor } from '../../platform/db/pool.ts'
import { selectWithdrawnCompletions } from '../credentials/api.ts'
import { emptyColumns, type FactColumns, FactSet, goals, intents } from './facts.ts'

const dayMs = 86_400_000

/** The facts of every credential, simulated and real ones apart, by `setKey`. */
export type FactSets = Map<string, FactSet>

export function setKey(credentialId: string, simulated: boolean): string {
  return `${credentialId} ${simulated}`
}

/**
 * The facts of all enrolments before `asOf`, by one pass over each table: the database sums what belongs to an
 * enrolment, and the sums meet here by its number. Within one transaction that sees one state of the database.
 */
export async function selectFacts(connection: OneConnection, asOf: Date): Promise<FactSets> {
  const counts = await selectCounts(connection.db, asOf)
  const n = counts.reduce((sum, set) => sum + set.n, 0)
  const pass = new Pass(
    connection.client,
    asOf,
    emptyColumns(n),
    Math.max(0, ...counts.map((set) => set.last)),
  )
  await pass.enrolments(counts)
  await pass.activity()
  await pass.events()
  pass.withdrawn(await selectWithdrawnCompletions(connection.db, asOf))
  await pass.intents()
  await pass.entryChecks()
  await pass.aid()
  await pass.payments()
  await pass.ratings()
  await pass.marks()
  await pass.persons()
  return setsOf(counts, pass.columns)
}

interface SetCount {
  credential_id: string
  simulated: boolean
  n: number
  /** The highest number of an enrolment. */
  last: number
}

function selectCounts(db: Executor, asOf: Date): Promise<SetCount[]> {
  return db
    .selectFrom('enrolments')
    .select(['credential_id', 'simulated', sql<number>`count(*)::int`.as('n')])
    .select(sql<number>`max(number)::int`.as('last'))
    .where('enrolled_at', '<', asOf)
    .groupBy(['credential_id', 'simulated'])
    .execute()
}

function setsOf(counts: SetCount[], columns: FactColumns): FactSets {
  const sets: FactSets = new Map()
  let from = 0
  for (const { credential_id: id, simulated, n } of counts) {
    sets.set(setKey(id, simulated), new FactSet(columns, from, n))
    from += n
  }
  return sets
}

/** Fills the columns, table by table. Only literals of ours stand in the statements: a date, a number, ids of rows. */
class Pass {
  readonly columns: FactColumns
  readonly #client: OneConnection['client']
  readonly #asOf: Date
  /** Where the enrolment of a number stands in the columns, plus 1. */
  readonly #places: Uint32Array

  constructor(client: OneConnection['client'], asOf: Date, columns: FactColumns, lastNumber: number) {
    this.#client = client
    this.#asOf = asOf
    this.columns = columns
    this.#places = new Uint32Array(lastNumber + 1)
  }

  async enrolments(counts: SetCount[]): Promise<void> {
    if (counts.length === 0) return
    const { number, enrolledAt, advertisedDays, aided } = this.columns
    const starts: number[] = []
    counts.reduce((from, set) => {
      starts.push(from)
      return from + set.n
    }, 0)
    const sets = counts.map((set, k) => `('${set.credential_id}'::uuid, ${set.simulated}, ${k})`).join(', ')
    await this.#read(
      [
        'e.number',
        's.k',
        ms('e.enrolled_at'),
        'd.advertised_weeks * 7',
        "case when e.route = 'aid' then 1 else 0 end",
      ],
      `enrolments e join (values ${sets}) s(credential_id, simulated, k)
        on s.credential_id = e.credential_id and s.simulated = e.simulated
        join editions d on d.id = e.edition_id where ${this.#before('e.enrolled_at')} order by e.number`,
      (row) => {
        const k = row[1]!
        const at = starts[k]!
        starts[k] = at + 1
        number[at] = row[0]!
        enrolledAt[at] = row[2]!
        advertisedDays[at] = row[3]!
        aided[at] = row[4]!
        this.#places[row[0]!] = at + 1
      },
    )
  }

  // Whole months from their sums, the begun one from its days.
  async activity(): Promise<void> {
    const { activeSeconds, doingSeconds, lastActiveAt } = this.columns
    const day = `'${this.#asOf.toISOString().slice(0, 10)}'::date`
    const month = `date_trunc('month', ${day})::date`
    const columns = ['e.number', 'sum(a.active)', 'sum(a.doing)', ms('max(a.last_day)')]
    const months = `select enrolment_id, active_seconds as active, doing_seconds as doing, last_day
      from activity_months where month < ${month}`
    const days = `select a.enrolment_id, a.seconds, case when i.kind in ('lab', 'project') then a.seconds else 0 end, a.day
      from activity_seconds a join items i on i.id = a.item_id where a.day >= ${month} and a.day < ${day}`
    const isFirst = this.#asOf.getUTCDate() === 1
    await this.#readGrouped(
      columns,
      `(${isFirst ? months : `${months} union all ${days}`}) a join enrolments e on e.id = a.enrolment_id`,
      (at, row) => {
        activeSeconds[at] = row[1]!
        doingSeconds[at] = row[2]!
        // A day's activity may lie anywhere in it: its end is the latest that it can be.
        lastActiveAt[at] = row[3]! + dayMs
      },
    )
  }

  async events(): Promise<void> {
    const { startedAt, committedAt, workDoneAt, completedAt, leftAt: left, lastActiveAt } = this.columns
    const last = (...kinds: string[]) =>
      ms(`max(v.at) filter (where v.kind in (${kinds.map((kind) => `'${kind}'`).join(', ')}))`)
    const asOf = this.#asOf.getTime()
    await this.#readGrouped(
      [
        'e.number',
        last('started'),
        last('committed'),
        last('work_done'),
        last('requirements_met'),
        last('cancelled', 'trial_lapsed'),
        last('paused'),
        last('resumed', 'reopened'),
      ],
      `enrolment_events v join enrolments e on e.id = v.enrolment_id where ${this.#before('v.at')}`,
      (at, row) => {
        completedAt[at] = row[4]!
        workDoneAt[at] = orElse(row[3]!, row[4]!)
        // Completing implies the steps before it.
        committedAt[at] = orElse(row[2]!, workDoneAt[at]!)
        startedAt[at] = orElse(row[1]!, committedAt[at]!)
        // The day's activity began before its end: its start is what is certain.
        const active = lastActiveAt[at]! - dayMs
        left[at] = departure(row, active, workDoneAt[at]!, asOf)
      },
    )
  }

  /** What should never have been issued was not completed, though the work was done. */
  withdrawn(numbers: number[]): void {
    for (const number of numbers) {
      const place = this.#places[number]
      if (place) this.columns.completedAt[place - 1] = Number.NaN
    }
  }

  async intents(): Promise<void> {
    const { intent, goal } = this.columns
    const place = (question: string, answers: readonly string[]) =>
      `max(array_position(array[${answers.map((answer) => `'${answer}'`).join(', ')}], q.answer) - 1)
        filter (where q.question = '${question}')`
    await this.#readGrouped(
      ['e.number', place('finish', intents), place('goal', goals)],
      `intent_answers q join enrolments e on e.id = q.enrolment_id where ${this.#before('q.answered_at')}`,
      (at, row) => {
        intent[at] = row[1]!
        goal[at] = row[2]!
      },
    )
  }

  // A fact at enrolment: who has no row did not take it.
  async entryChecks(): Promise<void> {
    const { entry } = this.columns
    await this.#read(
      ['e.number', `case k.result when 'passed' then 2 else 1 end`],
      `entry_checks k join enrolments e on e.id = k.enrolment_id
        where k.result <> 'not_taken' and ${this.#before('e.enrolled_at')}`,
      (row) => {
        const place = this.#places[row[0]!]
        if (place) entry[place - 1] = row[1]!
      },
    )
  }

  // Whose price was lowered by aid; who pays nothing by it enrolled with it.
  async aid(): Promise<void> {
    const { aided } = this.columns
    await this.#read(
      ['e.number'],
      `aid_applications a join enrolments e on e.id = a.enrolment_id where ${this.#before('a.used_at')}`,
      (row) => {
        const place = this.#places[row[0]!]
        if (place) aided[place - 1] = 1
      },
    )
  }

  // What came in through the gateways less what went back, by card or as credit; debits of a gateway are positive, and
  // credit that we owe a learner is no longer paid.
  async payments(): Promise<void> {
    const { paidMinor, paidAfterLastActivityMinor, refundedMinor, lastActiveAt, enrolledAt } = this.columns
    // Money that goes back belongs to the moment of its charge: else a refund would hide another charge.
    const chargedAt = `case when t.kind = 'charge' then t.at
      else coalesce((select c.settled_at from charges c where c.id = t.charge_id), t.at) end`
    await this.#read(
      [
        'e.number',
        ms(chargedAt),
        'l.amount_minor',
        "case when t.kind = 'charge' then 0 else l.amount_minor end",
      ],
      `ledger_transactions t join ledger_entries l on l.transaction_id = t.id
        join enrolments e on e.id = t.enrolment_id
        where ${this.#before('t.at')} and t.kind in ('charge', 'refund', 'dispute', 'credit')
          and (l.account like 'gateway:%' or l.account like 'credit:%')`,
      (row) => {
        const place = this.#places[row[0]!]
        if (!place) return
        const at = place - 1
        paidMinor[at] = paidMinor[at]! + row[2]!
        refundedMinor[at] = refundedMinor[at]! - row[3]!
        // By whole days, as activity is known.
        const day = Math.floor(row[1]! / dayMs) * dayMs
        const last = orElse(lastActiveAt[at]!, enrolledAt[at]!)
        if (day > last) paidAfterLastActivityMinor[at] = paidAfterLastActivityMinor[at]! + row[2]!
      },
    )
  }

  // The latest answer counts.
  async ratings(): Promise<void> {
    const { stars, asDescribed, usable, worth } = this.columns
    const answer = (column: string) =>
      `case r.${column} when 'yes' then 3 when 'partly' then 2 when 'no' then 1 else 0 end`
    // One number of octal digits, so that the answers are put in order of time once.
    const all = `r.stars + 8 * (${answer('as_described')}) + 64 * (${answer('usable')}) + 512 * (${answer('worth')})`
    await this.#readGrouped(
      ['e.number', `(array_agg(${all} order by r.rated_at desc, r.id desc))[1]`],
      `ratings r join enrolments e on e.id = r.enrolment_id where ${this.#before('r.rated_at')}`,
      (at, row) => {
        const answers = row[1]!
        stars[at] = answers & 7
        asDescribed[at] = (answers >> 3) & 7
        usable[at] = (answers >> 6) & 7
        worth[at] = (answers >> 9) & 7
      },
    )
  }

  async marks(): Promise<void> {
    const {
      marksByComputer,
      marksByPeers,
      marksByEducators,
      marksEarned,
      marksEarnedByDoing,
      longestWaitDays,
    } = this.columns
    const weighted = (share: string) => `sum(i.weight::float8 * m.${share}::float8)`
    const earned = 'sum(i.weight::float8 * m.points::float8 / m.points_max::float8)'
    await this.#readGrouped(
      [
        'e.number',
        weighted('computer_share'),
        weighted('peer_share'),
        weighted('educator_share'),
        earned,
        `coalesce(${earned} filter (where i.kind in ('lab', 'project')), 0)`,
        "max(date_part('epoch', m.marked_at - m.handed_in_at)) filter (where m.computer_share < 1) / 86400",
      ],
      `item_results r join marks m on m.id = r.mark_id join items i on i.id = r.item_id
        join enrolments e on e.id = r.enrolment_id where ${this.#before('m.marked_at')}`,
      (at, row) => {
        marksByComputer[at] = row[1]!
        marksByPeers[at] = row[2]!
        marksByEducators[at] = row[3]!
        marksEarned[at] = row[4]!
        marksEarnedByDoing[at] = row[5]!
        longestWaitDays[at] = row[6]!
      },
    )
  }

  // Who came back after more than a year is one person in two enrolments.
  async persons(): Promise<void> {
    const { person } = this.columns
    await this.#read(
      ['e.number', 'p.k'],
      `enrolments e join (select person_key, credential_id, row_number() over () as k from
          (select distinct person_key, credential_id from enrolments where ordinal > 1) again) p
        on p.person_key = e.person_key and p.credential_id = e.credential_id where ${this.#before('e.enrolled_at')}`,
      (row) => {
        const at = this.#places[row[0]!]
        if (at) person[at - 1] = row[1]!
      },
    )
  }

  #readGrouped(
    columns: string[],
    from: string,
    onRow: (at: number, row: Float64Array) => void,
  ): Promise<void> {
    return this.#read(columns, `${from} group by e.number`, (row) => {
      // Enrolments of later than the data date have a number too.
      const place = this.#places[row[0]!]
      if (place) onRow(place - 1, row)
    })
  }

  async #read(columns: string[], from: string, onRow: (row: Float64Array) => void): Promise<void> {
    const list = columns.map((column) => `(${column})::float8`).join(', ')
    await copyOutNumbers(this.#client, `select ${list} from ${from}`, columns.length, onRow)
  }

  #before(column: string): string {
    return `${column} < '${this.#asOf.toISOString()}'`
  }
}

function departure(row: Float64Array, activeAt: number, workDoneAt: number, asOf: number): number {
  const [left, paused, back] = [row[5]!, row[6]!, row[7]!]
  if (Number.isNaN(left) && Number.isNaN(paused)) return Number.NaN
  return (
    leftAt(
      {
        departures: [
          // Coming back ends what came before it.
          ...(Number.isNaN(left) || back > left ? [] : [{ kind: 'cancelled' as const, at: left }]),
          ...(Number.isNaN(paused)
            ? []
            : [{ kind: 'paused' as const, at: paused, ...(back > paused ? { resumed_at: back } : {}) }]),
        ],
        last_active_at: present(activeAt),
        work_done_at: present(workDoneAt),
        requirements_met_at: present(row[4]!),
      },
      asOf,
    ) ?? Number.NaN
  )
}

function present(instant: number): number | undefined {
  return Number.isNaN(instant) ? undefined : instant
}

function orElse(value: number, other: number): number {
  return Number.isNaN(value) ? other : value
}

function ms(instant: string): string {
  // date_part gives float8; extract would give numeric, which is ten times slower to reckon with.
  return `date_part('epoch', ${instant}) * 1000`
}

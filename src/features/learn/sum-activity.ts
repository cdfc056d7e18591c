import { sql } from 'kysely'
import { activeTime } from '../../domain/active-time.ts'
import type { Tx } from '../../platform/db/pool.ts'
import type { Deps } from '../../platform/deps.ts'

const peopleMax = 500

/**
 * Sums the marks that came since the last time into active seconds by item and day. Days that new marks touch are
 * computed anew from all their marks (also late ones, from a device that was offline), so a run that was killed, or
 * done twice, leaves the same sums. People are taken in batches: few queries however many there are.
 */
export async function sumActivity(deps: Deps): Promise<void> {
  while ((await deps.db.transaction().execute(sumBatch)) === peopleMax);
}

interface Touched {
  person_key: string
  from_day: string
  mark_id: number
}

async function sumBatch(tx: Tx): Promise<number> {
  // Two workers take different people.
  await sql`insert into activity_summed (person_key, mark_id)
    select distinct person_key, 0 from activity_marks m where not exists (select 1 from activity_summed s where s.person_key = m.person_key)
    on conflict do nothing`.execute(tx)
  const { rows: people } =
    await sql<Touched>`select s.person_key, t.from_day, t.mark_id from activity_summed s
    cross join lateral (select min((m.at at time zone 'UTC')::date)::text as from_day, max(m.id) as mark_id
      from activity_marks m where m.person_key = s.person_key and m.id > s.mark_id) t
    where t.mark_id is not null limit ${peopleMax} for update of s skip locked`.execute(tx)
  if (people.length === 0) return 0
  const sums = sumByPerson(await selectMarks(tx, people))
  await replaceDays(tx, people, sums)
  await sql`update activity_summed s set mark_id = t.mark_id
    from unnest(${people.map((p) => p.person_key)}::uuid[], ${people.map((p) => p.mark_id)}::bigint[]) as t(person_key, mark_id)
    where s.person_key = t.person_key`.execute(tx)
  return people.length
}

interface MarkRow {
  person_key: string
  enrolment_id: string
  item_id: string
  at_ms: number
}

// From five minutes before the first touched day: a gap that began then reaches into it.
async function selectMarks(tx: Tx, people: Touched[]): Promise<MarkRow[]> {
  const { rows } =
    await sql<MarkRow>`select m.person_key, m.enrolment_id, m.item_id, (extract(epoch from m.at) * 1000)::float8 as at_ms
    from unnest(${people.map((p) => p.person_key)}::uuid[], ${people.map((p) => p.from_day)}::date[], ${people.map((p) => p.mark_id)}::bigint[]) as t(person_key, from_day, mark_id)
    join activity_marks m on m.person_key = t.person_key and m.id <= t.mark_id and m.at >= (t.from_day::timestamp at time zone 'UTC') - interval '5 minutes'`.execute(
      tx,
    )
  return rows
}

interface DaySum {
  personKey: string
  enrolmentId: string
  itemId: string
  day: string
  seconds: number
}

function sumByPerson(marks: MarkRow[]): DaySum[] {
  const events = new Map<string, { at_ms: number; item: string }[]>()
  for (const mark of marks) {
    const own = events.get(mark.person_key) ?? []
    own.push({ at_ms: mark.at_ms, item: `${mark.enrolment_id} ${mark.item_id}` })
    events.set(mark.person_key, own)
  }
  return [...events].flatMap(([personKey, own]) =>
    activeTime(own).map(({ day, item, seconds }) => {
      const [enrolmentId = '', itemId = ''] = item.split(' ')
      return { personKey, enrolmentId, itemId, day, seconds: Math.round(seconds) }
    }),
  )
}

async function replaceDays(tx: Tx, people: Touched[], sums: DaySum[]): Promise<void> {
  const fromDay = new Map(people.map((person) => [person.person_key, person.from_day]))
  const kept = sums.filter((sum) => sum.day >= fromDay.get(sum.personKey)!)
  await sql`delete from activity_seconds a using enrolments e,
      unnest(${people.map((p) => p.person_key)}::uuid[], ${people.map((p) => p.from_day)}::date[]) as t(person_key, from_day)
    where e.person_key = t.person_key and a.enrolment_id = e.id and a.day >= t.from_day`.execute(tx)
  await sql`insert into activity_seconds (enrolment_id, item_id, day, seconds)
    select * from unnest(${kept.map((s) => s.enrolmentId)}::uuid[], ${kept.map((s) => s.itemId)}::uuid[], ${kept.map((s) => s.day)}::date[], ${kept.map((s) => s.seconds)}::int[])`.execute(
    tx,
  )
  await replaceMonths(tx, people)
}

// The months of these days anew, from their days: what figures are computed from.
async function replaceMonths(tx: Tx, people: Touched[]): Promise<void> {
  const touched = sql`unnest(${people.map((p) => p.person_key)}::uuid[], ${people.map((p) => p.from_day)}::date[]) as t(person_key, from_day)
    join enrolments e on e.person_key = t.person_key`
  await sql`delete from activity_months m using ${touched}
    where m.enrolment_id = e.id and m.month >= date_trunc('month', t.from_day)::date`.execute(tx)
  await sql`insert into activity_months (enrolment_id, month, active_seconds, doing_seconds, last_day)
    select e.id, date_trunc('month', a.day)::date, sum(a.seconds),
      coalesce(sum(a.seconds) filter (where i.kind in ('lab', 'project')), 0), max(a.day)
    from ${touched}
    join activity_seconds a on a.enrolment_id = e.id and a.day >= date_trunc('month', t.from_day)::date
    join items i on i.id = a.item_id group by 1, 2`.execute(tx)
}

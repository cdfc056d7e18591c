import type pg from 'pg'
import type { World } from '../tests/worlds.ts'

/**
 * A million people of one credential, written by the database itself: some years of enrolling, starting, paying, working,
 * leaving, finishing and rating, with their activity already summed by month. Sequential ids, so that indexes grow at
 * their end. Without triggers: the rows are right by construction.
 */
export async function loadPeople(pool: pg.Pool, world: World, people: number, now: Date): Promise<void> {
  const client = await pool.connect()
  try {
    await client.query(
      "set session_replication_role = replica; set work_mem = '128MB'; set synchronous_commit = off",
    )
    await client.query('select setseed(0.42)')
    await client.query(
      `create unlogged table bench_people as
       select i, ('01900000-0000-7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid as id, enrolled,
         random() < 0.84 as starts, random() < 0.72 as commits, random() as fate, random() as u, random() as v,
         exp(4.3 + 0.5 * (sqrt(-2 * ln(1 - random())) * cos(2 * pi() * random()))) as days
       from (select i, $1::timestamptz - interval '1400 days' * (1 - (i::float8 / $2) ^ 0.87) as enrolled
         from generate_series(1, $2::int) i) s`,
      [now, people],
    )
    await client.query('alter table bench_people add primary key (i)')
    for (const statement of statements(world)) await client.query(statement)
    await client.query('drop table bench_people')
    await client.query("set session_replication_role = default; set work_mem = '4MB'")
    await client.query('vacuum analyze')
  } finally {
    client.release()
  }
}

const finishes = `starts and commits and fate < 0.62`
const leaves = `not (${finishes}) and u < 0.9`
const finishedAt = `enrolled + interval '1 day' * days`
const leftAt = `enrolled + interval '1 day' * (case when commits then 20 + 200 * v else 7 end)`

function statements({ credentialId, editionId, items }: World): string[] {
  const events = (kind: string, at: string, who: string) =>
    `insert into enrolment_events (enrolment_id, kind, at) select id, '${kind}', ${at} from bench_people where ${who} order by i`
  return [
    'insert into persons (person_key, created_at, simulated) select id, enrolled, false from bench_people order by i',
    `insert into enrolments (id, person_key, credential_id, edition_id, route, enrolled_at)
     select id, id, '${credentialId}', '${editionId}', 'trial', enrolled from bench_people order by i`,
    events('started', `enrolled + interval '1 day' * u`, 'starts'),
    events('committed', `enrolled + interval '7 days'`, 'starts and commits'),
    events('work_done', finishedAt, finishes),
    events('requirements_met', `${finishedAt} + interval '2 days'`, finishes),
    events('cancelled', leftAt, leaves),
    `insert into intent_answers (enrolment_id, question, answer, wording_version, answered_at)
     select id, 'finish', case when v < 0.7 then 'finish' else 'look_around' end, 'bench', enrolled from bench_people where u < 0.8 order by i`,
    `insert into activity_months (enrolment_id, month, active_seconds, doing_seconds, last_day)
     select id, (date_trunc('month', enrolled) + interval '1 month' * k)::date, 7200 + (u * 30000)::int, 1800 + (v * 5000)::int,
       (date_trunc('month', enrolled) + interval '1 month' * k)::date + 27
     from bench_people cross join generate_series(0, 3) k where starts and k <= fate * 6 order by i, k`,
    `insert into ledger_transactions (id, idempotency_key, kind, enrolment_id, at)
     select ('01a00000-0000-7000-8000-' || lpad(to_hex(i * 8 + k), 12, '0'))::uuid, 'bench:' || i || ':' || k, 'charge', id,
       enrolled + interval '1 day' * (7 + 30 * k)
     from bench_people cross join generate_series(0, 3) k where starts and commits and k <= v * 4 order by i, k`,
    `insert into ledger_entries (transaction_id, account, currency, amount_minor)
     select id, 'gateway:simulated', 'EUR', 2900 from ledger_transactions`,
    `insert into ratings (enrolment_id, stars, rated_at)
     select id, greatest(1, 5 - floor(5 * v * v * v))::int, ${finishedAt} from bench_people
     where starts and u < 0.4 and ${finishedAt} < now() order by i`,
    `insert into marks (enrolment_id, item_id, work_id, points, points_max, computer_share, peer_share, educator_share, handed_in_at, marked_at)
     select id, item, ('01b00000-0000-7000-8000-' || lpad(to_hex(i * 8 + n), 12, '0'))::uuid, 8, 10, by_computer, 1 - by_computer, 0, ${finishedAt}, ${finishedAt} + interval '2 days' * v
     from bench_people cross join (values ('${items.quiz}'::uuid, 1, 1), ('${items.lab}'::uuid, 1, 2), ('${items.project}'::uuid, 0, 3)) k(item, by_computer, n)
     where starts and fate < 0.8 order by i`,
    `insert into item_results (enrolment_id, item_id, mark_id, passed_at, handed_in_at)
     select enrolment_id, item_id, id, marked_at, handed_in_at from marks order by id`,
  ]
}

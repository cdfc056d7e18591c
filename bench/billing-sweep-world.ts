import { tmpdir } from 'node:os'
import type pg from 'pg'
import type { PoolConfig } from 'pg'
import { stoppedClock } from '../src/platform/clock.ts'
import { readConfig } from '../src/platform/config.ts'
import { openDb, openPool } from '../src/platform/db/pool.ts'
import type { Deps } from '../src/platform/deps.ts'
import { silentLog } from '../src/platform/log.ts'
import { systemRandom } from '../src/platform/random.ts'
import type { World } from '../tests/worlds.ts'

export const sweepNow = '2026-11-24T03:00:00Z'

/** What a sweep needs, and how long the database was at work for it. */
export function sweepDeps(connection: PoolConfig) {
  const spent = { ms: 0, statements: 0 }
  const pool = openPool({ connection, connectionsMax: 2 })
  pool.on('connect', (client) => measure(client, spent))
  const db = openDb(pool)
  const deps = {
    config: readConfig({ CANDOUR_DATA: tmpdir(), PUBLIC_URL: 'http://127.0.0.1:3000', DEMO: 'off' }),
    db,
    pool,
    clock: stoppedClock(sweepNow),
    random: systemRandom,
    log: silentLog,
  } as unknown as Deps
  return { deps, pool, spent, close: () => db.destroy() }
}

// Every statement of this connection, from asking to the last row.
function measure(client: pg.PoolClient, spent: { ms: number; statements: number }): void {
  const query = client.query.bind(client) as (...args: unknown[]) => unknown
  client.query = ((...args: unknown[]) => {
    const began = performance.now()
    const answer = query(...args)
    if (answer instanceof Promise) {
      const note = () => {
        spent.ms += performance.now() - began
        spent.statements++
      }
      answer.then(note, note)
    }
    return answer
  }) as typeof client.query
}

/**
 * So many subscriptions of one credential, written by the database itself: a trial in fourteen, one in forty paused or
 * past due, the others paying on a day of the month each; of those that were due in the last day one in twenty did nothing. Without
 * triggers: the rows are right by construction.
 */
export async function loadSubscriptions(
  pool: pg.Pool,
  world: World,
  providerId: string,
  n: number,
): Promise<void> {
  const client = await pool.connect()
  try {
    await client.query(
      "set session_replication_role = replica; set work_mem = '128MB'; set synchronous_commit = off",
    )
    await client.query('select setseed(0.42)')
    await client.query(
      `create unlogged table bench_people as select i, ('01900000-0000-7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid as id,
         random() as kind, random() as u, random() as v from generate_series(1, $1::int) i`,
      [n],
    )
    for (const statement of statements(world, providerId)) await client.query(statement)
    await client.query('drop table bench_people')
    await client.query("set session_replication_role = default; set work_mem = '4MB'")
    await client.query('vacuum analyze')
  } finally {
    client.release()
  }
}

const now = `'${sweepNow}'::timestamptz`
const isTrial = 'kind < 0.07'
const isStopped = 'kind >= 0.07 and kind < 0.095'
const isPaying = 'kind >= 0.095'
// From a day ago to 29 days ahead.
const dueAt = `date_trunc('milliseconds', ${now} - interval '1 day' + interval '30 days' * u)`
const trialStart = `date_trunc('milliseconds', ${now} - interval '7 days' * u)`

function statements({ credentialId, editionId }: World, providerId: string): string[] {
  const columns = `id, enrolment_id, person_key, credential_id, provider_id, card_fingerprint, price_minor, currency, charges_max, time_zone`
  const values = `id, id, id, '${credentialId}', '${providerId}', 'card' || i, 2900, 'EUR', 12, 'Europe/Berlin'`
  return [
    `insert into persons (person_key, created_at, simulated) select id, ${now}, false from bench_people order by i`,
    `insert into accounts (person_key, email, email_confirmed_at, password_hash, display_name, locale, time_zone, created_at)
     select id, 'p' || i || '@example.org', ${now}, 'x', 'Person', 'en', 'Europe/Berlin', ${now} from bench_people order by i`,
    `insert into enrolments (id, person_key, credential_id, edition_id, route, enrolled_at)
     select id, id, '${credentialId}', '${editionId}', 'trial', ${now} - interval '90 days' from bench_people order by i`,
    `insert into subscriptions (${columns}, state, trial_started_at, trial_ends_at, next_charge_at)
     select ${values}, 'trial', ${trialStart}, ${trialStart} + interval '168 hours', ${trialStart} + interval '168 hours'
     from bench_people where ${isTrial} order by i`,
    `insert into subscriptions (${columns}, state, trial_started_at, trial_ends_at, reminder_wanted, charges_paid, anchor_at, access_until)
     select ${values}, 'past_due', ${now} - interval '90 days', ${now} - interval '83 days', false, 2, ${now} - interval '80 days',
       ${now} + interval '10 days' * u from bench_people where ${isStopped} order by i`,
    `insert into subscriptions (${columns}, state, trial_started_at, trial_ends_at, reminder_wanted, charges_paid, anchor_at,
       months_since_anchor, next_charge_at, paid_until, idle_check_at, total_looked_at_for)
     select ${values}, 'active', ${now} - interval '200 days', ${now} - interval '193 days', false, 3,
       ${dueAt} - interval '92 days', 3, ${dueAt}, ${dueAt}, ${dueAt}, case when v < 0.97 then ${dueAt} end
     from bench_people where ${isPaying} order by i`,
    `insert into charges (id, subscription_id, number, gateway, state, period_start, period_end, list_minor, amount_minor, currency,
       intended_at, sent_at, settled_at, gateway_reference)
     select ('01a00000-0000-7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid, id, 3, 'simulated', 'succeeded', ${dueAt} - interval '31 days',
       ${dueAt}, 2900, 2900, 'EUR', ${dueAt} - interval '31 days', ${dueAt} - interval '31 days', ${dueAt} - interval '31 days', 'r' || i
     from bench_people where ${isPaying} order by i`,
    `insert into enrolment_openings (enrolment_id, at) select id, ${dueAt} - interval '10 days' from bench_people
     where ${isPaying} and v < 0.95 order by i`,
    `insert into enrolment_access (enrolment_id) select id from bench_people order by i`,
  ]
}

import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type pg from 'pg'
import { bookCharge } from '../src/features/billing/ledger.ts'
import { systemClock } from '../src/platform/clock.ts'
import { startCluster } from '../src/platform/db/cluster.ts'
import { migrate } from '../src/platform/db/migrate.ts'
import { openDb, openPool } from '../src/platform/db/pool.ts'
import { newId, systemRandom } from '../src/platform/random.ts'
import { compareRates, printRow } from './interleave.ts'

// A ledger write (a transaction with its head, its entries and the check that they balance) against bare `pg` that
// inserts the same rows into the same tables in as many transactions, with prepared statements. In turn, so that a
// slow moment slows both.

const rounds = 8
const writesPerRound = 500
/** A ledger that is in use: on an empty one the server plans as if it stayed empty. */
const writtenBefore = 20_000
const chargesCount = 2 * (rounds + 1) * writesPerRound
const one = '00000000-0000-4000-8000-000000000001'
const sale = { provider_id: one, enrolment_id: one, country: 'NO' }
const amounts = { currency: 'EUR', amount_minor: 3000, credit_minor: 900, tax_minor: 650 }

export async function benchLedger(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'candour-bench-'))
  chmodSync(folder, 0o755)
  const cluster = await startCluster({ folder: join(folder, 'cluster'), folderAsked: true, throwaway: true })
  const pool = openPool({ connection: cluster.connection, connectionsMax: 3 })
  const barePool = openPool({ connection: cluster.connection, connectionsMax: 1, statementNames: false })
  try {
    await migrate(pool)
    const charges = await fill(pool)
    const db = openDb(pool)
    const deps = { clock: systemClock, random: systemRandom }
    const bare = await barePool.connect()
    const ours = async () => {
      const began = performance.now()
      for (let n = 0; n < writesPerRound; n++) {
        const charge = { id: charges.pop()!, gateway: 'simulated', ...amounts }
        await db
          .transaction()
          .execute((tx) => bookCharge(tx, deps, { charge, sale, at: deps.clock.now(), simulated: true }))
      }
      return rate(began)
    }
    const theirs = async () => {
      const began = performance.now()
      for (let n = 0; n < writesPerRound; n++) await bookByBarePg(bare, charges.pop()!)
      return rate(began)
    }
    await ours()
    await theirs()
    printRow('a ledger write, against bare pg', await compareRates(rounds, ours, theirs), 0.5)
    bare.release()
    const { rows } = await pool.query(
      `select count(*)::int as n, (select sum(amount_minor)::int from ledger_entries) as sum,
         (select count(*)::int from ledger_entries) as entries from ledger_transactions`,
    )
    const { n, entries, sum } = rows[0]
    const isWhole = n === chargesCount + writtenBefore && entries === 4 * chargesCount + 2 * writtenBefore
    if (!isWhole || sum !== 0) throw new Error('not the same rows')
    console.log(`${''.padEnd(44)} ${chargesCount} transactions of four entries each, all balanced`)
  } finally {
    await pool.end()
    await barePool.end()
    await cluster.stop()
    rmSync(folder, { recursive: true })
  }
}

function rate(began: number): number {
  return writesPerRound / ((performance.now() - began) / 1000)
}

async function bookByBarePg(client: pg.PoolClient, charge: string): Promise<void> {
  const id = newId(new Date())
  await client.query('begin')
  await client.query({
    name: 'head',
    text: `insert into ledger_transactions (id, idempotency_key, kind, enrolment_id, charge_id, at, simulated)
      values ($1, $2, 'charge', $3, $4, now(), true)`,
    values: [id, `charge:${charge}`, one, charge],
  })
  await client.query({
    name: 'entries',
    text: `insert into ledger_entries (transaction_id, account, currency, amount_minor)
      values ($1, 'gateway:simulated', 'EUR', $2), ($1, $3, 'EUR', $4), ($1, $5, 'EUR', $6), ($1, 'tax:NO', 'EUR', $7)`,
    values: [id, 3000, `credit:${one}`, 900, `provider:${one}`, -3250, -650],
  })
  await client.query('commit')
}

// One subscription with as many paid months as are booked; what the triggers refuse is switched off meanwhile.
async function fill(pool: pg.Pool): Promise<string[]> {
  await pool.query(`
    insert into providers (id, slug, name, country, kind, created_at) values ('${one}', 'p', 'P', 'NO', 'company', now());
    insert into credentials (id, slug, provider_id, created_at) values ('${one}', 'c', '${one}', now());
    insert into editions (id, credential_id, number, content_hash, published_at, status, kind, title, summary, field, level,
      language, effort_hours, advertised_weeks, facts, search_text) values ('${one}', '${one}', 1, '', now(), 'open',
      'badge', 'T', 'S', 'f', 'beginner', 'en', 1, 1, '{}', '');
    insert into persons (person_key, created_at) values ('${one}', now());
    insert into enrolments (id, person_key, credential_id, edition_id, route, enrolled_at)
      values ('${one}', '${one}', '${one}', '${one}', 'trial', now());
    insert into subscriptions (id, enrolment_id, person_key, credential_id, provider_id, card_fingerprint, state, price_minor,
      currency, charges_paid, charges_max, time_zone, trial_started_at, trial_ends_at)
      values ('${one}', '${one}', '${one}', '${one}', '${one}', 'f', 'active', 3900, 'EUR', 0, ${chargesCount}, 'UTC',
        now() - interval '9 days', now() - interval '2 days');
    alter table charges disable trigger user;
    insert into charges (id, subscription_id, number, gateway, state, period_start, period_end, list_minor, amount_minor,
      credit_minor, tax_minor, currency, intended_at, settled_at, gateway_reference)
      select gen_random_uuid(), '${one}', n, 'simulated', 'succeeded', now(), now() + interval '30 days', 3900, 3000, 900, 650,
        'EUR', now(), now(), 'r' from generate_series(1, ${chargesCount}) n;
    alter table charges enable trigger user;
    with heads as (insert into ledger_transactions (id, idempotency_key, kind, at, simulated)
      select gen_random_uuid(), 'before ' || n, 'fee', now(), true from generate_series(1, ${writtenBefore}) n returning id)
    insert into ledger_entries (transaction_id, account, currency, amount_minor)
      select id, account, 'EUR', minor from heads, (values ('gateway:simulated', -5), ('fees:simulated', 5)) line (account, minor);
    analyze`)
  const { rows } = await pool.query<{ id: string }>('select id from charges')
  return rows.map((row) => row.id)
}

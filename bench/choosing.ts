import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import type pg from 'pg'
import { choosePiece } from '../src/domain/allocation.ts'
import { quantile, sortedSample } from '../src/domain/quantiles.ts'
import { selectChoice } from '../src/features/peer-review/select-choice.ts'
import { startCluster } from '../src/platform/db/cluster.ts'
import { migrate } from '../src/platform/db/migrate.ts'
import { type Db, openDb, openPool } from '../src/platform/db/pool.ts'
import { median } from './interleave.ts'

// What a reviewer waits for: the one statement that looks for their piece among 100,000, and the choice.

const pieces = 100_000
const rounds = 300
const itemId = '00000000-0000-4000-8000-000000000001'
const now = new Date('2026-11-20T12:00:00Z')

export async function benchChoosing(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'candour-bench-'))
  chmodSync(folder, 0o755)
  const cluster = await startCluster({ folder: join(folder, 'cluster'), folderAsked: true, throwaway: true })
  const pool = openPool({ connection: cluster.connection, connectionsMax: 3 })
  try {
    await migrate(pool)
    await fill(pool)
    const db = openDb(pool)
    await measure(db, 'half of them free')
    await pool.query(
      `update hand_ins set full_until = $1 where item_id = $2 and state = 'with_peers' and peer_marks = 0`,
      [new Date(now.getTime() + 3_600_000), itemId],
    )
    await pool.query('vacuum analyze hand_ins')
    await measure(db, 'all without a mark in others’ hands')
    await pool.query(`update hand_ins set full_until = $1 where item_id = $2 and state = 'with_peers'`, [
      new Date(now.getTime() - 3_600_000),
      itemId,
    ])
    await pool.query('vacuum analyze hand_ins')
    await measure(db, 'all let go by their reviewers')
  } finally {
    await pool.end()
    await cluster.stop()
    rmSync(folder, { recursive: true })
  }
}

async function measure(db: Db, state: string): Promise<void> {
  const times: number[] = []
  const trivial: number[] = []
  for (let round = 0; round < rounds; round++) {
    const asking = {
      itemId,
      personKey: keyOf('a', round + 1),
      enrolmentId: keyOf('b', round + 1),
    }
    const began = performance.now()
    const choice = await selectChoice(db, asking, now)
    const chosen = choosePiece(choice.reviewer, { ...choice, peers: 2, now })
    times.push(performance.now() - began)
    const then = performance.now()
    await sql`select ${round}::int`.execute(db)
    trivial.push(performance.now() - then)
    if (chosen?.from !== 'pool') throw new Error('there were pieces in the pool')
  }
  // The first calls plan the statement; each connection does that for itself.
  const usual = times.slice(50)
  const middle = median(usual)
  console.log(
    `choosing among ${pieces} waiting pieces, ${state}: ${middle.toFixed(1)} ms (nine in ten below ${(quantile(sortedSample(usual), 0.9) as number).toFixed(1)}; a query that does nothing ${median(trivial).toFixed(1)})${middle < 5 ? '  < 5 ms ✓' : '  ≥ 5 ms ✗'}`,
  )
}

function keyOf(kind: string, n: number): string {
  return `00000000-0000-4000-${kind}000-${String(n).padStart(12, '0')}`
}

// Everybody handed in one piece, the first ones longest ago. Half have no mark; a tenth are in somebody's hands; each
// twentieth belongs to another project.
async function fill(pool: pg.Pool): Promise<void> {
  const key = (kind: string) => `('00000000-0000-4000-${kind}000-' || lpad(n::text, 12, '0'))::uuid`
  const one = (n: number) => `'00000000-0000-4000-8000-00000000000${n}'`
  await pool.query(`
    insert into providers (id, slug, name, country, kind, created_at) values (${one(1)}, 'p', 'P', 'NO', 'company', now());
    insert into credentials (id, slug, provider_id, created_at) values (${one(1)}, 'c', ${one(1)}, now());
    insert into editions (id, credential_id, number, content_hash, published_at, status, kind, title, summary, field, level,
      language, effort_hours, advertised_weeks, facts, search_text) values (${one(1)}, ${one(1)}, 1, '', now(), 'open',
      'badge', 'T', 'S', 'f', 'beginner', 'en', 1, 1, '{}', '');
    insert into courses (id, edition_id, slug, position, title, effort_hours, status)
      values (${one(1)}, ${one(1)}, 'c', 1, 'C', 1, 'open');
    insert into items (id, edition_id, course_id, module_title, slug, position, kind, title, minutes)
      values (${one(1)}, ${one(1)}, ${one(1)}, 'M', 'i', 1, 'project', 'I', 60), (${one(2)}, ${one(1)}, ${one(1)}, 'M', 'j', 2, 'project', 'J', 60);
    insert into persons (person_key, created_at) select ${key('a')}, now() from generate_series(1, ${pieces}) n;
    insert into enrolments (id, person_key, credential_id, edition_id, route, enrolled_at)
      select ${key('b')}, ${key('a')}, ${one(1)}, ${one(1)}, 'free', now() from generate_series(1, ${pieces}) n;
    insert into hand_ins (id, enrolment_id, item_id, handed_in_at, promised_by, educators_from, state, peer_marks,
        peers_wanted, full_until)
      select ${key('8')}, ${key('b')}, ${one(1)}, timestamptz '2026-11-20T11:00Z' - (${pieces} - n) * interval '3 seconds',
        timestamptz '2026-11-24T11:00Z' - (${pieces} - n) * interval '3 seconds',
        timestamptz '2026-11-23T11:00Z' - (${pieces} - n) * interval '3 seconds',
        'with_peers', (n / 7) % 2, 2, case when n % 2 = 0 then timestamptz '2026-11-21T00:00Z' end
      from generate_series(1, ${pieces}) n;
    insert into reviews (id, hand_in_id, reviewer_enrolment_id, given_at, expires_at, submitted_at)
      select gen_random_uuid(), ${key('8')}, ('00000000-0000-4000-b000-' || lpad(((n + 5000 * (k + 1)) % ${pieces} + 1)::text, 12, '0'))::uuid,
        timestamptz '2026-11-20T06:00Z', timestamptz '2026-11-22T06:00Z',
        case when k < (n / 7) % 2 then timestamptz '2026-11-19T13:00Z' end
      from generate_series(1, ${pieces}) n, generate_series(0, 1) k where k < (n / 7) % 2 or n % 2 = 0;
    analyze`)
}

import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { runMigrations as migrateJobs } from 'graphile-worker'
import type pg from 'pg'
import { SetupError } from '../config.ts'
import { projectFolder } from '../project.ts'

const lockKey = 7_318_204_411

/**
 * Brings the database to the newest version: each file of migrations/ once, in order, in a transaction of its own.
 * Several processes may call this at once; one does it and the others wait.
 * @throws SetupError where the server is older than PostgreSQL 15 or an applied migration was changed
 */
export async function migrate(pool: pg.Pool, folder = join(projectFolder, 'migrations')): Promise<string[]> {
  const client = await pool.connect()
  try {
    const { rows } = await client.query<{ v: number }>(
      `select current_setting('server_version_num')::int as v`,
    )
    if (rows[0]!.v < 150_000)
      throw new SetupError(
        `DATABASE_URL is a PostgreSQL ${Math.floor(rows[0]!.v / 10_000)}; Candour needs 15 or newer.`,
      )
    await client.query(`select pg_advisory_lock(${lockKey})`)
    try {
      const applied = await applyFiles(client, folder)
      await migrateJobs({ pgPool: pool })
      return applied
    } finally {
      await client.query(`select pg_advisory_unlock(${lockKey})`)
    }
  } finally {
    client.release()
  }
}

async function applyFiles(client: pg.PoolClient, folder: string): Promise<string[]> {
  await client.query(migrationsTable)
  const { rows } = await client.query<{ name: string; sha256: string }>(
    'select name, sha256 from schema_migrations',
  )
  const known = new Map(rows.map((row) => [row.name, row.sha256]))
  const applied: string[] = []
  for (const migration of readMigrations(folder)) {
    const before = known.get(migration.name)
    if (before === migration.sha256) continue
    if (before)
      throw new SetupError(
        `Migration ${migration.name} was changed after it was applied here. Migrations are append-only: restore the file and add a new one.`,
      )
    await client.query('begin')
    try {
      await applyMigration(client, migration)
      await client.query('commit')
    } catch (error) {
      await client.query('rollback')
      throw explain(migration.name, error as Error & { code?: string })
    }
    applied.push(migration.name)
  }
  return applied
}

export interface Migration {
  name: string
  text: string
  sha256: string
}

/** The migrations of a folder, in their order. */
export function readMigrations(folder = join(projectFolder, 'migrations')): Migration[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.sql'))
    .sort()
    .map((name) => {
      const text = readFileSync(join(folder, name), 'utf8')
      return { name, text, sha256: createHash('sha256').update(text).digest('hex') }
    })
}

export const migrationsTable =
  'create table if not exists schema_migrations (name text primary key, sha256 text not null, applied_at timestamptz not null default now())'

/** Applies one migration and notes it, in the transaction of the caller. */
export async function applyMigration(
  client: pg.ClientBase,
  { name, text, sha256 }: Migration,
): Promise<void> {
  await client.query(text)
  await client.query('insert into schema_migrations (name, sha256) values ($1, $2)', [name, sha256])
}

// What a server of the operator's may lack is theirs to mend; anything else is ours.
function explain(name: string, error: Error & { code?: string }): Error {
  if (error.code === '42501' || error.code === '0A000' || error.code === '58P01')
    return new SetupError(
      `The database can't be prepared (${name}): ${error.message}. Its user must own the database, and the extensions citext, pg_trgm and unaccent must be available there.`,
    )
  return new Error(`migration ${name}: ${error.message}`, { cause: error })
}

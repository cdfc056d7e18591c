import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startCluster } from '../src/platform/db/cluster.ts'
import { migrate } from '../src/platform/db/migrate.ts'
import { openPool } from '../src/platform/db/pool.ts'

// Writes src/platform/db/types.ts from a database that was migrated just now: the migrations are the truth.
const outFile = process.argv[2] ?? 'src/platform/db/types.ts'
const folder = mkdtempSync(join(tmpdir(), 'candour-types-'))
chmodSync(folder, 0o755)
const cluster = await startCluster({ folder: join(folder, 'cluster'), folderAsked: false, throwaway: true })
try {
  const pool = openPool({ connection: cluster.connection, connectionsMax: 4 })
  await migrate(pool)
  await pool.end()
  const { host, user, database } = cluster.connection
  const url = `postgres://${user}@/${database}?host=${encodeURIComponent(host)}`
  const { status } = spawnSync(
    process.execPath,
    [
      'node_modules/kysely-codegen/dist/cli/bin.js',
      '--dialect',
      'postgres',
      '--url',
      url,
      '--out-file',
      outFile,
      '--default-schema',
      'public',
      '--include-pattern',
      'public.*',
      '--exclude-pattern',
      'public.schema_migrations',
      '--numeric-parser',
      'string',
      '--date-parser',
      'string',
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  )
  process.exitCode = status ?? 1
  // The driver turns int8 into numbers (platform/db/pool.ts); the generator believes in text.
  const types = readFileSync(outFile, 'utf8').replace(
    'export type Int8 = ColumnType<string,',
    'export type Int8 = ColumnType<number,',
  )
  writeFileSync(outFile, types)
} finally {
  await cluster.stop()
  rmSync(folder, { recursive: true, force: true })
}

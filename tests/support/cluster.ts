import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type pg from 'pg'
import type { TestProject } from 'vitest/node'
import { startCluster } from '../../src/platform/db/cluster.ts'
import { migrate } from '../../src/platform/db/migrate.ts'
import { openPool } from '../../src/platform/db/pool.ts'

// One throwaway cluster per run (or TEST_DATABASE_URL): migrated once as a template, which each test file copies.

declare module 'vitest' {
  interface ProvidedContext {
    connection: pg.PoolConfig
    templateDatabase: string
  }
}

export const templateDatabase = 'candour_template'

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env.TEST_DATABASE_URL
  const { connection, stop } = given
    ? { connection: { connectionString: given }, stop: async () => {} }
    : await startThrowaway()
  const admin = openPool({ connection, connectionsMax: 2, statementNames: false })
  await admin.query(`drop database if exists ${templateDatabase} with (force)`)
  await admin.query(`create database ${templateDatabase}`)
  const pool = openPool({
    connection: atDatabase(connection, templateDatabase),
    connectionsMax: 3,
    statementNames: false,
  })
  await migrate(pool)
  await pool.end()
  await admin.end()
  project.provide('connection', connection)
  project.provide('templateDatabase', templateDatabase)
  return stop
}

export function atDatabase(connection: pg.PoolConfig, database: string): pg.PoolConfig {
  if (!connection.connectionString) return { ...connection, database }
  const url = new URL(connection.connectionString)
  url.pathname = `/${database}`
  return { connectionString: url.href }
}

async function startThrowaway() {
  const folder = mkdtempSync(join(tmpdir(), 'candour-tests-'))
  chmodSync(folder, 0o755)
  const cluster = await startCluster({ folder: join(folder, 'cluster'), folderAsked: true, throwaway: true })
  return {
    connection: { ...cluster.connection, database: 'postgres' } as pg.PoolConfig,
    stop: async () => {
      await cluster.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

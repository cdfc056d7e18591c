import { existsSync } from 'node:fs'
import { basename } from 'node:path'
import { sql } from 'kysely'
import type pg from 'pg'
import { audit } from '../../../platform/audit.ts'
import { SetupError } from '../../../platform/config.ts'
import { migrate } from '../../../platform/db/migrate.ts'
import type { Deps } from '../../../platform/deps.ts'
import { restoringFolder } from '../../../platform/restoring.ts'
import { isEmptyDatabase } from './catalogue.ts'
import { type BackupHeader, jobsTable } from './format.ts'
import { prepareTables, requireMigrations, type TableLoader } from './load-tables.ts'
import { readBackup, readHeader } from './read-backup.ts'
import { beginFiles, type ComingFiles, endFiles, refuseUsedFolder } from './restored-folder.ts'

export interface RestoreSummary {
  rows: number
  files: number
  jobs: number
  madeAt: string
}

/** What must hold before anything is opened or made: the backup begins well, and there is room for it. */
export async function refuseRestore(config: Deps['config'], file: string): Promise<BackupHeader> {
  const header = await readHeader(file)
  requireMigrations(header)
  await refuseUsedFolder(config.dataFolder, config.databaseUrl === undefined)
  return header
}

/**
 * Restores a backup into an empty database and data folder: all of it or nothing. Killed half-way it leaves a folder
 * that no start takes for a site, and running it again begins again (or finishes, where the rows were in already).
 * @param deps of the new site
 * @param header what refuseRestore gave
 */
export async function restoreBackup(deps: Deps, file: string, header: BackupHeader): Promise<RestoreSummary> {
  const { dataFolder } = deps.config
  const wasBegun = existsSync(restoringFolder(dataFolder))
  const summary = { rows: 0, files: 0, jobs: 0, madeAt: header.made_at }
  const client = await deps.pool.connect()
  try {
    const isLoaded = wasBegun && (await selectRestoredId(client)) === header.id
    if (!isLoaded) {
      if (!(await isEmptyDatabase(client)))
        throw new SetupError('The database is not empty. Restore into a new one: nothing is overwritten.')
      const coming = await beginFiles(dataFolder, { backup: basename(file), id: header.id })
      await client.query('begin')
      Object.assign(summary, await load(client, coming, file, header))
      await coming.place()
      await client.query('commit')
    }
  } finally {
    client.release(true)
  }
  await migrate(deps.pool)
  summary.jobs = await addJobsAgain(deps, header)
  await endFiles(dataFolder)
  return summary
}

async function load(client: pg.PoolClient, coming: ComingFiles, file: string, header: BackupHeader) {
  let loader: TableLoader | undefined
  const manifest = await readBackup(file, {
    async header(again) {
      if (again.id !== header.id) throw new SetupError(`${file} was changed while it was read.`)
      loader = await prepareTables(client, header)
    },
    async entry(entry, bytes) {
      if (entry.kind === 'table') await loader?.part(entry.table, bytes)
      else if (entry.kind === 'file') await coming.file(entry.hash, bytes)
      else if (entry.kind === 'key') await coming.key(entry.file, bytes)
      else await coming.signIns(bytes)
    },
  }).catch(async (error) => {
    await loader?.abort()
    throw error
  })
  await loader?.finish(manifest)
  await client.query(
    `insert into site_state (key, value, changed_at) values ('restored', jsonb_build_object('backup', $1::text, 'made_at', $2::text), now())
     on conflict (key) do update set value = excluded.value, changed_at = excluded.changed_at`,
    [header.id, header.made_at],
  )
  const { [jobsTable.name]: jobs = 0, ...rows } = manifest.rows
  return {
    rows: Object.values(rows).reduce((sum, count) => sum + count, 0),
    files: manifest.files.count,
    jobs,
  }
}

async function selectRestoredId(client: pg.PoolClient): Promise<string | undefined> {
  const known = await client.query<{ there: boolean }>(
    `select to_regclass('public.site_state') is not null as there`,
  )
  if (!known.rows[0]!.there) return undefined
  const { rows } = await client.query<{ id: string }>(
    `select value ->> 'backup' as id from site_state where key = 'restored'`,
  )
  return rows[0]?.id
}

// The queue is made anew by its own migrations; what waited is added to it, exactly once: the list goes in the same
// transaction.
function addJobsAgain(deps: Deps, header: BackupHeader): Promise<number> {
  return deps.db.transaction().execute(async (tx) => {
    const list = sql.table(`public.${jobsTable.name}`)
    const known = await sql<{
      there: boolean
    }>`select to_regclass(${`public.${jobsTable.name}`}) is not null as there`.execute(tx)
    if (!known.rows[0]!.there) return 0
    const added =
      await sql`select graphile_worker.add_job(identifier, payload => payload, run_at => run_at, max_attempts => attempts_max,
        job_key => job_key, priority => priority) from ${list}`.execute(tx)
    await sql`drop table ${list}`.execute(tx)
    await audit(tx, {
      at: deps.clock.now(),
      actor: null,
      action: 'operations.restored',
      subjectKind: 'backup',
      subjectId: header.id,
      detail: { made_at: header.made_at },
    })
    return added.rows.length
  })
}

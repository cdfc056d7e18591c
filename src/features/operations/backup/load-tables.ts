import { once } from 'node:events'
import { finished } from 'node:stream/promises'
import type pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { SetupError } from '../../../platform/config.ts'
import {
  applyMigration,
  type Migration,
  migrationsTable,
  readMigrations,
} from '../../../platform/db/migrate.ts'
import {
  type ForeignKey,
  plainFormats,
  quoted,
  quotedList,
  selectForeignKeys,
  selectTables,
} from './catalogue.ts'
import { type BackupHeader, type BackupManifest, jobsTable } from './format.ts'

// Fills an empty database from a backup. All of it happens in one transaction of the caller: the tables are made as
// they were when the backup was, filled, checked and only then committed, so a restore that is killed leaves nothing.

export interface TableLoader {
  part(table: string, bytes: AsyncIterable<Buffer>): Promise<void>
  /** Ends the loading: sequences, foreign keys, triggers; and holds the counts against the manifest. */
  finish(manifest: BackupManifest): Promise<void>
  /** Gives up in the middle of a table: the server is told, so that it doesn't wait for more. */
  abort(): Promise<void>
}

/**
 * The migrations that a backup needs, in their order.
 * @throws SetupError where one of them isn't known here, or differs
 */
export function requireMigrations(header: BackupHeader): Migration[] {
  const known = new Map(readMigrations().map((migration) => [migration.name, migration]))
  return header.migrations.map(({ name, sha256 }) => {
    const migration = known.get(name)
    if (migration?.sha256 !== sha256)
      throw new SetupError(
        `The backup needs the migration ${name}, which this version of Candour ${migration ? 'has in another form' : 'does not know'}. Restore it with the version that made it, or a newer one.`,
      )
    return migration
  })
}

/** Makes the tables of the backup's time, without anything that checks or forbids while rows come in. */
export async function prepareTables(client: pg.ClientBase, header: BackupHeader): Promise<TableLoader> {
  await client.query(plainFormats)
  await client.query(migrationsTable)
  for (const migration of requireMigrations(header)) await applyMigration(client, migration)
  await makeJobsTable(client)
  const tables = [...(await selectTables(client)), { name: jobsTable.name, columns: [...jobsTable.columns] }]
  refuseOtherTables(header, tables)
  // Rules for new rows (a fair charge, say) don't hold for rows that were right when they were written; and rows of
  // different tables may need each other. Foreign keys come back at the end and check everything at once.
  const foreignKeys = await selectForeignKeys(client)
  for (const { table, name } of foreignKeys)
    await client.query(`alter table ${table} drop constraint ${quoted(name)}`)
  for (const { name } of tables) await client.query(`alter table ${quoted(name)} disable trigger user`)
  await client.query(`truncate ${quotedList(tables.map(({ name }) => name))}`)
  return tableLoader(client, header, foreignKeys)
}

async function makeJobsTable(client: pg.ClientBase): Promise<void> {
  await client.query(
    `create table ${jobsTable.name} (identifier text not null, payload json not null, run_at timestamptz not null, attempts_max integer not null, job_key text, priority integer not null)`,
  )
}

function refuseOtherTables(header: BackupHeader, tables: BackupHeader['tables']): void {
  const shape = (list: BackupHeader['tables']) =>
    list
      .map(({ name, columns }) => `${name}(${columns.toSorted().join()})`)
      .sort()
      .join()
  if (shape(header.tables) !== shape(tables))
    throw new SetupError(
      "The backup's tables are not those of its migrations: it was changed, or its database was.",
    )
}

function tableLoader(client: pg.ClientBase, header: BackupHeader, foreignKeys: ForeignKey[]): TableLoader {
  const columnsOf = new Map(header.tables.map(({ name, columns }) => [name, columns]))
  const rows = new Map<string, number>()
  let open: OpenTable | undefined

  const close = async () => {
    if (!open) return
    const { table, stream, failure } = open
    if (failure) throw failure
    open = undefined
    stream.end()
    await finished(stream)
    rows.set(table, stream.rowCount)
  }
  return {
    async abort() {
      if (open && !open.failure) open.stream.destroy()
      await client.query('rollback').catch(() => {})
    },
    async part(table, bytes) {
      if (open?.table !== table) {
        await close()
        const columns = columnsOf.get(table)
        if (!columns || rows.has(table)) throw new SetupError(`The backup's table ${table} is out of place.`)
        const stream = client.query(copyFrom(`copy ${quoted(table)} (${quotedList(columns)}) from stdin`))
        const opened: OpenTable = { table, stream }
        // The server may refuse a row while nobody is waiting for an answer.
        stream.on('error', (error) => {
          opened.failure ??= error
        })
        open = opened
      }
      for await (const chunk of bytes) await write(open, chunk)
    },
    async finish(manifest) {
      await close()
      for (const { name } of header.tables) {
        const [there, said] = [rows.get(name) ?? 0, manifest.rows[name]]
        if (there !== said)
          throw new SetupError(`The backup says ${said} rows of ${name}, and ${there} came: it is damaged.`)
      }
      for (const { table, column, last_value, is_called } of manifest.sequences)
        await client.query('select setval(pg_get_serial_sequence($1, $2), $3::bigint, $4)', [
          quoted(table),
          column,
          last_value,
          is_called,
        ])
      for (const { table, name, definition } of foreignKeys)
        await client.query(`alter table ${table} add constraint ${quoted(name)} ${definition}`)
      for (const { name } of header.tables)
        await client.query(`alter table ${quoted(name)} enable trigger user`)
      for (const { name } of header.tables) await client.query(`analyze ${quoted(name)}`)
    },
  }
}

interface OpenTable {
  table: string
  stream: ReturnType<typeof copyFrom>
  failure?: Error
}

async function write({ stream, failure }: OpenTable, chunk: Buffer): Promise<void> {
  if (failure) throw failure
  if (!stream.write(chunk)) await once(stream, 'drain')
}

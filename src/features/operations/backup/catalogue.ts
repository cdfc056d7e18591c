import type pg from 'pg'
import type { BackupHeader, BackupManifest } from './format.ts'

// What PostgreSQL's catalogue says of our tables. Asked rather than listed, so that a table of a later migration is in
// the next backup without anybody having to think of it.

type Query = Pick<pg.ClientBase, 'query'>
export type TableShape = BackupHeader['tables'][number]

const ownTables = `pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
  and not c.relispartition and c.relname not in ('schema_migrations', 'restored_jobs')
  and not exists (select 1 from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')`

/** Every table of ours with the columns that hold something of their own (not computed from others). */
export async function selectTables(db: Query): Promise<TableShape[]> {
  const { rows } = await db.query<TableShape>(
    `select c.relname::text as name, (select array_agg(a.attname::text order by a.attnum) from pg_attribute a
       where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns
     from ${ownTables} order by c.relname`,
  )
  return rows
}

/** Where every identity column and serial is. Not part of a transaction's view: at least as far as its rows. */
export async function selectSequences(db: Query): Promise<BackupManifest['sequences']> {
  const { rows } = await db.query<{ sequence: string; table: string; column: string }>(
    `select s.oid::regclass::text as sequence, t.relname::text as table, a.attname::text as column
     from pg_class s join pg_depend d on d.classid = 'pg_class'::regclass and d.objid = s.oid and d.deptype in ('a', 'i')
     join pg_class t on t.oid = d.refobjid join pg_attribute a on a.attrelid = t.oid and a.attnum = d.refobjsubid
     where s.relkind = 'S' and t.relnamespace = 'public'::regnamespace order by t.relname, a.attname`,
  )
  const found: BackupManifest['sequences'] = []
  for (const { sequence, table, column } of rows) {
    const state = await db.query<{ last_value: string; is_called: boolean }>(
      `select last_value::text, is_called from ${sequence}`,
    )
    found.push({ table, column, ...state.rows[0]! })
  }
  return found
}

export interface ForeignKey {
  table: string
  name: string
  definition: string
}

export async function selectForeignKeys(db: Query): Promise<ForeignKey[]> {
  const { rows } = await db.query<ForeignKey>(
    `select c.conrelid::regclass::text as table, c.conname::text as name, pg_get_constraintdef(c.oid) as definition
     from pg_constraint c where c.contype = 'f' and c.connamespace = 'public'::regnamespace and c.conparentid = 0`,
  )
  return rows
}

/** Whether the database holds anything of a site. */
export async function isEmptyDatabase(db: Query): Promise<boolean> {
  const { rows } = await db.query<{ full: boolean }>(
    `select exists (select 1 from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where n.nspname in ('public', 'graphile_worker') and c.relkind in ('r', 'p')
       and not exists (select 1 from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')) as full`,
  )
  return !rows[0]!.full
}

/** A name as SQL holds it. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

export function quotedList(names: readonly string[]): string {
  return names.map(quoted).join(', ')
}

/** So that values are written and read as the same text whatever a server's defaults are. */
export const plainFormats =
  "set local datestyle = 'ISO, YMD'; set local intervalstyle = 'postgres'; set local timezone = 'UTC'; set local extra_float_digits = 1; set local bytea_output = 'hex'; set local statement_timeout = 0; set local idle_in_transaction_session_timeout = 0"

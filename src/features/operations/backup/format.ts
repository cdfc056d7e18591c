import { z } from 'zod'

// What a backup is: one tar.gz. `backup.json` comes first and says what follows; `manifest.json` comes last and says
// what was written, so that a backup without it is known to be cut off. Between them stand the rows of every table as
// PostgreSQL's COPY text (in parts, so that nobody needs to know a table's size beforehand), the jobs that waited, the
// files by the hash of their content, and the keys. Nothing in it depends on the server's major version or machine.

export const formatVersion = 1

const name = z.string().regex(/^[a-z_][a-z0-9_]{0,62}$/)
const sha256 = z.string().regex(/^[0-9a-f]{64}$/)

export const headerSchema = z.object({
  format: z.literal('candour-backup'),
  version: z.number().int().min(1),
  id: z.uuid(),
  made_at: z.iso.datetime(),
  postgresql: z.string(),
  migrations: z.array(z.object({ name: z.string(), sha256 })).min(1),
  tables: z.array(z.object({ name, columns: z.array(name).min(1) })),
})

export const manifestSchema = z.object({
  rows: z.record(name, z.number().int().min(0)),
  sequences: z.array(
    z.object({ table: name, column: name, last_value: z.string().regex(/^-?\d+$/), is_called: z.boolean() }),
  ),
  /** sha256 of every entry but the files, whose names are their hashes. */
  entries: z.array(z.object({ name: z.string(), sha256 })),
  /** How many files, and the sha256 of their names one after the other. */
  files: z.object({ count: z.number().int().min(0), sha256 }),
})

export type BackupHeader = z.infer<typeof headerSchema>
export type BackupManifest = z.infer<typeof manifestSchema>

export const entryNames = {
  header: 'backup.json',
  manifest: 'manifest.json',
  signIns: 'demo-sign-ins.json',
  tablePart: (table: string, part: number) => `tables/${table}/${String(part).padStart(6, '0')}`,
  file: (hash: string) => `files/${hash}`,
  key: (file: string) => `keys/${file}`,
}

export type EntryKind =
  | { kind: 'table'; table: string; part: number }
  | { kind: 'file'; hash: string }
  | { kind: 'key'; file: string }
  | { kind: 'sign-ins' }
  | { kind: 'manifest' }

/** What an entry is by its name; undefined for a name that no backup has. */
export function entryKind(entry: string): EntryKind | undefined {
  if (entry === entryNames.manifest) return { kind: 'manifest' }
  if (entry === entryNames.signIns) return { kind: 'sign-ins' }
  const table = /^tables\/([a-z_][a-z0-9_]{0,62})\/(\d{6,})$/.exec(entry)
  if (table) return { kind: 'table', table: table[1]!, part: Number(table[2]) }
  const file = /^files\/([0-9a-f]{64})$/.exec(entry)
  if (file) return { kind: 'file', hash: file[1]! }
  const key = /^keys\/([a-z0-9][a-z0-9.-]{0,99})$/.exec(entry)
  return key ? { kind: 'key', file: key[1]! } : undefined
}

/** The jobs that waited travel as rows of this table, which a restore makes and empties. */
export const jobsTable = {
  name: 'restored_jobs',
  columns: ['identifier', 'payload', 'run_at', 'attempts_max', 'job_key', 'priority'],
} as const

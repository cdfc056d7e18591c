import { createHash } from 'node:crypto'
import { createWriteStream, existsSync } from 'node:fs'
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import type pg from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import { type Pack, pack as startPack } from 'tar-stream'
import { SetupError } from '../../../platform/config.ts'
import type { Deps } from '../../../platform/deps.ts'
import { newId } from '../../../platform/random.ts'
import { plainFormats, quoted, quotedList, selectSequences, selectTables } from './catalogue.ts'
import { type BackupHeader, type BackupManifest, entryNames, formatVersion, jobsTable } from './format.ts'

const partBytes = 1_000_000

export interface BackupSummary {
  tables: number
  rows: number
  files: number
  /** Size of the backup. */
  bytes: number
  /** False where the keys' secret comes from the environment and so is not inside. */
  hasKeysSecret: boolean
}

/**
 * Writes a consistent copy of the site into one file while it runs: the rows as one moment saw them, and then the files
 * and keys, which are never changed once written. The file appears under its name when it is whole and on the disk.
 * @throws SetupError where there is a file of that name, or no place to write it
 */
export async function writeBackup(deps: Deps, file: string): Promise<BackupSummary> {
  if (existsSync(file)) throw new SetupError(`${file} is there already. Give the backup another name.`)
  const coming = `${file}.${process.pid}.coming`
  try {
    // It holds keys and addresses: for nobody else's eyes.
    await mkdir(dirname(file), { recursive: true })
    const pack = startPack()
    const written = pipeline(pack, createGzip(), createWriteStream(coming, { mode: 0o600 }))
    // Whichever fails first is the reason; the other one follows from it.
    const [summary] = await Promise.all([
      fill(deps, pack).catch((error: Error) => {
        pack.destroy(error)
        throw error
      }),
      written,
    ])
    await syncToDisk(coming)
    await rename(coming, file)
    return { ...summary, bytes: (await stat(file)).size }
  } catch (error) {
    await rm(coming, { force: true })
    const { code } = error as NodeJS.ErrnoException
    if (code !== undefined && /^E[A-Z]+$/.test(code))
      throw new SetupError(`The backup can't be written to ${file}: ${(error as Error).message}`)
    throw error
  }
}

async function fill(deps: Deps, pack: Pack): Promise<Omit<BackupSummary, 'bytes'>> {
  const client = await deps.pool.connect()
  try {
    await client.query('begin isolation level repeatable read, read only')
    await client.query(plainFormats)
    const header = await makeHeader(deps, client)
    const entries: BackupManifest['entries'] = []
    const put = async (name: string, bytes: Buffer) => {
      await putEntry(pack, name, bytes)
      entries.push({ name, sha256: hashOf(bytes) })
    }
    await put(entryNames.header, asJson(header))
    const rows: Record<string, number> = {}
    for (const table of header.tables)
      rows[table.name] = await putTable(client, table.name, selectOf(table), put)
    const sequences = await selectSequences(client)
    await client.query('commit')
    const hasKeysSecret = await putKeys(deps.config.dataFolder, put)
    const files = await putFiles(join(deps.config.dataFolder, 'files'), pack)
    await putEntry(
      pack,
      entryNames.manifest,
      asJson({ rows, sequences, entries, files } satisfies BackupManifest),
    )
    pack.finalize()
    const tables = header.tables.length - 1
    return { tables, rows: sum(rows) - rows[jobsTable.name]!, files: files.count, hasKeysSecret }
  } finally {
    // Where something went wrong the transaction goes with its connection.
    client.release(true)
  }
}

async function makeHeader(deps: Deps, client: pg.PoolClient): Promise<BackupHeader> {
  const now = deps.clock.now()
  const migrations = await client.query<BackupHeader['migrations'][number]>(
    'select name, sha256 from schema_migrations order by name',
  )
  const version = await client.query<{ server_version: string }>('show server_version')
  return {
    format: 'candour-backup',
    version: formatVersion,
    id: newId(now, deps.random),
    made_at: now.toISOString(),
    postgresql: version.rows[0]!.server_version,
    migrations: migrations.rows,
    tables: [...(await selectTables(client)), { name: jobsTable.name, columns: [...jobsTable.columns] }],
  }
}

// The queue's own tables belong to graphile-worker and change with it; what waits in them is five words a job.
function selectOf(table: BackupHeader['tables'][number]): string {
  return table.name === jobsTable.name
    ? `select t.identifier, j.payload, j.run_at, j.max_attempts, j.key, j.priority
       from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id order by j.id`
    : `select ${quotedList(table.columns)} from public.${quoted(table.name)}`
}

async function putTable(
  client: pg.PoolClient,
  table: string,
  select: string,
  put: (name: string, bytes: Buffer) => Promise<void>,
): Promise<number> {
  const rows = client.query(copyTo(`copy (${select}) to stdout`))
  let waiting: Buffer[] = []
  let bytes = 0
  let part = 0
  const flush = async () => {
    await put(entryNames.tablePart(table, part++), Buffer.concat(waiting))
    waiting = []
    bytes = 0
  }
  for await (const chunk of rows as AsyncIterable<Buffer>) {
    waiting.push(chunk)
    bytes += chunk.length
    if (bytes >= partBytes) await flush()
  }
  if (bytes > 0) await flush()
  return rows.rowCount
}

async function putKeys(
  dataFolder: string,
  put: (name: string, bytes: Buffer) => Promise<void>,
): Promise<boolean> {
  const folder = join(dataFolder, 'keys')
  const names = (await namesIn(folder)).filter((name) => /\.(json|secret)$/.test(name))
  for (const name of names) await put(entryNames.key(name), await readFile(join(folder, name)))
  const signIns = await readFile(join(dataFolder, entryNames.signIns)).catch(() => undefined)
  if (signIns) await put(entryNames.signIns, signIns)
  return names.length === 0 || names.includes('master.secret')
}

// A file that is erased while this walks is gone by the wish of its owner: it is left out.
async function putFiles(folder: string, pack: Pack): Promise<BackupManifest['files']> {
  const names = createHash('sha256')
  let count = 0
  for (const shelf of (await namesIn(folder)).filter((name) => /^[0-9a-f]{2}$/.test(name)))
    for (const hash of (await namesIn(join(folder, shelf))).filter((name) => /^[0-9a-f]{64}$/.test(name))) {
      const opened = await open(join(folder, shelf, hash)).catch(() => undefined)
      if (!opened) continue
      try {
        const { size } = await opened.stat()
        const content = opened.createReadStream({ autoClose: false })
        await putEntry(pack, entryNames.file(hash), content, size)
      } finally {
        await opened.close()
      }
      names.update(hash)
      count++
    }
  return { count, sha256: names.digest('hex') }
}

function putEntry(
  pack: Pack,
  name: string,
  content: Buffer | NodeJS.ReadableStream,
  size?: number,
): Promise<void> {
  return new Promise((done, fail) => {
    const entry = pack.entry(
      { name, size: size ?? (content as Buffer).length, mode: 0o600, mtime: new Date(0) },
      (error) => (error ? fail(error) : done()),
    )
    if (Buffer.isBuffer(content)) entry.end(content)
    else pipeline(content, entry).catch(fail)
  })
}

async function namesIn(folder: string): Promise<string[]> {
  return (await readdir(folder).catch(() => [] as string[])).sort()
}

async function syncToDisk(file: string): Promise<void> {
  const opened = await open(file, 'r+')
  try {
    await opened.sync()
  } finally {
    await opened.close()
  }
}

const asJson = (value: unknown) => Buffer.from(`${JSON.stringify(value, null, 1)}\n`)
const hashOf = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')
const sum = (rows: Record<string, number>) => Object.values(rows).reduce((total, count) => total + count, 0)

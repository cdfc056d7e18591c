import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { extract as startExtract } from 'tar-stream'
import { SetupError } from '../../../platform/config.ts'
import {
  type BackupHeader,
  type BackupManifest,
  type EntryKind,
  entryKind,
  entryNames,
  formatVersion,
  headerSchema,
  manifestSchema,
} from './format.ts'

const smallBytesMax = 200_000_000

/** What is done with the parts of a backup as they come by. The bytes must be read to their end. */
export interface BackupReader {
  header(header: BackupHeader): Promise<void>
  /** Not the manifest, which is checked here. */
  entry(entry: Exclude<EntryKind, { kind: 'manifest' }>, bytes: AsyncIterable<Buffer>): Promise<void>
}

/**
 * Reads a backup from its beginning to its end and checks that it is what was written.
 * @returns its manifest, when every entry was there with its hash
 * @throws SetupError one line, where it is damaged, cut off, from a newer Candour or no backup at all
 */
export async function readBackup(file: string, reader: BackupReader): Promise<BackupManifest> {
  const hashes = new Map<string, string>()
  const fileNames = createHash('sha256')
  let fileCount = 0
  let hasHeader = false
  let manifest: BackupManifest | undefined
  await eachEntry(file, async (name, bytes) => {
    if (!hasHeader) {
      if (name !== entryNames.header) throw damaged(file, 'it does not begin as a backup does')
      const { content, sha256 } = await readSmall(bytes)
      hashes.set(name, sha256)
      hasHeader = true
      await reader.header(parseHeader(file, content))
      return 'go on'
    }
    const kind = entryKind(name)
    if (!kind || manifest) throw damaged(file, `it holds ${name}, which no backup holds there`)
    if (kind.kind === 'manifest') {
      manifest = parseManifest(file, (await readSmall(bytes)).content)
      return 'go on'
    }
    const hash = createHash('sha256')
    await reader.entry(kind, hashing(bytes, hash))
    const sha256 = hash.digest('hex')
    if (kind.kind === 'file') {
      if (sha256 !== kind.hash) throw damaged(file, `${name} is not what it was`)
      fileNames.update(kind.hash)
      fileCount++
    } else hashes.set(name, sha256)
    return 'go on'
  })
  if (!manifest) throw damaged(file, 'its end is missing')
  for (const { name, sha256 } of manifest.entries)
    if (hashes.get(name) !== sha256) throw damaged(file, `${name} is not what it was`)
  if (hashes.size !== manifest.entries.length) throw damaged(file, 'it holds more than its manifest says')
  if (fileCount !== manifest.files.count || fileNames.digest('hex') !== manifest.files.sha256)
    throw damaged(file, 'files are missing')
  return manifest
}

/** The beginning of a backup: what it holds and which migrations it needs. */
export async function readHeader(file: string): Promise<BackupHeader> {
  let header: BackupHeader | undefined
  await eachEntry(file, async (name, bytes) => {
    if (name !== entryNames.header) throw damaged(file, 'it does not begin as a backup does')
    header = parseHeader(file, (await readSmall(bytes)).content)
    return 'enough'
  })
  if (!header) throw damaged(file, 'it is empty')
  return header
}

async function eachEntry(
  file: string,
  act: (name: string, bytes: AsyncIterable<Buffer>) => Promise<'go on' | 'enough'>,
): Promise<void> {
  const extract = startExtract()
  const source = createReadStream(file)
  const flowing = pipeline(source, createGunzip(), extract)
  flowing.catch(() => {})
  try {
    for await (const entry of extract) {
      const next = await act(entry.header.name, entry as unknown as AsyncIterable<Buffer>)
      if (next === 'enough') {
        source.destroy()
        return
      }
      entry.resume()
    }
    await flowing
  } catch (error) {
    source.destroy()
    throw said(file, error)
  }
}

function said(file: string, error: unknown): unknown {
  if (error instanceof SetupError) return error
  const { code, message } = error as NodeJS.ErrnoException
  // Rows that their table doesn't take. What PostgreSQL says quotes them, which is nothing for a terminal.
  if (/^2[23]/.test(code ?? '')) return damaged(file, 'a row of it is not what it was')
  if (code === 'ENOENT' || code === 'EACCES' || code === 'EISDIR')
    return (error as NodeJS.ErrnoException).syscall === 'open' || code === 'EISDIR'
      ? new SetupError(`${file} can't be read (${code}). Give the path of a backup.`)
      : error
  if (
    /^Z_|^ERR_STREAM_PREMATURE/.test(code ?? '') ||
    /tar header|Unexpected end|Invalid|incorrect header/i.test(message)
  )
    return damaged(file, message)
  return error
}

function parseHeader(file: string, content: string): BackupHeader {
  const parsed = headerSchema.safeParse(parseJson(file, content))
  if (!parsed.success) throw damaged(file, 'its beginning is not understood')
  if (parsed.data.version > formatVersion)
    throw new SetupError(
      `${file} has format ${parsed.data.version}, and this Candour reads up to ${formatVersion}. Use the version that made it, or a newer one.`,
    )
  return parsed.data
}

function parseManifest(file: string, content: string): BackupManifest {
  const parsed = manifestSchema.safeParse(parseJson(file, content))
  if (!parsed.success) throw damaged(file, 'its manifest is not understood')
  return parsed.data
}

function parseJson(file: string, content: string): unknown {
  try {
    return JSON.parse(content)
  } catch {
    throw damaged(file, 'a part of it is not understood')
  }
}

export function damaged(file: string, why: string): SetupError {
  return new SetupError(
    `${file} is damaged or no backup of Candour: ${why}. Nothing of it was kept; use another backup.`,
  )
}

async function readSmall(bytes: AsyncIterable<Buffer>): Promise<{ content: string; sha256: string }> {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of bytes) {
    size += part.length
    if (size > smallBytesMax) throw new Error('Invalid tar header: an entry is larger than any of its kind')
    parts.push(part)
  }
  const all = Buffer.concat(parts)
  return { content: all.toString('utf8'), sha256: createHash('sha256').update(all).digest('hex') }
}

async function* hashing(
  bytes: AsyncIterable<Buffer>,
  hash: ReturnType<typeof createHash>,
): AsyncGenerator<Buffer> {
  for await (const part of bytes) {
    hash.update(part)
    yield part
  }
}

import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib'

// ZIP as office files and archives use it (PKWARE APPNOTE 6.3.10, sections 4.3 to 4.5), strictly: one disk, stored or
// deflated, what the directory says and nothing else. Read by hand, because what is refused matters more here than what
// is understood, and parts that aren't changed are copied as they are.

export type ArchiveFault = 'broken' | 'bomb' | 'path' | 'locked'

export interface ZipEntry {
  name: string
  method: number
  crc: number
  size: number
  /** As it stands in the file: compressed, or stored. */
  raw: Uint8Array
}

const entriesMax = 5000
/** What an archive may unpack to, and all that come with one request together. */
export const unpackedBytesMax = 96 * 1024 * 1024
/** DEFLATE can't do better than 1032 to 1; documents never come near a hundred over a whole file. */
const ratioMax = 200
const ratioFrom = 8 * 1024 * 1024

/** The entries of an archive in the order of its directory, or why it is not taken. Nothing is unpacked. */
export function readZip(bytes: Uint8Array): ZipEntry[] | ArchiveFault {
  try {
    return entriesOf(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
  } catch (error) {
    if (error instanceof Fault) return error.fault
    if (error instanceof RangeError) return 'broken'
    throw error
  }
}

/**
 * Unpacks one entry.
 * @throws RangeError where it is not what the directory says
 */
export function unpack({ method, raw, size, crc }: ZipEntry): Buffer {
  const out = method === 0 ? Buffer.from(raw) : inflate(raw, size)
  if (out.length !== size || crc32(out) !== crc)
    throw new RangeError('an entry is not what its directory says')
  return out
}

/** An entry with other bytes. */
export function repacked(entry: ZipEntry, bytes: Uint8Array): ZipEntry {
  const deflated = entry.method === 0 ? bytes : deflateRawSync(bytes)
  return { ...entry, raw: deflated, size: bytes.length, crc: crc32(bytes) }
}

/** Writes an archive: times, comments and extra fields, which say when and by what it was made, are left out. */
export function writeZip(entries: ZipEntry[]): Uint8Array {
  const parts: Uint8Array[] = []
  const directory: Uint8Array[] = []
  let at = 0
  for (const entry of entries) {
    const name = Buffer.from(entry.name, 'utf8')
    const local = Buffer.alloc(30)
    local.writeUInt32LE(0x04034b50, 0)
    writeCommon(local, 4, entry, name)
    const central = Buffer.alloc(46)
    central.writeUInt32LE(0x02014b50, 0)
    central.writeUInt16LE(20, 4)
    writeCommon(central, 6, entry, name)
    central.writeUInt32LE(at, 42)
    parts.push(local, name, entry.raw)
    directory.push(central, name)
    at += 30 + name.length + entry.raw.length
  }
  const size = directory.reduce((sum, part) => sum + part.length, 0)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(entries.length, 8)
  end.writeUInt16LE(entries.length, 10)
  end.writeUInt32LE(size, 12)
  end.writeUInt32LE(at, 16)
  return Buffer.concat([...parts, ...directory, end])
}

class Fault extends Error {
  readonly fault: ArchiveFault

  constructor(fault: ArchiveFault) {
    super(fault)
    this.fault = fault
  }
}

function entriesOf(zip: Buffer): ZipEntry[] {
  const end = endOfDirectory(zip)
  const count = zip.readUInt16LE(end + 10)
  if (count === 0xffff || count > entriesMax) throw new Fault('bomb')
  let at = zip.readUInt32LE(end + 16)
  const entries: (ZipEntry & { from: number; to: number })[] = []
  const names = new Set<string>()
  let total = 0
  let isTwoNamed = false
  for (let k = 0; k < count; k++) {
    if (zip.readUInt32LE(at) !== 0x02014b50) throw new Fault('broken')
    const flags = zip.readUInt16LE(at + 8)
    const method = zip.readUInt16LE(at + 10)
    const packed = zip.readUInt32LE(at + 20)
    const size = zip.readUInt32LE(at + 24)
    const nameLength = zip.readUInt16LE(at + 28)
    const nameBytes = zip.subarray(at + 46, at + 46 + nameLength)
    const name = nameBytes.toString('utf8')
    // Names may be in an old code page: two that differ there may read the same as UTF-8.
    const key = nameBytes.toString('latin1')
    if (flags & 1) throw new Fault('locked')
    if ((method !== 0 && method !== 8) || packed === 0xffffffff || size === 0xffffffff)
      throw new Fault('broken')
    if (method === 0 && packed !== size) throw new Fault('broken')
    if (!isPlainPath(name) || names.has(key) || isLink(zip, at)) throw new Fault('path')
    names.add(key)
    total += size
    if (total > unpackedBytesMax || (total > ratioFrom && total > ratioMax * zip.length))
      throw new Fault('bomb')
    const local = zip.readUInt32LE(at + 42)
    if (zip.readUInt32LE(local) !== 0x04034b50) throw new Fault('broken')
    const localName = zip.subarray(local + 30, local + 30 + zip.readUInt16LE(local + 26))
    isTwoNamed ||= !localName.equals(nameBytes)
    const from = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28)
    const to = from + packed
    if (to > zip.length) throw new Fault('broken')
    entries.push({
      name,
      method,
      crc: zip.readUInt32LE(at + 16),
      size,
      raw: zip.subarray(from, to),
      from,
      to,
    })
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32)
  }
  // Entries that share their bytes are the other way to make much out of little.
  const inOrder = entries.toSorted((a, b) => a.from - b.from)
  for (const [k, one] of inOrder.entries())
    if (k > 0 && one.from < inOrder[k - 1]!.to) throw new Fault('bomb')
  // Some programs unpack by the directory, others by what stands before each entry: both must say the same.
  if (isTwoNamed) throw new Fault('path')
  return entries
}

function endOfDirectory(zip: Buffer): number {
  for (let at = zip.length - 22; at >= Math.max(0, zip.length - 65_557); at--)
    if (zip.readUInt32LE(at) === 0x06054b50 && at + 22 + zip.readUInt16LE(at + 20) === zip.length) return at
  throw new Fault('broken')
}

// Names lead down from where it is unpacked, never out of it.
function isPlainPath(name: string): boolean {
  return (
    name !== '' &&
    !name.startsWith('/') &&
    !/[\\\p{Cc}]|^[a-z]:/iu.test(name) &&
    !name.split('/').some((part) => part === '..' || part === '.')
  )
}

// A symbolic link of Unix (version made by 3), through which the next entry could lead anywhere.
function isLink(zip: Buffer, at: number): boolean {
  return zip[at + 5] === 3 && ((zip.readUInt32LE(at + 38) >>> 16) & 0o170000) === 0o120000
}

function inflate(raw: Uint8Array, size: number): Buffer {
  try {
    return inflateRawSync(raw, { maxOutputLength: Math.max(size, 1) })
  } catch {
    throw new RangeError('an entry can’t be unpacked')
  }
}

// What the local header and the directory have in common; 1 January 1980 is the earliest time there is.
function writeCommon(header: Buffer, at: number, { method, crc, size, raw }: ZipEntry, name: Buffer): void {
  header.writeUInt16LE(20, at)
  header.writeUInt16LE(0x0800, at + 2)
  header.writeUInt16LE(method, at + 4)
  header.writeUInt16LE(0x21, at + 8)
  header.writeUInt32LE(crc, at + 10)
  header.writeUInt32LE(raw.length, at + 14)
  header.writeUInt32LE(size, at + 18)
  header.writeUInt16LE(name.length, at + 22)
}

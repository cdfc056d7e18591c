import { inflateSync } from 'node:zlib'

interface Table {
  tag: number
  checksum: number
  bytes: Buffer
}

/**
 * Unpacks a font from WOFF 1.0 (W3C, section 4 and 5) to the plain form that it wraps. Done once a face: the font
 * engine would unpack every table again whenever it opens a document.
 * @throws Error where it is no such file
 */
export function unpackWoff(woff: Buffer): Buffer {
  if (woff.toString('latin1', 0, 4) !== 'wOFF') throw new Error('Not a font in WOFF 1.0.')
  const count = woff.readUInt16BE(12)
  const tables = Array.from({ length: count }, (_, index): Table => {
    const entry = 44 + 20 * index
    const [offset, packed, plain] = [4, 8, 12].map((at) => woff.readUInt32BE(entry + at)) as [
      number,
      number,
      number,
    ]
    const bytes = woff.subarray(offset, offset + packed)
    return {
      tag: woff.readUInt32BE(entry),
      checksum: woff.readUInt32BE(entry + 16),
      bytes: packed < plain ? inflateSync(bytes) : bytes,
    }
  })
  return wrap(woff.readUInt32BE(4), tables)
}

// The table directory of OpenType: sorted by tag, tables on boundaries of four bytes.
function wrap(flavor: number, tables: Table[]): Buffer {
  const log = Math.floor(Math.log2(tables.length))
  const head = Buffer.alloc(12 + 16 * tables.length)
  head.writeUInt32BE(flavor, 0)
  head.writeUInt16BE(tables.length, 4)
  head.writeUInt16BE(16 * 2 ** log, 6)
  head.writeUInt16BE(log, 8)
  head.writeUInt16BE(16 * (tables.length - 2 ** log), 10)
  let offset = head.length
  const bodies: Buffer[] = []
  tables.forEach(({ tag, checksum, bytes }, index) => {
    const entry = 12 + 16 * index
    for (const [at, value] of [tag, checksum, offset, bytes.length].entries())
      head.writeUInt32BE(value, entry + 4 * at)
    const padded = Buffer.alloc(Math.ceil(bytes.length / 4) * 4)
    bytes.copy(padded)
    bodies.push(padded)
    offset += padded.length
  })
  return Buffer.concat([head, ...bodies])
}

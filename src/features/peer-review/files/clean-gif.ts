// Takes comments and what programs add out of a GIF (GIF89a specification, 1990, sections 18 to 27): whole blocks are
// left out, the pictures and how often they repeat stay. What stands behind the end is not part of it.

/** @throws RangeError where it is not built as its format says */
export function cleanGif(bytes: Uint8Array): Uint8Array {
  // Copied as they come: a file may have millions of blocks.
  const source = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const out = Buffer.alloc(bytes.length)
  let at = 13 + colourTable(byteAt(bytes, 10))
  let length = source.copy(out, 0, 0, at)
  for (;;) {
    const from = at
    const kind = byteAt(bytes, at)
    if (kind === 0x3b) return out.subarray(0, length + source.copy(out, length, at, at + 1))
    if (kind === 0x2c) {
      at = endOfBlocks(bytes, at + 10 + colourTable(byteAt(bytes, at + 9)) + 1)
      length += source.copy(out, length, from, at)
    } else if (kind === 0x21) {
      at = endOfBlocks(bytes, at + 2)
      if (isKept(bytes, from)) length += source.copy(out, length, from, at)
    } else throw new RangeError('no block where one must stand')
  }
}

// Timing and text are seen; of what programs add, how often the pictures repeat.
function isKept(bytes: Uint8Array, at: number): boolean {
  const label = byteAt(bytes, at + 1)
  if (label === 0xf9 || label === 0x01) return true
  if (label !== 0xff) return false
  const name = Buffer.from(bytes.subarray(at + 3, at + 14)).toString('latin1')
  return name === 'NETSCAPE2.0' || name === 'ANIMEXTS1.0'
}

function endOfBlocks(bytes: Uint8Array, from: number): number {
  for (let at = from; ; ) {
    const length = byteAt(bytes, at)
    at += 1 + length
    if (length === 0) return at
  }
}

function colourTable(flags: number): number {
  return flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0
}

function byteAt(bytes: Uint8Array, at: number): number {
  const byte = bytes[at]
  if (byte === undefined) throw new RangeError('cut off')
  return byte
}

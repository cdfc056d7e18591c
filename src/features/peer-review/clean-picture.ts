// Takes what says who, where and when out of pictures, without touching what is seen: whole chunks are left out by
// name, nothing is decoded. Each function throws RangeError where the picture is not built as its format says.

/** JPEG (ITU-T T.81, annex B): keeps what decoding needs, colour profiles, and which way is up. */
export function cleanJpeg(bytes: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [bytes.subarray(0, 2)]
  let turn = 1
  let at = 2
  for (;;) {
    if (bytes[at] !== 0xff) throw new RangeError('no marker where one must stand')
    const marker = bytes[at + 1]!
    if (marker === 0xff) {
      at += 1
      continue
    }
    // What stands behind the end of the picture is not part of it: some cameras keep data there.
    if (marker === 0xd9) return joined([...parts, bytes.subarray(at, at + 2)], turn)
    const end = at + 2 + u16(bytes, at + 2)
    if (end > bytes.length) throw new RangeError('cut off')
    const segment = bytes.subarray(at, end)
    if (marker === 0xe1) turn = turnOf(segment) ?? turn
    if (!isAside(marker, segment)) parts.push(segment)
    at = end
    if (marker !== 0xda) continue
    at = endOfScan(bytes, at)
    parts.push(bytes.subarray(end, at))
  }
}

// Application data and comments, but for JFIF, colour profiles and Adobe's colour transform.
function isAside(marker: number, segment: Uint8Array): boolean {
  if (marker === 0xfe) return true
  if (marker < 0xe0 || marker > 0xef) return false
  const name = latin1(segment, 4, 12)
  return !(
    (marker === 0xe0 && name.startsWith('JFIF')) ||
    (marker === 0xe2 && name.startsWith('ICC_PROFILE')) ||
    (marker === 0xee && name.startsWith('Adobe'))
  )
}

function endOfScan(bytes: Uint8Array, from: number): number {
  for (let at = from; at + 1 < bytes.length; at++) {
    if (bytes[at] !== 0xff) continue
    const next = bytes[at + 1]!
    if (next === 0 || next === 0xff || (next >= 0xd0 && next <= 0xd7)) continue
    return at
  }
  throw new RangeError('no end')
}

// The orientation of Exif (tag 0x0112), which turns the picture when it is shown: 2 to 8, or undefined.
function turnOf(segment: Uint8Array): number | undefined {
  if (latin1(segment, 4, 6) !== 'Exif\0\0') return undefined
  const tiff = segment.subarray(10)
  if (tiff.length < 8) return undefined
  const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.byteLength)
  const little = tiff[0] === 0x49
  const directory = view.getUint32(4, little)
  if (directory + 2 > tiff.length) return undefined
  const count = view.getUint16(directory, little)
  for (let entry = directory + 2, n = 0; n < count && entry + 12 <= tiff.length; entry += 12, n++) {
    if (view.getUint16(entry, little) !== 0x0112) continue
    const turn = view.getUint16(entry + 8, little)
    return turn >= 2 && turn <= 8 ? turn : undefined
  }
  return undefined
}

function joined([start, ...rest]: Uint8Array[], turn: number): Uint8Array {
  return Buffer.concat([start!, ...(turn > 1 ? [exifOf(turn)] : []), ...rest])
}

// The smallest Exif that says one thing: a big-endian TIFF with one directory of one entry.
function exifOf(turn: number): Uint8Array {
  const tiff = [0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, turn, 0, 0, 0, 0, 0, 0]
  const body = [...Buffer.from('Exif\0\0', 'latin1'), ...tiff]
  return Uint8Array.from([0xff, 0xe1, 0, body.length + 2, ...body])
}

const pngKept = new Set(
  'IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB cICP bKGD pHYs sPLT hIST acTL fcTL fdAT'.split(' '),
)

/** PNG (W3C, third edition, section 5): keeps chunks that are needed to show it. */
export function cleanPng(bytes: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [bytes.subarray(0, 8)]
  for (let at = 8; ; ) {
    const end = at + 12 + u32(bytes, at)
    if (end > bytes.length) throw new RangeError('cut off')
    const name = latin1(bytes, at + 4, 4)
    if (pngKept.has(name)) parts.push(bytes.subarray(at, end))
    if (name === 'IEND') return Buffer.concat(parts)
    at = end
  }
}

const webpKept = new Set(['VP8 ', 'VP8L', 'VP8X', 'ALPH', 'ANIM', 'ANMF', 'ICCP'])

/** WebP (RFC 9649, section 2.7): leaves out Exif and XMP, and says in its header that they aren't there. */
export function cleanWebp(bytes: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = []
  const total = 8 + u32(bytes, 4, true)
  if (total > bytes.length) throw new RangeError('cut off')
  for (let at = 12; at + 8 <= total; ) {
    const size = u32(bytes, at + 4, true)
    const end = at + 8 + size + (size % 2)
    if (at + 8 + size > total) throw new RangeError('cut off')
    const name = latin1(bytes, at, 4)
    if (webpKept.has(name)) {
      const chunk = Uint8Array.from(bytes.subarray(at, end))
      if (name === 'VP8X') chunk[8] = chunk[8]! & ~0x0c
      parts.push(chunk)
    }
    at = end
  }
  const body = Buffer.concat(parts)
  const head = Buffer.from(bytes.subarray(0, 12))
  head.writeUInt32LE(body.length + 4, 4)
  return Buffer.concat([head, body])
}

function u16(bytes: Uint8Array, at: number): number {
  if (at + 2 > bytes.length) throw new RangeError('cut off')
  return bytes[at]! * 256 + bytes[at + 1]!
}

function u32(bytes: Uint8Array, at: number, little = false): number {
  if (at + 4 > bytes.length) throw new RangeError('cut off')
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(at, little)
}

function latin1(bytes: Uint8Array, from: number, length: number): string {
  return Buffer.from(bytes.subarray(from, from + length)).toString('latin1')
}

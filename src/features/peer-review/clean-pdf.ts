import { deflateSync, inflateSync } from 'node:zlib'

// Takes author, program and dates out of a PDF (ISO 32000-2: 14.3.2 metadata streams, 14.3.3 the information
// dictionary) by writing blanks over them where they stand. Nothing moves, so every offset in the file stays right; a
// compressed part is compressed again and filled up to its old length, behind the end of its stream, where no reader
// looks. Written by hand because libraries that rewrite a PDF keep what they don't know and change what they do.

/**
 * @returns undefined where it can't be done: an encrypted file, or one that is built in a way that isn't understood
 */
export function cleanPdf(bytes: Uint8Array): Uint8Array | undefined {
  const pdf = Buffer.from(bytes)
  const text = pdf.toString('latin1')
  if (/\/Encrypt\b/.test(text)) return undefined
  blankPackets(pdf, text)
  const file: File = { pdf, text, streams: streamsOf(text), inflateBytesLeft: inflateBytesMax }
  for (const stream of file.streams)
    if (/\/Type\s*\/Metadata\b|\/Subtype\s*\/XML\b/.test(stream.dictionary) && !blankStream(file, stream))
      return undefined
  // The trailer of newer files is a stream's dictionary, which is plain text too.
  const information = new Set(
    [...text.matchAll(/\/Info\s+(\d+)\s+\d+\s+R\b/g)].map(([, number]) => Number(number)),
  )
  if (information.size > informationMax) return undefined
  for (const number of information) if (!blankInformation(file, number)) return undefined
  return pdf
}

// Bounds for files that were built to keep this busy.
const inflateBytesMax = 64 * 1024 * 1024
const dictionaryCharactersMax = 4096
const informationMax = 8

interface File {
  pdf: Buffer
  text: string
  streams: Stream[]
  inflateBytesLeft: number
}

interface Stream {
  dictionary: string
  from: number
  to: number
}

// `stream` … `endstream`, with the dictionary before it.
function streamsOf(text: string): Stream[] {
  const found: Stream[] = []
  const start = /\bstream(\r\n|\n|\r)/g
  for (let match = start.exec(text); match; match = start.exec(text)) {
    const before = text.slice(Math.max(0, match.index - dictionaryCharactersMax), match.index)
    const dictionary = before.slice(Math.max(0, before.lastIndexOf('obj')))
    const from = match.index + match[0].length
    const direct = Number(/\/Length\s+(\d+)(?!\s+\d+\s+R)/.exec(dictionary)?.[1] ?? Number.NaN)
    const isRight =
      Number.isInteger(direct) && /^\s*endstream/.test(text.slice(from + direct, from + direct + 20))
    const to = isRight ? from + direct : text.indexOf('endstream', from)
    if (to < from) break
    found.push({ dictionary, from, to })
    start.lastIndex = to
  }
  return found
}

function blankPackets(pdf: Buffer, text: string): void {
  for (let from = text.indexOf('<x:xmpmeta'); from >= 0; ) {
    const end = text.indexOf('</x:xmpmeta>', from)
    if (end < 0) return
    pdf.fill(0x20, from, end + '</x:xmpmeta>'.length)
    from = text.indexOf('<x:xmpmeta', end)
  }
}

function blankStream(file: File, stream: Stream): boolean {
  const { pdf } = file
  const { dictionary, from, to } = stream
  if (!/\/Filter\b/.test(dictionary)) {
    pdf.fill(0x20, from, to)
    return true
  }
  const inside = inflated(file, stream)
  return inside !== undefined && rewrite(pdf, from, to, Buffer.alloc(inside.length, 0x20))
}

function blankInformation(file: File, number: number): boolean {
  const { pdf, text, streams } = file
  let isFound = false
  const plain = new RegExp(`(?:^|[\\s>])${number}\\s+\\d+\\s+obj\\b`, 'g')
  for (const match of text.matchAll(plain)) {
    const end = text.indexOf('endobj', match.index)
    if (end < 0) return false
    isFound = true
    blankStrings(pdf, match.index + match[0].length, end)
  }
  for (const stream of streams) {
    if (!/\/Type\s*\/ObjStm\b/.test(stream.dictionary)) continue
    const done = blankInObjectStream(file, stream, number)
    if (done === undefined) return false
    isFound ||= done
  }
  return isFound
}

// Object streams (7.5.7): pairs of number and offset, then the objects. Undefined where it can't be read or written.
function blankInObjectStream(file: File, stream: Stream, number: number): boolean | undefined {
  const { dictionary, from, to } = stream
  const inside = inflated(file, stream)
  const first = Number(/\/First\s+(\d+)/.exec(dictionary)?.[1] ?? Number.NaN)
  if (!inside || !Number.isInteger(first)) return undefined
  const pairs = inside.toString('latin1', 0, first).trim().split(/\s+/).map(Number)
  for (let k = 0; k + 1 < pairs.length; k += 2) {
    if (pairs[k] !== number) continue
    const next = pairs[k + 3]
    blankStrings(inside, first + pairs[k + 1]!, next === undefined ? inside.length : first + next)
    return rewrite(file.pdf, from, to, inside) ? true : undefined
  }
  return false
}

function inflated(file: File, { dictionary, from, to }: Stream): Buffer | undefined {
  if (!/\/Filter\s*\[?\s*\/FlateDecode\s*\]?/.test(dictionary) || /\/DecodeParms\b/.test(dictionary))
    return undefined
  if (file.inflateBytesLeft <= 0) return undefined
  try {
    const inside = inflateSync(file.pdf.subarray(from, to), { maxOutputLength: file.inflateBytesLeft })
    file.inflateBytesLeft -= inside.length
    return inside
  } catch {
    return undefined
  }
}

function rewrite(pdf: Buffer, from: number, to: number, inside: Buffer): boolean {
  const packed = deflateSync(inside, { level: 9 })
  if (packed.length > to - from) return false
  pdf.fill(0, from, to)
  packed.copy(pdf, from)
  return true
}

// Literal strings keep their brackets, hexadecimal ones become blanks too.
function blankStrings(bytes: Buffer, from: number, to: number): void {
  for (let at = from; at < to; at++) {
    if (bytes[at] === 0x28) at = blankLiteral(bytes, at, to)
    else if (bytes[at] === 0x3c && bytes[at + 1] === 0x3c) at += 1
    else if (bytes[at] === 0x3c) at = blankHexadecimal(bytes, at, to)
  }
}

function blankLiteral(bytes: Buffer, from: number, to: number): number {
  let depth = 1
  let at = from + 1
  for (; at < to; at++) {
    const sign = bytes[at]
    if (sign === 0x5c) {
      bytes[at++] = 0x20
    } else if (sign === 0x28) depth += 1
    else if (sign === 0x29 && --depth === 0) return at
    bytes[at] = 0x20
  }
  return at
}

function blankHexadecimal(bytes: Buffer, from: number, to: number): number {
  let at = from + 1
  for (let isHigh = true; at < to && bytes[at] !== 0x3e; at++) {
    if (!/[0-9a-f]/i.test(String.fromCharCode(bytes[at]!))) continue
    bytes[at] = isHigh ? 0x32 : 0x30
    isHigh = !isHigh
  }
  return at
}

import { decodeWindows1252 } from './windows-1252.ts'

/**
 * One row of a CSV file as bytes: field k stands in `bytes` from `start[k]` to `end[k]`, without its quotes. The row
 * is the reader's own and is used again for the next one: take out of it what is to be kept.
 */
export interface CsvRow {
  bytes: Uint8Array
  count: number
  start: Int32Array
  end: Int32Array
  /** Line of the file on which it begins, the first being 1. */
  line: number
}

export interface CsvRows {
  /** Takes the next piece of the file and gives every row that is now whole to the visitor. */
  feed(chunk: Uint8Array): void
  /** The end of the file: gives the last row, if its line end is missing. */
  finish(): void
  /** Why reading stopped, with the line and the mend; pieces that come later are not read. */
  readonly problem: string | undefined
}

/**
 * Reads CSV (RFC 4180) piece by piece without making a string of any cell. Lines end in LF, CRLF or CR; a byte order
 * mark is dropped; the delimiter is the one of comma, semicolon, tab and bar that makes most fields of the first line;
 * empty lines are passed over. `visit` may say false to stop.
 */
export function csvRows(visit: (row: CsvRow) => boolean | undefined): CsvRows {
  return new ByteReader(visit)
}

/** Text of a field: UTF-8, and where it is none, Windows-1252. */
export function fieldText(row: CsvRow, k: number): string {
  return bytesText(row.bytes, row.start[k] as number, row.end[k] as number)
}

export function bytesText(bytes: Uint8Array, start: number, end: number): string {
  const cell = bytes.subarray(start, end)
  try {
    return UTF8.decode(cell)
  } catch {
    return decodeWindows1252(cell)
  }
}

/** Whether these bytes are no UTF-8, so that `bytesText` had to guess. */
export function isOtherEncoding(bytes: Uint8Array): boolean {
  try {
    UTF8.decode(bytes)
    return false
  } catch {
    return true
  }
}

class ByteReader implements CsvRows {
  readonly #visit: (row: CsvRow) => boolean | undefined
  readonly #row: CsvRow = {
    bytes: new Uint8Array(0),
    count: 0,
    start: new Int32Array(64),
    end: new Int32Array(64),
    line: 1,
  }
  #buffer = new Uint8Array(1 << 16)
  #length = 0
  #line = 1
  #delimiter = -1
  #isStopped = false
  #problem: string | undefined

  constructor(visit: (row: CsvRow) => boolean | undefined) {
    this.#visit = visit
  }

  get problem(): string | undefined {
    return this.#problem
  }

  feed(chunk: Uint8Array): void {
    if (this.#isStopped || this.#problem !== undefined) return
    this.#append(chunk)
    this.#read(false)
  }

  finish(): void {
    if (this.#isStopped || this.#problem !== undefined) return
    this.#read(true)
  }

  #append(chunk: Uint8Array): void {
    const needed = this.#length + chunk.length
    if (needed > this.#buffer.length) {
      const larger = new Uint8Array(Math.max(needed, this.#buffer.length * 2))
      larger.set(this.#buffer.subarray(0, this.#length))
      this.#buffer = larger
    }
    this.#buffer.set(chunk, this.#length)
    this.#length = needed
  }

  #read(isLast: boolean): void {
    if (this.#delimiter < 0 && !this.#begin(isLast)) return
    this.#row.bytes = this.#buffer
    let from = 0
    while (from < this.#length) {
      const until = this.#readRow(from, isLast)
      if (until < 0) break
      from = until
      const { count, start, end } = this.#row
      if (count === 1 && start[0] === end[0]) continue
      if (this.#visit(this.#row) === false) {
        this.#isStopped = true
        return
      }
    }
    // What is left is the beginning of a row whose end is still to come.
    this.#buffer.copyWithin(0, from, this.#length)
    this.#length -= from
    if (this.#length > LONGEST_ROW) {
      this.#problem = `the row that begins on line ${this.#line} is longer than 16 MB: probably a quote is never closed. Mend it`
    }
  }

  // Waits for the first line, of which the delimiter is told.
  #begin(isLast: boolean): boolean {
    if (this.#length < 3 && !isLast) return false
    const [a, b, c] = this.#buffer
    if (this.#length >= 3 && a === 0xef && b === 0xbb && c === 0xbf) {
      this.#buffer.copyWithin(0, 3, this.#length)
      this.#length -= 3
    }
    const counts = new Map(DELIMITERS.map((delimiter) => [delimiter, 0]))
    let isQuoted = false
    let hasText = false
    for (let at = 0; at < this.#length; at++) {
      const byte = this.#buffer[at] as number
      if (byte === QUOTE) isQuoted = !isQuoted
      if (isQuoted) continue
      if (byte === LF || byte === CR) {
        // Empty lines before the header say nothing.
        if (!hasText) continue
        this.#delimiter = most(counts)
        return true
      }
      hasText = true
      const count = counts.get(byte)
      if (count !== undefined) counts.set(byte, count + 1)
    }
    if (!isLast && this.#length <= LONGEST_ROW) return false
    this.#delimiter = most(counts)
    return true
  }

  // Where the row that begins at `from` ends, its line end included; −1 where it is not whole yet.
  #readRow(from: number, isLast: boolean): number {
    const bytes = this.#buffer
    const length = this.#length
    const delimiter = this.#delimiter
    const row = this.#row
    let line = this.#line
    let escaped = -1
    let k = 0
    let at = from
    for (;;) {
      if (k === row.start.length) this.#widen()
      if (at < length && bytes[at] === QUOTE) {
        let end = at + 1
        for (; end < length; end++) {
          const byte = bytes[end] as number
          if (byte === QUOTE) {
            if (bytes[end + 1] !== QUOTE || end + 1 >= length) break
            if (escaped < 0) escaped = k
            end++
          } else if (byte === LF || (byte === CR && bytes[end + 1] !== LF)) line++
        }
        if (end >= length || (end + 1 >= length && !isLast)) {
          if (isLast && end >= length)
            this.#problem = `a quote that opens in the row of line ${this.#line} is never closed. Mend the quotes`
          return -1
        }
        row.start[k] = at + 1
        row.end[k] = end
        at = end + 1
        const next = bytes[at]
        if (at < length && next !== delimiter && next !== LF && next !== CR) {
          this.#problem = `in the row of line ${this.#line} something follows a closing quote. Mend the quotes`
          return -1
        }
      } else {
        row.start[k] = at
        for (; at < length; at++) {
          const byte = bytes[at] as number
          // Nearly everything lies above these.
          if (byte <= delimiter && (byte === delimiter || byte === LF || byte === CR)) break
          if (byte === LF || byte === CR) break
        }
        row.end[k] = at
      }
      k++
      if (at >= length) {
        if (!isLast) return -1
        break
      }
      if (bytes[at] !== delimiter) {
        if (bytes[at] === CR) {
          if (at + 1 >= length && !isLast) return -1
          if (bytes[at + 1] === LF && at + 1 < length) at++
        }
        at++
        line++
        break
      }
      at++
    }
    row.count = k
    row.line = this.#line
    this.#line = line
    for (let field = escaped; field >= 0 && field < k; field++) this.#unescape(field)
    return at
  }

  // Two quotes within quotes are one. The row is whole, so that it will not be read again.
  #unescape(k: number): void {
    const { start, end } = this.#row
    const bytes = this.#buffer
    const from = start[k] as number
    if (bytes[from - 1] !== QUOTE) return
    let to = from
    for (let at = from; at < (end[k] as number); at++) {
      bytes[to++] = bytes[at] as number
      if (bytes[at] === QUOTE && bytes[at + 1] === QUOTE) at++
    }
    end[k] = to
  }

  #widen(): void {
    for (const name of ['start', 'end'] as const) {
      const wider = new Int32Array(this.#row[name].length * 2)
      wider.set(this.#row[name])
      this.#row[name] = wider
    }
  }
}

function most(counts: ReadonlyMap<number, number>): number {
  let best: number = COMMA
  for (const [delimiter, count] of counts) if (count > (counts.get(best) as number)) best = delimiter
  return best
}

const [QUOTE, COMMA, SEMICOLON, TAB, BAR, LF, CR] = [34, 44, 59, 9, 124, 10, 13] as const
const DELIMITERS: readonly number[] = [COMMA, SEMICOLON, TAB, BAR]
const LONGEST_ROW = 16 << 20
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

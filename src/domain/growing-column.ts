import { bytesText, type CsvRow, isOtherEncoding } from './csv-rows.ts'

/** A text column as numbers: `names[codes[row]]`. */
export interface Labels {
  names: string[]
  codes: Uint32Array
}

/** Takes the cells of a text column, each different text once. */
export class LabelReader {
  readonly #place: number
  /** Codes of the cells with a hash, few of them more than one. */
  readonly #withHash = new Map<number, number[]>()
  readonly #cells: Uint8Array[] = []
  readonly #codes: Growing

  constructor(place: number) {
    this.#place = place
    this.#codes = new Growing(Uint32Array, place)
  }

  push(row: CsvRow): void {
    if (this.#place < 0) return
    const { bytes } = row
    const { start, end } = trimmed(row, this.#place)
    const hash = hash53(bytes, start, end)
    let codes = this.#withHash.get(hash)
    if (!codes) {
      codes = []
      this.#withHash.set(hash, codes)
    }
    let code = codes.find((one) => isSame(this.#cells[one] as Uint8Array, bytes, start, end))
    if (code === undefined) {
      code = this.#cells.length
      this.#cells.push(bytes.slice(start, end))
      codes.push(code)
    }
    this.#codes.push(code)
  }

  finish(): Labels {
    return {
      names: this.#cells.map((cell) => bytesText(cell, 0, cell.length)),
      codes: this.#codes.finish() as Uint32Array,
    }
  }

  /** Different texts so far. */
  get count(): number {
    return this.#cells.length
  }

  /** Whether a cell was no UTF-8. */
  get hasOtherEncoding(): boolean {
    return this.#cells.some(isOtherEncoding)
  }
}

/** Where a field begins and ends without the blanks around it. */
export function trimmed({ bytes, start, end }: CsvRow, k: number): { start: number; end: number } {
  let from = start[k] as number
  let to = end[k] as number
  while (from < to && (bytes[from] as number) <= 32) from++
  while (to > from && (bytes[to - 1] as number) <= 32) to--
  return { start: from, end: to }
}

/** FNV-1a on both halves: a collision among a million cells has a chance of 1 in 10,000. */
export function hash53(bytes: Uint8Array, start: number, end: number): number {
  let a = 0x811c9dc5
  let b = 0x01000193
  for (let k = start; k < end; k++) {
    const byte = bytes[k] as number
    a = Math.imul(a ^ byte, 0x01000193)
    b = Math.imul(b ^ byte, 0x85ebca6b) + a
  }
  return (a >>> 0) * 2_097_152 + ((b >>> 0) & 0x1fffff)
}

function isSame(cell: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  if (cell.length !== end - start) return false
  for (let k = 0; k < cell.length; k++) if (cell[k] !== bytes[start + k]) return false
  return true
}

type Numbers = Float64Array | Uint32Array | Uint8Array

/**
 * A typed array that grows block by block, so that nothing is copied until its length is known; of a column that is
 * not there (place −1) nothing.
 */
export class Growing {
  readonly isAbsent: boolean
  readonly #make: new (
    length: number,
  ) => Numbers
  readonly #full: Numbers[] = []
  #block: Numbers
  #at = 0

  constructor(make: new (length: number) => Numbers, place: number) {
    this.isAbsent = place < 0
    this.#make = make
    this.#block = new make(this.isAbsent ? 0 : BLOCK)
  }

  push(value: number): void {
    if (this.isAbsent) return
    if (this.#at === BLOCK) {
      this.#full.push(this.#block)
      this.#block = new this.#make(BLOCK)
      this.#at = 0
    }
    this.#block[this.#at++] = value
  }

  /** All values, once: the blocks are given back. */
  finish(): Numbers {
    const all = new this.#make(this.#full.length * BLOCK + this.#at)
    this.#full.forEach((block, k) => all.set(block, k * BLOCK))
    all.set(this.#block.subarray(0, this.#at), this.#full.length * BLOCK)
    this.#full.length = 0
    this.#block = new this.#make(0)
    return all
  }
}

const BLOCK = 1 << 14

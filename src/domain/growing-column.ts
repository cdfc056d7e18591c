/** A text column as numbers: `names[codes[row]]`. */
export interface Labels {
  names: string[]
  codes: Uint32Array
}

/** Takes the cells of a text column, each different text once. */
export class LabelReader {
  readonly #place: number
  readonly #codeOf = new Map<string, number>()
  readonly #codes: Growing

  constructor(place: number) {
    this.#place = place
    this.#codes = new Growing(Uint32Array, place)
  }

  push(fields: readonly string[]): void {
    if (this.#place < 0) return
    const text = fields[this.#place] as string
    let code = this.#codeOf.get(text)
    if (code !== undefined) {
      this.#codes.push(code)
      return
    }
    const name = text.trim()
    code = this.#codeOf.get(name)
    if (code === undefined) {
      code = this.#codeOf.size
      // A slice of the file's text would keep the whole chunk in memory.
      this.#codeOf.set(Array.from(name).join(''), code)
    }
    this.#codes.push(code)
  }

  finish(): Labels {
    return { names: [...this.#codeOf.keys()], codes: this.#codes.finish() as Uint32Array }
  }
}

type Numbers = Float64Array | Uint32Array | Uint8Array

/** A typed array that grows by half; of a column that is not there (place −1) nothing. */
export class Growing {
  readonly isAbsent: boolean
  readonly #make: new (
    length: number,
  ) => Numbers
  #values: Numbers
  #length = 0

  constructor(make: new (length: number) => Numbers, place: number) {
    this.isAbsent = place < 0
    this.#make = make
    this.#values = new make(this.isAbsent ? 0 : 4096)
  }

  push(value: number): void {
    if (this.isAbsent) return
    if (this.#length === this.#values.length) {
      const larger = new this.#make(Math.ceil(this.#length * 1.5))
      larger.set(this.#values)
      this.#values = larger
    }
    this.#values[this.#length++] = value
  }

  finish(): Numbers {
    return this.#values.subarray(0, this.#length)
  }
}

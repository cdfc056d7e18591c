/** Which of a credential's enrolments belong to a group, one bit each: small enough to compare every two groups. */
export class GroupOfPeople {
  readonly size: number
  readonly #bits: Uint32Array

  constructor(bits: Uint32Array) {
    this.#bits = bits
    this.size = bits.reduce((sum, word) => sum + countBits(word), 0)
  }

  static of<T>(all: readonly T[], belongs: (one: T) => boolean): GroupOfPeople {
    const bits = new Uint32Array(Math.ceil(all.length / 32))
    for (let k = 0; k < all.length; k++) {
      if (belongs(all[k] as T)) bits[k >>> 5]! |= 1 << (k & 31)
    }
    return new GroupOfPeople(bits)
  }

  /** How many of this group are not in the other. */
  without(other: GroupOfPeople): number {
    let count = 0
    for (let k = 0; k < this.#bits.length; k++) count += countBits(this.#bits[k]! & ~(other.#bits[k] ?? 0))
    return count
  }
}

// Population count of a 32-bit word (Warren, Hacker's Delight, 2nd ed., figure 5-2).
function countBits(word: number): number {
  let v = word - ((word >>> 1) & 0x55555555)
  v = (v & 0x33333333) + ((v >>> 2) & 0x33333333)
  return Math.imul((v + (v >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}

/** Which of a credential's enrolments belong to a group, one bit each. */
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

  has(index: number): boolean {
    return ((this.#bits[index >>> 5]! >>> (index & 31)) & 1) === 1
  }

  equals(other: GroupOfPeople): boolean {
    return this.size === other.size && this.#bits.every((word, k) => word === other.#bits[k])
  }

  /** How many are in exactly one of the two. */
  differs(other: GroupOfPeople): number {
    return this.#bits.reduce((sum, word, k) => sum + countBits(word ^ other.#bits[k]!), 0)
  }
}

/** Groups without repetitions: equal ones are one. */
export class DistinctGroups {
  readonly groups: GroupOfPeople[] = []

  /** The number of the group, the same for equal groups. */
  indexOf(group: GroupOfPeople): number {
    const known = this.groups.findIndex((other) => other === group || other.equals(group))
    return known >= 0 ? known : this.groups.push(group) - 1
  }

  /**
   * The smallest parts that the groups cut people into: how many people there are for each combination of groups that
   * occurs. Nobody's part is empty; who is in no group is in none.
   */
  parts(people: number): { persons: number; groups: number[] }[] {
    const parts = new Map<string, { persons: number; groups: number[] }>()
    for (let index = 0; index < people; index++) {
      const groups = this.groups.flatMap((group, k) => (group.has(index) ? [k] : []))
      if (groups.length === 0) continue
      const key = groups.join()
      const part = parts.get(key)
      if (part) part.persons++
      else parts.set(key, { persons: 1, groups })
    }
    return [...parts.values()]
  }
}

// Population count of a 32-bit word (Warren, Hacker's Delight, 2nd ed., figure 5-2).
function countBits(word: number): number {
  let v = word - ((word >>> 1) & 0x55555555)
  v = (v & 0x33333333) + ((v >>> 2) & 0x33333333)
  return Math.imul((v + (v >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}

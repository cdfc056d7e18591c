/** Which of a credential's enrolments belong to a group, one bit each. */
export class GroupOfPeople {
  readonly size: number
  readonly #bits: Uint32Array

  constructor(bits: Uint32Array) {
    this.#bits = bits
    let size = 0
    for (const word of bits) size += countBits(word)
    this.size = size
  }

  static of(people: number, belongs: (index: number) => boolean): GroupOfPeople {
    const bits = new Uint32Array(Math.ceil(people / 32))
    for (let k = 0; k < people; k++) {
      if (belongs(k)) bits[k >>> 5]! |= 1 << (k & 31)
    }
    return new GroupOfPeople(bits)
  }

  static ofIndexes(people: number, indexes: Uint32Array): GroupOfPeople {
    const bits = new Uint32Array(Math.ceil(people / 32))
    for (const k of indexes) bits[k >>> 5]! |= 1 << (k & 31)
    return new GroupOfPeople(bits)
  }

  has(index: number): boolean {
    return ((this.#bits[index >>> 5]! >>> (index & 31)) & 1) === 1
  }

  /** Everybody in it, in order. */
  each(visit: (index: number) => void): void {
    for (let w = 0; w < this.#bits.length; w++)
      for (let word = this.#bits[w]!; word !== 0; word &= word - 1)
        visit(w * 32 + 31 - Math.clz32(word & -word))
  }

  equals(other: GroupOfPeople): boolean {
    if (this.size !== other.size) return false
    for (let k = 0; k < this.#bits.length; k++) if (this.#bits[k] !== other.#bits[k]) return false
    return true
  }

  /** How many are in exactly one of the two. */
  differs(other: GroupOfPeople): number {
    let differing = 0
    for (let k = 0; k < this.#bits.length; k++) differing += countBits(this.#bits[k]! ^ other.#bits[k]!)
    return differing
  }

  without(other: GroupOfPeople): GroupOfPeople {
    return new GroupOfPeople(this.#bits.map((word, k) => word & ~other.#bits[k]!))
  }
}

/** Groups without repetitions: equal ones are one. */
export class DistinctGroups {
  readonly groups: GroupOfPeople[] = []
  readonly #bySize = new Map<number, number[]>()

  /** The number of the group, the same for equal groups. */
  indexOf(group: GroupOfPeople): number {
    const alike = this.#bySize.get(group.size) ?? []
    this.#bySize.set(group.size, alike)
    const known = alike.find((k) => this.groups[k] === group || this.groups[k]!.equals(group))
    if (known !== undefined) return known
    alike.push(this.groups.length)
    return this.groups.push(group) - 1
  }
}

/** The smallest parts that groups cut people into, one for each combination of groups that occurs. */
export interface Parts {
  /** By index of a person: their part, 0 for who is in no group. */
  partOf: Uint32Array
  /** From 1 on: how many there are, and in which groups (ascending). */
  parts: { persons: number; groups: number[] }[]
}

export function partsOf(groups: readonly GroupOfPeople[], people: number): Parts {
  const partOf = new Uint32Array(people)
  // A part is a group added to an earlier part: written so, those that everybody leaves again cost two numbers.
  const cameFrom = [0]
  const added = [-1]
  for (const [g, group] of groups.entries()) {
    // Who is in the group leaves their part for one that is in it as well; the others stay where they are.
    const to = new Int32Array(cameFrom.length).fill(-1)
    group.each((k) => {
      const from = partOf[k]!
      if (to[from] === -1) {
        to[from] = cameFrom.push(from) - 1
        added.push(g)
      }
      partOf[k] = to[from]!
    })
  }
  const groupsIn = (part: number): number[] =>
    part === 0 ? [] : [...groupsIn(cameFrom[part]!), added[part]!]
  return numberedAsMet(partOf, cameFrom.length, groupsIn)
}

// Only parts that somebody is in, in the order in which people meet them; 0 stays who is in no group.
function numberedAsMet(partOf: Uint32Array, parts: number, groupsIn: (part: number) => number[]): Parts {
  const numbers = new Int32Array(parts).fill(-1)
  numbers[0] = 0
  const met = [{ persons: 0, groups: [] as number[] }]
  for (let k = 0; k < partOf.length; k++) {
    const part = partOf[k]!
    if (numbers[part] === -1) numbers[part] = met.push({ persons: 0, groups: groupsIn(part) }) - 1
    const number = numbers[part]!
    met[number]!.persons++
    partOf[k] = number
  }
  return { partOf, parts: met }
}

// Population count of a 32-bit word (Warren, Hacker's Delight, 2nd ed., figure 5-2).
function countBits(word: number): number {
  let v = word - ((word >>> 1) & 0x55555555)
  v = (v & 0x33333333) + ((v >>> 2) & 0x33333333)
  return Math.imul((v + (v >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}

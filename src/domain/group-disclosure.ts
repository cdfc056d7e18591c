import type { Parts } from './people-groups.ts'

/**
 * What adding and subtracting the sizes of groups of people tells: complementary suppression over people instead of
 * over the cells of one table (Cox 1980, JASA 75, 377–385; Hundepool et al. 2012, Statistical Disclosure Control, chapter
 * 4), so that windows that overlap, figures of the last release and steps of a curve are all of one kind.
 *
 * All groups that anybody has seen cut the people into smallest parts. A combination Σ c·size of seen groups tells a
 * count when everything in it cancels but parts of few people, and these stand in it with the same weight: it is then
 * the number of persons in them. Such a count of 1 to `minimumCell` − 1 is a leak.
 */
export class GroupDisclosure {
  readonly #minimumCell: number
  /** Large parts, as many as are independent: by group 1 where it holds the part. */
  readonly #large: Float64Array[]
  readonly #small: { persons: number; groups: readonly number[] }[]
  readonly #groups: number

  /** @param groups how many groups there are: parts name them by number */
  constructor({ parts }: Parts, groups: number, minimumCell: number) {
    this.#minimumCell = minimumCell
    this.#groups = groups
    const inhabited = parts.filter((part) => part.persons > 0 && part.groups.length > 0)
    this.#small = inhabited.filter((part) => part.persons < minimumCell)
    this.#large = independent(
      inhabited.filter((part) => part.persons >= minimumCell).map((part) => part.groups),
      groups,
    )
  }

  /** Of each combination of seen groups that tells a small count: the groups in it. */
  *leaks(seen: readonly number[]): Generator<number[]> {
    const rows = this.#combinationsOfSmallParts(seen)
    for (const chosen of subsets(rows.length)) {
      const combined = chosen.map((k) => rows[k] as Combination)
      if (this.#tellsFew(combined)) yield this.#groupsOf(combined)
    }
  }

  /** Whether no combination of the seen groups tells a small count. */
  isSafe(seen: readonly number[]): boolean {
    return this.leaks(seen).next().done === true
  }

  #groupsOf(combined: readonly Combination[]): number[] {
    const groups: number[] = []
    for (let g = 0; g < this.#groups; g++) if (isNot0(sumAt(combined, 'groups', g))) groups.push(g)
    return groups
  }

  #tellsFew(combined: readonly Combination[]): boolean {
    let persons = 0
    for (let p = 0; p < this.#small.length; p++) {
      const weight = sumAt(combined, 'parts', p)
      if (!isNot0(weight)) continue
      if (isNot0(weight - 1)) return false
      persons += (this.#small[p] as { persons: number }).persons
      if (persons >= this.#minimumCell) return false
    }
    return persons > 0
  }

  // All combinations of the seen groups in which the large parts cancel, reduced (Gauss–Jordan): a combination in which
  // parts stand with weight 0 or 1 is then a sum of some of these rows, because in its pivot each row stands alone.
  #combinationsOfSmallParts(seen: readonly number[]): Combination[] {
    const rows = seen.map((group): Row => {
      const weights = new Float64Array(this.#groups)
      weights[group] = 1
      const side = new Float64Array(this.#large.length)
      for (let k = 0; k < side.length; k++) side[k] = (this.#large[k] as Float64Array)[group] as number
      return { side, weights }
    })
    const ofSmall = eliminate(rows, this.#large.length, false).map(({ weights }): Row => {
      const side = new Float64Array(this.#small.length)
      for (let p = 0; p < side.length; p++) {
        const { groups } = this.#small[p] as { groups: readonly number[] }
        let sum = 0
        for (let k = 0; k < groups.length; k++) sum += weights[groups[k] as number] as number
        side[p] = Math.abs(sum) < 1e-9 ? 0 : sum
      }
      return { side, weights }
    })
    // What is 0 everywhere is no news: a total and its own parts.
    const empty = new Set(eliminate(ofSmall, this.#small.length, true))
    return ofSmall
      .filter((row) => !empty.has(row))
      .map(({ side, weights }) => ({ parts: side, groups: weights }))
  }
}

interface Combination {
  parts: Float64Array
  groups: Float64Array
}

function sumAt(combined: readonly Combination[], of: keyof Combination, k: number): number {
  let sum = 0
  for (const one of combined) sum += one[of][k] as number
  return sum
}

/** A combination of groups by their weights, and what it comes to on each of some parts. */
interface Row {
  side: Float64Array
  weights: Float64Array
}

// Gauss–Jordan elimination in place, the weights moving along. Returns the rows that became 0.
function eliminate(rows: Row[], columns: number, isReduced: boolean): Row[] {
  const open = new Set(rows)
  for (let column = 0; column < columns && open.size > 0; column++) {
    let pivot: Row | undefined
    for (const row of open) {
      const size = Math.abs(row.side[column] as number)
      if (size > 1e-7 && (!pivot || size > Math.abs(pivot.side[column] as number))) pivot = row
    }
    if (!pivot) continue
    open.delete(pivot)
    scale(pivot, 1 / (pivot.side[column] as number))
    for (const row of isReduced ? rows : open) {
      const factor = row === pivot ? 0 : (row.side[column] as number)
      if (factor !== 0) subtract(row, pivot, factor)
    }
  }
  return [...open]
}

function scale({ side, weights }: Row, factor: number): void {
  for (let k = 0; k < side.length; k++) side[k] = (side[k] as number) * factor
  for (let k = 0; k < weights.length; k++) weights[k] = (weights[k] as number) * factor
}

function subtract(row: Row, other: Row, factor: number): void {
  subtractFrom(row.side, other.side, factor)
  subtractFrom(row.weights, other.weights, factor)
}

function subtractFrom(to: Float64Array, from: Float64Array, factor: number): void {
  for (let k = 0; k < to.length; k++) {
    const amount = from[k] as number
    if (amount === 0) continue
    const value = (to[k] as number) - factor * amount
    to[k] = Math.abs(value) < 1e-9 ? 0 : value
  }
}

// Vectors of 0 and 1 by which groups hold a part, as many as are linearly independent.
function independent(parts: readonly (readonly number[])[], groups: number): Float64Array[] {
  const kept: Float64Array[] = []
  const basis: { pivot: number; vector: Float64Array }[] = []
  for (const members of parts) {
    if (kept.length === groups) break
    const vector = new Float64Array(groups)
    for (const group of members) vector[group] = 1
    const rest = vector.slice()
    for (const { pivot, vector: other } of basis) {
      const factor = rest[pivot] as number
      if (factor !== 0) subtractFrom(rest, other, factor)
    }
    let pivot = 0
    for (let k = 1; k < groups; k++) {
      if (Math.abs(rest[k] as number) > Math.abs(rest[pivot] as number)) pivot = k
    }
    const size = rest[pivot] as number
    if (Math.abs(size) < 1e-7) continue
    basis.push({ pivot, vector: rest.map((value) => value / size) })
    kept.push(vector)
  }
  return kept
}

// All subsets of a few rows; of many, those of up to three.
function* subsets(rows: number): Generator<number[]> {
  if (rows <= ALL_SUBSETS_UP_TO) {
    for (let bits = 1; bits < 2 ** rows; bits++) {
      yield Array.from({ length: rows }, (_, k) => k).filter((k) => (bits >>> k) & 1)
    }
    return
  }
  for (let a = 0; a < rows; a++) yield [a]
  for (let a = 0; a < rows; a++) for (let b = a + 1; b < rows; b++) yield [a, b]
  if (rows > TRIPLES_UP_TO) return
  for (let a = 0; a < rows; a++)
    for (let b = a + 1; b < rows; b++) for (let c = b + 1; c < rows; c++) yield [a, b, c]
}

const ALL_SUBSETS_UP_TO = 12
const TRIPLES_UP_TO = 40

function isNot0(value: number): boolean {
  return Math.abs(value) > 1e-6
}

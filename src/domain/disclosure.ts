import { type Equation, equations, type Relation } from './disclosure-equations.ts'

export type { Relation }

/** A count of persons that figures give away, or that adding and subtracting published counts would give away. */
export interface Cell {
  key: string
  persons: number
  /** Persons who entered or left it since it was last published; absent when it never was. */
  changed?: number
  /** How many it held then. */
  before?: number
}

/**
 * Why a cell is not published (anew): it holds too few, and that may be said; it holds too few, and not even that may
 * be said; too few entered or left since it was published; or another such cell could be computed from it.
 */
export type Withheld = 'small' | 'masked' | 'unchanged' | 'complementary'

export interface Disclosure {
  cells: readonly Cell[]
  relations: readonly Relation[]
  /** How many figures each cell would be seen in; a cell that no figure shows need not be named. */
  shown: ReadonlyMap<string, number>
  minimumCell: number
}

/**
 * Which cells a release must withhold so that nothing suppressed can be computed by adding and subtracting what is
 * published: complementary suppression (Cox 1980, JASA 75, 377–385; Hundepool et al. 2012, Statistical Disclosure
 * Control, chapter 4). Withheld at first is what is small or has hardly changed. Then, as long as anything would
 * give it away, the published cell that costs least (fewest figures, then fewest persons, then by name) goes too:
 *
 * - a linear combination of published cells that equals a withheld one (found by elimination over all relations);
 * - a sum of withheld cells of 1 to 9 persons, or that differs from when all of them were published by 1 to 9;
 * - bounds, every small cell being known to hold 1 to 9, that leave such a cell only one value.
 */
export function withheldCells(disclosure: Disclosure): Map<string, Withheld> {
  const { cells, relations, shown, minimumCell } = disclosure
  const byKey = new Map(cells.map((cell) => [cell.key, cell]))
  for (const key of relations.flatMap((relation) => [relation.total, ...relation.parts])) {
    if (!byKey.has(key)) throw new Error(`A relation names the cell ${key}, which is not given`)
  }
  checkSums(byKey, relations)

  const withheld = new Map<string, Withheld>()
  for (const { key, persons, changed } of cells) {
    if (persons > 0 && persons < minimumCell) withheld.set(key, 'small')
    else if (changed !== undefined && changed > 0 && changed < minimumCell) withheld.set(key, 'unchanged')
  }
  for (const component of connected(relations)) {
    closeLeaks(component, byKey, shown, withheld, minimumCell)
    reopen(component, byKey, shown, withheld, minimumCell)
  }
  return withheld
}

// Adds to `withheld` until nothing gives a withheld cell away.
function closeLeaks(
  relations: readonly Relation[],
  byKey: ReadonlyMap<string, Cell>,
  shown: ReadonlyMap<string, number>,
  withheld: Map<string, Withheld>,
  minimumCell: number,
): void {
  const keys = [...new Set(relations.flatMap(({ total, parts }) => [total, ...parts]))]
  for (let leaking = true; leaking; ) {
    leaking = false
    const known = knownCells(keys, byKey, relations, shown, withheld)
    const all = equations(relations, keys, known)
    for (const leak of leaks(byKey, all, known, withheld, minimumCell)) {
      // A leak that an earlier one of this round has stopped is left for the next round to judge.
      if (leak.some((key) => withheld.has(key))) continue
      withheld.set(cheapest(leak, byKey, shown), 'complementary')
      leaking = true
    }
    if (leaking) continue
    const pinned = pinnedCell(byKey, all, known, withheld, minimumCell)
    if (pinned === undefined) return
    const near = publishedNear(pinned, all, known, byKey)
    if (near.length > 0) withheld.set(cheapest(near, byKey, shown), 'complementary')
    // Nothing is left to withhold: that every part is small tells it. Then that is not said of this one.
    else withheld.set(pinned, 'masked')
    leaking = true
  }
}

// Publishes again, the largest first, whatever need not have been withheld after all.
function reopen(
  relations: readonly Relation[],
  byKey: ReadonlyMap<string, Cell>,
  shown: ReadonlyMap<string, number>,
  withheld: Map<string, Withheld>,
  minimumCell: number,
): void {
  const keys = [...new Set(relations.flatMap(({ total, parts }) => [total, ...parts]))]
  if (keys.length > REOPENED_AMONG) return
  const closed = keys
    .filter((key) => withheld.get(key) === 'complementary' && (shown.get(key) ?? 0) > 0)
    .toSorted((a, b) => (byKey.get(b)?.persons ?? 0) - (byKey.get(a)?.persons ?? 0) || (a < b ? -1 : 1))
  for (const key of closed.slice(0, REOPENED_AT_MOST)) {
    withheld.delete(key)
    const known = knownCells(keys, byKey, relations, shown, withheld)
    const all = equations(relations, keys, known)
    const leak = leaks(byKey, all, known, withheld, minimumCell).next()
    const isSafe = leak.done === true && pinnedCell(byKey, all, known, withheld, minimumCell) === undefined
    if (!isSafe) withheld.set(key, 'complementary')
  }
}

// A small cell that has only one value left, going by the bounds of everything it adds up with.
function pinnedCell(
  byKey: ReadonlyMap<string, Cell>,
  all: readonly Equation[],
  known: ReadonlySet<string>,
  withheld: ReadonlyMap<string, Withheld>,
  minimumCell: number,
): string | undefined {
  const bounds = new Map<string, { low: number; high: number }>()
  const boundOf = (key: string) => {
    let bound = bounds.get(key)
    if (!bound) {
      const { persons } = byKey.get(key) as Cell
      if (known.has(key)) bound = { low: persons, high: persons }
      else if (withheld.get(key) === 'small') bound = { low: 1, high: minimumCell - 1 }
      else bound = { low: 0, high: Number.POSITIVE_INFINITY }
      bounds.set(key, bound)
    }
    return bound
  }
  for (let tightened = true; tightened; ) {
    tightened = false
    for (const equation of all) {
      const whole = { low: new BoundSum(), high: new BoundSum() }
      for (const [key, coefficient] of equation) {
        const { low, high } = boundOf(key)
        whole.low.add(coefficient * (coefficient > 0 ? low : high))
        whole.high.add(coefficient * (coefficient > 0 ? high : low))
      }
      for (const [key, coefficient] of equation) {
        const bound = boundOf(key)
        if (bound.low === bound.high) continue
        // coefficient × cell = −Σ of the others
        const least = whole.low.without(coefficient * (coefficient > 0 ? bound.low : bound.high))
        const most = whole.high.without(coefficient * (coefficient > 0 ? bound.high : bound.low))
        const low = -(coefficient > 0 ? most : least) / coefficient
        const high = -(coefficient > 0 ? least : most) / coefficient
        const tighterLow = Math.max(bound.low, Math.ceil(low - 1e-6))
        const tighterHigh = Math.min(bound.high, Math.floor(high + 1e-6))
        if (tighterLow === bound.low && tighterHigh === bound.high) continue
        bounds.set(key, { low: tighterLow, high: tighterHigh })
        tightened = true
        if (tighterLow === tighterHigh && withheld.get(key) === 'small') return key
        // The sums are of the old bounds: they are made anew in the next round.
        break
      }
    }
  }
  return undefined
}

/** A sum that may hold infinite terms, and can do without one of its terms. */
class BoundSum {
  #finite = 0
  #infinite = 0
  #sign = 1

  add(term: number): void {
    if (Number.isFinite(term)) this.#finite += term
    else {
      this.#infinite++
      this.#sign = Math.sign(term)
    }
  }

  without(term: number): number {
    const hasEnd = Number.isFinite(term)
    if (this.#infinite - (hasEnd ? 0 : 1) > 0) return this.#sign * Number.POSITIVE_INFINITY
    return this.#finite - (hasEnd ? term : 0)
  }
}

// The published cells, 0 apart, nearest to a withheld one along the equations.
function publishedNear(
  start: string,
  all: readonly Equation[],
  known: ReadonlySet<string>,
  byKey: ReadonlyMap<string, Cell>,
): string[] {
  const reached = new Set([start])
  for (let from = [start]; from.length > 0; ) {
    const touching = all.filter((equation) => from.some((key) => equation.has(key)))
    const next = new Set(
      touching.flatMap((equation) => [...equation.keys()]).filter((key) => !reached.has(key)),
    )
    const found = [...next].filter((key) => known.has(key) && byKey.get(key)?.persons !== 0)
    if (found.length > 0) return found
    for (const key of next) reached.add(key)
    from = [...next].filter((key) => !known.has(key))
  }
  return []
}

// Relations that share no cell can be dealt with one after the other.
function connected(relations: readonly Relation[]): Relation[][] {
  const leader = new Map<string, string>()
  const find = (key: string): string => {
    let at = key
    while ((leader.get(at) ?? at) !== at) at = leader.get(at) as string
    leader.set(key, at)
    return at
  }
  for (const { total, parts } of relations) for (const part of parts) leader.set(find(part), find(total))
  const groups = new Map<string, Relation[]>()
  for (const relation of relations) {
    const at = find(relation.total)
    groups.set(at, [...(groups.get(at) ?? []), relation])
  }
  return [...groups.values()]
}

// What everybody knows: the published cells, and the parts of a published 0.
function knownCells(
  keys: readonly string[],
  byKey: ReadonlyMap<string, Cell>,
  relations: readonly Relation[],
  shown: ReadonlyMap<string, number>,
  withheld: ReadonlyMap<string, Withheld>,
): Set<string> {
  const known = new Set(keys.filter((key) => (shown.get(key) ?? 0) > 0 && !withheld.has(key)))
  for (let grew = true; grew; ) {
    grew = false
    for (const { total, parts } of relations) {
      if (!known.has(total) || byKey.get(total)?.persons !== 0) continue
      for (const part of parts) {
        if (known.has(part)) continue
        known.add(part)
        grew = true
      }
    }
  }
  return known
}

// For each equation that gives something away: the published cells in it.
function* leaks(
  byKey: ReadonlyMap<string, Cell>,
  all: readonly Equation[],
  known: ReadonlySet<string>,
  withheld: ReadonlyMap<string, Withheld>,
  minimumCell: number,
): Generator<string[]> {
  for (const equation of all) {
    const unknown = [...equation].filter(([key]) => !known.has(key))
    const published = [...equation.keys()].filter((key) => known.has(key))
    if (unknown.length === 0 || published.length === 0) continue
    const cells = unknown.map(([key]) => byKey.get(key) as Cell)
    if (!cells.some(({ key }) => withheld.has(key))) continue
    const isAlone = unknown.length === 1 && withheld.get(cells[0]?.key ?? '') !== 'complementary'
    const isSum = unknown.every(([, coefficient]) => Math.abs(coefficient - (unknown[0]?.[1] ?? 0)) < 1e-9)
    if (isAlone || (isSum && sumTells(cells, withheld, minimumCell))) yield published
  }
}

// Whether the sum of these withheld cells, which everybody can compute, tells too much.
function sumTells(
  cells: readonly Cell[],
  withheld: ReadonlyMap<string, Withheld>,
  minimumCell: number,
): boolean {
  const persons = sum(cells.map((cell) => cell.persons))
  if (persons > 0 && persons < minimumCell) return true
  if (cells.every((cell) => cell.before !== undefined)) {
    const moved = Math.abs(persons - sum(cells.map((cell) => cell.before ?? 0)))
    const protects = cells.some((cell) => withheld.get(cell.key) === 'unchanged')
    if (protects && moved > 0 && moved < minimumCell) return true
  }
  return false
}

function cheapest(
  keys: readonly string[],
  byKey: ReadonlyMap<string, Cell>,
  shown: ReadonlyMap<string, number>,
): string {
  const persons = (key: string) => byKey.get(key)?.persons ?? 0
  // Withholding a 0 protects little: its place among the candidates is the last.
  const cost = (key: string) => [persons(key) === 0 ? 1 : 0, shown.get(key) ?? 0, persons(key)] as const
  return keys.reduce((best, key) => {
    const [a, b] = [cost(key), cost(best)]
    const difference = a[0] - b[0] || a[1] - b[1] || a[2] - b[2]
    return difference < 0 || (difference === 0 && key < best) ? key : best
  })
}

function checkSums(byKey: ReadonlyMap<string, Cell>, relations: readonly Relation[]): void {
  for (const { total, parts } of relations) {
    const parted = sum(parts.map((part) => byKey.get(part)?.persons ?? 0))
    if (parted !== byKey.get(total)?.persons) {
      throw new Error(`${total} holds ${byKey.get(total)?.persons} persons, its parts ${parted}`)
    }
  }
}

// Each try solves the component anew.
const REOPENED_AT_MOST = 100
const REOPENED_AMONG = 400

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

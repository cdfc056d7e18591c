import { LinearBounds, type LinearEquation } from '../../domain/linear-bounds.ts'
import { DistinctGroups, type GroupOfPeople, partsOf } from '../../domain/people-groups.ts'
import { MINIMUM_CELL } from '../../domain/suppression.ts'
import { figureKey } from './counted-people.ts'
import {
  groupsOf,
  type PublishedBefore,
  shownFigure,
  type Unit,
  unseenKey,
  weightOf,
  withheldVerdict,
} from './publish-units.ts'

/**
 * What is left when nothing can be computed by adding and subtracting: bounds. No part of people is negative, and a band
 * says 1 to 9; together these may leave a number one value only, such as 9 and 9 of two bands that make 18. Withholds until
 * every small number has at least two. For sets of up to some hundred parts: where there are more, so many people and
 * unknowns stand behind each sum that bounds are far apart.
 */
export function closeBounds(units: Unit[], people: number, before: PublishedBefore | undefined): void {
  const view = new PublicView(units, people, before)
  if (view.parts > PARTS_MAX || view.small.length === 0) return
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const pinned = view.pinned()
    if (!pinned) return
    const fresh = units
      .filter((unit) => unit.verdict === 'fresh')
      .toSorted((a, b) => weightOf([a]) - weightOf([b]))
    // The figure itself first, then whatever costs least and helps.
    const candidates = [...new Set([...fresh.filter((unit) => pinned.units.has(unit)), ...fresh])]
    const helps = candidates.slice(0, TRIES_MAX).find((unit) => {
      const { verdict } = unit
      unit.verdict = withheldVerdict(unit)
      const isOpen = view.isOpen(pinned)
      if (!isOpen) unit.verdict = verdict
      return isOpen
    })
    if (helps) continue
    const [cheapest] = candidates
    // What earlier releases tell together can't be taken back.
    if (!cheapest) return
    cheapest.verdict = withheldVerdict(cheapest)
  }
}

const PARTS_MAX = 700
const ROUNDS_MAX = 200
const TRIES_MAX = 10

interface Target {
  group: number
  units: Set<Unit>
}

/** What the public knows of a set and of the one before, as equations over the smallest parts of people. */
class PublicView {
  readonly parts: number
  /** Groups of 1 to 9 that must have more than one possible size. */
  readonly small: Target[]
  readonly #units: Unit[]
  readonly #distinct = new DistinctGroups()
  readonly #known: { group: number; size: number }[]
  readonly #inside: number[][]

  constructor(units: Unit[], people: number, before: PublishedBefore | undefined) {
    this.#units = units
    const seenBefore = [...(before?.counted ?? [])].filter(([key]) => !key.startsWith('~'))
    const known = new Set(
      groupsOf(
        seenBefore.map(([, counted]) => counted),
        this.#distinct,
      ),
    )
    this.#known = [...known].map((group) => ({ group, size: this.#distinct.groups[group]!.size }))
    const targets = new Map<number, Set<Unit>>()
    for (const unit of units)
      for (const group of smallGroups(unit, before)) {
        const at = this.#distinct.indexOf(group)
        targets.set(at, (targets.get(at) ?? new Set()).add(unit))
      }
    this.small = [...targets].map(([group, own]) => ({ group, units: own }))
    for (const { entries } of units)
      for (const entry of entries) {
        groupsOf([entry], this.#distinct)
        if (entry.numerator) this.#distinct.indexOf(entry.denominator.without(entry.numerator))
      }
    const { parts } = partsOf(this.#distinct.groups, people)
    this.parts = parts.length
    this.#inside = this.#distinct.groups.map(() => [])
    parts.forEach((part, p) => {
      if (part.persons > 0) for (const group of part.groups) this.#inside[group]!.push(p)
    })
  }

  /** A small group whose size the public can work out. */
  pinned(): Target | undefined {
    const bounds = this.#bounds()
    const open = new Set<Target>()
    for (const target of this.small)
      if (!open.has(target) && !this.#isOpen(bounds, target, open)) return target
    return undefined
  }

  isOpen(target: Target): boolean {
    return this.#isOpen(this.#bounds(), target, new Set())
  }

  // Whether another whole size than the true one fits. A solution that was found for one shows others to be open too.
  #isOpen(bounds: LinearBounds, target: Target, open: Set<Target>): boolean {
    const terms = new Map(this.#inside[target.group]!.map((part) => [part, 1]))
    for (const sign of [1, -1] as const) {
      const { solution } = bounds.least(terms, sign)
      if (!solution) return true
      for (const other of this.small)
        if (!open.has(other) && this.#isElsewhere(solution, other)) open.add(other)
      if (this.#isElsewhere(solution, target)) return true
    }
    return false
  }

  #isElsewhere(solution: Float64Array, { group }: Target): boolean {
    let size = 0
    for (const part of this.#inside[group]!) size += solution[part]!
    return Math.abs(size - this.#distinct.groups[group]!.size) > 1 - 1e-6
  }

  #bounds(): LinearBounds {
    const equations: LinearEquation[] = []
    let variables = this.parts
    const terms = (group: number) => new Map(this.#inside[group]!.map((part) => [part, 1]))
    const exactly = (group: number, value: number) => equations.push({ terms: terms(group), value })
    const between = (group: number, least: number, most: number) => {
      equations.push({ terms: terms(group).set(variables++, 1), value: most })
      if (least > 0) equations.push({ terms: terms(group).set(variables++, -1), value: least })
    }
    const seen = new Set<string>()
    const once = (what: string, say: () => void) => {
      if (!seen.has(what)) say()
      seen.add(what)
    }
    for (const { group, size } of this.#known) once(`${group}`, () => exactly(group, size))
    for (const { entries, verdict } of this.#units) {
      if (verdict === 'stays') continue
      for (const entry of entries) {
        const shown = shownFigure(entry, verdict)
        if (!shown) continue
        for (const group of groupsOf(shown.seen ? [shown.seen] : [], this.#distinct))
          once(`${group}`, () => exactly(group, this.#distinct.groups[group]!.size))
        const { why = '' } = shown.figure
        const few =
          shown.figure.status !== 'suppressed'
            ? undefined
            : why.startsWith('not enough people')
              ? entry.denominator
              : /^(fewer|more) than \d+ of/.test(why)
                ? smallSide(entry.denominator, entry.numerator!)
                : undefined
        if (!few) continue
        const group = this.#distinct.indexOf(few)
        once(`few ${group}`, () => between(group, few === entry.denominator ? 0 : 1, MINIMUM_CELL - 1))
      }
    }
    return new LinearBounds(variables, equations)
  }
}

// Of each figure of a unit: those who count, those who don't, everybody, and who came or went since the last release.
function smallGroups({ entries, previous }: Unit, before: PublishedBefore | undefined): GroupOfPeople[] {
  const all = entries.flatMap((entry) => {
    const { denominator, numerator } = entry
    const groups = [denominator, ...(numerator ? [numerator, denominator.without(numerator)] : [])]
    if (previous.length === 0 || !before) return groups
    const then = before.counted.get(figureKey(entry)) ?? before.counted.get(unseenKey(entry))
    if (!then) return groups
    groups.push(denominator.without(then.denominator), then.denominator.without(denominator))
    if (numerator && then.numerator)
      groups.push(numerator.without(then.numerator), then.numerator.without(numerator))
    return groups
  })
  return all.filter((group) => group.size > 0 && group.size < MINIMUM_CELL)
}

function smallSide(denominator: GroupOfPeople, numerator: GroupOfPeople): GroupOfPeople {
  return numerator.size < MINIMUM_CELL ? numerator : denominator.without(numerator)
}

import type { Cell, Relation } from '../../domain/disclosure.ts'
import type { Figure } from '../../domain/figure.ts'
import { type Candidate, publishableFigures } from '../../domain/release.ts'
import type { EnrolmentFact } from './facts.ts'
import type { FigureEntry } from './figure-set.ts'
import { DistinctGroups, GroupOfPeople } from './group-of-people.ts'
import { belongs, dayMs, windowFor } from './population.ts'

export interface PreviousFigure {
  figure: Figure
  asOf: Date
}

export interface PublishedEntry {
  name: string
  grouping: string
  figure: Figure
  /** The data date that the figure has: an earlier one where the last release's stays. */
  asOf: Date
}

/**
 * What of a credential's computed figures may be seen, given what was published of them before (domain/release.ts).
 * Every group that a figure shows is cut into the smallest parts that all of them make together, so that whatever a
 * reader could add and subtract is known to the check.
 */
export function publishSet(
  entries: FigureEntry[],
  facts: EnrolmentFact[],
  asOf: Date,
  previousOf: (entry: FigureEntry) => PreviousFigure | undefined,
): PublishedEntry[] {
  // What was not seen before gives nothing away and is no reason to stay as it was.
  const measuredBefore = (entry: FigureEntry) => {
    const previous = previousOf(entry)
    return previous?.figure.status === 'measured' ? previous : undefined
  }
  // People of different windows are different people: counts of one say nothing of the others.
  const windows = new Map<number, DistinctGroups>()
  const cells = new Map<string, Cell>()
  const cellOf = (entry: FigureEntry, group: GroupOfPeople, more: Pick<Cell, 'changed' | 'before'>) => {
    const groups = windows.get(entry.followedDays) ?? new DistinctGroups()
    windows.set(entry.followedDays, groups)
    const key = keyOf(entry.followedDays, groups.indexOf(group))
    if (!cells.has(key)) cells.set(key, { key, persons: group.size, ...more })
    return key
  }
  const candidates = entries.map((entry): Candidate => {
    const previous = measuredBefore(entry)
    const denominator = cellOf(entry, entry.denominator, change(entry, facts, previous))
    const numerator = entry.numerator && cellOf(entry, entry.numerator, {})
    return { figure: entry.figure, denominator, numerator, previous: previous?.figure }
  })
  const relations: Relation[] = []
  for (const [followedDays, groups] of windows) {
    const parts = groups.parts(facts.length)
    const partKey = (k: number) => `part ${k} of ${followedDays}`
    for (const [k, { persons }] of parts.entries()) cells.set(partKey(k), { key: partKey(k), persons })
    for (const group of groups.groups.keys()) {
      const inside = parts.flatMap((part, k) => (part.groups.includes(group) ? [partKey(k)] : []))
      relations.push({ total: keyOf(followedDays, group), parts: inside })
    }
  }
  const figures = publishableFigures({ cells: [...cells.values()], relations, candidates })
  return entries.map((entry, k) => {
    const figure = figures[k]!
    const previous = measuredBefore(entry)
    const stays = previous !== undefined && figure === previous.figure
    return { name: entry.name, grouping: entry.grouping, figure, asOf: stays ? previous.asOf : asOf }
  })
}

function keyOf(followedDays: number, group: number): string {
  return `group ${group} of ${followedDays}`
}

// How many of the population came and went since the figure that stands was published.
function change(
  entry: FigureEntry,
  facts: EnrolmentFact[],
  previous: PreviousFigure | undefined,
): Pick<Cell, 'changed' | 'before'> {
  if (!previous) return {}
  const asOf = previous.asOf.getTime()
  const window = windowFor(facts, asOf, entry.followedDays) ?? {
    from: 0,
    to: asOf - entry.followedDays * dayMs,
    followedDays: entry.followedDays,
  }
  const then = GroupOfPeople.of(facts, (fact) => belongs(fact, entry.population, asOf, window))
  return { changed: then.differs(entry.denominator), before: then.size }
}

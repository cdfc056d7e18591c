import { suppressed } from '../../domain/figure.ts'
import { closeBounds } from './close-bounds.ts'
import { closeLeaks } from './close-leaks.ts'
import { type CountedPeople, figureKey } from './counted-people.ts'
import type { FigureEntry } from './figure-set.ts'
import {
  type PublishedBefore,
  type PublishedEntry,
  shownFigure,
  type Unit,
  unitsOf,
  unseenKey,
} from './publish-units.ts'

export type { PublishedBefore, PublishedEntry }

/**
 * What of a credential's computed figures may be seen, given what was published of them before: the only way from
 * computed to published figures. Small groups are suppressed, in bands where the denominator may be seen. A figure whose
 * population, numerator or rest has changed by fewer than 10 persons stays as it was, with its date. And whatever of
 * this release, together with the last one, would tell fewer than 10 people by adding and subtracting is withheld too
 * (domain/group-disclosure.ts), and so is what would leave such a number one value only (domain/linear-bounds.ts).
 * @param people how many enrolments the groups are cut from
 */
export function publishSet(
  entries: readonly FigureEntry[],
  people: number,
  asOf: Date,
  before: PublishedBefore | undefined,
): { published: PublishedEntry[]; counted: CountedPeople } {
  const units = unitsOf(entries, before)
  closeLeaks(units, people, before)
  closeBounds(units, people, before)
  const counted: CountedPeople = new Map()
  const published = units.flatMap((unit) => publishUnit(unit, asOf, before, counted))
  return { published, counted }
}

function publishUnit(
  { entries, previous, verdict }: Unit,
  asOf: Date,
  before: PublishedBefore | undefined,
  counted: CountedPeople,
): PublishedEntry[] {
  if (verdict === 'stays') {
    for (const key of previous.flatMap((one) => [figureKey(one), unseenKey(one)])) {
      const own = before?.counted.get(key)
      if (own) counted.set(key, own)
    }
    return [...previous]
  }
  const published = entries.flatMap((entry): PublishedEntry[] => {
    const shown = shownFigure(entry, verdict)
    if (!shown) return []
    if (shown.seen) counted.set(figureKey(entry), shown.seen)
    else if (shown.figure.status === 'measured') counted.set(unseenKey(entry), entry)
    return [{ name: entry.name, grouping: entry.grouping, figure: shown.figure, asOf }]
  })
  const first = entries[0]!
  if (first.family === undefined || published.some((one) => one.figure.status === 'measured'))
    return published
  // Of a curve or histogram that may not be shown it is said once, and why.
  const figure =
    published[0]?.figure ??
    suppressed({ ...first.figure, population: first.words }, 'fewer than 10 people on one side of it')
  return [{ name: first.name, grouping: '', figure, asOf }]
}

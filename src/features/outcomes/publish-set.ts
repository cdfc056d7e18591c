import { type Figure, suppressed } from '../../domain/figure.ts'
import { GroupDisclosure } from '../../domain/group-disclosure.ts'
import { DistinctGroups, type GroupOfPeople, partsOf } from '../../domain/people-groups.ts'
import {
  isPublishable,
  isPublishableProportion,
  MINIMUM_CELL,
  notEnoughPeople,
  proportionBand,
} from '../../domain/suppression.ts'
import { type Counted, type CountedPeople, figureKey } from './counted-people.ts'
import type { FigureEntry } from './figure-set.ts'

export interface PublishedEntry {
  name: string
  grouping: string
  figure: Figure
  /** The data date that the figure has: an earlier one where the last release's stays. */
  asOf: Date
}

/** What was published of a set in the release before, and whom it counted. */
export interface PublishedBefore {
  figures: readonly PublishedEntry[]
  counted: CountedPeople
  /** What is computed now corrects it: a figure of the very same people may be put right. */
  isCorrection?: boolean
}

/**
 * What of a credential's computed figures may be seen, given what was published of them before: the only way from
 * computed to published figures. Small groups are suppressed, in bands where the denominator may be seen. A figure whose
 * population, numerator or rest has changed by fewer than 10 persons stays as it was, with its date. And whatever of
 * this release, together with the last one, would tell fewer than 10 people by adding and subtracting is withheld too
 * (domain/group-disclosure.ts).
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
    published[0]?.figure ?? suppressed({ ...first.figure, population: first.words }, notEnoughPeople())
  return [{ name: first.name, grouping: '', figure, asOf }]
}

/** What is renewed together or not at all: one figure, or all of a curve or a histogram. */
interface Unit {
  entries: readonly FigureEntry[]
  previous: readonly PublishedEntry[]
  verdict: Verdict
}

// Fresh figures are shown as far as each may be by itself, in bands if need be; then a median or mean without saying of how
// many, and a share without its band; else the last one stays, or nothing is shown.
type Verdict = 'fresh' | 'without number' | 'without band' | 'stays' | 'withheld'

// Whom a figure counted that did not say how many: known to the next release, and to nobody else.
function unseenKey(one: { name: string; grouping: string }): string {
  return `~${figureKey(one)}`
}

function unitsOf(entries: readonly FigureEntry[], before: PublishedBefore | undefined): Unit[] {
  const units = new Map<string, FigureEntry[]>()
  for (const entry of entries) {
    const key = entry.family ?? figureKey(entry)
    units.set(key, [...(units.get(key) ?? []), entry])
  }
  return [...units.values()].map((own) => {
    const { family, name } = own[0]!
    const previous = (before?.figures ?? []).filter(
      (one) =>
        one.figure.status === 'measured' &&
        (family === undefined ? figureKey(one) === figureKey(own[0]!) : one.name === name),
    )
    const hasHardlyChanged =
      previous.length > 0 && own.some((entry) => isHardlyChanged(entry, previous, before!))
    return { entries: own, previous, verdict: hasHardlyChanged ? 'stays' : 'fresh' }
  })
}

// A figure whose population changed by fewer than 10 stays; and so does one whose numerator, or the rest, changed by 1 to 9.
function isHardlyChanged(
  entry: FigureEntry,
  previous: readonly PublishedEntry[],
  { counted, isCorrection = false }: PublishedBefore,
): boolean {
  const same = counted.get(figureKey(entry)) ?? counted.get(unseenKey(entry))
  const then = same ?? counted.get(figureKey(previous[0]!))
  if (!then) return false
  const changed = then.denominator.differs(entry.denominator)
  if (isCorrection ? !isPublishable(changed) : changed < MINIMUM_CELL) return true
  if (!same?.numerator || !entry.numerator) return false
  const rests = [same, entry].map((one) => one.denominator.without(one.numerator!)) as [
    GroupOfPeople,
    GroupOfPeople,
  ]
  return !isPublishable(same.numerator.differs(entry.numerator)) || !isPublishable(rests[0].differs(rests[1]))
}

// Withholds, the least important first, until nothing gives few people away; then shows again what need not have been.
function closeLeaks(units: Unit[], people: number, before: PublishedBefore | undefined): void {
  const distinct = new DistinctGroups()
  const seenBefore = [...(before?.counted ?? [])].filter(([key]) => !key.startsWith('~'))
  const known = groupsOf(
    seenBefore.map(([, counted]) => counted),
    distinct,
  )
  const shownBy = new Map(
    units.map((unit) => {
      const seen = unit.entries.flatMap((entry) => shownFigure(entry, 'fresh')?.seen ?? [])
      return [unit, unit.verdict === 'fresh' ? new Set(groupsOf(seen, distinct)) : new Set<number>()]
    }),
  )
  const disclosure = new GroupDisclosure(
    partsOf(distinct.groups, people),
    distinct.groups.length,
    MINIMUM_CELL,
  )
  const fresh = () => units.filter((unit) => unit.verdict === 'fresh')
  const findLeak = () =>
    disclosure.leak([...new Set([...known, ...fresh().flatMap((unit) => [...shownBy.get(unit)!])])])
  const isKnown = new Set(known)
  const closed: Unit[] = []
  for (let leak = findLeak(); leak; leak = findLeak()) {
    const choices = leak
      .filter((group) => !isKnown.has(group))
      .map((group) => fresh().filter((unit) => shownBy.get(unit)!.has(group)))
    // What releases before this one tell together can't be taken back.
    if (choices.length === 0) break
    const cheapest = choices.reduce((best, one) => (weightOf(one) < weightOf(best) ? one : best))
    for (const unit of cheapest) {
      unit.verdict = withheldVerdict(unit)
      closed.push(unit)
    }
  }
  for (const unit of closed.toSorted((a, b) => weightOf([b]) - weightOf([a]))) {
    const { verdict } = unit
    unit.verdict = 'fresh'
    if (findLeak()) unit.verdict = verdict
  }
}

function withheldVerdict({ entries: [first], previous }: Unit): Verdict {
  if (previous.length > 0) return 'stays'
  const { family, numerator, denominator, figure } = first!
  if (family !== undefined) return 'withheld'
  if (!numerator) return figure.kind === 'count' ? 'withheld' : 'without number'
  return isPublishableProportion(numerator.size, denominator.size) ? 'withheld' : 'without band'
}

// What is missed most when it is withheld.
function weightOf(units: readonly Unit[]): number {
  const weights: Record<string, number> = { enrolled: 100, completed_12_months: 100, completion_curve: 30 }
  return units.reduce((sum, { entries: [first] }) => {
    const { name, figure } = first!
    return sum + (weights[name] ?? (figure.kind === 'proportion' ? 5 : 1))
  }, 0)
}

function groupsOf(counted: readonly Counted[], distinct: DistinctGroups): number[] {
  return counted.flatMap(({ denominator, numerator }) => [
    distinct.indexOf(denominator),
    ...(numerator ? [distinct.indexOf(numerator)] : []),
  ])
}

// The figure by itself, and whom showing it tells of. Undefined for a point of a curve that may not be shown.
function shownFigure(entry: FigureEntry, verdict: Verdict): { figure: Figure; seen?: Counted } | undefined {
  const { figure, denominator, numerator, words, family } = entry
  if (figure.status !== 'measured' && figure.status !== 'not_reached') return { figure }
  const subject = { ...figure, population: words }
  if (denominator.size < MINIMUM_CELL) return { figure: suppressed(subject, notEnoughPeople()) }
  if (verdict === 'withheld')
    return { figure: suppressed(subject, 'withheld, because a smaller group could be computed from it') }
  if (verdict === 'without number') return { figure: withoutNumber(figure, words) }
  if (!numerator) return { figure, seen: { denominator } }
  if (isPublishableProportion(numerator.size, denominator.size))
    return { figure, seen: { denominator, numerator } }
  if (family !== undefined) return undefined
  if (verdict === 'without band') return { figure: suppressed(subject, notEnoughPeople()) }
  const band = proportionBand(numerator.size, denominator.size)
  const { population } = figure
  return {
    figure: suppressed({ ...subject, population }, band, { denominator: denominator.size }),
    seen: { denominator },
  }
}

function withoutNumber(figure: Figure, population: string): Figure {
  const why = 'of how many people is not said, because a smaller group could be computed from it'
  const shown: Figure = { ...figure, population, why }
  delete shown.denominator
  return shown
}

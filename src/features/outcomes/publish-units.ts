import { type Figure, suppressed } from '../../domain/figure.ts'
import type { DistinctGroups, GroupOfPeople } from '../../domain/people-groups.ts'
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

/** What is renewed together or not at all: one figure, or all of a curve or a histogram. */
export interface Unit {
  entries: readonly FigureEntry[]
  previous: readonly PublishedEntry[]
  verdict: Verdict
}

// Fresh figures are shown as far as each may be by itself, in bands if need be; then a median or mean without saying of how
// many, and a share without its band; else the last one stays, or nothing is shown.
export type Verdict = 'fresh' | 'without number' | 'without band' | 'stays' | 'withheld'

// Whom a figure counted that did not say how many: known to the next release, and to nobody else.
export function unseenKey(one: { name: string; grouping: string }): string {
  return `~${figureKey(one)}`
}

export function unitsOf(entries: readonly FigureEntry[], before: PublishedBefore | undefined): Unit[] {
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

/** What becomes of a figure that may not be shown as it is. */
export function withheldVerdict({ entries: [first], previous }: Unit): Verdict {
  if (previous.length > 0) return 'stays'
  const { family, numerator, denominator, figure } = first!
  if (family !== undefined) return 'withheld'
  if (!numerator) return figure.kind === 'count' ? 'withheld' : 'without number'
  return isPublishableProportion(numerator.size, denominator.size) ? 'withheld' : 'without band'
}

/** What is missed most when it is withheld. */
export function weightOf(units: readonly Unit[]): number {
  const weights: Record<string, number> = { enrolled: 100, completed_12_months: 100, completion_curve: 30 }
  return units.reduce((sum, { entries: [first] }) => {
    const { name, figure } = first!
    return sum + (weights[name] ?? (figure.kind === 'proportion' ? 5 : 1))
  }, 0)
}

export function groupsOf(counted: readonly Counted[], distinct: DistinctGroups): number[] {
  return counted.flatMap(({ denominator, numerator }) => [
    distinct.indexOf(denominator),
    ...(numerator ? [distinct.indexOf(numerator)] : []),
  ])
}

/** The figure by itself, and whom showing it tells of. Undefined for a point of a curve that may not be shown. */
export function shownFigure(
  entry: FigureEntry,
  verdict: Verdict,
): { figure: Figure; seen?: Counted } | undefined {
  const { figure, denominator, numerator, words, family } = entry
  if (figure.status !== 'measured' && figure.status !== 'not_reached') return { figure }
  const subject = { ...figure, population: words }
  if (denominator.size < MINIMUM_CELL) return { figure: suppressed(subject, notEnoughPeople()) }
  if (verdict === 'withheld') return { figure: suppressed(subject, withheldWhy) }
  if (verdict === 'without number') return { figure: withoutNumber(figure, words) }
  if (!numerator) return { figure, seen: { denominator } }
  if (isPublishableProportion(numerator.size, denominator.size))
    return { figure, seen: { denominator, numerator } }
  if (family !== undefined) return undefined
  if (verdict === 'without band') return { figure: suppressed(subject, withheldWhy) }
  const band = proportionBand(numerator.size, denominator.size)
  const { population } = figure
  return {
    figure: suppressed({ ...subject, population }, band, { denominator: denominator.size }),
    seen: { denominator },
  }
}

const withheldWhy = 'withheld, because a smaller group could be computed from it'

function withoutNumber(figure: Figure, population: string): Figure {
  const why = 'of how many people is not said, because a smaller group could be computed from it'
  const shown: Figure = { ...figure, population, why }
  delete shown.denominator
  return shown
}

import { measured, suppressed } from '../../domain/figure.ts'
import { isPublishable, notEnoughPeople } from '../../domain/suppression.ts'
import type { EnrolmentFact } from './facts.ts'
import { type FigureEntry, type FigureInput, Population } from './figure-set.ts'
import type { Window } from './population.ts'

/** Ratings: who rated at all comes first, then their mean, and what the silence could hide. */
export function ratingFigures(input: FigureInput, window: Window): FigureEntry[] {
  const enrolled = new Population(input, window, 'enrolled')
  const raters = new Population(input, window, 'raters')
  const coverage = enrolled.proportion('rating_coverage', (fact) => fact.stars !== undefined)
  // Bounds and the adjusted mean would give away how many rated: they wait for the coverage.
  const isOpen = coverage.figure.status === 'measured' && !raters.isTooSmall
  return [
    coverage,
    completersOf(input, window),
    ...means(enrolled, raters, input, isOpen),
    ...histogram(raters, isOpen),
  ]
}

function completersOf(input: FigureInput, window: Window): FigureEntry {
  const completers = new Population(input, window, 'completed')
  return completers.proportion('rating_coverage_of_completers', (fact) => fact.stars !== undefined)
}

function means(enrolled: Population, raters: Population, input: FigureInput, isOpen: boolean): FigureEntry[] {
  const stars = raters.people.map((fact) => fact.stars!)
  const mean = average(stars)
  const silent = enrolled.n - stars.length
  const bound = (lowestOrHighest: number) =>
    (mean * stars.length + lowestOrHighest * silent) / Math.max(1, enrolled.n)
  const entry = (name: string, method: string, value: number | undefined, error?: number) => {
    const subject = raters.subject(name, 'mean', method)
    if (!isOpen || value === undefined) return raters.entry(suppressed(subject, notEnoughPeople()))
    const interval =
      error === undefined
        ? {}
        : { lower: Math.max(1, value - 1.959964 * error), upper: Math.min(5, value + 1.959964 * error) }
    return raters.entry(measured(subject, { value, ...interval, denominator: stars.length }))
  }
  const spread = Math.sqrt(
    stars.reduce((sum, star) => sum + (star - mean) ** 2, 0) / Math.max(1, stars.length - 1),
  )
  return [
    entry('rating_mean', 'mean/1', mean, spread / Math.sqrt(Math.max(1, stars.length))),
    entry('rating_mean_lowest', 'worst-case-bounds/1', bound(1)),
    entry('rating_mean_highest', 'worst-case-bounds/1', bound(5)),
    entry('rating_mean_adjusted', 'post-stratified/1', adjustedMean(enrolled.people, input.asOf)),
  ]
}

// As if finishers and others had rated equally often. Undefined where one of the two groups gave too few ratings.
function adjustedMean(people: EnrolmentFact[], asOf: number): number | undefined {
  let sum = 0
  for (const isCompleter of [true, false]) {
    const stratum = people.filter((fact) => fact.completedAt < asOf === isCompleter)
    const stars = stratum.flatMap((fact) => fact.stars ?? [])
    if (stratum.length > 0 && stars.length < 10) return undefined
    if (stratum.length > 0) sum += average(stars) * stratum.length
  }
  return sum / people.length
}

// Neighbouring bins merge until each holds at least 10 people (or none): the grouping says which stars it spans.
function histogram(raters: Population, isOpen: boolean): FigureEntry[] {
  if (!isOpen) return []
  const counts = [1, 2, 3, 4, 5].map((star) => raters.people.filter((fact) => fact.stars === star).length)
  const bins: { from: number; to: number; count: number }[] = []
  for (const [index, count] of counts.entries()) {
    const last = bins.at(-1)
    if (last && !isPublishable(last.count)) Object.assign(last, { to: index + 1, count: last.count + count })
    else bins.push({ from: index + 1, to: index + 1, count })
  }
  const end = bins.at(-1)!
  if (!isPublishable(end.count) && bins.length > 1) {
    bins.pop()
    const before = bins.at(-1)!
    Object.assign(before, { to: end.to, count: before.count + end.count })
  }
  return bins.map(({ from, to }) =>
    raters.proportion(
      'rating_histogram',
      (fact) => fact.stars! >= from && fact.stars! <= to,
      from === to ? `stars=${from}` : `stars=${from}-${to}`,
    ),
  )
}

function average(values: number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length
}

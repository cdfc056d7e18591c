import { type FigureSubject, measured, suppressed } from '../../domain/figure.ts'
import { publishableHistogram } from '../../domain/histogram.ts'
import { meanRating, postStratifiedMean, worstCaseMean } from '../../domain/ratings.ts'
import { MINIMUM_CELL, notEnoughPeople } from '../../domain/suppression.ts'
import type { EnrolmentFact } from './facts.ts'
import { type FigureEntry, type FigureInput, Population } from './figure-set.ts'
import type { Window } from './population.ts'

/** Ratings: who rated at all comes first, then their mean, and what the silence could hide. */
export function ratingFigures(input: FigureInput, window: Window): FigureEntry[] {
  const enrolled = new Population(input, window, 'enrolled')
  const completed = new Population(input, window, 'completed')
  const raters = new Population(input, window, 'raters')
  const hasRated = (fact: EnrolmentFact) => fact.stars !== undefined
  return [
    enrolled.proportion('rating_coverage', hasRated),
    completed.proportion('rating_coverage_of_completers', hasRated),
    ...means(enrolled, raters, completed),
    ...histogram(raters),
  ]
}

interface Estimate {
  value: number
  interval?: { lower: number; upper: number }
}

function means(enrolled: Population, raters: Population, completed: Population): FigureEntry[] {
  const ratings = starsOf(raters.people)
  const others = enrolled.people.filter((fact) => !completed.has(fact))
  const bounds = worstCaseMean({ ratings, people: enrolled.n })
  const entry = (name: string, method: string, estimate: Estimate | undefined) => {
    const subject: FigureSubject = raters.subject(name, 'mean', method)
    if (raters.isTooSmall || !estimate) return raters.entry(suppressed(subject, notEnoughPeople()))
    const { value, interval } = estimate
    return raters.entry(measured(subject, { value, ...interval, denominator: raters.n }))
  }
  return [
    entry('rating_mean', 'mean/1', meanRating(ratings)),
    entry('rating_mean_lowest', 'worst-case-bounds/1', bounds && { value: bounds.lower }),
    entry('rating_mean_highest', 'worst-case-bounds/1', bounds && { value: bounds.upper }),
    entry('rating_mean_adjusted', 'post-stratified/1', adjustedMean([completed.people, others])),
  ]
}

// As if finishers and the others had rated equally often: said only where enough of either did.
function adjustedMean(groups: EnrolmentFact[][]): Estimate | undefined {
  const strata = groups
    .filter((people) => people.length > 0)
    .map((people) => ({ ratings: starsOf(people), people: people.length }))
  if (strata.some((stratum) => stratum.ratings.length < MINIMUM_CELL)) return undefined
  return postStratifiedMean(strata)
}

// Neighbouring bins merge until each holds nobody or at least 10 people: the grouping says which stars it spans.
function histogram(raters: Population): FigureEntry[] {
  if (raters.isTooSmall) return []
  const stars = [1, 2, 3, 4, 5]
  const bins = publishableHistogram(
    stars.map((star) => ({
      from: star,
      to: star,
      persons: raters.people.filter((fact) => fact.stars === star).length,
    })),
  )
  return (bins ?? []).map(({ from, to }) =>
    raters.proportion(
      'rating_histogram',
      (fact) => fact.stars! >= from && fact.stars! <= to,
      from === to ? `stars=${from}` : `stars=${from}-${to}`,
    ),
  )
}

function starsOf(people: EnrolmentFact[]): number[] {
  return people.flatMap((fact) => fact.stars ?? [])
}

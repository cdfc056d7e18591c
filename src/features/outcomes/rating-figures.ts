import { designEffect } from '../../domain/design-effect.ts'
import { type FigureSubject, suppressed } from '../../domain/figure.ts'
import { publishableHistogram } from '../../domain/histogram.ts'
import { FIVE_STARS, meanRating, postStratifiedMean } from '../../domain/ratings.ts'
import { publishedStep, roundedTo } from '../../domain/rounding.ts'
import { MINIMUM_CELL, notEnoughPeople } from '../../domain/suppression.ts'
import { type FigureEntry, type FigureInput, Population } from './figure-set.ts'
import type { Window } from './population.ts'

/** Ratings: who rated at all comes first, then their mean, and what the silence could hide. */
export function ratingFigures(input: FigureInput, window: Window): FigureEntry[] {
  const enrolled = new Population(input, window, 'enrolled')
  const completed = new Population(input, window, 'completed')
  const raters = new Population(input, window, 'raters')
  return [
    enrolled.proportion('rating_coverage', (fact) => fact.stars !== undefined),
    completed.proportion('rating_coverage_of_completers', (fact) => fact.stars !== undefined),
    ...means(enrolled, raters, completed),
    ...histogram(raters),
    ...answers(raters),
  ]
}

const questions = { as_described: 'asDescribed', usable: 'usable', worth: 'worth' } as const

// Of all who rated: a question may be skipped.
function answers(raters: Population): FigureEntry[] {
  return Object.entries(questions).flatMap(([name, question]) =>
    (['yes', 'partly', 'no'] as const).map((answer) =>
      raters.proportion(`rating_${name}`, (fact) => fact.answered(question) === answer, `answer=${answer}`),
    ),
  )
}

interface Estimate {
  value: number
  interval?: { lower: number; upper: number }
}

// Every mean is said as finely as ten people could move it, and the bounds are reckoned from the mean as it is said: a
// mean to all its digits is a sum of stars, and would tell the few in a bin that the histogram had to merge.
function means(enrolled: Population, raters: Population, completed: Population): FigureEntry[] {
  const step = publishedStep(raters.n)
  const entry = (name: string, method: string, estimate: Estimate | undefined) => {
    const subject: FigureSubject = raters.subject(name, 'mean', method)
    if (raters.isTooSmall) return raters.entry(suppressed(subject, notEnoughPeople()))
    if (!estimate)
      return raters.entry(suppressed(subject, 'fewer than 10 who finished, or who did not, have rated'))
    const { value, interval } = estimate
    return raters.entry(
      raters.measured(subject, {
        value,
        ...(interval && {
          lower: Math.max(FIVE_STARS.lowest, roundedTo(interval.lower, step, 'down')),
          upper: Math.min(FIVE_STARS.highest, roundedTo(interval.upper, step, 'up')),
        }),
        denominator: raters.n,
      }),
    )
  }
  const stars = raters.values((fact) => fact.stars ?? Number.NaN)
  const plain = meanRating(Array.from(stars))
  const mean = plain && {
    value: roundedTo(plain.value, step),
    interval: byPerson(plain, stars, raters.persons),
  }
  const bound = (silent: number) =>
    mean && {
      value: roundedTo(
        (mean.value * raters.n + silent * (enrolled.n - raters.n)) / enrolled.n,
        Math.min(step, 0.01),
      ),
    }
  const adjusted = adjustedMean(enrolled, completed)
  return [
    entry('rating_mean', 'mean/1', mean),
    entry('rating_mean_lowest', 'worst-case-bounds/1', bound(FIVE_STARS.lowest)),
    entry('rating_mean_highest', 'worst-case-bounds/1', bound(FIVE_STARS.highest)),
    entry(
      'rating_mean_adjusted',
      'post-stratified/1',
      adjusted && { ...adjusted, value: roundedTo(adjusted.value, step) },
    ),
  ]
}

// Where somebody rated in two enrolments, the interval is as wide as that of so many persons.
function byPerson(
  plain: Estimate,
  stars: Float64Array,
  persons: Int32Array | undefined,
): Estimate['interval'] {
  if (!plain.interval) return undefined
  const wider = Math.sqrt(
    designEffect(
      stars.map((one) => one - plain.value),
      persons,
    ),
  )
  return {
    lower: plain.value - (plain.value - plain.interval.lower) * wider,
    upper: plain.value + (plain.interval.upper - plain.value) * wider,
  }
}

// As if finishers and the others had rated equally often: said only where enough of either did.
function adjustedMean(enrolled: Population, completed: Population): Estimate | undefined {
  const finished = enrolled.values((fact) => (completed.has(fact) ? 1 : 0))
  const stars = enrolled.values((fact) => fact.stars ?? 0)
  const strata = [1, 0]
    .map((which) => ({
      ratings: Array.from(stars.filter((one, k) => one > 0 && finished[k] === which)),
      people: finished.filter((one) => one === which).length,
    }))
    .filter((stratum) => stratum.people > 0)
  if (strata.some((stratum) => stratum.ratings.length < MINIMUM_CELL)) return undefined
  return postStratifiedMean(strata)
}

// Neighbouring bins merge until each holds nobody or at least 10 people: the grouping says which stars it spans.
function histogram(raters: Population): FigureEntry[] {
  if (raters.isTooSmall) return []
  const given = raters.values((fact) => fact.stars ?? 0)
  const bins = publishableHistogram(
    [1, 2, 3, 4, 5].map((star) => ({
      from: star,
      to: star,
      persons: given.filter((one) => one === star).length,
    })),
  )
  return (bins ?? []).map(({ from, to }) =>
    raters.proportion(
      'rating_histogram',
      (fact) => fact.stars! >= from && fact.stars! <= to,
      from === to ? `stars=${from}` : `stars=${from}-${to}`,
      'rating_histogram',
    ),
  )
}

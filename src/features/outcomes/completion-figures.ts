import { aalenJohansen, incidenceAt } from '../../domain/competing-risks.ts'
import { measured, tooEarly } from '../../domain/figure.ts'
import { drawnUntil, type FollowUp, followUp } from '../../domain/follow-up.ts'
import { isPublishable, MINIMUM_CELL, publishedSteps } from '../../domain/suppression.ts'
import type { EnrolmentFact } from './facts.ts'
import { type FigureEntry, type FigureInput, Population } from './figure-set.ts'
import { dayMs, type PopulationName, type Window, windowFor, yearDays } from './population.ts'

/** Who finishes: the funnel, the fixed horizons, and the curves of finishing and of leaving. */
export function completionFigures(input: FigureInput, window: Window): FigureEntry[] {
  return [...funnel(input, window), ...horizons(input), ...curves(input, window)]
}

function funnel(input: FigureInput, window: Window): FigureEntry[] {
  const enrolled = new Population(input, window, 'enrolled')
  return [
    enrolled.count('enrolled'),
    enrolled.proportion('started', (fact) => fact.startedAt < input.asOf),
    enrolled.proportion('committed', (fact) => fact.committedAt < input.asOf),
  ]
}

function horizons(input: FigureInput): FigureEntry[] {
  const of = (name: string, days: number, population: PopulationName = 'enrolled') =>
    completedWithin(input, name, days, population)
  return [
    of('completed_12_months', yearDays),
    of('completed_12_months_of_started', yearDays, 'started'),
    of('completed_12_months_of_committed', yearDays, 'committed'),
    of('completed_12_months_of_intending', yearDays, 'intending'),
    of('completed_100_percent', input.advertisedDays),
    of('completed_150_percent', input.advertisedDays * 1.5),
    of('completed_200_percent', input.advertisedDays * 2),
  ]
}

// Of the people who enrolled at least that long before the data date: nobody's time is cut off.
function completedWithin(
  input: FigureInput,
  name: string,
  days: number,
  populationName: PopulationName,
): FigureEntry {
  const followedDays = Math.ceil(days)
  const window = windowFor(input.facts, input.asOf, followedDays)
  if (!window) {
    const to = input.asOf - followedDays * dayMs
    const nobody = new Population(input, { from: to - 730 * dayMs, to, followedDays }, populationName)
    const why = `nobody enrolled ${followedDays} days or longer before these figures`
    return nobody.entry(tooEarly(nobody.subject(name, 'proportion', 'wilson/1'), why))
  }
  return new Population(input, window, populationName).proportion(
    name,
    (fact) => fact.completedAt <= fact.enrolledAt + days * dayMs,
  )
}

const curveMethod = 'aalen-johansen/1'
const finishing = 1
const leaving = 2

function curves(input: FigureInput, window: Window): FigureEntry[] {
  const population = new Population(input, window, 'enrolled')
  if (population.isTooSmall) return []
  const ends = population.people.map((fact) => endOf(fact, input.asOf))
  const follow = followUp({ time: ends.map((end) => end.day), cause: ends.map((end) => end.cause) })
  const stillThere = ends.filter((end) => end.cause === 0).length
  return [
    ...curve(population, 'completion_curve', follow, finishing),
    // Both curves together would tell how many are left over.
    ...(isPublishable(stillThere) ? curve(population, 'leaving_curve', follow, leaving) : []),
  ]
}

// Steps that hold at least 10 events each, so that none of them shows a few persons.
function curve(population: Population, name: string, follow: FollowUp, cause: number): FigureEntry[] {
  const incidence = aalenJohansen(follow, cause)
  return daysShown(follow, cause).flatMap((day) => {
    const point = incidenceAt(incidence, day)
    if (!point) return []
    const { incidence: value, lower, upper } = point
    const subject = population.subject(name, 'cumulative_incidence', curveMethod)
    const figure = measured(subject, { value, lower, upper, denominator: population.n })
    return [population.entry(figure, `day=${day}`)]
  })
}

// The last day is where the curve stops being drawn, so that whoever draws it does not guess how it goes on.
function daysShown(follow: FollowUp, cause: number): number[] {
  const steps = publishedSteps(follow, cause) ?? []
  const last = steps.at(-1)
  const end = Math.floor(drawnUntil(follow, MINIMUM_CELL) ?? 0)
  return last !== undefined && end > last ? [...steps, end] : steps
}

// In the first year: finishing is 1, leaving 2; at the same instant finishing wins. Everybody else is followed until
// the data date or the end of the year.
function endOf(fact: EnrolmentFact, asOf: number): { day: number; cause: number } {
  const end =
    fact.completedAt < asOf
      ? { at: fact.completedAt, cause: finishing }
      : fact.leftAt < asOf
        ? { at: fact.leftAt, cause: leaving }
        : { at: asOf, cause: 0 }
  const day = (end.at - fact.enrolledAt) / dayMs
  return day <= yearDays ? { day, cause: end.cause } : { day: yearDays, cause: 0 }
}

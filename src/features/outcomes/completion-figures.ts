import { incidenceInfluence } from '../../domain/cluster-variance.ts'
import { aalenJohansen, type IncidenceCurve, incidenceAt } from '../../domain/competing-risks.ts'
import { designEffect } from '../../domain/design-effect.ts'
import { normalCritical } from '../../domain/distributions.ts'
import { suppressed, tooEarly } from '../../domain/figure.ts'
import { drawnUntil, type FollowUp, firstAtLeast, followUp } from '../../domain/follow-up.ts'
import { type Interval, incidenceInterval } from '../../domain/intervals.ts'
import { GroupOfPeople } from '../../domain/people-groups.ts'
import { isPublishable, MINIMUM_CELL, publishedSteps } from '../../domain/suppression.ts'
import type { EnrolmentFact } from './facts.ts'
import { type FigureEntry, type FigureInput, Population } from './figure-set.ts'
import {
  baseWindow,
  dayMs,
  type FollowedFor,
  type PopulationName,
  type Window,
  windowFor,
  yearDays,
} from './population.ts'

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
  const year = { days: yearDays }
  const of = (name: string, horizon: FollowedFor, population: PopulationName = 'enrolled') =>
    completedWithin(input, name, horizon, population)
  return [
    of('completed_12_months', year),
    of('completed_12_months_of_started', year, 'started'),
    of('completed_12_months_of_committed', year, 'committed'),
    of('completed_12_months_of_intending', year, 'intending'),
    of('completed_100_percent', { percent: 100 }),
    of('completed_150_percent', { percent: 150 }),
    of('completed_200_percent', { percent: 200 }),
  ]
}

// Of the people who enrolled at least that long before the data date: nobody's time is cut off. A share of the
// advertised time is that of the edition in which the person enrolled.
function completedWithin(
  input: FigureInput,
  name: string,
  horizon: FollowedFor,
  populationName: PopulationName,
): FigureEntry {
  const window = windowFor(input.facts, input.asOf, horizon)
  if (!window) {
    const empty = baseWindow(input.facts, input.asOf, horizon)
    const nobody = new Population(input, empty, populationName)
    const long = 'days' in horizon ? `${horizon.days} days` : `${horizon.percent} % of the advertised time`
    const why = `nobody enrolled ${long} or longer before these figures`
    return nobody.entry(tooEarly(nobody.subject(name, 'proportion', 'wilson/1'), why))
  }
  const days = (fact: EnrolmentFact) =>
    'days' in horizon ? horizon.days : (fact.advertisedDays * horizon.percent) / 100
  return new Population(input, window, populationName).proportion(
    name,
    (fact) => fact.completedAt <= fact.enrolledAt + days(fact) * dayMs,
  )
}

const curveMethod = 'aalen-johansen/1'
const finishing = 1
const leaving = 2

function curves(input: FigureInput, window: Window): FigureEntry[] {
  const population = new Population(input, window, 'enrolled')
  if (population.isTooSmall) return []
  const days = population.values((fact) => endOf(fact, input.asOf).day)
  const causes = population.values((fact) => endOf(fact, input.asOf).cause)
  const follow = followUp({ time: days, cause: causes })
  const stillThere = causes.filter((cause) => cause === 0).length
  const people: Followed = { population, everybody: input.facts.n, days, causes, follow }
  return [
    ...curve(people, 'completion_curve', finishing),
    // Both curves together would tell how many are left over.
    ...(isPublishable(stillThere) ? curve(people, 'leaving_curve', leaving) : []),
  ]
}

interface Followed {
  population: Population
  everybody: number
  days: Float64Array
  causes: Float64Array
  follow: FollowUp
}

// Steps that hold at least 10 events each, so that none of them shows a few persons. A point is as good as a count of
// those who had the event by then: they are its numerator.
function curve(people: Followed, name: string, cause: number): FigureEntry[] {
  const { population, causes, follow } = people
  const incidence = aalenJohansen(follow, cause)
  const subject = population.subject(name, 'cumulative_incidence', curveMethod)
  const family = name
  const shown = daysShown(people, cause)
  if (shown === undefined || (shown.length === 0 && causes.includes(cause)))
    return [population.entry(suppressed(subject, 'fewer than 10 people would make a step'), '', { family })]
  const happened = groupsByDay(people, cause, shown)
  return shown.flatMap((day, k) => {
    const point = incidenceAt(incidence, day)
    if (!point) return []
    const interval = byPerson(incidence, day, point.standardError, population.persons) ?? point
    const figure = population.measured(subject, {
      value: point.incidence,
      lower: interval.lower,
      upper: interval.upper,
      denominator: population.n,
    })
    return [population.entry(figure, `day=${day}`, { numerator: happened[k]!, family })]
  })
}

// Who had the event by each of the days, each group with the one before it.
function groupsByDay(
  { population, everybody, days, causes }: Followed,
  cause: number,
  shown: readonly number[],
): GroupOfPeople[] {
  const indexes: number[][] = shown.map(() => [])
  for (let k = 0; k < days.length; k++) {
    if (causes[k] === cause) indexes[firstAtLeast(shown, days[k]!)]?.push(population.people[k]!)
  }
  const bits = new Uint32Array(Math.ceil(everybody / 32))
  return indexes.map((own) => {
    for (const index of own) bits[index >>> 5]! |= 1 << (index & 31)
    return new GroupOfPeople(bits.slice())
  })
}

// Where somebody is counted in more than one enrolment the error grows by the design effect of the curve at that day.
function byPerson(
  curve: IncidenceCurve,
  day: number,
  standardError: number,
  persons: Int32Array | undefined,
): Interval | undefined {
  if (!persons) return undefined
  const { incidence } = incidenceAt(curve, day) ?? { incidence: 0 }
  const effect = designEffect(incidenceInfluence(curve, day, persons.length), persons)
  return incidenceInterval(incidence, standardError * Math.sqrt(effect), normalCritical(0.95))
}

// Beyond the last step nobody or at least 10 have the event before the year is over: else the headline, less the last
// step, would tell the few. The last day is where the curve stops being drawn, so that whoever draws it does not guess
// how it goes on.
function daysShown({ days, causes, follow }: Followed, cause: number): number[] | undefined {
  const steps = publishedSteps(follow, cause, MINIMUM_CELL, stepsMax)
  if (!steps || steps.length === 0) return steps
  const after = (day: number) =>
    causes.reduce((n, own, k) => n + (own === cause && days[k]! > day ? 1 : 0), 0)
  const end = Math.floor(drawnUntil(follow, MINIMUM_CELL) ?? 0)
  if (isPublishable(after(steps.at(-1)!))) return end > steps.at(-1)! ? [...steps, end] : steps
  return steps.slice(0, -1)
}

// More would be seen by nobody, and every one is checked against every other.
const stepsMax = 40

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

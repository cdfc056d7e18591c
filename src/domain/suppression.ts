import type { Figure, FigureSubject } from './figure.ts'
import { measured, suppressed } from './figure.ts'
import type { FollowUp } from './follow-up.ts'
import { drawnUntil } from './follow-up.ts'
import { wilson } from './intervals.ts'
import { eventCounts } from './survival.ts'

/** The smallest count of persons that is published; smaller ones, 0 apart, could be about somebody. */
export const MINIMUM_CELL = 10

/** What is said instead of a count below the threshold: never the count. */
export function notEnoughPeople(minimumCell = MINIMUM_CELL): string {
  return `not enough people yet (fewer than ${minimumCell})`
}

/** Whether a count of persons may be seen: nobody, or enough. */
export function isPublishable(persons: number, minimumCell = MINIMUM_CELL): boolean {
  return persons === 0 || persons >= minimumCell
}

/** Whether a proportion may be seen: enough people, and on either side nobody or enough. */
export function isPublishableProportion(
  numerator: number,
  denominator: number,
  minimumCell = MINIMUM_CELL,
): boolean {
  return (
    denominator >= minimumCell &&
    isPublishable(numerator, minimumCell) &&
    isPublishable(denominator - numerator, minimumCell)
  )
}

/** What is said of a proportion that may not be seen though its denominator may: "fewer than 10 of 100". */
export function proportionBand(numerator: number, denominator: number, minimumCell = MINIMUM_CELL): string {
  return numerator < minimumCell
    ? `fewer than ${minimumCell} of ${denominator}`
    : `more than ${denominator - minimumCell} of ${denominator}`
}

/** A proportion with Wilson's interval, as far as the rule for a single figure allows. */
export function proportionFigure(
  subject: FigureSubject,
  numerator: number,
  denominator: number,
  minimumCell = MINIMUM_CELL,
): Figure {
  if (!(numerator >= 0 && numerator <= denominator)) {
    throw new RangeError(`Figure ${subject.name}: ${numerator} of ${denominator} is not a proportion`)
  }
  if (denominator === 0 || denominator < minimumCell) return suppressed(subject, notEnoughPeople(minimumCell))
  if (!isPublishableProportion(numerator, denominator, minimumCell)) {
    return suppressed(subject, proportionBand(numerator, denominator, minimumCell), { denominator })
  }
  const interval = wilson(numerator, denominator, subject.level)
  return measured(subject, { value: numerator / denominator, ...interval, numerator, denominator })
}

/**
 * The figure that a release shows: the new one, if at least `minimumCell` persons entered or left its population since
 * the old one was published; else the old one, with its date. Otherwise two releases would tell what happened to a few.
 */
export function renewedFigure(
  previous: Figure | undefined,
  next: Figure,
  personsChanged: number,
  minimumCell = MINIMUM_CELL,
): Figure {
  return previous === undefined || personsChanged >= minimumCell ? next : previous
}

/**
 * Whole days at which a published curve steps: each step holds at least `minimumCell` events, the last one also those
 * that are left over, and none lies where fewer than `minimumCell` people are at risk. An event at t belongs to the
 * first whole day ≥ t, so that no step tells anybody's hour. At most `stepsMax` steps, each then holding more. Empty where nothing happened; undefined where some events
 * happened, but too few for a step.
 */
export function publishedSteps(
  follow: FollowUp,
  cause: number | undefined,
  minimumCell = MINIMUM_CELL,
  stepsMax = Number.POSITIVE_INFINITY,
): number[] | undefined {
  const counts = eventCounts(follow, cause)
  const events = counts.reduce((sum, count) => sum + count, 0)
  const eventsPerStep = Math.max(minimumCell, Math.ceil(events / stepsMax))
  const until = Math.floor(drawnUntil(follow, minimumCell) ?? -1)
  const days: number[] = []
  let held = 0
  let lastDay = 0
  for (let j = 0; j < follow.times.length; j++) {
    const day = Math.ceil(follow.times[j] as number)
    if (day > until) break
    if (held >= eventsPerStep && day > lastDay) {
      days.push(lastDay)
      held = 0
    }
    if ((counts[j] as number) === 0) continue
    held += counts[j] as number
    lastDay = day
  }
  if (held >= eventsPerStep || (held >= minimumCell && days.length === 0)) days.push(lastDay)
  else if (held > 0 && days.length > 0) days[days.length - 1] = lastDay
  else if (held > 0) return undefined
  return days
}

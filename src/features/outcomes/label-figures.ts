import { notMeasured, tooEarly } from '../../domain/figure.ts'
import { publishableHistogram } from '../../domain/histogram.ts'
import { isPublishable, MINIMUM_CELL } from '../../domain/suppression.ts'
import { completionFigures } from './completion-figures.ts'
import type { EnrolmentFact } from './facts.ts'
import { type FigureEntry, type FigureInput, Population } from './figure-set.ts'
import { monthsBefore, type Window, windowFor, yearDays } from './population.ts'
import { ratingFigures } from './rating-figures.ts'
import { entryLevelFigures, whoFigures } from './who-figures.ts'
import { workFigures } from './work-figures.ts'

/**
 * Every figure of one credential's label, in the order of the label. Nothing here asks the database or the clock: the
 * same facts at the same data date give the same figures.
 */
export function labelFigures(input: FigureInput): FigureEntry[] {
  // One group of people behind the whole label: those followed for a year; on a young credential everybody so far.
  const year = windowFor(input.facts, input.asOf, { days: yearDays })
  const window = year && isEnough(input, year) ? year : sinceTheBeginning(input)
  return [
    ...completionFigures(input, window),
    ...entryLevelFigures(input),
    ...timeFigures(input, window),
    ...costFigures(input, window),
    ...workFigures(input, window),
    ...ratingFigures(input, window),
    ...whoFigures(input, window),
  ]
}

function isEnough(input: FigureInput, window: Window): boolean {
  return new Population(input, window, 'enrolled').n >= MINIMUM_CELL
}

function sinceTheBeginning({ facts, asOf }: FigureInput): Window {
  const earliest = facts.enrolledAt.reduce((first, at) => Math.min(first, at), asOf - 1)
  return { from: Math.max(Math.floor(earliest), monthsBefore(asOf, 48)), to: asOf, followedDays: 0 }
}

function timeFigures(input: FigureInput, window: Window): FigureEntry[] {
  const completers = new Population(input, window, 'completers')
  const active = new Population(input, window, 'active')
  const shares = [0.1, 0.25, 0.5, 0.75, 0.9]
  if (window.followedDays === 0) {
    const why = 'only people with a full year behind them are asked, else just the fast ones would be seen'
    const early = (name: string) =>
      shares.map((share) =>
        completers.entry(
          tooEarly(completers.subject(name, 'quantile', 'order-statistics/1'), why),
          `quantile=${share}`,
        ),
      )
    return [...early('hours_to_complete'), ...early('weeks_to_complete')]
  }
  return [
    ...completers.quantiles('hours_to_complete', shares, (fact) => fact.activeSeconds / 3600),
    ...completers.quantiles(
      'weeks_to_complete',
      shares,
      (fact) => (fact.workDoneAt - fact.enrolledAt) / 604_800_000,
    ),
    ...active.quantiles('hours_per_week', [0.25, 0.5, 0.75], hoursPerWeek),
  ]
}

// The pace of everybody, finishers or not: active hours by the weeks from enrolling to the last thing they did.
function hoursPerWeek(fact: EnrolmentFact): number {
  const until = Number.isNaN(fact.workDoneAt) ? fact.lastActiveAt : fact.workDoneAt
  return fact.activeSeconds / 3600 / Math.max(1, (until - fact.enrolledAt) / 604_800_000)
}

function costFigures(input: FigureInput, window: Window): FigureEntry[] {
  if (input.currency === null) {
    const enrolled = new Population(input, window, 'enrolled')
    const subject = enrolled.subject('paid', 'money', 'order-statistics/1')
    return [enrolled.entry(notMeasured(subject, 'it is free: nobody pays anything'))]
  }
  const committed = new Population(input, window, 'committed')
  const completed = new Population(input, window, 'paid_completed')
  return [
    ...paid('paid_completed', completed),
    ...paidByOthers(input, window),
    committed.ratio(
      'revenue_share_not_completed',
      (fact) => (completed.has(fact) ? 0 : fact.paidMinor),
      paidBy,
    ),
    ...shareOfLeavers(input, window, committed),
    committed.ratio('revenue_share_after_last_activity', (fact) => fact.paidAfterLastActivityMinor, paidBy),
    committed.ratio(
      'refunded_share',
      (fact) => fact.refundedMinor,
      (fact) => fact.paidMinor + fact.refundedMinor,
    ),
    committed.proportion('aided', (fact) => fact.isAided),
    ...paidHistogram(committed),
  ]
}

const amountsMax = 60

// Everybody who committed, by what they paid in total; neighbouring amounts are joined until each bar holds 10 people.
function paidHistogram(committed: Population): FigureEntry[] {
  if (committed.isTooSmall) return []
  const counts = new Map<number, number>()
  for (const amount of committed.values(paidBy)) counts.set(amount, (counts.get(amount) ?? 0) + 1)
  if (counts.size > amountsMax) return []
  const bins = [...counts]
    .sort(([a], [b]) => a - b)
    .map(([amount, persons]) => ({ from: amount, to: amount, persons }))
  return (publishableHistogram(bins) ?? []).map(({ from, to }) =>
    committed.proportion(
      'paid_histogram',
      (fact) => fact.paidMinor >= from && fact.paidMinor <= to,
      from === to ? `paid=${from}` : `paid=${from}-${to}`,
      'paid_histogram',
    ),
  )
}

// Those who left and those still going; where one of the groups is small they are told together, rather than none.
function paidByOthers(input: FigureInput, window: Window): FigureEntry[] {
  const left = new Population(input, window, 'paid_left')
  const going = new Population(input, window, 'paid_going')
  const together = !isPublishable(left.n) || !isPublishable(going.n)
  if (together) return paid('paid_not_completed', new Population(input, window, 'paid_not_completed'))
  return [...paid('paid_left', left), ...paid('paid_going', going)]
}

// Told apart from those still going only where both are told apart above.
function shareOfLeavers(input: FigureInput, window: Window, committed: Population): FigureEntry[] {
  const left = new Population(input, window, 'paid_left')
  const going = new Population(input, window, 'paid_going')
  if (!isPublishable(left.n) || !isPublishable(going.n)) return []
  return [committed.ratio('revenue_share_left', (fact) => (left.has(fact) ? fact.paidMinor : 0), paidBy)]
}

function paid(name: string, population: Population): FigureEntry[] {
  return population.quantiles(name, [0.1, 0.5, 0.9], paidBy, { kind: 'money', digits: 0 })
}

function paidBy(fact: EnrolmentFact): number {
  return fact.paidMinor
}

import { type FigureSubject, measured } from '../../domain/figure.ts'
import { finishingPace, type StepPoint } from '../../domain/finishing-pace.ts'
import type { PublishedEntry } from './publish-set.ts'

/**
 * Adds when people finish, reckoned from the published curves of finishing and leaving and from nothing else. Where one
 * of them was last renewed in an earlier release, the older date is the date of the result.
 */
export function withFinishingPace(published: readonly PublishedEntry[], computedAt: Date): PublishedEntry[] {
  const [finishing, leaving] = [curveOf(published, 'completion_curve'), curveOf(published, 'leaving_curve')]
  const [first] = finishing
  if (!first || !leaving[0]) return [...published]
  const asOf = leaving[0].asOf < first.asOf ? leaving[0].asOf : first.asOf
  const { population, period, simulated } = first.figure
  const subject: FigureSubject = {
    name: 'finishing_pace',
    kind: 'rate',
    method: 'smoothed-hazard/1',
    population: `${population}, of those still at it`,
    period,
    computed_at: computedAt.toISOString(),
    simulated,
  }
  const pace = finishingPace(stepsOf(finishing), stepsOf(leaving)).map(
    ({ day, perWeek }): PublishedEntry => ({
      name: subject.name,
      grouping: `day=${day}`,
      // No finer than the curves themselves are told.
      figure: measured(subject, { value: Math.round(perWeek * 1e4) / 1e4 }),
      asOf,
    }),
  )
  const at = published.findLastIndex(({ name }) => name === 'hours_per_week') + 1 || published.length
  return [...published.slice(0, at), ...pace, ...published.slice(at)]
}

function curveOf(published: readonly PublishedEntry[], name: string): PublishedEntry[] {
  return published.filter((one) => one.name === name && one.figure.status === 'measured')
}

function stepsOf(curve: readonly PublishedEntry[]): StepPoint[] {
  return curve.map(({ grouping, figure }) => ({
    day: Number(grouping.slice('day='.length)),
    value: figure.value!,
  }))
}

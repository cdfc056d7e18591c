import { aalenJohansen, incidenceAt } from './competing-risks.ts'
import { COMPLETED, LEFT } from './enrolment-facts.ts'
import { type Figure, measured, notMeasured, notReached } from './figure.ts'
import type { FollowUp } from './follow-up.ts'
import type {
  CurvePoint,
  MeanPoint,
  NaivePoint,
  OutcomesReportOptions,
  RetentionPoint,
} from './outcomes-shape.ts'
import { type OutcomesSlice, subject } from './outcomes-slice.ts'
import { isPublishable, publishedSteps } from './suppression.ts'
import {
  eventCounts,
  kaplanMeier,
  restrictedMean,
  type SurvivalCurve,
  survivalAt,
  survivalQuantile,
} from './survival.ts'

/** Cumulative incidence of completing or leaving, the other competing. */
export function completionCurve(
  follow: FollowUp,
  cause: number,
  options: OutcomesReportOptions,
): CurvePoint[] {
  const curve = aalenJohansen(follow, cause)
  return curveDays(follow, cause, options).map((day) => {
    const point = incidenceAt(curve, day)
    return {
      day,
      cumulative_incidence: point?.incidence ?? null,
      standard_error: point?.standardError ?? null,
      lower: point?.lower ?? null,
      upper: point?.upper ?? null,
      at_risk: options.publish ? null : (point?.atRisk ?? 0),
    }
  })
}

/** Share of people who have not left, completers censored when they complete: `curve` is Kaplan–Meier of leaving. */
export function retentionCurve(curve: SurvivalCurve, options: OutcomesReportOptions): RetentionPoint[] {
  return curveDays(curve.follow, LEFT, options).map((day) => {
    const point = survivalAt(curve, day)
    return {
      day,
      survival: point?.survival ?? null,
      standard_error: point?.standardError ?? null,
      lower: point?.lower ?? null,
      upper: point?.upper ?? null,
      at_risk: options.publish ? null : (point?.atRisk ?? 0),
    }
  })
}

export function naiveCurve(follow: FollowUp, options: OutcomesReportOptions): NaivePoint[] {
  const curve = kaplanMeier(follow, COMPLETED)
  return curveDays(follow, COMPLETED, options).map((day) => {
    const point = survivalAt(curve, day)
    return { day, value: point ? 1 - point.survival : null }
  })
}

/** Mean time without leaving within each horizon. */
export function restrictedMeans(curve: SurvivalCurve, options: OutcomesReportOptions): MeanPoint[] {
  return curveDays(curve.follow, LEFT, options).map((day) => {
    const mean = restrictedMean(curve, day)
    return { day, value: mean?.value ?? null, standard_error: mean?.standardError ?? null }
  })
}

/** Days by which a quarter, half and three quarters have left. */
export function retentionQuantiles(
  curve: SurvivalCurve,
  slice: OutcomesSlice,
): Record<'0.25' | '0.5' | '0.75', Figure> {
  const { minimumCell } = slice.options
  const figure = (share: number) => {
    const about = subject(slice, {
      name: `days_until_${share * 100}_percent_left`,
      kind: 'quantile',
      method: 'kaplan-meier-quantile/1',
      population: `the ${slice.columns.n} people who enrolled`,
    })
    if (!slice.table.has.has('left_at')) return notMeasured(about, 'there is no column left_at')
    const { status, ...quantile } = survivalQuantile(curve, share, { minimumCell })
    return status === 'reached' && 'value' in quantile
      ? measured(about, { ...quantile, denominator: curve.n })
      : notReached(
          about,
          `fewer than ${share * 100} % had left while at least ${minimumCell} people were followed`,
          {
            ...quantile,
            denominator: curve.n,
          },
        )
  }
  return { '0.25': figure(0.25), '0.5': figure(0.5), '0.75': figure(0.75) }
}

// On one's own data the days asked for; published, days between which enough happened.
function curveDays(follow: FollowUp, cause: number, options: OutcomesReportOptions): readonly number[] {
  return options.publish ? stepsWithoutRemainder(follow, cause, options.minimumCell) : options.days
}

// What comes after the last step is known too, by the number of all who had the event: it must be nobody, or enough.
function stepsWithoutRemainder(follow: FollowUp, cause: number, minimumCell: number): number[] {
  const days = publishedSteps(follow, cause, minimumCell, STEPS_AT_MOST) ?? []
  const counts = eventCounts(follow, cause)
  const laterThan = (day: number) => {
    let later = 0
    for (let j = counts.length - 1; j >= 0 && (follow.times[j] as number) > day; j--)
      later += counts[j] as number
    return later
  }
  while (days.length > 0 && !isPublishable(laterThan(days.at(-1) as number), minimumCell)) days.pop()
  return days
}

const STEPS_AT_MOST = 24

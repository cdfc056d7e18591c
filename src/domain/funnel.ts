import { DAY_MS, type EnrolmentColumns, followUpEnd, outcomeKnownUntil } from './enrolment-facts.ts'

export interface Funnel {
  enrolled: number
  started: number
  committed: number
  completed: number
}

/** People counted for a fixed horizon, and those who could not be. */
export interface HorizonCount {
  /** Completed within the horizon. */
  numerator: number
  /** Enrolled within the window and followed for the whole horizon. */
  denominator: number
  /** Enrolled too short a time before the data date. */
  younger: number
  /** Enrolled before the window. */
  older: number
  /** Not followed to the horizon, or observed only from some time after enrolment. */
  notFollowed: number
  /** Without an advertised duration, where the horizon is a share of it. */
  withoutDuration: number
}

/** "12 months" and the width of the window, in days: a year has 365, two have 730. */
export const YEAR_DAYS = 365
export const WINDOW_DAYS = 730

/** 100, 150 or 200 % of the advertised time on each person's own ratio, or a number of days for everybody. */
export type Horizon = { percent: number } | { days: number }

export const HORIZONS = {
  '100': { percent: 100 },
  '150': { percent: 150 },
  '200': { percent: 200 },
  '12_months': { days: YEAR_DAYS },
} as const satisfies Record<string, Horizon>

/**
 * How many of the rows got how far by the data date (or the end of their own follow-up, if earlier). Completing implies
 * the steps before it. Rows that enrolled after the data date are not counted.
 */
export function funnel(columns: EnrolmentColumns, dataDate: number): Funnel {
  const counts: Funnel = { enrolled: 0, started: 0, committed: 0, completed: 0 }
  for (let row = 0; row < columns.n; row++) {
    if (!((columns.enrolledAt[row] as number) <= dataDate)) continue
    const end = followUpEnd(columns, row, dataDate)
    const completed = (columns.completedAt[row] as number) <= end
    counts.enrolled++
    if (completed || (columns.startedAt[row] as number) <= end) counts.started++
    if (completed || (columns.committedAt[row] as number) <= end) counts.committed++
    if (completed) counts.completed++
  }
  return counts
}

/**
 * Completed within a fixed time of enrolling, among people who enrolled at least that long before the data date, in the
 * window of `windowDays` before that, and were followed throughout. Leaving does not end anybody's chance to be counted:
 * whoever left and did not complete did not complete.
 */
export function completedWithin(
  columns: EnrolmentColumns,
  dataDate: number,
  horizon: Horizon,
  windowDays = WINDOW_DAYS,
): HorizonCount {
  const count: HorizonCount = {
    numerator: 0,
    denominator: 0,
    younger: 0,
    older: 0,
    notFollowed: 0,
    withoutDuration: 0,
  }
  for (let row = 0; row < columns.n; row++) {
    const enrolled = columns.enrolledAt[row] as number
    if (!(enrolled <= dataDate)) continue
    const days = horizonDays(columns, row, horizon)
    if (!(days > 0)) {
      count.withoutDuration++
      continue
    }
    const due = enrolled + days * DAY_MS
    if (due > dataDate) count.younger++
    else if (due <= dataDate - windowDays * DAY_MS) count.older++
    else if (
      (columns.enteredAt[row] as number) > enrolled ||
      outcomeKnownUntil(columns, row, dataDate) < due
    ) {
      count.notFollowed++
    } else {
      count.denominator++
      if ((columns.completedAt[row] as number) <= due) count.numerator++
    }
  }
  return count
}

function horizonDays(columns: EnrolmentColumns, row: number, horizon: Horizon): number {
  return 'days' in horizon ? horizon.days : ((columns.advertisedDays[row] as number) * horizon.percent) / 100
}

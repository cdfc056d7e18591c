export const DAY_MS = 86_400_000

/** What is known of one enrolment; instants in epoch milliseconds, absent when it has not happened. */
export interface EnrolmentFacts {
  /** Random key of the person: intervals are clustered by it where one person enrolled twice. */
  person: string
  enrolled_at: number
  /** Observed only from then on; absent on our own platform. */
  entered_at?: number
  /** First activity. */
  started_at?: number
  /** First payment, aid, voucher, seat or gift accepted; on free credentials the first marked work. */
  committed_at?: number
  /** Last qualifying hand-in. */
  work_done_at?: number
  /** All marks in: what "completed" means. */
  requirements_met_at?: number
  left_at?: number
  /** End of this person's follow-up where it is earlier than the data date. */
  followed_until?: number
  /** Advertised duration of the edition that the person enrolled in; absent where none was stated. */
  advertised_days?: number
}

/** Something that could mean leaving. */
export type Departure =
  | { kind: 'cancelled'; at: number }
  | { kind: 'trial_lapsed'; at: number }
  | { kind: 'paused'; at: number; resumed_at?: number }

/** A pause that lasts longer than this is leaving, from its start. */
export const LONGEST_PAUSE_DAYS = 180

/**
 * When the person left, as known at `dataDate`: the last cancellation, lapse of a trial without payment, or start of a
 * pause that lasted over 180 days, not followed by activity. Whoever completed has not left, however the subscription
 * ended, and at the same instant completion wins; nor has anybody whose work was done and who only waited for marks.
 * What happened after the data date has not happened yet.
 */
export function leftAt(
  history: {
    departures: readonly Departure[]
    last_active_at?: number
    work_done_at?: number
    requirements_met_at?: number
  },
  dataDate: number,
): number | undefined {
  const { departures, last_active_at, work_done_at, requirements_met_at } = history
  if (happened(requirements_met_at, dataDate)) return undefined
  const instants = departures
    .filter((departure) => departure.at <= dataDate && isLeaving(departure, dataDate))
    .map((departure) => departure.at)
    .filter((at) => !(happened(work_done_at, dataDate) && work_done_at <= at))
  if (instants.length === 0) return undefined
  const last = Math.max(...instants)
  return happened(last_active_at, dataDate) && last_active_at > last ? undefined : last
}

/** Days between two instants, fractional: (to − from) ÷ 86,400 s. */
export function daysBetween(from: number, to: number): number {
  return (to - from) / DAY_MS
}

/**
 * Enrolments as columns, for data of any size: instants in epoch milliseconds and days as doubles, NaN where something
 * has not happened or is not known.
 */
export interface EnrolmentColumns {
  n: number
  enrolledAt: Float64Array
  enteredAt: Float64Array
  startedAt: Float64Array
  committedAt: Float64Array
  completedAt: Float64Array
  leftAt: Float64Array
  followedUntil: Float64Array
  advertisedDays: Float64Array
}

export function enrolmentColumns(facts: readonly EnrolmentFacts[]): EnrolmentColumns {
  const column = (pick: (fact: EnrolmentFacts) => number | undefined) =>
    Float64Array.from(facts, (fact) => pick(fact) ?? Number.NaN)
  return {
    n: facts.length,
    enrolledAt: column((fact) => fact.enrolled_at),
    enteredAt: column((fact) => fact.entered_at),
    startedAt: column((fact) => fact.started_at),
    committedAt: column((fact) => fact.committed_at),
    completedAt: column((fact) => fact.requirements_met_at),
    leftAt: column((fact) => fact.left_at),
    followedUntil: column((fact) => fact.followed_until),
    advertisedDays: column((fact) => fact.advertised_days),
  }
}

/** The part of the columns with these rows, in this order. */
export function selectRows(columns: EnrolmentColumns, rows: ArrayLike<number>): EnrolmentColumns {
  const done = new Map<Float64Array, Float64Array>()
  const column = (values: Float64Array) => {
    // Columns that a table does not have may be one and the same.
    const known = done.get(values)
    if (known) return known
    const picked = new Float64Array(rows.length)
    for (let k = 0; k < picked.length; k++) picked[k] = values[rows[k] as number] as number
    done.set(values, picked)
    return picked
  }
  return {
    n: rows.length,
    enrolledAt: column(columns.enrolledAt),
    enteredAt: column(columns.enteredAt),
    startedAt: column(columns.startedAt),
    committedAt: column(columns.committedAt),
    completedAt: column(columns.completedAt),
    leftAt: column(columns.leftAt),
    followedUntil: column(columns.followedUntil),
    advertisedDays: column(columns.advertisedDays),
  }
}

/** End of a row's follow-up: the data date, or earlier. */
export function followUpEnd(columns: EnrolmentColumns, row: number, dataDate: number): number {
  const own = columns.followedUntil[row] as number
  return own < dataDate ? own : dataDate
}

/** Why a row is left out that is not impossible, only not there yet. */
export const ENROLLED_LATER = 'enrolled after the data date'

/**
 * Until when it is known whether a row completed: as followed; but where the follow-up ends exactly with completing or
 * leaving, that is what ended it, and the row counts as followed until the data date. Otherwise tables that write it so
 * would lose their completers at every fixed time, or their leavers.
 */
export function outcomeKnownUntil(columns: EnrolmentColumns, row: number, dataDate: number): number {
  const end = followUpEnd(columns, row, dataDate)
  const isEndedByEvent = end === columns.completedAt[row] || end === columns.leftAt[row]
  return isEndedByEvent ? dataDate : end
}

/**
 * Why a row can't be true, or can't be used at this data date; undefined when it can. Events after the end of the
 * follow-up have not happened yet and can't be wrong.
 */
export function rowProblem(columns: EnrolmentColumns, row: number, dataDate: number): string | undefined {
  const enrolled = columns.enrolledAt[row] as number
  if (Number.isNaN(enrolled)) return 'enrolled_at is missing or no date'
  if (enrolled > dataDate) return ENROLLED_LATER
  if ((columns.followedUntil[row] as number) < enrolled) return 'followed_until before enrolled_at'
  if ((columns.startedAt[row] as number) < enrolled) return 'started_at before enrolled_at'
  if ((columns.committedAt[row] as number) < enrolled) return 'committed_at before enrolled_at'
  if ((columns.completedAt[row] as number) < enrolled) return 'completed_at before enrolled_at'
  if ((columns.leftAt[row] as number) < enrolled) return 'left_at before enrolled_at'
  if ((columns.completedAt[row] as number) < (columns.startedAt[row] as number)) {
    return 'completed_at before started_at'
  }
  return undefined
}

export const COMPLETED = 1
export const LEFT = 2

/**
 * Columns as follow-up for the survival estimators: days from enrolment to completion (cause 1), leaving (cause 2), or
 * the end of the follow-up (0), whichever comes first; completion wins ties, and whoever completed after leaving came
 * back and never left. Rows must be without `rowProblem`.
 */
export function enrolmentFollowUp(
  columns: EnrolmentColumns,
  dataDate: number,
): { time: Float64Array; cause: Uint8Array; entry: Float64Array; cameBack: number } {
  const time = new Float64Array(columns.n)
  const cause = new Uint8Array(columns.n)
  const entry = new Float64Array(columns.n)
  let cameBack = 0
  for (let row = 0; row < columns.n; row++) {
    const enrolled = columns.enrolledAt[row] as number
    const end = followUpEnd(columns, row, dataDate)
    const completed = columns.completedAt[row] as number
    const left = columns.leftAt[row] as number
    let until = end
    if (completed <= end) {
      until = completed
      cause[row] = COMPLETED
      if (left < completed) cameBack++
    } else if (left <= end) {
      until = left
      cause[row] = LEFT
    }
    time[row] = daysBetween(enrolled, until)
    const entered = columns.enteredAt[row] as number
    entry[row] = entered > enrolled ? daysBetween(enrolled, entered) : 0
  }
  return { time, cause, entry, cameBack }
}

function isLeaving(departure: Departure, dataDate: number): boolean {
  if (departure.kind !== 'paused') return true
  const until = happened(departure.resumed_at, dataDate) ? departure.resumed_at : dataDate
  return daysBetween(departure.at, until) > LONGEST_PAUSE_DAYS
}

function happened(at: number | undefined, dataDate: number): at is number {
  return at !== undefined && at <= dataDate
}

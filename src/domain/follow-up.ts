import { orderByTime } from './time-order.ts'

/** How each row was followed, in days from its own origin. All arrays are as long as `time`. */
export interface FollowUpRows {
  /** When the follow-up ended, by an event or by censoring. */
  time: ArrayLike<number>
  /** What ended it: 0 for censoring, 1, 2, … for events. */
  cause: ArrayLike<number>
  /** Observed only from then on (delayed entry); 0, less, or absent: from the origin, events at time 0 included. */
  entry?: ArrayLike<number>
}

/**
 * Follow-up checked and put in order of time once, for every estimator. The summary by distinct time is all that
 * Kaplan–Meier, Nelson–Aalen and Aalen–Johansen need; tests between groups need the rows too.
 */
export interface FollowUp {
  /** Rows used. */
  n: number
  /** Rows that say nothing: a time, entry or cause that is missing, a negative time, or no time at risk. */
  excluded: { missing: number; negative: number; neverAtRisk: number }
  /** The largest cause that occurs. */
  causes: number
  /** Row numbers of the input by time, with time and cause in that order. */
  order: Uint32Array
  orderedTime: Float64Array
  orderedCause: Uint8Array
  /** Rows with delayed entry by entry, and their entries; empty without delayed entry. */
  entryOrder: Uint32Array
  orderedEntry: Float64Array
  /** Distinct times, ascending, at which somebody's follow-up ended. */
  times: Float64Array
  /** People at risk just before each of these times. */
  atRisk: Float64Array
  /** `events[cause − 1][j]`: events of that cause at `times[j]`. */
  events: Uint32Array[]
}

/**
 * Checks and orders follow-up. At ties events come before censorings, because whoever is censored at t is still at
 * risk at t; somebody with delayed entry e is at risk at e < t ≤ time (Keiding 1992, left truncation), everybody else
 * also at 0.
 */
export function followUp(rows: FollowUpRows): FollowUp {
  const { kept, excluded } = usableRows(rows)
  const n = kept.length
  const time = new Float64Array(n)
  for (let k = 0; k < n; k++) time[k] = rows.time[kept[k] as number] as number
  const byTime = orderByTime(time)
  const order = new Uint32Array(n)
  const orderedTime = new Float64Array(n)
  const orderedCause = new Uint8Array(n)
  let causes = 0
  for (let k = 0; k < n; k++) {
    const at = byTime[k] as number
    const row = kept[at] as number
    const cause = rows.cause[row] as number
    order[k] = row
    orderedTime[k] = time[at] as number
    orderedCause[k] = cause
    if (cause > causes) causes = cause
  }
  const entries = delayedEntries(rows, kept)
  return { n, excluded, causes, order, orderedTime, orderedCause, ...entries, ...byDistinctTime() }

  function byDistinctTime(): Pick<FollowUp, 'times' | 'atRisk' | 'events'> {
    let distinct = 0
    for (let k = 0; k < n; k++) if (k === 0 || orderedTime[k] !== orderedTime[k - 1]) distinct++
    const times = new Float64Array(distinct)
    const atRisk = new Float64Array(distinct)
    const events = Array.from({ length: causes }, () => new Uint32Array(distinct))
    const delayed = entries.orderedEntry.length
    let entered = 0
    let j = -1
    for (let k = 0; k < n; k++) {
      const now = orderedTime[k] as number
      if (k === 0 || now !== orderedTime[k - 1]) {
        j++
        while (entered < delayed && (entries.orderedEntry[entered] as number) < now) entered++
        times[j] = now
        atRisk[j] = n - k - (delayed - entered)
      }
      const cause = orderedCause[k] as number
      if (cause > 0) {
        const counts = events[cause - 1] as Uint32Array
        counts[j] = (counts[j] as number) + 1
      }
    }
    return { times, atRisk, events }
  }
}

/** People at risk just before `day`: not yet ended, and entered before it. */
export function atRiskAt(follow: FollowUp, day: number): number {
  const ended = firstAtLeast(follow.orderedTime, day)
  const entered = firstAtLeast(follow.orderedEntry, day)
  return follow.n - ended - (follow.orderedEntry.length - entered)
}

/** The last time at which at least `minimum` people are at risk: where a curve stops being drawn. */
export function drawnUntil(follow: FollowUp, minimum: number): number | undefined {
  for (let j = follow.times.length - 1; j >= 0; j--) {
    if ((follow.atRisk[j] as number) >= minimum) return follow.times[j]
  }
  return undefined
}

/** Index of the first element of an ascending array that is at least `value`; its length when there is none. */
export function firstAtLeast(sorted: ArrayLike<number>, value: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((sorted[middle] as number) < value) low = middle + 1
    else high = middle
  }
  return low
}

/** Index of the last element of an ascending array that is at most `value`; −1 when there is none. */
export function lastAtMost(sorted: ArrayLike<number>, value: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((sorted[middle] as number) <= value) low = middle + 1
    else high = middle
  }
  return low - 1
}

function usableRows(rows: FollowUpRows): { kept: Uint32Array; excluded: FollowUp['excluded'] } {
  const n = rows.time.length
  const kept = new Uint32Array(n)
  const excluded = { missing: 0, negative: 0, neverAtRisk: 0 }
  let count = 0
  for (let row = 0; row < n; row++) {
    const time = rows.time[row] as number
    const cause = rows.cause[row] as number
    const entry = rows.entry ? (rows.entry[row] as number) : 0
    if (!Number.isFinite(time) || Number.isNaN(entry) || !(cause >= 0 && cause <= 255)) excluded.missing++
    else if (time < 0) excluded.negative++
    else if (entry > 0 && entry >= time) excluded.neverAtRisk++
    else kept[count++] = row
  }
  return { kept: kept.subarray(0, count), excluded }
}

function delayedEntries(
  rows: FollowUpRows,
  kept: Uint32Array,
): Pick<FollowUp, 'entryOrder' | 'orderedEntry'> {
  const { entry } = rows
  if (!entry) return { entryOrder: new Uint32Array(0), orderedEntry: new Float64Array(0) }
  const delayed = kept.filter((row) => (entry[row] as number) > 0)
  const times = Float64Array.from(delayed, (row) => entry[row] as number)
  const byEntry = orderByTime(times)
  return {
    entryOrder: byEntry.map((k) => delayed[k] as number),
    orderedEntry: Float64Array.from(byEntry, (k) => times[k] as number),
  }
}

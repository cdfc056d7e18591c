// When educators work: Monday to Friday from 9 to 17 o'clock, but for the days on which their provider is closed. Where
// a provider's educators live is not known, so it is UTC; whoever lives elsewhere has the same number of hours, a little
// earlier or later.

const hourMs = 3_600_000
const firstHour = 9
const hoursADay = 8

/** Days on which a provider is closed, as `2026-12-25`: public holidays, a week between the years. */
export type ClosedDays = ReadonlySet<string>

export const neverClosed: ClosedDays = new Set()

/** The day (UTC) as a calendar of closed days has it. */
export function dayOf(at: Date): string {
  return at.toISOString().slice(0, 10)
}

/** Whether an hour (UTC) is one of work. */
export function isWorkingHour(at: Date, closed: ClosedDays = neverClosed): boolean {
  const weekday = at.getUTCDay()
  const hour = at.getUTCHours()
  return (
    weekday >= 1 &&
    weekday <= 5 &&
    hour >= firstHour &&
    hour < firstHour + hoursADay &&
    (closed.size === 0 || !closed.has(dayOf(at)))
  )
}

/**
 * The latest moment from which `hours` hours of work lie before `until`, parts of hours counted.
 * @param hours at least 0
 */
export function workingHoursBefore(until: Date, hours: number, closed: ClosedDays = neverClosed): Date {
  let left = Math.round(hours * hourMs)
  let at = until.getTime()
  while (left > 0) {
    const hourStart = Math.ceil(at / hourMs) * hourMs - hourMs
    if (isWorkingHour(new Date(hourStart), closed)) {
      const step = Math.min(left, at - hourStart)
      left -= step
      at -= step
    } else at = hourStart
  }
  return new Date(at)
}

/**
 * The earliest moment until which `hours` hours of work lie after `from`, parts of hours counted.
 * @param hours at least 0
 */
export function workingHoursAfter(from: Date, hours: number, closed: ClosedDays = neverClosed): Date {
  let left = Math.round(hours * hourMs)
  let at = from.getTime()
  while (left > 0) {
    const hourStart = Math.floor(at / hourMs) * hourMs
    const hourEnd = hourStart + hourMs
    if (isWorkingHour(new Date(hourStart), closed)) {
      const step = Math.min(left, hourEnd - at)
      left -= step
      at += step
    } else at = hourEnd
  }
  return new Date(at)
}

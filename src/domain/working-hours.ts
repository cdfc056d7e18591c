// When educators work: Monday to Friday from 9 to 17 o'clock. Where a provider's educators live is not known, so it is
// UTC; whoever lives elsewhere has the same number of hours, a little earlier or later.

const hourMs = 3_600_000
const firstHour = 9
const hoursADay = 8

/** Whether an hour (UTC) is one of work. */
export function isWorkingHour(at: Date): boolean {
  const weekday = at.getUTCDay()
  const hour = at.getUTCHours()
  return weekday >= 1 && weekday <= 5 && hour >= firstHour && hour < firstHour + hoursADay
}

/**
 * The latest moment from which `hours` hours of work lie before `until`, parts of hours counted.
 * @param hours at least 0
 */
export function workingHoursBefore(until: Date, hours: number): Date {
  let left = Math.round(hours * hourMs)
  let at = until.getTime()
  while (left > 0) {
    const hourStart = Math.ceil(at / hourMs) * hourMs - hourMs
    if (isWorkingHour(new Date(hourStart))) {
      const step = Math.min(left, at - hourStart)
      left -= step
      at -= step
    } else at = hourStart
  }
  return new Date(at)
}

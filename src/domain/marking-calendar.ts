import { type ClosedDays, dayOf } from './working-hours.ts'

// The days of a simulated year: when reviewers are slow, when few hand in, when nobody works.

const dayMs = 86_400_000

/** Reviewers take half as long again at weekends and three times as long in the break. */
export function slowness(at: number): number {
  if (isBreak(at)) return 3
  const weekday = new Date(at).getUTCDay()
  return weekday === 0 || weekday === 6 ? 1.5 : 1
}

/** Two weeks at the turn of the year: four in ten of the usual pieces come in, and half of the educators are there. */
export function isBreak(at: number): boolean {
  const date = new Date(at)
  return date.getUTCMonth() === 11
    ? date.getUTCDate() >= 21
    : date.getUTCMonth() === 0 && date.getUTCDate() <= 3
}

// About one a month.
const publicHolidays = '01-01 02-16 03-17 04-06 05-01 05-25 06-19 08-15 09-07 10-12 11-11 12-25 12-26'.split(
  ' ',
)

/** The public holidays of the years from `from` on, which a provider enters as closed days. */
export function closedDaysFrom(from: number, days: number): ClosedDays {
  const closed = new Set<string>()
  for (let day = 0; day <= days; day++) {
    const date = dayOf(new Date(from + day * dayMs))
    if (publicHolidays.includes(date.slice(5))) closed.add(date)
  }
  return closed
}

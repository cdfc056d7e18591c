/** How long something is said to take, in months of 30.4375 days; without an end for "6+ months". */
export interface Duration {
  monthsMin: number
  monthsMax: number
}

/**
 * Reads a duration as catalogues write it: "3 - 6 Months", "1–4 weeks", "Less than 2 hours", "6 months at 10 hours a
 * week", "Approx. 32 hours", "6+ months", "P26W". Hours are hours of work: spread over weeks of 5 hours, the slowest
 * pace that catalogues advertise. Undefined where no time is named, or a number without its unit.
 */
export function readDuration(text: string): Duration | undefined {
  const words = text.trim().toLowerCase()
  const iso = /^p(?:(\d+)y)?(?:(\d+)m)?(?:(\d+)w)?(?:(\d+)d)?(?:t(?:(\d+)h)?.*)?$/.exec(words)
  if (iso && words.length > 1) {
    const [, years = 0, months = 0, weeks = 0, days = 0, hours = 0] = iso.map(Number).map((part) => part || 0)
    return exactly(
      years * 12 + months + inMonths(weeks, 'week') + inMonths(days, 'day') + inMonths(hours, 'hour'),
    )
  }
  // Months and weeks go before hours, which are mostly hours of a week.
  const found = CALENDAR.exec(words) ?? CLOCK.exec(words)
  if (!found) return undefined
  const [, bound = '', first = '', plusFirst, second, plusSecond, unit = '', plusAfter] = found
  const name = unitOf(unit)
  const low = inMonths(numberOf(first), name)
  const high = second === undefined ? low : inMonths(numberOf(second), name)
  if (/less|under|up to|at most/.test(bound)) return { monthsMin: 0, monthsMax: high }
  const isOpen = /more|over|at least/.test(bound) || plusFirst || plusSecond || plusAfter
  return {
    monthsMin: Math.min(low, high),
    monthsMax: isOpen ? Number.POSITIVE_INFINITY : Math.max(low, high),
  }
}

export type DurationUnit = 'year' | 'month' | 'week' | 'day' | 'hour' | 'minute'

export function inMonths(amount: number, unit: DurationUnit): number {
  return amount * MONTHS[unit]
}

export function exactly(months: number): Duration {
  return { monthsMin: months, monthsMax: months }
}

/** True or false where the stated time decides it; undefined where it lies on both sides. */
export function isAtMost(duration: Duration, months: number): boolean | undefined {
  // 26 weeks are six months, whatever the days of the months.
  if (duration.monthsMax <= months * (1 + 1e-6)) return true
  return duration.monthsMin > months ? false : undefined
}

function unitOf(text: string): DurationUnit {
  const unit = text.toLowerCase()
  if (unit.startsWith('y')) return 'year'
  if (unit.startsWith('mi')) return 'minute'
  if (unit.startsWith('m')) return 'month'
  if (unit.startsWith('w')) return 'week'
  return unit.startsWith('d') ? 'day' : 'hour'
}

function numberOf(text: string): number {
  return WORDS[text] ?? Number(text.replace(',', '.'))
}

const WORDS: Record<string, number> = { one: 1, two: 2, three: 3, four: 4, six: 6, half: 0.5 }
const NUMBER = `\\d+(?:[.,]\\d+)?|${Object.keys(WORDS).join('|')}`
const CALENDAR = amountOf('year|yr|month|mth|week|wk|day')
const CLOCK = amountOf('hour|hr|minute|min', '(?!\\s*(?:a|per|each|every|/)\\s*(?:week|wk|day|month))')

function amountOf(units: string, notBefore = ''): RegExp {
  return new RegExp(
    `(less than|under|up to|at most|more than|over|at least)?\\s*(${NUMBER})\\s*(\\+)?\\s*(?:(?:-|–|—|to)\\s*(${NUMBER})\\s*(\\+)?)?\\s*-?\\s*(${units})s?\\b(\\s*\\+)?${notBefore}`,
  )
}

const DAYS_PER_MONTH = 30.4375
const HOURS_PER_WEEK = 5
const MONTHS: Record<DurationUnit, number> = {
  year: 12,
  month: 1,
  week: 7 / DAYS_PER_MONTH,
  day: 1 / DAYS_PER_MONTH,
  hour: 7 / DAYS_PER_MONTH / HOURS_PER_WEEK,
  minute: 7 / DAYS_PER_MONTH / HOURS_PER_WEEK / 60,
}

// What a clock on the wall shows, in any time zone and over its changes of the clock. The rules of the zones come
// with the runtime (Intl); nothing here asks what time it is.

/** A date and a time of day as people write them; month from 1. */
export interface LocalTime {
  year: number
  month: number
  day: number
  hour: number
  minute: number
  second: number
  millisecond: number
}

const dayMs = 86_400_000
const formats = new Map<string, Intl.DateTimeFormat>()

/**
 * What the wall shows at an instant.
 * @param timeZone IANA name
 * @throws RangeError for a zone that the runtime doesn't know
 */
export function localTimeOf(at: Date, timeZone: string): LocalTime {
  const parts: Record<string, number> = {}
  for (const { type, value } of formatOf(timeZone).formatToParts(at)) parts[type] = Number(value)
  return {
    year: parts.year ?? 0,
    month: parts.month ?? 1,
    day: parts.day ?? 1,
    hour: parts.hour ?? 0,
    minute: parts.minute ?? 0,
    second: parts.second ?? 0,
    millisecond: ((at.getTime() % 1000) + 1000) % 1000,
  }
}

/**
 * The instant at which the wall shows a time. Where the clock is set forward over it, the time moves on by as much;
 * where it is shown twice, the earlier one (as RFC 5545 §3.3.5 has it).
 */
export function instantOf(local: LocalTime, timeZone: string): Date {
  const asUtc = utcMs(local)
  const before = asUtc - offsetMs(new Date(asUtc - dayMs), timeZone)
  const after = asUtc - offsetMs(new Date(asUtc + dayMs), timeZone)
  const shown = [before, after].filter((ms) => utcMs(localTimeOf(new Date(ms), timeZone)) === asUtc)
  return new Date(shown.length > 0 ? Math.min(...shown) : before)
}

/** Days of a month; month from 1. */
export function daysInMonth(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate()
}

function offsetMs(at: Date, timeZone: string): number {
  return utcMs(localTimeOf(at, timeZone)) - at.getTime()
}

function utcMs({ year, month, day, hour, minute, second, millisecond }: LocalTime): number {
  return Date.UTC(year, month - 1, day, hour, minute, second, millisecond)
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone)
  if (!format) {
    format = new Intl.DateTimeFormat('en-GB', {
      timeZone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
    // Zones come from people's settings: bounded, so that odd spellings can't fill the memory.
    if (formats.size > 700) formats.clear()
    formats.set(timeZone, format)
  }
  return format
}

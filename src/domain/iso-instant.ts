/**
 * Epoch milliseconds of an ISO 8601 date or date and time; NaN for everything else, impossible days included. A bare
 * date is 00:00 UTC, and so is a time without zone. Accepted: `2025-03-01`, `2025-03-01T09:30`, with seconds, a
 * fraction, `Z` or an offset as `+02:00`; a blank may stand for the T. Written for millions of cells: no regular
 * expression, no object.
 */
export function isoInstant(text: string): number {
  const { length } = text
  if (length > scratch.length) return Number.NaN
  for (let k = 0; k < length; k++) {
    const code = text.charCodeAt(k)
    scratch[k] = code < 128 ? code : 0
  }
  return isoInstantIn(scratch, 0, length)
}

/** The same for a text that stands in `bytes` (ASCII, UTF-8) from `start` to `end`. */
export function isoInstantIn(bytes: Uint8Array, start: number, end: number): number {
  if (end - start < 10 || bytes[start + 4] !== DASH || bytes[start + 7] !== DASH) return Number.NaN
  const year = digits(bytes, start, 4)
  const month = digits(bytes, start + 5, 2)
  const day = digits(bytes, start + 8, 2)
  if (!(year >= 0 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month)))
    return Number.NaN
  const midnight = daysSinceEpoch(year, month, day) * 86_400_000
  if (end - start === 10) return midnight
  const separator = bytes[start + 10]
  if ((separator !== UPPER_T && separator !== LOWER_T && separator !== BLANK) || end - start < 16)
    return Number.NaN
  const hour = digits(bytes, start + 11, 2)
  const minute = digits(bytes, start + 14, 2)
  if (!(hour >= 0 && hour <= 23 && minute >= 0 && minute <= 59) || bytes[start + 13] !== COLON)
    return Number.NaN
  let at = start + 16
  let milliseconds = (hour * 60 + minute) * 60_000
  if (at < end && bytes[at] === COLON) {
    const second = at + 3 > end ? -1 : digits(bytes, at + 1, 2)
    // A leap second is taken for the start of the next minute.
    if (!(second >= 0 && second <= 60)) return Number.NaN
    milliseconds += second * 1000
    at += 3
    if (at < end && (bytes[at] === POINT || bytes[at] === COMMA)) {
      const from = ++at
      let scale = 100
      // Three digits are milliseconds; further ones are cut off.
      for (; at < end && isDigit(bytes[at] as number); at++) {
        milliseconds += ((bytes[at] as number) - 48) * scale
        scale = scale > 1 ? scale / 10 : 0
      }
      if (at === from) return Number.NaN
    }
  }
  const offset = zoneOffset(bytes, at, end)
  return midnight + milliseconds - offset
}

// Milliseconds east of UTC; NaN where the rest is no zone.
function zoneOffset(bytes: Uint8Array, at: number, end: number): number {
  if (at === end) return 0
  const sign = bytes[at]
  if ((sign === UPPER_Z || sign === LOWER_Z) && at + 1 === end) return 0
  const rest = end - at - 3
  const hasColon = bytes[at + 3] === COLON
  if ((sign !== PLUS && sign !== DASH) || rest < 0 || (rest !== 0 && rest !== (hasColon ? 3 : 2)))
    return Number.NaN
  const hours = digits(bytes, at + 1, 2)
  const minutes = rest === 0 ? 0 : digits(bytes, at + (hasColon ? 4 : 3), 2)
  if (!(hours >= 0 && hours <= 23 && minutes >= 0 && minutes <= 59)) return Number.NaN
  return (sign === PLUS ? 1 : -1) * (hours * 60 + minutes) * 60_000
}

// −1 where a character is no digit.
function digits(bytes: Uint8Array, from: number, count: number): number {
  let value = 0
  for (let k = from; k < from + count; k++) {
    const code = bytes[k] as number
    if (!isDigit(code)) return -1
    value = value * 10 + code - 48
  }
  return value
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

// Days from 1970-01-01 in the proleptic Gregorian calendar: whole years counted from March, so that 29 February is last.
function daysSinceEpoch(year: number, month: number, day: number): number {
  const marchYear = month > 2 ? year : year - 1
  const marchMonth = (month + 9) % 12
  const leapDays = Math.floor(marchYear / 4) - Math.floor(marchYear / 100) + Math.floor(marchYear / 400)
  const dayOfYear = Math.floor((153 * marchMonth + 2) / 5) + day - 1
  return marchYear * 365 + leapDays + dayOfYear - 719_468
}

const [DASH, COLON, POINT, COMMA, PLUS, BLANK] = [45, 58, 46, 44, 43, 32]
const [UPPER_T, LOWER_T, UPPER_Z, LOWER_Z] = [84, 116, 90, 122]
const scratch = new Uint8Array(64)

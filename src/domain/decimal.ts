/**
 * The number that stands in `bytes` (ASCII) from `start` to `end` in decimal notation, exactly as `Number` reads it;
 * NaN for everything else: no text, blanks, `0x10`, `Infinity`, `1,5`.
 */
export function decimalIn(bytes: Uint8Array, start: number, end: number): number {
  let at = start
  const isNegative = bytes[at] === MINUS
  if (isNegative || bytes[at] === PLUS) at++
  let mantissa = 0
  let digits = 0
  let decimals = -1
  for (; at < end; at++) {
    const byte = bytes[at] as number
    if (byte >= 48 && byte <= 57) {
      mantissa = mantissa * 10 + byte - 48
      digits++
      if (decimals >= 0) decimals++
    } else if (byte === POINT && decimals < 0) decimals = 0
    else break
  }
  // Up to 15 digits and 10^22 both numbers are exact, and so their quotient is rightly rounded.
  if (at < end || digits === 0 || digits > 15) return unusual(bytes, start, end)
  const size = decimals > 0 ? mantissa / (POWERS_OF_TEN[decimals] as number) : mantissa
  return isNegative ? -size : size
}

function unusual(bytes: Uint8Array, start: number, end: number): number {
  if (end - start > 400) return Number.NaN
  const text = String.fromCharCode(...bytes.subarray(start, end))
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN
}

const [MINUS, PLUS, POINT] = [45, 43, 46]
const POWERS_OF_TEN = Array.from({ length: 16 }, (_, k) => 10 ** k)

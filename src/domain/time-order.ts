/**
 * Row numbers in ascending order of `time`, rows of equal time in their original order. Times are finite and not
 * negative. Large inputs are sorted by radix, 16 bits at a time: the bits of a non-negative IEEE 754 double, read as
 * an unsigned integer, have the order of the number itself (Knuth, TAOCP 3, section 5.2.5). The keys move along with
 * the rows, because reading them out of order costs more than the sorting.
 */
export function orderByTime(time: Float64Array): Uint32Array {
  const n = time.length
  const rows = new Uint32Array(n)
  for (let row = 0; row < n; row++) rows[row] = row
  if (n < RADIX_PAYS_FROM) return rows.sort((a, b) => (time[a] as number) - (time[b] as number) || a - b)
  const [low, high] = halves(time)
  let from: Keyed = { rows, low, high }
  let to: Keyed = { rows: new Uint32Array(n), low: new Uint32Array(n), high: new Uint32Array(n) }
  for (const [half, shift] of [
    ['low', 0],
    ['low', 16],
    ['high', 0],
    ['high', 16],
  ] as const) {
    if (!sortByDigit(from, to, from[half], shift)) continue
    const sorted = to
    to = from
    from = sorted
  }
  return from.rows
}

interface Keyed {
  rows: Uint32Array
  low: Uint32Array
  high: Uint32Array
}

// Whether anything was to be done: false where all keys have the same digit.
function sortByDigit(from: Keyed, to: Keyed, keys: Uint32Array, shift: number): boolean {
  const n = keys.length
  const starts = new Uint32Array(65_536)
  for (let k = 0; k < n; k++) {
    const digit = ((keys[k] as number) >>> shift) & 0xffff
    starts[digit] = (starts[digit] as number) + 1
  }
  if (starts[((keys[0] as number) >>> shift) & 0xffff] === n) return false
  let start = 0
  for (let digit = 0; digit < 65_536; digit++) {
    const count = starts[digit] as number
    starts[digit] = start
    start += count
  }
  for (let k = 0; k < n; k++) {
    const digit = ((keys[k] as number) >>> shift) & 0xffff
    const place = starts[digit] as number
    starts[digit] = place + 1
    to.rows[place] = from.rows[k] as number
    to.low[place] = from.low[k] as number
    to.high[place] = from.high[k] as number
  }
  return true
}

function halves(time: Float64Array): [low: Uint32Array, high: Uint32Array] {
  const words = new Uint32Array(time.length * 2)
  const numbers = new Float64Array(words.buffer)
  // Adding 0 turns −0 into 0, whose bits come first.
  for (let row = 0; row < time.length; row++) numbers[row] = (time[row] as number) + 0
  const low = new Uint32Array(time.length)
  const high = new Uint32Array(time.length)
  const [lowAt, highAt] = IS_LITTLE_ENDIAN ? [0, 1] : [1, 0]
  for (let row = 0; row < time.length; row++) {
    low[row] = words[2 * row + lowAt] as number
    high[row] = words[2 * row + highAt] as number
  }
  return [low, high]
}

const RADIX_PAYS_FROM = 8192
const IS_LITTLE_ENDIAN = new Uint16Array(new Uint32Array([1]).buffer)[0] === 1

/**
 * Row numbers in ascending order of `time`, rows of equal time in their original order. Times are finite and not
 * negative. Large inputs are sorted by radix, 16 bits at a time: the bits of a non-negative IEEE 754 double, read as
 * an unsigned integer, have the order of the number itself (Knuth, TAOCP 3, section 5.2.5).
 */
export function orderByTime(time: Float64Array): Uint32Array {
  let order: Uint32Array<ArrayBuffer> = Uint32Array.from({ length: time.length }, (_, row) => row)
  if (time.length < RADIX_PAYS_FROM) return order.sort((a, b) => at(time, a) - at(time, b) || a - b)
  // Adding 0 turns −0 into 0, whose bits come first.
  const words = new Uint16Array(time.map((value) => value + 0).buffer)
  for (const digit of DIGITS_FROM_THE_LEAST) order = sortByDigit(order, words, digit)
  return order
}

function sortByDigit(
  order: Uint32Array<ArrayBuffer>,
  words: Uint16Array,
  digit: number,
): Uint32Array<ArrayBuffer> {
  const starts = new Uint32Array(65_536)
  for (let word = digit; word < words.length; word += 4)
    starts[at(words, word)] = at(starts, at(words, word)) + 1
  if (at(starts, at(words, digit)) === order.length) return order
  let start = 0
  for (let value = 0; value < 65_536; value++) {
    const count = at(starts, value)
    starts[value] = start
    start += count
  }
  const sorted = new Uint32Array(order.length)
  for (let k = 0; k < order.length; k++) {
    const row = at(order, k)
    const value = at(words, row * 4 + digit)
    const place = at(starts, value)
    sorted[place] = row
    starts[value] = place + 1
  }
  return sorted
}

function at(numbers: Float64Array | Uint32Array | Uint16Array, index: number): number {
  return numbers[index] as number
}

const RADIX_PAYS_FROM = 8192
const IS_LITTLE_ENDIAN = new Uint16Array(new Uint32Array([1]).buffer)[0] === 1
const DIGITS_FROM_THE_LEAST = IS_LITTLE_ENDIAN ? [0, 1, 2, 3] : [3, 2, 1, 0]

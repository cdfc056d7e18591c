import { expect, test } from 'vitest'
import { decodeStatusList, statusAt } from '../verify/status-list.ts'
import { encodeBits, LIST_LENGTH_MIN } from './bitstring.ts'

test('exactly the bits that were given are set, the first entry being the highest bit of the first byte', () => {
  const set = [0, 7, 8, 4711, LIST_LENGTH_MIN - 1]
  const bits = decodeStatusList(encodeBits(LIST_LENGTH_MIN, set))!
  expect(bits[0]).toBe(0x81)
  const found = Array.from({ length: LIST_LENGTH_MIN }, (_, index) => index).filter(
    (index) => statusAt(bits, index) === 1,
  )
  expect(found).toEqual(set)
})

test('a list of a million entries of which each tenth is set comes out as it went in', () => {
  const set = Array.from({ length: 104_858 }, (_, index) => index * 10)
  const bits = decodeStatusList(encodeBits(1_048_576, set))!
  expect(set.every((index) => statusAt(bits, index) === 1)).toBe(true)
  expect(statusAt(bits, 1)).toBe(0)
})

import { expect, test } from 'vitest'
import { rangeOf } from './media.ts'

test('one range of bytes is understood, from the start, to the end, or the last ones', () => {
  expect(rangeOf('bytes=0-99', 1000)).toEqual({ start: 0, end: 99 })
  expect(rangeOf('bytes=900-', 1000)).toEqual({ start: 900, end: 999 })
  expect(rangeOf('bytes=-10', 1000)).toEqual({ start: 990, end: 999 })
  expect(rangeOf('bytes=990-2000', 1000)).toEqual({ start: 990, end: 999 })
})

test('what is no range that we know is answered whole, what lies outside is refused', () => {
  for (const header of [undefined, 'bytes=-', 'bytes=0-1,5-6', 'lines=1-2'])
    expect(rangeOf(header, 10)).toBeUndefined()
  expect(() => rangeOf('bytes=20-', 10)).toThrow('outside')
})

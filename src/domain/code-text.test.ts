import { expect, test } from 'vitest'
import { codeFrom, isCodeWord, plainCode } from './code-text.ts'

test('ten bytes make sixteen signs, every bit of them counts', () => {
  expect(codeFrom(new Uint8Array(10))).toBe('0000-0000-0000-0000')
  expect(codeFrom(new Uint8Array(10).fill(255))).toBe('ZZZZ-ZZZZ-ZZZZ-ZZZZ')
  const base = new Uint8Array(10)
  const made = new Set([codeFrom(base)])
  for (let bit = 0; bit < 80; bit++) {
    const one = new Uint8Array(10)
    one[bit >> 3] = 1 << (bit & 7)
    made.add(codeFrom(one))
  }
  expect(made.size).toBe(81)
  expect(() => codeFrom(new Uint8Array(9))).toThrow(RangeError)
})

test('a code is the same however it is typed', () => {
  expect(plainCode(' 7kq2–m0xd il0o ')).toBe('7KQ2M0XD1100')
  expect(plainCode('7KQ2-MOXD-1100')).toBe('7KQ2M0XD1100')
})

test('a word for many has six signs at least and nothing that can not be typed', () => {
  expect(isCodeWord('Weave-2026')).toBe(true)
  expect(isCodeWord('weave')).toBe(false)
  expect(isCodeWord('weave 20%!')).toBe(false)
})

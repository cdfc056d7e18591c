import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { difference, type Piece } from './difference.ts'

const marked = (pieces: Piece[]) => pieces.filter((piece) => !piece.same).map((piece) => piece.text)
const joined = (pieces: Piece[]) => pieces.map((piece) => piece.text).join('')

test('of two short values only what differs is marked', () => {
  const { expected, got } = difference('[1, 2, 3]', '[1, 20, 3]')
  expect([marked(expected), marked(got)]).toEqual([['2'], ['20']])
})

test('of two long values only the lines that differ are marked', () => {
  const { expected, got } = difference('[\n  1,\n  2,\n  3\n]', '[\n  1,\n  3\n]')
  expect([marked(expected), marked(got)]).toEqual([['  2,\n'], []])
})

test('a value that lacks its last entry does not differ in the comma before', () => {
  const { got } = difference('[\n  1,\n  2\n]', '[\n  1\n]')
  expect(marked(got)).toEqual([])
})

test('whatever is compared, the pieces joined are the texts again', () => {
  const text = fc
    .array(fc.constantFrom('a', 'b', ',', '\n', ' '), { maxLength: 30 })
    .map((parts) => parts.join(''))
  fc.assert(
    fc.property(text, text, (a, b) => {
      const { expected, got } = difference(a, b)
      expect([joined(expected), joined(got)]).toEqual([a, b])
    }),
  )
})

test('equal texts have nothing marked', () => {
  fc.assert(
    fc.property(fc.string(), (a) => {
      expect(marked(difference(a, a).expected)).toEqual([])
    }),
  )
})

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { type BookLine, compareBooks } from './reconcile.ts'

const line = (more: Partial<BookLine> = {}): BookLine => ({
  kind: 'charge',
  reference: 'pi_1',
  amountMinor: 3900,
  currency: 'EUR',
  feeMinor: 113,
  state: 'succeeded',
  ...more,
})

test('books that say the same have no difference, in whatever order they are', () => {
  const lines = [
    line(),
    line({ reference: 'pi_2' }),
    line({ kind: 'refund' }),
    line({ kind: 'dispute', state: 'open' }),
  ]
  expect(compareBooks(lines, lines.toReversed())).toEqual([])
})

test('each way in which two books can differ has its name', () => {
  const kinds = (ours: BookLine[], theirs: BookLine[]) => compareBooks(ours, theirs).map((one) => one.kind)
  expect(kinds([], [line()])).toEqual(['charge_unknown'])
  expect(kinds([line()], [])).toEqual(['charge_missing'])
  expect(kinds([line()], [line({ amountMinor: 4000 })])).toEqual(['charge_amount'])
  expect(kinds([line()], [line({ currency: 'USD' })])).toEqual(['charge_amount'])
  expect(kinds([line({ state: 'failed' })], [line()])).toEqual(['charge_state'])
  expect(kinds([line()], [line({ feeMinor: 114 })])).toEqual(['fee_amount'])
  expect(kinds([line({ feeMinor: null })], [line()])).toEqual([])
  const dispute = line({ kind: 'dispute', state: 'open' })
  expect(kinds([dispute], [{ ...dispute, state: 'lost' }])).toEqual(['dispute_state'])
  expect(kinds([line({ kind: 'transfer' })], [line({ kind: 'refund' })])).toEqual([
    'refund_unknown',
    'transfer_missing',
  ])
})

test('a changed line is found among any number of equal ones, and nothing else is', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 30 }),
      fc.nat(),
      (names, at) => {
        const books = names.map((reference) => line({ reference }))
        const changed = names[at % names.length]!
        const theirs = books.map((one) => (one.reference === changed ? { ...one, amountMinor: 1 } : one))
        expect(compareBooks(books, theirs).map((one) => [one.kind, one.reference])).toEqual([
          ['charge_amount', changed],
        ])
      },
    ),
  )
})

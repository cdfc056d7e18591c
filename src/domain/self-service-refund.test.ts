import { expect, test } from 'vitest'
import { type RefundFacts, refundOfferOf } from './self-service-refund.ts'

const dayMs = 86_400_000
const now = new Date('2028-03-06T00:00:00Z')
const used: RefundFacts = {
  chargedAt: new Date('2028-02-25T00:00:00Z'),
  periodStart: new Date('2028-02-25T00:00:00Z'),
  periodEnd: new Date('2028-03-25T00:00:00Z'),
  leftMs: 19 * dayMs,
  wasOpened: true,
  isFirst: false,
  country: 'NZ',
  timeZone: 'UTC',
  amountMinor: 2900,
  creditMinor: 0,
  refundedCardMinor: 0,
  refundedCreditMinor: 0,
  isDisputed: false,
}

test('unused days come back rounded up, and everything where nothing was opened or the law says so', () => {
  expect(refundOfferOf(used, now)).toMatchObject({ kind: 'offer', cardMinor: 1900, inFull: false })
  expect(refundOfferOf({ ...used, wasOpened: false }, now)).toMatchObject({ cardMinor: 2900, inFull: true })
  expect(refundOfferOf({ ...used, isFirst: true, country: 'FR' }, now)).toMatchObject({
    cardMinor: 2900,
    reason: 'withdrawal',
  })
})

test('asking again gives nothing more, although the days that are left stay as they were', () => {
  expect(refundOfferOf({ ...used, refundedCardMinor: 1900 }, now)).toEqual({
    kind: 'none',
    why: 'nothing_left',
  })
  expect(refundOfferOf({ ...used, wasOpened: false, refundedCardMinor: 1900 }, now)).toMatchObject({
    cardMinor: 1000,
  })
})

test('after 14 days, or while a bank decides, there is nothing to ask for', () => {
  expect(refundOfferOf(used, new Date('2028-03-11T00:00:00Z'))).toEqual({ kind: 'none', why: 'too_late' })
  expect(refundOfferOf({ ...used, isDisputed: true }, now)).toEqual({ kind: 'none', why: 'disputed' })
})

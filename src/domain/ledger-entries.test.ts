import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  bankPayoutEntries,
  chargeEntries,
  creditLeftEntries,
  disputeEntries,
  gatewayFeeEntries,
  type LedgerEntry,
  payoutEntries,
  providerFeeEntries,
  refundEntries,
  taxPaidEntries,
} from './ledger-entries.ts'

const sale = { gateway: 'simulated', providerId: 'p', enrolmentId: 'e', country: 'NO' }
const sum = (...lists: LedgerEntry[][]) => lists.flat().reduce((total, entry) => total + entry.amountMinor, 0)
const on = (account: string, ...lists: LedgerEntry[][]) =>
  lists
    .flat()
    .filter((entry) => entry.account === account)
    .reduce((total, entry) => total + entry.amountMinor, 0)

test('a charge of card and credit with tax is owed to the provider and the state, and adds up to zero', () => {
  expect(chargeEntries(sale, { amountMinor: 3000, creditMinor: 900, taxMinor: 780 })).toEqual([
    { account: 'gateway:simulated', amountMinor: 3000 },
    { account: 'credit:e', amountMinor: 900 },
    { account: 'provider:p', amountMinor: -3120 },
    { account: 'tax:NO', amountMinor: -780 },
  ])
})

test('what a charge did is undone by giving all of it back, in card, credit or both', () => {
  const amount = fc.integer({ min: 0, max: 1_000_000 })
  fc.assert(
    fc.property(amount, amount, amount, (card, credit, some) => {
      const whole = card + credit
      const taxMinor = whole === 0 ? 0 : some % (whole + 1)
      const taxOfCard = Math.min(taxMinor, card)
      const lists = [
        chargeEntries(sale, { amountMinor: card, creditMinor: credit, taxMinor }),
        refundEntries(sale, { amountMinor: card, taxMinor: taxOfCard, form: 'card' }),
        refundEntries(sale, { amountMinor: credit, taxMinor: taxMinor - taxOfCard, form: 'credit' }),
      ]
      for (const list of lists) expect(sum(list)).toBe(0)
      for (const account of ['gateway:simulated', 'credit:e', 'provider:p', 'tax:NO'])
        expect(on(account, ...lists)).toBe(0)
    }),
  )
})

test('credit that is granted, then given back to the card, costs the provider nothing twice', () => {
  const lists = [
    chargeEntries(sale, { amountMinor: 3900, creditMinor: 0, taxMinor: 0 }),
    refundEntries(sale, { amountMinor: 3900, taxMinor: 0, form: 'credit' }),
    creditLeftEntries(sale, 3900),
  ]
  for (const account of ['gateway:simulated', 'credit:e', 'provider:p']) expect(on(account, ...lists)).toBe(0)
})

test('a dispute that is won leaves everything as it was; a lost one is borne by provider and state', () => {
  const amounts = { amountMinor: 3900, taxMinor: 650 }
  const charge = chargeEntries(sale, { ...amounts, creditMinor: 0 })
  const opened = disputeEntries(sale, 'opened', amounts)
  expect(on('gateway:simulated', charge, opened)).toBe(0)
  const won = [charge, opened, disputeEntries(sale, 'won', amounts)]
  expect(on('gateway:simulated', ...won)).toBe(3900)
  expect(on('disputes:simulated', ...won)).toBe(0)
  const lost = [charge, opened, disputeEntries(sale, 'lost', amounts)]
  for (const account of ['gateway:simulated', 'disputes:simulated', 'provider:p', 'tax:NO'])
    expect(on(account, ...lost)).toBe(0)
})

test('a payout is owed again when it fails, and gone when it is paid', () => {
  const to = { gateway: 'simulated', providerId: 'p' }
  const intended = payoutEntries(to, 'intended', 500)
  expect(intended).toEqual([
    { account: 'provider:p', amountMinor: 500 },
    { account: 'payout:p', amountMinor: -500 },
  ])
  expect(on('provider:p', intended, payoutEntries(to, 'failed', 500))).toBe(0)
  const paid = [intended, payoutEntries(to, 'paid', 500)]
  expect([on('provider:p', ...paid), on('payout:p', ...paid), on('gateway:simulated', ...paid)]).toEqual([
    500, 0, -500,
  ])
})

test('fees, bank payouts and tax that is handed over add up to zero', () => {
  for (const list of [
    gatewayFeeEntries('simulated', 88),
    providerFeeEntries('p', 'platform', 88),
    providerFeeEntries('p', { gateway: 'simulated' }, 88),
    bankPayoutEntries('simulated', 88),
    taxPaidEntries('simulated', 'NO', 88),
  ]) {
    expect(list).toHaveLength(2)
    expect(sum(list)).toBe(0)
  }
})

test('nothing is written for nothing, and only an enrolment has credit', () => {
  expect(chargeEntries(sale, { amountMinor: 0, creditMinor: 0, taxMinor: 0 })).toEqual([])
  const order = { ...sale, enrolmentId: null }
  expect(() => chargeEntries(order, { amountMinor: 1, creditMinor: 1, taxMinor: 0 })).toThrow(
    'Only an enrolment',
  )
  expect(() => chargeEntries(sale, { amountMinor: 1.5, creditMinor: 0, taxMinor: 0 })).toThrow('whole number')
})

import { decideIdle, givenBack } from '../idle-period.ts'
import { creditLeftEntries, refundEntries } from '../ledger-entries.ts'
import { taxOfRefund } from '../tax.ts'
import { refundAtGateway, wireFault } from './gateway-books.ts'
import {
  type Agreement,
  book,
  type Charge,
  creditOf,
  date,
  note,
  type Refund,
  type RefundReason,
  saleOf,
  type World,
  writeMail,
} from './world.ts'

// Giving money back as the room does it: the intention is stored with its reason, once for each reason and form; a
// job asks the gateway.

/** What of a charge went back already or is on its way. */
export function givenBackOf(
  agreement: Agreement,
  charge: Charge,
): { card: number; credit: number; tax: number } {
  const given = { card: 0, credit: 0, tax: 0 }
  for (const refund of agreement.refunds) {
    if (refund.charge !== charge || refund.state === 'refused' || refund.reason === 'credit_left') continue
    given[refund.form] += refund.amountMinor
    given.tax += refund.taxMinor
  }
  return given
}

/** Stores the intention to give back. */
export function giveBack(
  world: World,
  agreement: Agreement,
  charge: Charge,
  { reason, form, amountMinor }: { reason: RefundReason; form: 'card' | 'credit'; amountMinor: number },
): void {
  if (amountMinor <= 0) return
  const id = `${charge.id}:${reason}:${form}`
  if (agreement.refunds.some((refund) => refund.id === id)) return
  const given = givenBackOf(agreement, charge)
  const paid = { totalMinor: charge.amountMinor + charge.creditMinor, taxMinor: charge.taxMinor }
  const before = { totalMinor: given.card + given.credit, taxMinor: given.tax }
  const taxMinor = reason === 'credit_left' ? 0 : taxOfRefund(paid, before, amountMinor)
  const refund: Refund = {
    id,
    charge,
    reason,
    form,
    amountMinor,
    taxMinor,
    state: 'intended',
    intendedAt: world.now,
    settledAt: null,
  }
  agreement.refunds.push(refund)
  world.jobs.push({ kind: 'refund', agreement, refund, runAt: world.now })
}

/** All that is left of a charge, each part the way it came. */
function giveBackWhole(world: World, agreement: Agreement, charge: Charge, reason: RefundReason): void {
  const given = givenBackOf(agreement, charge)
  const { cardMinor, creditMinor } = givenBack(
    {
      amountMinor: charge.amountMinor,
      creditMinor: charge.creditMinor,
      refundedCardMinor: given.card,
      refundedCreditMinor: given.credit,
    },
    'refund',
  )
  giveBack(world, agreement, charge, { reason, form: 'card', amountMinor: cardMinor })
  giveBack(world, agreement, charge, { reason, form: 'credit', amountMinor: creditMinor })
}

/** Whatever was charged after the last qualifying hand-in goes back. */
export function giveBackAfterWork(world: World, agreement: Agreement, workDoneAt: number): void {
  for (const charge of agreement.charges)
    if (charge.state === 'succeeded' && charge.intendedAt > workDoneAt && !charge.isDisputed)
      giveBackWhole(world, agreement, charge, 'work_done')
}

/** The job: asks the gateway, which knows a question that it heard before. */
export function makeRefund(world: World, agreement: Agreement, refund: Refund): void {
  if (refund.state !== 'intended') return
  if (refund.form === 'credit')
    return settleRefund(world, agreement, refund, { state: 'succeeded', at: world.now })
  const fault = world.gateway.faulted.has(refund.id)
    ? 'none'
    : wireFault(world.seed, `refund ${refund.id}`, world.wireFaults)
  world.gateway.faulted.add(refund.id)
  const again = () => world.jobs.push({ kind: 'refund', agreement, refund, runAt: world.now + 60_000 })
  if (fault === 'lost_before' || fault === 'broken') return void again()
  const answer = refundAtGateway(
    world.gateway,
    { key: refund.id, chargeKey: refund.charge.id, amountMinor: refund.amountMinor },
    world.now,
  )
  if (fault === 'lost_after') return void again()
  settleRefund(world, agreement, refund, answer)
}

function settleRefund(
  world: World,
  agreement: Agreement,
  refund: Refund,
  answer: { state: 'succeeded'; at: number } | { state: 'refused' },
): void {
  if (refund.state !== 'intended') return
  refund.state = answer.state
  refund.settledAt = world.now
  if (answer.state === 'refused') return
  book(world, agreement, {
    key: `refund:${refund.id}`,
    kind: 'refund',
    at: answer.at,
    entries:
      refund.reason === 'credit_left'
        ? creditLeftEntries(saleOf(agreement), refund.amountMinor)
        : refundEntries(saleOf(agreement), refund),
  })
  writeMail(world, agreement, 'refunded')
  if (agreement.nextChargeAt === null && ['ended', 'cancelled', 'free_to_finish'].includes(agreement.state))
    giveBackCreditLeft(world, agreement)
}

/** Whether anything was done in a span of time. */
export function wasActive(agreement: Agreement, from: number, until: number): boolean {
  return agreement.facts.some((fact) => fact.kind === 'active' && fact.at >= from && fact.at < until)
}

/** The charge whose period is paid now, or was paid last. */
export function lastPaid(agreement: Agreement): Charge | undefined {
  return agreement.charges.findLast((charge) => charge.state === 'succeeded')
}

/** At the end of a paid period: a month in which nothing was done is given back, and the subscription pauses. */
export function checkIdle(world: World, agreement: Agreement): void {
  const charge = lastPaid(agreement)
  if (!charge || agreement.idleCheckAt === null) return
  const given = givenBackOf(agreement, charge)
  const decision = decideIdle(
    {
      state: agreement.state,
      idleCheckAt: date(agreement.idleCheckAt),
      wasActive: wasActive(agreement, charge.periodStart, agreement.idleCheckAt),
      amountMinor: charge.amountMinor,
      creditMinor: charge.creditMinor,
      refundedCardMinor: given.card,
      refundedCreditMinor: given.credit,
      isDisputed: charge.isDisputed,
      gives: agreement.state === 'active' ? agreement.idleGives : 'refund',
    },
    date(world.now),
  )
  if (decision.kind === 'wait') return
  charge.endedAt = agreement.idleCheckAt
  agreement.idleCheckAt = null
  if (decision.kind === 'keep') return
  const { cardMinor, creditMinor, pauses } = decision
  giveBack(world, agreement, charge, { reason: 'idle_period', form: 'card', amountMinor: cardMinor })
  giveBack(world, agreement, charge, { reason: 'idle_period', form: 'credit', amountMinor: creditMinor })
  if (pauses) {
    agreement.state = 'paused'
    agreement.pause = { at: world.now, by: 'idle', state: 'active', leftMs: 0 }
    agreement.nextChargeAt = null
    note(world, agreement, { kind: 'paused', by: 'idle' })
  }
  writeMail(world, agreement, 'idle')
}

/** A month that could not be given back at its end because it was disputed then. */
export function giveBackIdle(world: World, agreement: Agreement, charge: Charge): void {
  if (charge.endedAt === null || wasActive(agreement, charge.periodStart, charge.endedAt)) return
  giveBackWhole(world, agreement, charge, 'idle_period')
}

/** Credit that nobody can use any more goes back to the cards that paid. */
export function giveBackCreditLeft(world: World, agreement: Agreement): void {
  let left = creditOf(agreement)
  for (const charge of agreement.charges.toReversed()) {
    if (charge.state !== 'succeeded' || charge.isDisputed || left <= 0) continue
    if (agreement.refunds.some((refund) => refund.charge === charge && refund.reason === 'credit_left'))
      continue
    const card = agreement.refunds.reduce(
      (sum, refund) =>
        refund.charge === charge && refund.form === 'card' && refund.state !== 'refused'
          ? sum + refund.amountMinor
          : sum,
      0,
    )
    const amountMinor = Math.min(left, charge.amountMinor - card)
    giveBack(world, agreement, charge, { reason: 'credit_left', form: 'card', amountMinor })
    left -= Math.max(0, amountMinor)
  }
}

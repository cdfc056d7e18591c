import { refundOfferOf } from '../self-service-refund.ts'
import { cancel } from './ending.ts'
import { giveBack, givenBackOf, lastPaid, wasActive } from './giving-back.ts'
import { type Agreement, type Charge, date, note, type World } from './world.ts'

/** The learner asks for a charge back, and gets what the page showed. */
export function askRefund(world: World, agreement: Agreement, charge: Charge): void {
  if (charge.state !== 'succeeded' || charge !== lastPaid(agreement)) return
  const person = world.people[agreement.person]!
  if (person.erasedAt !== null) return
  const given = givenBackOf(agreement, charge)
  const isCurrent = charge === lastPaid(agreement)
  const leftMs = !isCurrent
    ? 0
    : agreement.pause
      ? agreement.pause.leftMs
      : Math.max(0, (agreement.paidUntil ?? 0) - world.now)
  const offer = refundOfferOf(
    {
      chargedAt: date(charge.settledAt!),
      periodStart: date(charge.periodStart),
      periodEnd: date(charge.periodEnd),
      leftMs,
      wasOpened: wasActive(agreement, charge.settledAt!, world.now + 1),
      isFirst: charge.number === 1,
      country: agreement.offer.country,
      timeZone: agreement.timeZone,
      amountMinor: charge.amountMinor,
      creditMinor: charge.creditMinor,
      refundedCardMinor: given.card,
      refundedCreditMinor: given.credit,
      isDisputed: charge.isDisputed,
    },
    date(world.now),
  )
  if (offer.kind === 'none') return
  note(world, agreement, {
    kind: 'refund_asked',
    charge: charge.id,
    amountMinor: offer.cardMinor + offer.creditMinor,
  })
  const { reason } = offer
  giveBack(world, agreement, charge, { reason, form: 'card', amountMinor: offer.cardMinor })
  giveBack(world, agreement, charge, { reason, form: 'credit', amountMinor: offer.creditMinor })
  endPaidPeriod(world, agreement)
}

// What was given back is over: the subscription is cancelled, and work is taken until now.
function endPaidPeriod(world: World, agreement: Agreement): void {
  if (agreement.state === 'ended' && agreement.endReason === 'work_done') return
  if (agreement.state !== 'ended') {
    cancel(world, agreement, { isOver: true })
    agreement.accessUntil = world.now
  }
  agreement.paidUntil = world.now
  agreement.idleCheckAt = null
}

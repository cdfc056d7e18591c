import { chargeAmount } from '../charge-amount.ts'
import { discountAfterCharge } from '../discount.ts'
import { chargeEntries } from '../ledger-entries.ts'
import { chargeMoment, daysAfterFailedCharge, decideCharge, reminderHoursGood } from '../trial.ts'
import { endAgreement, endPause } from './ending.ts'
import { chargeAtGateway, type GatewayAnswer, lookupAtGateway, wireFault } from './gateway-books.ts'
import { giveBackAfterWork, giveBackCreditLeft } from './giving-back.ts'
import {
  type Agreement,
  book,
  type Charge,
  creditOf,
  date,
  dayMs,
  hourMs,
  note,
  optionalDate,
  saleOf,
  type World,
  writeMail,
} from './world.ts'

// Charging as the room does it: decide, store the intention, ask the gateway from a job, match its answer, once.

/** A question may still be on its way for so long before it is asked again. */
const askedAgainAfterMs = 15 * 60_000

/** Does what the rules decide for a charge that is due. */
export function considerCharge(world: World, agreement: Agreement): void {
  if (agreement.nextChargeAt === null || !['trial', 'active'].includes(agreement.state)) return
  const person = world.people[agreement.person]!
  if (person.erasedAt !== null) return endAgreement(world, agreement, 'person_erased')
  const decision = decideCharge(
    {
      trialEndsAt: date(agreement.trialEndsAt),
      dueAt: date(agreement.nextChargeAt),
      anchorAt: optionalDate(agreement.anchorAt),
      monthsSinceAnchor: agreement.monthsSinceAnchor,
      chargesPaid: agreement.chargesPaid,
      chargesMax: agreement.chargesMax,
      reminderWanted: agreement.reminderWanted,
      reminderHandedOverAt: optionalDate(agreement.reminderHandedOverAt),
      addressConfirmedAt: optionalDate(person.confirmedAt),
      workDoneAt: optionalDate(agreement.workDoneAt),
      isPaused: agreement.pause !== null,
      idleCheckAt: optionalDate(agreement.idleCheckAt),
      timeZone: agreement.timeZone,
    },
    date(world.now),
  )
  switch (decision.kind) {
    case 'charge': {
      const { number, periodStart, periodEnd, startsAnew } = decision
      intend(world, agreement, {
        number,
        periodStart: periodStart.getTime(),
        periodEnd: periodEnd.getTime(),
        startsAnew,
        onSession: false,
      })
      return
    }
    case 'skip':
      agreement.nextChargeAt = decision.dueAt.getTime()
      agreement.monthsSinceAnchor = decision.monthsSinceAnchor
      return
    case 'end':
      return endAgreement(world, agreement, decision.why)
    case 'free':
      agreement.state = 'free_to_finish'
      agreement.nextChargeAt = null
      return
    case 'wait':
      if (decision.for === 'address' && agreement.accessUntil === null)
        agreement.accessUntil = agreement.trialEndsAt
      if (decision.for === 'reminder') forgetOldReminder(world, agreement)
  }
}

type Period = Pick<Charge, 'number' | 'periodStart' | 'periodEnd' | 'startsAnew' | 'onSession'>

/** Stores the intention and the job that asks the gateway. */
export function intend(world: World, agreement: Agreement, period: Period): Charge {
  const { offer } = agreement
  const { listMinor, discountMinor, taxMinor, creditMinor, amountMinor } = chargeAmount(
    {
      price_minor: offer.priceMinor,
      discount_bp: agreement.discountBp,
      tax_rate_bp: offer.taxRateBp,
      tax_added: offer.taxAdded,
    },
    creditOf(agreement),
  )
  const attempt = 1 + agreement.charges.filter((charge) => charge.number === period.number).length
  const charge: Charge = {
    ...period,
    id: `${agreement.id}/${period.number}/${attempt}`,
    attempt,
    state: 'intended',
    listMinor,
    discountMinor,
    taxMinor,
    creditMinor,
    amountMinor,
    intendedAt: world.now,
    sentAt: null,
    settledAt: null,
    endedAt: null,
    isDisputed: false,
  }
  agreement.charges.push(charge)
  agreement.nextChargeAt = null
  world.jobs.push({ kind: 'charge', agreement, charge, runAt: world.now })
  return charge
}

/** The job: asks the gateway, or looks up what became of an earlier question. */
export function makeCharge(world: World, agreement: Agreement, charge: Charge): void {
  if (charge.state !== 'intended') return
  if (charge.amountMinor === 0)
    return settleCharge(world, agreement, charge, { state: 'succeeded', reference: charge.id, at: world.now })
  if (charge.sentAt !== null) {
    const known = lookupAtGateway(world.gateway, charge.id)
    if (known) return settleCharge(world, agreement, charge, known)
    if (world.now - charge.sentAt < askedAgainAfterMs) {
      world.jobs.push({ kind: 'charge', agreement, charge, runAt: charge.sentAt + askedAgainAfterMs })
      return
    }
  }
  const person = world.people[agreement.person]!
  const isStillRight =
    ['trial', 'active', 'past_due'].includes(agreement.state) &&
    agreement.workDoneAt === null &&
    person.erasedAt === null &&
    person.confirmedAt !== null &&
    agreement.card !== null
  if (!isStillRight) {
    charge.state = 'withdrawn'
    charge.settledAt = world.now
    if (['trial', 'active'].includes(agreement.state)) agreement.nextChargeAt = charge.periodStart
    return
  }
  charge.sentAt = world.now
  const answer = ask(world, agreement, charge)
  if (answer) settleCharge(world, agreement, charge, answer)
  else world.jobs.push({ kind: 'charge', agreement, charge, runAt: world.now + 60_000 })
}

function ask(world: World, agreement: Agreement, charge: Charge): GatewayAnswer | undefined {
  const fault = world.gateway.faulted.has(charge.id)
    ? 'none'
    : wireFault(world.seed, `charge ${charge.id}`, world.wireFaults)
  world.gateway.faulted.add(charge.id)
  if (fault === 'lost_before' || fault === 'broken') return undefined
  const answer = chargeAtGateway(
    world.gateway,
    {
      key: charge.id,
      agreement: agreement.id,
      number: charge.number,
      card: world.cards.get(agreement.card!),
      amountMinor: charge.amountMinor,
      currency: agreement.offer.currency,
      onSession: charge.onSession,
    },
    world.now,
  )
  return fault === 'lost_after' ? undefined : answer
}

/** Matches an answer to its intention; the same answer again changes nothing. */
export function settleCharge(
  world: World,
  agreement: Agreement,
  charge: Charge,
  answer: GatewayAnswer,
): void {
  if (charge.state !== 'intended') return
  charge.settledAt = world.now
  if (answer.state === 'failed') {
    charge.state = 'failed'
    return fail(world, agreement)
  }
  charge.state = 'succeeded'
  note(world, agreement, { kind: 'paid', charge: charge.id })
  book(world, agreement, {
    key: `charge:${charge.id}`,
    kind: 'charge',
    at: answer.at,
    entries: chargeEntries(saleOf(agreement), charge),
  })
  succeed(world, agreement, charge)
  writeMail(world, agreement, 'receipt')
  if (agreement.workDoneAt !== null) giveBackAfterWork(world, agreement, agreement.workDoneAt)
  if (agreement.state !== 'active' && agreement.state !== 'paused') giveBackCreditLeft(world, agreement)
}

function succeed(world: World, agreement: Agreement, charge: Charge): void {
  agreement.chargesPaid++
  if (agreement.reminderWanted || agreement.anchorAt === null) {
    agreement.anchorAt = charge.periodStart
    agreement.monthsSinceAnchor = 1
  } else agreement.monthsSinceAnchor++
  agreement.reminderWanted = false
  agreement.reminderMail = null
  agreement.nextChargeAt = null
  const discount = discountAfterCharge({
    discount_bp: agreement.discountBp,
    discount_charges_left: agreement.discountChargesLeft,
    discount_after_bp: agreement.discountAfterBp,
  })
  agreement.discountBp = discount.discount_bp
  agreement.discountChargesLeft = discount.discount_charges_left
  agreement.discountAfterBp = discount.discount_after_bp
  agreement.paidUntil = charge.periodEnd
  agreement.idleCheckAt = charge.periodEnd
  if (agreement.state === 'cancelled' || agreement.state === 'ended') {
    agreement.accessUntil = charge.periodEnd
    return
  }
  agreement.accessUntil = null
  if (agreement.chargesPaid >= agreement.chargesMax || agreement.state === 'free_to_finish') {
    endPause(world, agreement)
    agreement.state = 'free_to_finish'
    return
  }
  if (agreement.pause) {
    // It was paused while the gateway was asked: what was paid is kept for later.
    agreement.pause.leftMs += charge.periodEnd - charge.periodStart
    agreement.pause.state = 'active'
    agreement.idleCheckAt = null
    return
  }
  agreement.state = 'active'
  agreement.nextChargeAt = chargeMoment(
    date(agreement.anchorAt!),
    agreement.monthsSinceAnchor,
    agreement.timeZone,
  ).getTime()
}

function fail(world: World, agreement: Agreement): void {
  if (!['trial', 'active'].includes(agreement.state)) return
  agreement.state = 'past_due'
  agreement.nextChargeAt = null
  agreement.accessUntil = world.now + daysAfterFailedCharge * dayMs
  writeMail(world, agreement, 'failed')
}

/**
 * The learner is there and pays a failed month, with another card where they give one. Clicks at the same time make
 * one charge.
 */
export function payAgain(world: World, agreement: Agreement, card?: string): void {
  if (agreement.workDoneAt !== null || agreement.charges.some((charge) => charge.state === 'intended')) return
  if (agreement.state !== 'past_due' || agreement.accessUntil === null || agreement.accessUntil <= world.now)
    return
  note(world, agreement, { kind: 'asked_to_pay' })
  if (card) agreement.card = card
  const { anchorAt, monthsSinceAnchor: months, timeZone } = agreement
  const startsAnew = agreement.reminderWanted || anchorAt === null
  const start = startsAnew ? date(world.now) : chargeMoment(date(anchorAt), months, timeZone)
  const end = startsAnew
    ? chargeMoment(start, 1, timeZone)
    : chargeMoment(date(anchorAt), months + 1, timeZone)
  const charge = intend(world, agreement, {
    number: agreement.chargesPaid + 1,
    periodStart: start.getTime(),
    periodEnd: end.getTime(),
    startsAnew,
    onSession: true,
  })
  makeCharge(world, agreement, charge)
}

// A reminder so old that it is forgotten is sent again, and 48 hours begin anew.
function forgetOldReminder(world: World, agreement: Agreement): void {
  const handedOver = agreement.reminderHandedOverAt
  if (handedOver === null || world.now - handedOver <= reminderHoursGood * hourMs) return
  agreement.reminderMail = null
  agreement.reminderHandedOverAt = null
}

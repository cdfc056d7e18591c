import { pauseDaysMax } from '../billing-pause.ts'
import { accessAfterCancelling, chargeMoment, chargesMaxOf, takenBack, trialEndOf } from '../trial.ts'
import { giveBackAfterWork, giveBackCreditLeft } from './giving-back.ts'
import { type Agreement, date, dayMs, note, optionalDate, type World, writeMail } from './world.ts'

// How agreements begin and end.

/** One trial for a person and for a card of a credential. */
export function startTrial(
  world: World,
  { person, offer: index, card }: { person: number; offer: number; card: string },
): Agreement | undefined {
  const offer = world.offers[index]!
  const { fingerprint } = world.cards.get(card)!
  const who = { person, fingerprint, credential: offer.credential }
  const had = world.agreements.some(
    (other) =>
      other.offer.credential === offer.credential &&
      (other.person === person || other.fingerprint === fingerprint),
  )
  const id = `${world.seed}:${world.agreements.length}`
  if (had || world.people[person]!.erasedAt !== null) {
    note(world, null, { kind: 'trial_refused', ...who })
    return undefined
  }
  const trialEndsAt = trialEndOf(date(world.now)).getTime()
  const agreement: Agreement = {
    id,
    person,
    offer: { ...offer },
    card,
    fingerprint,
    state: 'trial',
    timeZone: world.people[person]!.timeZone,
    chargesPaid: 0,
    chargesMax: chargesMaxOf(offer.advertisedWeeks),
    trialStartedAt: world.now,
    trialEndsAt,
    anchorAt: null,
    monthsSinceAnchor: 0,
    nextChargeAt: trialEndsAt,
    reminderWanted: true,
    reminderMail: null,
    reminderHandedOverAt: null,
    paidUntil: null,
    accessUntil: null,
    cancelledAt: null,
    endReason: null,
    pause: null,
    pausedMs: 0,
    idleCheckAt: null,
    idleGives: 'refund',
    waitedDays: 0,
    discountBp: 0,
    discountChargesLeft: null,
    discountAfterBp: 0,
    workDoneAt: null,
    facts: [],
    charges: [],
    refunds: [],
  }
  world.agreements.push(agreement)
  note(world, agreement, { kind: 'trial_started', ...who, priceMinor: offer.priceMinor })
  writeMail(world, agreement, 'trial_started')
  return agreement
}

/** Cancels in one step; work is taken to the end of what was paid. */
export function cancel(world: World, agreement: Agreement, { isOver = false } = {}): void {
  const isOpen = ['trial', 'active', 'past_due', 'paused'].includes(agreement.state)
  if (!isOpen && !(isOver && agreement.state === 'free_to_finish')) return
  const until = accessAfterCancelling(
    {
      state: agreement.state,
      trialEndsAt: date(agreement.trialEndsAt),
      paidUntil: optionalDate(agreement.paidUntil),
      accessUntil: optionalDate(agreement.accessUntil),
      pausedLeftMs: agreement.pause?.leftMs ?? null,
    },
    date(world.now),
  ).getTime()
  if (agreement.pause) {
    const { leftMs } = agreement.pause
    if (agreement.chargesPaid === 0) agreement.trialEndsAt = Math.max(agreement.trialEndsAt, until)
    else {
      agreement.paidUntil = until
      agreement.idleCheckAt = leftMs > 0 ? until : null
    }
    endPause(world, agreement)
    agreement.reminderMail = null
    agreement.reminderHandedOverAt = null
  }
  stopCharging(world, agreement)
  agreement.state = 'cancelled'
  agreement.cancelledAt = world.now
  agreement.accessUntil = until
  note(world, agreement, { kind: 'cancelled' })
  writeMail(world, agreement, 'cancelled')
  giveBackCreditLeft(world, agreement)
}

/** Within 30 days a cancellation is taken back; nothing is charged at that moment. */
export function takeBack(world: World, agreement: Agreement): void {
  if (agreement.state !== 'cancelled' || world.people[agreement.person]!.erasedAt !== null) return
  const back = takenBack(
    {
      cancelledAt: date(agreement.cancelledAt!),
      trialEndsAt: date(agreement.trialEndsAt),
      paidUntil: optionalDate(agreement.paidUntil),
      chargesPaid: agreement.chargesPaid,
      chargesMax: agreement.chargesMax,
      workDoneAt: optionalDate(agreement.workDoneAt),
      lastAskedBack: agreement.refunds.some(
        ({ charge, reason, state }) =>
          charge.number === agreement.chargesPaid &&
          state !== 'refused' &&
          (reason === 'self_service' || reason === 'withdrawal'),
      ),
    },
    date(world.now),
  )
  if (back.kind === 'too_late' || back.kind === 'asked_back') return
  agreement.cancelledAt = null
  agreement.accessUntil = null
  note(world, agreement, { kind: 'taken_back' })
  if (back.kind === 'free') {
    agreement.state = 'free_to_finish'
    return
  }
  agreement.state = back.state
  agreement.nextChargeAt = (back.kind === 'runs_on' ? back.until : back.nextChargeAt).getTime()
  const { anchorAt, monthsSinceAnchor: months, timeZone } = agreement
  if (
    back.kind === 'runs_on' &&
    anchorAt !== null &&
    chargeMoment(date(anchorAt), months, timeZone) < back.until
  ) {
    // What was paid ends on another day than the months do: they are reckoned from that day.
    agreement.anchorAt = back.until.getTime()
    agreement.monthsSinceAnchor = 0
  }
  if (back.kind === 'starts_anew') {
    agreement.reminderWanted = true
    agreement.reminderMail = null
    agreement.reminderHandedOverAt = null
  }
}

/** Ends for good. */
export function endAgreement(
  world: World,
  agreement: Agreement,
  why: 'work_done' | 'trial_lapsed' | 'payment_failed' | 'person_erased',
): void {
  stopCharging(world, agreement)
  if (agreement.pause) {
    // What a pause kept runs out from now.
    if (agreement.chargesPaid > 0) agreement.paidUntil = world.now + agreement.pause.leftMs
    endPause(world, agreement)
  }
  agreement.state = 'ended'
  agreement.endReason = why
  note(world, agreement, { kind: 'ended', why })
  giveBackCreditLeft(world, agreement)
  if (why === 'work_done') {
    if (agreement.workDoneAt !== null) giveBackAfterWork(world, agreement, agreement.workDoneAt)
    writeMail(world, agreement, 'work_done')
  }
}

/** However it goes on; whoever ends a pause late doesn't make it longer. */
export function endPause(world: World, agreement: Agreement): void {
  if (!agreement.pause) return
  agreement.pausedMs = Math.min(pauseDaysMax * dayMs, agreement.pausedMs + world.now - agreement.pause.at)
  agreement.pause = null
}

/** The job after the last qualifying hand-in. */
export function endWithWork(world: World, agreement: Agreement): void {
  if (agreement.workDoneAt === null) return
  if (agreement.state !== 'ended' && agreement.state !== 'cancelled')
    return endAgreement(world, agreement, 'work_done')
  giveBackAfterWork(world, agreement, agreement.workDoneAt)
}

/** A charge that the gateway wasn't asked for yet is withdrawn. */
export function stopCharging(world: World, agreement: Agreement): void {
  for (const charge of agreement.charges)
    if (charge.state === 'intended' && charge.sentAt === null) {
      charge.state = 'withdrawn'
      charge.settledAt = world.now
    }
  agreement.nextChargeAt = null
}

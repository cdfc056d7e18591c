import { decidePause, pauseIsOver, resumptionOf } from '../billing-pause.ts'
import { withDaysAdded } from '../waiting-days.ts'
import { cancel, stopCharging } from './ending.ts'
import { type Agreement, date, note, optionalDate, type Wait, type World, writeMail } from './world.ts'

// Pausing and going on, and days given for our own waits.

function pauseFacts(agreement: Agreement) {
  return {
    state: agreement.state,
    trialEndsAt: date(agreement.trialEndsAt),
    paidUntil: optionalDate(agreement.paidUntil),
    chargesPaid: agreement.chargesPaid,
    pausedAt: optionalDate(agreement.pause?.at ?? null),
    pausedBy: agreement.pause?.by ?? null,
    pausedState: agreement.pause?.state ?? null,
    pausedLeftMs: agreement.pause?.leftMs ?? null,
    pausedMs: agreement.pausedMs,
  }
}

/** The learner pauses: what is left is kept. */
export function pause(world: World, agreement: Agreement): void {
  const decision = decidePause(pauseFacts(agreement), date(world.now))
  if (decision.kind !== 'pause') return
  if (agreement.workDoneAt !== null || world.people[agreement.person]!.erasedAt !== null) return
  stopCharging(world, agreement)
  agreement.state = 'paused'
  agreement.pause = {
    at: world.now,
    by: 'learner',
    state: decision.pausedState,
    leftMs: decision.leftMs,
  }
  agreement.accessUntil = null
  // A period that is over already is still looked at.
  if (agreement.idleCheckAt !== null && agreement.idleCheckAt > world.now) agreement.idleCheckAt = null
  note(world, agreement, { kind: 'paused', by: 'learner' })
}

/** What was left runs on. */
export function resume(world: World, agreement: Agreement): void {
  const resumption = resumptionOf(pauseFacts(agreement), date(world.now))
  if (!resumption) return
  agreement.pause = null
  agreement.state = resumption.state
  agreement.trialEndsAt = resumption.trialEndsAt.getTime()
  agreement.paidUntil = resumption.paidUntil?.getTime() ?? null
  agreement.nextChargeAt = resumption.nextChargeAt.getTime()
  if (resumption.anchorAt) {
    agreement.anchorAt = resumption.anchorAt.getTime()
    agreement.monthsSinceAnchor = 0
  }
  agreement.reminderWanted = resumption.reminderWanted
  agreement.reminderMail = null
  agreement.reminderHandedOverAt = null
  agreement.idleCheckAt = resumption.idleCheckAt?.getTime() ?? agreement.idleCheckAt
  agreement.pausedMs = resumption.pausedMs
  note(world, agreement, { kind: 'resumed' })
}

/** Six months of pauses are over: cancelled, never charged. */
export function endLongPause(world: World, agreement: Agreement): void {
  const over = pauseIsOver(
    { pausedAt: optionalDate(agreement.pause?.at ?? null), pausedMs: agreement.pausedMs },
    date(world.now),
  )
  if (!over) return
  cancel(world, agreement)
  writeMail(world, agreement, 'pause_over')
}

// Who was paused or had nothing running didn't wait.
function wasAffected(agreement: Agreement, { from, until }: { from: number; until: number }): boolean {
  const { trialStartedAt, trialEndsAt, paidUntil, accessUntil } = agreement
  return (
    ['trial', 'active', 'past_due', 'cancelled'].includes(agreement.state) &&
    trialStartedAt < until &&
    Math.max(trialEndsAt, paidUntil ?? 0, accessUntil ?? 0) > from
  )
}

/** Days for a wait that was our doing, once for each source. */
export function makeGood(world: World, agreement: Agreement, wait: Wait): void {
  const { source, days, outage } = wait
  if (outage && !wasAffected(agreement, outage)) return
  if (agreement.charges.some((charge) => charge.state === 'intended')) {
    world.jobs.push({ kind: 'waited', agreement, wait, runAt: world.now + 15 * 60_000 })
    return
  }
  const known = agreement.facts.some((fact) => fact.kind === 'waited' && fact.source === source)
  if (known || days <= 0) return
  const after = withDaysAdded(
    {
      state: agreement.state,
      chargesPaid: agreement.chargesPaid,
      trialEndsAt: date(agreement.trialEndsAt),
      paidUntil: optionalDate(agreement.paidUntil),
      nextChargeAt: optionalDate(agreement.nextChargeAt),
      accessUntil: optionalDate(agreement.accessUntil),
      idleCheckAt: optionalDate(agreement.idleCheckAt),
      anchorAt: optionalDate(agreement.anchorAt),
      monthsSinceAnchor: agreement.monthsSinceAnchor,
      pausedLeftMs: agreement.pause?.leftMs ?? null,
      reminderWanted: agreement.reminderWanted,
    },
    days,
    date(world.now),
  )
  agreement.trialEndsAt = after.trialEndsAt.getTime()
  agreement.paidUntil = after.paidUntil?.getTime() ?? null
  agreement.nextChargeAt = after.nextChargeAt?.getTime() ?? null
  agreement.accessUntil = after.accessUntil?.getTime() ?? null
  agreement.idleCheckAt = after.idleCheckAt?.getTime() ?? null
  agreement.anchorAt = after.anchorAt?.getTime() ?? null
  agreement.monthsSinceAnchor = after.monthsSinceAnchor
  if (agreement.pause) agreement.pause.leftMs = after.pausedLeftMs ?? 0
  if (after.remindsAnew) {
    agreement.reminderMail = null
    agreement.reminderHandedOverAt = null
  }
  if (agreement.state !== 'ended' && agreement.state !== 'free_to_finish') agreement.waitedDays += days
  note(world, agreement, { kind: 'waited', source, days })
}

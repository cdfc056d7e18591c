import { pauseDaysMax } from '../billing-pause.ts'
import {
  firstChargeAfterReminder,
  reminderDueAt,
  reminderHoursBefore,
  reminderSentHoursBefore,
} from '../trial.ts'
import { considerCharge, makeCharge } from './charging.ts'
import { heedDispute } from './disputes.ts'
import { endAgreement, endWithWork } from './ending.ts'
import { checkIdle, makeRefund } from './giving-back.ts'
import { endLongPause, makeGood } from './pausing.ts'
import type { Tick } from './weather.ts'
import { type Agreement, date, dayMs, hourMs, note, type World, writeMail } from './world.ts'

const remindedBeforeMs = reminderSentHoursBefore * hourMs

// What happens by itself: mails are handed over, jobs run, and the sweep finds what is due.

/** One round of the worker. */
export function workerRound(world: World, tick: Tick): void {
  world.now = tick.at
  if (tick.worker === 'away') return
  if (tick.worker !== 'sweep') runJobs(world, tick.mail)
  if (tick.worker !== 'jobs') sweep(world)
  if (tick.worker === 'whole') runJobs(world, tick.mail)
}

/** Everything that waits and is due, in order; what fails waits for the next round. */
function runJobs(world: World, mailIsUp: boolean): void {
  if (mailIsUp) handOverMails(world)
  while (world.jobs.some((job) => job.runAt <= world.now)) {
    const due = world.jobs.filter((job) => job.runAt <= world.now)
    world.jobs = world.jobs.filter((job) => job.runAt > world.now)
    for (const job of due) {
      world.touched.add(job.agreement)
      if (job.kind === 'charge') makeCharge(world, job.agreement, job.charge)
      else if (job.kind === 'refund') makeRefund(world, job.agreement, job.refund)
      else if (job.kind === 'work_done') endWithWork(world, job.agreement)
      else if (job.kind === 'dispute') heedDispute(world, job.agreement, job.dispute)
      else makeGood(world, job.agreement, job.wait)
    }
    if (mailIsUp) handOverMails(world)
  }
}

function handOverMails(world: World): void {
  for (const mail of world.mails) mail.handedOverAt ??= world.now
  world.mails = world.mails.filter((mail) => mail.purpose === 'reminder' && isWaitedFor(world, mail))
}

// A mail is of interest until its hand-over was noted.
function isWaitedFor(world: World, mail: Agreement['reminderMail']): boolean {
  return world.agreements.some(
    (agreement) => agreement.reminderMail === mail && agreement.reminderHandedOverAt === null,
  )
}

/** Finds what is due from the tables alone. */
export function sweep(world: World): void {
  const { now } = world
  for (const agreement of world.agreements) {
    if (!isAnythingDue(agreement, now)) continue
    world.touched.add(agreement)
    noteHandedOver(world, agreement)
    sendReminder(world, agreement)
    if (agreement.idleCheckAt !== null && agreement.idleCheckAt <= now) checkIdle(world, agreement)
    if (agreement.nextChargeAt !== null && agreement.nextChargeAt <= now) considerCharge(world, agreement)
    if (agreement.state === 'past_due' && agreement.accessUntil! <= now) endUnpaid(world, agreement)
    if (agreement.pause) endLongPause(world, agreement)
  }
}

function isAnythingDue(agreement: Agreement, now: number): boolean {
  const { nextChargeAt, idleCheckAt, state, accessUntil, pause } = agreement
  const remindAt = agreement.reminderWanted && nextChargeAt !== null ? nextChargeAt - remindedBeforeMs : null
  return (
    (nextChargeAt !== null && nextChargeAt <= now) ||
    (remindAt !== null && remindAt <= now && agreement.reminderHandedOverAt === null) ||
    (idleCheckAt !== null && idleCheckAt <= now) ||
    (pause !== null && pause.at + pauseDaysMax * dayMs - agreement.pausedMs <= now) ||
    (state === 'past_due' && accessUntil! <= now)
  )
}

function noteHandedOver(world: World, agreement: Agreement): void {
  const handedOver = agreement.reminderMail?.handedOverAt ?? null
  if (handedOver === null || agreement.reminderHandedOverAt !== null) return
  if (agreement.nextChargeAt === null || !agreement.reminderWanted) return
  agreement.reminderHandedOverAt = handedOver
  agreement.nextChargeAt = Math.max(agreement.nextChargeAt, handedOver + reminderHoursBefore * hourMs)
  note(world, agreement, { kind: 'reminder_handed_over' }, handedOver)
}

function sendReminder(world: World, agreement: Agreement): void {
  const { nextChargeAt } = agreement
  if (nextChargeAt === null || !agreement.reminderWanted) return
  if (agreement.reminderMail || agreement.reminderHandedOverAt !== null) return
  if (!['trial', 'active'].includes(agreement.state)) return
  if (world.now < reminderDueAt(date(nextChargeAt)).getTime()) return
  const person = world.people[agreement.person]!
  if (person.erasedAt !== null || person.confirmedAt === null || agreement.workDoneAt !== null) return
  const planned = nextChargeAt > world.now ? nextChargeAt : agreement.trialEndsAt
  agreement.nextChargeAt = firstChargeAfterReminder(date(planned), date(world.now)).getTime()
  if (agreement.chargesPaid === 0) agreement.accessUntil = null
  agreement.reminderMail = writeMail(world, agreement, 'reminder')
}

function endUnpaid(world: World, agreement: Agreement): void {
  if (agreement.charges.some((charge) => charge.state === 'intended')) return
  endAgreement(world, agreement, agreement.chargesPaid > 0 ? 'payment_failed' : 'trial_lapsed')
}

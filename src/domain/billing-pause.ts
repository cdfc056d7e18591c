// Pausing: what is left of a trial or of a paid month is kept to the millisecond, and runs on after resuming.

import { reminderHoursBefore } from './trial.ts'

const dayMs = 86_400_000
const hourMs = 3_600_000

/** All pauses of a subscription together last at most six months (183 days). */
export const pauseDaysMax = 183

/** What is known of a subscription that is to be paused or resumed. */
export interface PauseFacts {
  state: 'trial' | 'active' | 'past_due' | 'paused' | 'free_to_finish' | 'cancelled' | 'ended'
  trialEndsAt: Date
  /** End of what was paid; null before the first charge. */
  paidUntil: Date | null
  chargesPaid: number
  pausedAt: Date | null
  pausedBy: 'learner' | 'idle' | null
  pausedState: 'trial' | 'active' | 'free_to_finish' | null
  pausedLeftMs: number | null
  /** Pauses that are over. */
  pausedMs: number
}

export type PauseDecision =
  | { kind: 'pause'; pausedState: 'trial' | 'active'; leftMs: number }
  | { kind: 'already' }
  | { kind: 'refused'; why: 'nothing_runs' | 'used_up' }

/**
 * Whether a subscription can be paused now, and what is kept of it. After a failed charge nothing is left; pausing
 * then means that nothing has to be paid.
 */
export function decidePause(facts: PauseFacts, now: Date): PauseDecision {
  if (facts.state === 'paused') return { kind: 'already' }
  if (facts.state !== 'trial' && facts.state !== 'active' && facts.state !== 'past_due')
    return { kind: 'refused', why: 'nothing_runs' }
  if (facts.pausedMs >= pauseDaysMax * dayMs) return { kind: 'refused', why: 'used_up' }
  const pausedState = facts.chargesPaid > 0 ? 'active' : 'trial'
  return { kind: 'pause', pausedState, leftMs: leftOf(facts, now) }
}

/** What is left of the trial or of the paid period, in milliseconds. */
export function leftOf(
  facts: Pick<PauseFacts, 'trialEndsAt' | 'paidUntil' | 'pausedLeftMs' | 'pausedAt'>,
  now: Date,
): number {
  if (facts.pausedAt) return facts.pausedLeftMs ?? 0
  const end = facts.paidUntil ?? facts.trialEndsAt
  return Math.max(0, end.getTime() - now.getTime())
}

/** How a subscription goes on after a pause. */
export interface Resumption {
  state: 'trial' | 'active'
  /** The trial's new end; unchanged where something was paid. */
  trialEndsAt: Date
  /** The new end of what was paid; null before the first charge. */
  paidUntil: Date | null
  nextChargeAt: Date
  /** The day from which months are reckoned from now on; null where the next charge is a first or a new one. */
  anchorAt: Date | null
  /** The next charge needs a reminder 48 hours before: a first one, or one where nothing was left. */
  reminderWanted: boolean
  /**
   * Work is taken from now on; else only from the next charge on. Who comes back to a month that was given back works at once; who
   * paused where nothing was left doesn't, so that pausing again and again buys no time.
   */
  takesWork: boolean
  /** When to ask whether anything was done in the paid period; null where none is running. */
  idleCheckAt: Date | null
  /** All pauses that are over, this one included. */
  pausedMs: number
}

/**
 * Lets what was left run on from now. Where nothing was left (a month given back, a charge that failed, a trial that was over) the next charge
 * comes 48 hours after a new reminder, and not by surprise.
 * @returns undefined where nothing is paused, or its six months are over
 */
export function resumptionOf(facts: PauseFacts, now: Date): Resumption | undefined {
  if (facts.state !== 'paused' || !facts.pausedAt || pauseIsOver(facts, now)) return undefined
  const leftMs = facts.pausedLeftMs ?? 0
  const ends = new Date(now.getTime() + leftMs)
  const pausedMs = facts.pausedMs + Math.max(0, now.getTime() - facts.pausedAt.getTime())
  const afterReminder = new Date(now.getTime() + reminderHoursBefore * hourMs)
  if (facts.chargesPaid === 0)
    return {
      state: 'trial',
      trialEndsAt: leftMs > 0 ? ends : facts.trialEndsAt,
      paidUntil: null,
      nextChargeAt: ends > afterReminder ? ends : afterReminder,
      anchorAt: null,
      reminderWanted: true,
      takesWork: leftMs > 0,
      idleCheckAt: null,
      pausedMs,
    }
  const isRunning = leftMs > 0
  return {
    state: 'active',
    trialEndsAt: facts.trialEndsAt,
    paidUntil: isRunning ? ends : facts.paidUntil,
    nextChargeAt: isRunning ? ends : afterReminder,
    anchorAt: isRunning ? ends : null,
    reminderWanted: !isRunning,
    takesWork: isRunning || facts.pausedBy === 'idle',
    idleCheckAt: isRunning ? ends : null,
    pausedMs,
  }
}

/** The moment at which the six months of pauses are used up; null where nothing is paused. */
export function pauseEndsAt(facts: Pick<PauseFacts, 'pausedAt' | 'pausedMs'>): Date | null {
  return facts.pausedAt && new Date(facts.pausedAt.getTime() + pauseDaysMax * dayMs - facts.pausedMs)
}

/** Then the subscription is cancelled with a mail; it never goes on with a charge by itself. */
export function pauseIsOver(facts: Pick<PauseFacts, 'pausedAt' | 'pausedMs'>, now: Date): boolean {
  const endsAt = pauseEndsAt(facts)
  return endsAt !== null && now >= endsAt
}

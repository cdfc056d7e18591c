// Whoever waits for us gets the days back.

const dayMs = 86_400_000
const hourMs = 3_600_000

/** A gap shorter than this is no outage: restarts and updates are that long. */
export const outageHoursMin = 1

/** Whole days for a wait of any length: a day begun is a day. */
export function waitingDaysOf(waitedMs: number): number {
  return Math.max(0, Math.ceil(waitedMs / dayMs))
}

/**
 * How long people could not work, from the last two beats of a pulse.
 * @returns undefined where the gap is shorter than an hour
 */
export function outageOf(
  lastBeatAt: Date,
  now: Date,
): { beganAt: Date; endedAt: Date; days: number } | undefined {
  const gapMs = now.getTime() - lastBeatAt.getTime()
  if (gapMs <= outageHoursMin * hourMs) return undefined
  return { beganAt: lastBeatAt, endedAt: now, days: waitingDaysOf(gapMs) }
}

export interface WaitFacts {
  state: 'trial' | 'active' | 'past_due' | 'paused' | 'free_to_finish' | 'cancelled' | 'ended'
  chargesPaid: number
  trialEndsAt: Date
  paidUntil: Date | null
  nextChargeAt: Date | null
  accessUntil: Date | null
  idleCheckAt: Date | null
  anchorAt: Date | null
  monthsSinceAnchor: number
  pausedLeftMs: number | null
  reminderWanted: boolean
}

/** What of it changes when days are added; fields that stay are the same as before. */
export type WaitMadeGood = Pick<
  WaitFacts,
  | 'trialEndsAt'
  | 'paidUntil'
  | 'nextChargeAt'
  | 'accessUntil'
  | 'idleCheckAt'
  | 'anchorAt'
  | 'monthsSinceAnchor'
  | 'pausedLeftMs'
> & {
  /** The announced first charge moved: it is announced anew. */
  remindsAnew: boolean
}

/**
 * Adds days to whatever runs: the trial, the paid period (and with it the next charge and the day from which months
 * are reckoned), the days after a failed charge or a cancellation, or what a pause keeps. Where nothing is paid any
 * more (free to finish, ended) nothing changes.
 */
export function withDaysAdded(facts: WaitFacts, days: number, now: Date): WaitMadeGood {
  const {
    trialEndsAt,
    paidUntil,
    nextChargeAt,
    accessUntil,
    idleCheckAt,
    anchorAt,
    monthsSinceAnchor,
    pausedLeftMs,
  } = facts
  const same: WaitMadeGood = {
    trialEndsAt,
    paidUntil,
    nextChargeAt,
    accessUntil,
    idleCheckAt,
    anchorAt,
    monthsSinceAnchor,
    pausedLeftMs,
    remindsAnew: false,
  }
  const later = <T extends Date | null>(at: T): T => (at && new Date(at.getTime() + days * dayMs)) as T
  switch (facts.state) {
    case 'paused':
      return { ...same, pausedLeftMs: (pausedLeftMs ?? 0) + days * dayMs }
    case 'trial':
      return {
        ...same,
        trialEndsAt: later(trialEndsAt),
        nextChargeAt: later(nextChargeAt),
        remindsAnew: true,
      }
    case 'active': {
      const next = later(nextChargeAt)
      const moved = next && !facts.reminderWanted ? { anchorAt: next, monthsSinceAnchor: 0 } : {}
      return {
        ...same,
        paidUntil: later(paidUntil),
        nextChargeAt: next,
        idleCheckAt: later(idleCheckAt),
        accessUntil: later(accessUntil),
        ...moved,
        remindsAnew: facts.reminderWanted,
      }
    }
    case 'past_due':
      return { ...same, accessUntil: later(accessUntil) }
    case 'cancelled': {
      const from = accessUntil && accessUntil > now ? accessUntil : now
      const isRunning = paidUntil !== null && paidUntil > now
      return {
        ...same,
        paidUntil: isRunning ? later(paidUntil) : paidUntil,
        accessUntil: later(from),
        idleCheckAt: later(idleCheckAt),
        // Taken back, the next month begins at the new end, and is a whole one.
        ...(isRunning ? { anchorAt: later(paidUntil), monthsSinceAnchor: 0 } : {}),
      }
    }
    default:
      return same
  }
}

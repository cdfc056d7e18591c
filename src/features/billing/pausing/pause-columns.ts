import { pauseDaysMax } from '../../../domain/billing-pause.ts'
import type { Subscription } from '../queries.ts'

const pausedMsMax = pauseDaysMax * 86_400_000

/** The columns of a subscription whose pause ends at `now`, however it goes on; nothing where none is paused. */
export function afterPause(subscription: Pick<Subscription, 'paused_at' | 'paused_ms'>, now: Date) {
  if (!subscription.paused_at) return {}
  const ms = Number(subscription.paused_ms) + Math.max(0, now.getTime() - subscription.paused_at.getTime())
  return {
    paused_at: null,
    paused_by: null,
    paused_state: null,
    paused_left_ms: null,
    pause_ends_at: null,
    // Whoever ends it late doesn't make the pause longer.
    paused_ms: Math.min(ms, pausedMsMax),
  }
}

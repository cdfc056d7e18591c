import type { Realm } from './realm.ts'

interface Timer {
  due: number
  order: number
  fire: () => unknown
  owner: Realm
}

const TIMERS_MAX = 10_000

/**
 * `setTimeout` without waiting: when nothing else is left to do, the timer that is due first fires, and the clock of
 * the run jumps there. An hour of waiting costs nothing, and the order is always the same.
 */
export class VirtualTimers {
  private timers: Timer[] = []
  private lastOrder = 0
  private clockMs = 0

  get isEmpty(): boolean {
    return this.timers.length === 0
  }

  add(fire: () => unknown, ms: string | undefined, owner: Realm): undefined {
    if (this.timers.length >= TIMERS_MAX) return
    const delay = Math.min(Math.max(Number(ms) || 0, 1), 2 ** 31)
    this.timers.push({ due: this.clockMs + delay, order: this.lastOrder++, fire, owner })
  }

  clear(): void {
    this.timers = []
  }

  /** Fires the next one (of one interpreter, if given). False if there is none. */
  fireNext(owner?: Realm): boolean {
    let next: Timer | undefined
    for (const timer of this.timers) {
      if (timer.owner.spoilt || (owner && timer.owner !== owner)) continue
      if (!next || timer.due < next.due || (timer.due === next.due && timer.order < next.order)) next = timer
    }
    if (!next) return false
    this.timers.splice(this.timers.indexOf(next), 1)
    this.clockMs = Math.max(this.clockMs, next.due)
    next.fire()
    return true
  }
}

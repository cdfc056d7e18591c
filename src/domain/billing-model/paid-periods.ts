import { type Agreement, type Charge, dayMs, type Fact } from './world.ts'

/** A month that was paid, as the learner lives it. */
export interface PaidPeriod {
  charge: Charge
  start: number
  /** With the days that were added and what pauses kept. */
  end: number
  /** The same with days that were told of only after it was over, before anything followed. */
  endAtMost: number
  endedBy: 'time' | 'refund'
  /** What was left when its refund was asked for. */
  leftWhenAskedMs: number
}

/**
 * Walks through what really happened and says when each paid month ended: pauses keep what is left, waits add days.
 * Worked out from the facts alone, not from what the rules wrote down.
 */
export function paidPeriods(agreement: Agreement, facts: Fact[]): PaidPeriod[] {
  const cap = Math.max(1, Math.floor((2 * agreement.offer.advertisedWeeks * 7 * 16) / 487))
  return agreement.charges
    .filter((charge) => charge.state === 'succeeded')
    .map((charge, n) => {
      const from = facts.findIndex((fact) => fact.kind === 'paid' && fact.charge === charge.id)
      const period: PaidPeriod = {
        charge,
        start: charge.periodStart,
        end: charge.periodEnd,
        endAtMost: charge.periodEnd,
        endedBy: 'time',
        leftWhenAskedMs: 0,
      }
      // Paused while the gateway was asked: the whole of it is kept.
      let leftMs: number | null = isPausedAt(facts.slice(0, from))
        ? charge.periodEnd - charge.periodStart
        : null
      let lateDays = 0
      for (const fact of facts.slice(from)) {
        if (leftMs === null && fact.at >= period.end) {
          lateDays = daysToldLate(facts.slice(facts.indexOf(fact)))
          break
        }
        if (fact.kind === 'paused' && leftMs === null) leftMs = period.end - fact.at
        else if (['resumed', 'cancelled', 'ended'].includes(fact.kind) && leftMs !== null) {
          period.end = fact.at + leftMs
          leftMs = null
        } else if (fact.kind === 'waited' && !hasEnded(facts, fact)) {
          // After the cap everything is free anyway: there is nothing to add to.
          if (n + 1 === cap && leftMs === null) continue
          if (leftMs === null) period.end += fact.days * dayMs
          else leftMs += fact.days * dayMs
        } else if (fact.kind === 'refund_asked' && fact.charge === charge.id) {
          period.leftWhenAskedMs = leftMs ?? period.end - fact.at
          period.end = fact.at
          period.endedBy = 'refund'
          break
        }
      }
      if (leftMs !== null) period.end = Number.POSITIVE_INFINITY
      period.endAtMost = period.end + lateDays * dayMs
      return period
    })
}

function daysToldLate(facts: Fact[]): number {
  let days = 0
  for (const fact of facts) {
    if (['paid', 'paused', 'resumed', 'ended'].includes(fact.kind)) break
    if (fact.kind === 'waited') days += fact.days
  }
  return days
}

function isPausedAt(facts: Fact[]): boolean {
  const last = facts.findLast((fact) =>
    ['paused', 'resumed', 'cancelled', 'ended', 'taken_back'].includes(fact.kind),
  )
  return last?.kind === 'paused'
}

function hasEnded(facts: Fact[], before: Fact): boolean {
  const ended = facts.findIndex((fact) => fact.kind === 'ended')
  return ended >= 0 && ended < facts.indexOf(before)
}

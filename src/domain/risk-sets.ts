import type { FollowUp } from './follow-up.ts'

/** What happened at one distinct time, group by group. The arrays are reused from time to time. */
export interface RiskSet {
  time: number
  /** People at risk just before it, by group. */
  atRisk: Float64Array
  /** Events of the cause in question and of all causes, by group. */
  events: Float64Array
  allEvents: Float64Array
}

/**
 * Walks through the distinct times at which somebody's follow-up ended, with the people at risk in each group: the
 * common ground of the tests between groups. `group[row]` is a number from 0 to `groups` − 1 for each row of the input
 * of `followUp`; rows of no group (−1) are left out. Without `cause` every event is in question.
 */
export function walkRiskSets(
  follow: FollowUp,
  group: ArrayLike<number>,
  groups: number,
  cause: number | undefined,
  visit: (set: RiskSet) => void,
): void {
  const set: RiskSet = {
    time: 0,
    atRisk: new Float64Array(groups),
    events: new Float64Array(groups),
    allEvents: new Float64Array(groups),
  }
  const add = (counts: Float64Array, row: number, change: number) => {
    const at = group[row] as number
    if (at >= 0 && at < groups) counts[at] = (counts[at] as number) + change
  }
  for (const row of follow.order) add(set.atRisk, row, 1)
  for (const row of follow.entryOrder) add(set.atRisk, row, -1)
  let entered = 0
  let from = 0
  for (const time of follow.times) {
    while (entered < follow.entryOrder.length && (follow.orderedEntry[entered] as number) < time) {
      add(set.atRisk, follow.entryOrder[entered] as number, 1)
      entered++
    }
    set.events.fill(0)
    set.allEvents.fill(0)
    let to = from
    for (; to < follow.n && follow.orderedTime[to] === time; to++) {
      const happened = follow.orderedCause[to] as number
      if (happened === 0) continue
      const row = follow.order[to] as number
      add(set.allEvents, row, 1)
      if (cause === undefined || happened === cause) add(set.events, row, 1)
    }
    set.time = time
    visit(set)
    for (; from < to; from++) add(set.atRisk, follow.order[from] as number, -1)
  }
}

export function total(counts: Float64Array): number {
  let sum = 0
  for (const count of counts) sum += count
  return sum
}

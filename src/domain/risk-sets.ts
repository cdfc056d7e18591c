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
  const { atRisk, events, allEvents } = set
  const { order, orderedTime, orderedCause, entryOrder, orderedEntry, times, n } = follow
  const groupOf = (row: number) => {
    const at = group[row] as number
    return at >= 0 && at < groups ? at : -1
  }
  const inOrder = new Int32Array(n)
  for (let k = 0; k < n; k++) {
    const at = groupOf(order[k] as number)
    inOrder[k] = at
    if (at >= 0) atRisk[at] = (atRisk[at] as number) + 1
  }
  const enters = (row: number, change: number) => {
    const at = groupOf(row)
    if (at >= 0) atRisk[at] = (atRisk[at] as number) + change
  }
  for (const row of entryOrder) enters(row, -1)
  let entered = 0
  let from = 0
  for (let j = 0; j < times.length; j++) {
    const time = times[j] as number
    while (entered < entryOrder.length && (orderedEntry[entered] as number) < time) {
      enters(entryOrder[entered] as number, 1)
      entered++
    }
    events.fill(0)
    allEvents.fill(0)
    let to = from
    for (; to < n && orderedTime[to] === time; to++) {
      const happened = orderedCause[to] as number
      const at = inOrder[to] as number
      if (happened === 0 || at < 0) continue
      allEvents[at] = (allEvents[at] as number) + 1
      if (cause === undefined || happened === cause) events[at] = (events[at] as number) + 1
    }
    set.time = time
    visit(set)
    for (; from < to; from++) {
      const at = inOrder[from] as number
      if (at >= 0) atRisk[at] = (atRisk[at] as number) - 1
    }
  }
}

export function total(counts: Float64Array): number {
  let sum = 0
  for (const count of counts) sum += count
  return sum
}

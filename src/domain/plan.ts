// A dated plan from hours a week: what is left, in order, spread over the coming days. Never a penalty: it is made
// anew from today whenever it is looked at.

export interface PlannedItem {
  id: string
  minutes: number
}

export interface DatedItem extends PlannedItem {
  /** Day on which it would be finished, as epoch milliseconds (UTC midnight of that day, or later). */
  finishMs: number
}

export interface Plan {
  items: DatedItem[]
  minutesLeft: number
  /** When everything would be done; `nowMs` where nothing is left. */
  finishMs: number
}

const weekMs = 7 * 86_400_000

/**
 * Spreads the items that are left evenly over time at a pace.
 * @param left items not done yet, in order
 * @param hoursPerWeek above 0
 * @param nowMs start of the plan
 * @throws RangeError where the pace is not a positive number
 */
export function planItems(left: readonly PlannedItem[], hoursPerWeek: number, nowMs: number): Plan {
  if (!(hoursPerWeek > 0)) throw new RangeError('hours a week must be above 0')
  const msPerMinute = weekMs / (hoursPerWeek * 60)
  let minutes = 0
  const items = left.map((item) => {
    minutes += Math.max(0, item.minutes)
    return { ...item, finishMs: nowMs + minutes * msPerMinute }
  })
  return { items, minutesLeft: minutes, finishMs: nowMs + minutes * msPerMinute }
}

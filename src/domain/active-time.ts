/** A mark that somebody was at work on an item: opened it, answered, typed, or a media player went on. */
export interface ActivityEvent {
  at_ms: number
  item: string
}

/** Active time of one person on one item on one day (UTC). */
export interface ActiveTime {
  day: string
  item: string
  seconds: number
}

/** The last event so far: its gap is not counted before the next event is known. */
export type ActivityCarry = ActivityEvent

export const LONGEST_GAP_MS = 5 * 60 * 1000

/**
 * Active time of one person from the events of all devices together: the gap from an event to the next belongs to the
 * earlier event's item and counts min(gap, 5 minutes); the last event adds nothing. Events in any order; those at the
 * same instant are taken in the order of their items' names, so that the result depends on nothing else. A gap over
 * midnight UTC is divided between the days. Sorted by day, then item.
 */
export function activeTime(events: readonly ActivityEvent[]): ActiveTime[] {
  return addActivity(undefined, events).added
}

/**
 * The same for events that come little by little: what they add to the active time, and the carry for the next call.
 * Adding up in any number of steps gives what `activeTime` gives for all events at once, provided that no event is
 * earlier than the carry. Those that are earlier (a device that was offline) are returned as `late` and not counted:
 * then the person's time is to be computed anew from all events.
 */
export function addActivity(
  carry: ActivityCarry | undefined,
  events: readonly ActivityEvent[],
): { added: ActiveTime[]; carry: ActivityCarry | undefined; late: ActivityEvent[] } {
  const valid = events.filter((event) => Number.isFinite(event.at_ms))
  const late = carry ? valid.filter((event) => event.at_ms < carry.at_ms) : []
  const timely = carry ? [carry, ...valid.filter((event) => event.at_ms >= carry.at_ms)] : [...valid]
  timely.sort((a, b) => a.at_ms - b.at_ms || (a.item < b.item ? -1 : a.item > b.item ? 1 : 0))
  const sums = new Map<string, ActiveTime>()
  for (let k = 0; k + 1 < timely.length; k++) {
    const event = timely[k] as ActivityEvent
    const gap = (timely[k + 1] as ActivityEvent).at_ms - event.at_ms
    addSpan(sums, event.item, event.at_ms, event.at_ms + Math.min(gap, LONGEST_GAP_MS))
  }
  const added = [...sums.values()].sort((a, b) =>
    a.day !== b.day ? (a.day < b.day ? -1 : 1) : a.item < b.item ? -1 : 1,
  )
  return { added, carry: timely.at(-1), late }
}

/** Seconds by item over all days. */
export function secondsByItem(times: readonly ActiveTime[]): Map<string, number> {
  const sums = new Map<string, number>()
  for (const { item, seconds } of times) sums.set(item, (sums.get(item) ?? 0) + seconds)
  return sums
}

function addSpan(sums: Map<string, ActiveTime>, item: string, from: number, to: number): void {
  let start = from
  while (start < to) {
    const end = Math.min(to, (Math.floor(start / DAY_MS) + 1) * DAY_MS)
    const day = new Date(start).toISOString().slice(0, 10)
    const key = `${day} ${item}`
    const sum = sums.get(key) ?? { day, item, seconds: 0 }
    sum.seconds += (end - start) / 1000
    sums.set(key, sum)
    start = end
  }
}

const DAY_MS = 86_400_000

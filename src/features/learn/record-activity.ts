import { sql } from 'kysely'
import type { Deps } from '../../platform/deps.ts'

export interface ActivityMark {
  personKey: string
  enrolmentId: string
  itemId: string
  at: Date
}

// Marks come one a minute from every open page; they are written together, a few times a second, and a page is told
// only after its marks are on the disk.
const waitMs = 120
const batchMax = 500

interface Waiting {
  mark: ActivityMark
  done: () => void
  failed: (error: unknown) => void
}

const waitingByPool = new WeakMap<object, Waiting[]>()

/**
 * Writes marks of activity, in batches over all requests. Marks on an enrolment that isn't the person's, or an item
 * outside its edition, are dropped by the query itself.
 */
export async function recordActivity(deps: Deps, marks: ActivityMark[]): Promise<void> {
  let waiting = waitingByPool.get(deps.pool)
  if (!waiting) {
    waiting = []
    waitingByPool.set(deps.pool, waiting)
  }
  const queue = waiting
  if (queue.length === 0) setTimeout(() => void flush(deps, queue), waitMs)
  await Promise.all(
    marks.map((mark) => new Promise<void>((done, failed) => queue.push({ mark, done, failed }))),
  )
}

async function flush(deps: Deps, queue: Waiting[]): Promise<void> {
  const all = queue.splice(0, queue.length)
  for (let from = 0; from < all.length; from += batchMax) {
    const batch = all.slice(from, from + batchMax)
    try {
      await insertMarks(
        deps,
        batch.map((entry) => entry.mark),
      )
      for (const entry of batch) entry.done()
    } catch (error) {
      for (const entry of batch) entry.failed(error)
    }
  }
}

async function insertMarks(deps: Deps, marks: ActivityMark[]): Promise<void> {
  await sql`insert into activity_marks (person_key, enrolment_id, item_id, at)
    select m.person, e.id, i.id, m.at
    from unnest(${marks.map((m) => m.personKey)}::uuid[], ${marks.map((m) => m.enrolmentId)}::uuid[], ${marks.map((m) => m.itemId)}::uuid[], ${marks.map((m) => m.at)}::timestamptz[]) as m(person, enrolment, item, at)
    join enrolments e on e.id = m.enrolment and e.person_key = m.person
    join items i on i.id = m.item and i.edition_id = e.edition_id`.execute(deps.db)
}

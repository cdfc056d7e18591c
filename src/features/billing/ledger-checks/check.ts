import type { RawBuilder } from 'kysely'

/** One thing that must hold: a query that looks at everything it speaks of, and names what breaks it. */
export interface LedgerCheck {
  name: string
  says: string
  /** Rows (id, broken). `now` is the moment at which it is asked. */
  rows: (now: RawBuilder<Date>) => RawBuilder<unknown>
}

/** What the worker has not come to yet may be late by so many days before it counts as broken. */
export const lateDays = 3

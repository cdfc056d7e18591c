import type pg from 'pg'
import type { Clock } from './clock.ts'
import type { Config } from './config.ts'
import type { Db } from './db/pool.ts'
import type { Log } from './log.ts'
import type { Random } from './random.ts'
import type { Sandbox } from './sandbox/port.ts'
import type { Storage } from './storage.ts'

/** Everything that a room gets from outside. Tests pass their own clock, randomness, network and gateways. */
export interface Deps {
  config: Config
  db: Db
  pool: pg.Pool
  clock: Clock
  random: Random
  log: Log
  storage: Storage
  /** Where code of others runs, and nowhere else. */
  sandbox: Sandbox
  /** Outgoing HTTP; in tests a function that answers from memory. */
  fetch: typeof fetch
}

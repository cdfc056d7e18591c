import { createHash } from 'node:crypto'
import { Kysely, PostgresDialect, type Transaction } from 'kysely'
import { Client, Pool, type PoolConfig, types } from 'pg'
import type { DB } from './types.ts'

export type Db = Kysely<DB>
export type Tx = Transaction<DB>
/** What a query needs: the database or a transaction on it. */
export type Executor = Kysely<DB>

// Numbers: a bigint that fits becomes a number, one that doesn't is an error rather than a rounded lie; numeric
// stays exact as text; a date stays the text that it is.
types.setTypeParser(types.builtins.INT8, (text) => {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new RangeError(`bigint ${text} does not fit a number`)
  return value
})
types.setTypeParser(types.builtins.NUMERIC, (text) => text)
types.setTypeParser(types.builtins.DATE, (text) => text)

const namesPerConnectionMax = 300

// Every statement with parameters gets a name (a hash of its text), so that the server keeps its plan. Past a
// bound a connection stops naming: texts that are made up each time must not fill the server's memory.
class NamingClient extends Client {
  readonly #names = new Set<string>()

  override query(...args: unknown[]): never {
    const [text, values] = args
    if (typeof text === 'string' && Array.isArray(values)) {
      const name = statementName(text)
      if (this.#names.has(name) || this.#names.size < namesPerConnectionMax) {
        this.#names.add(name)
        return super.query({ name, text, values } as never, ...(args.slice(2) as [])) as never
      }
    }
    return super.query(...(args as [never])) as never
  }
}

const nameByText = new Map<string, string>()
function statementName(text: string): string {
  let name = nameByText.get(text)
  if (!name) {
    name = `c${createHash('sha1').update(text).digest('base64url').slice(0, 20)}`
    if (nameByText.size < 2000) nameByText.set(text, name)
  }
  return name
}

export interface PoolOptions {
  connection: PoolConfig
  connectionsMax: number
  statementNames?: boolean
  onError?: (error: Error) => void
}

export function openPool({ connection, connectionsMax, statementNames = true, onError }: PoolOptions): Pool {
  const pool = new Pool({
    ...connection,
    max: connectionsMax,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 60_000,
    ...(statementNames ? { Client: NamingClient as unknown as typeof Client } : {}),
  } as PoolConfig)
  // A connection that breaks while idle (the database was restarted) is replaced at the next use.
  pool.on('error', (error) => onError?.(error))
  pool.on('connect', (client) => client.on('error', () => {}))
  return pool
}

/** @param onQuery called after every query, for tests that count them */
export function openDb(pool: Pool, onQuery?: () => void): Db {
  const dialect = new PostgresDialect({ pool })
  if (!onQuery) return new Kysely<DB>({ dialect })
  return new Kysely<DB>({
    dialect,
    log: ({ level }) => {
      if (level === 'query') onQuery()
    },
  })
}

/** JSON goes in as text: `pg` would turn an array into a PostgreSQL array. */
export function json(value: unknown): string {
  return JSON.stringify(value)
}

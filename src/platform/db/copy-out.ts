import { Kysely, PostgresDialect } from 'kysely'
import type pg from 'pg'
import type { Db } from './pool.ts'
import type { DB } from './types.ts'

/** One connection, as the query builder and as itself: what one does in a transaction the other sees. */
export interface OneConnection {
  db: Db
  client: pg.PoolClient
}

/** Runs work on a connection of its own, for what the query builder can't do (COPY) in the transaction that it began. */
export async function onOneConnection<T>(
  pool: pg.Pool,
  work: (connection: OneConnection) => Promise<T>,
): Promise<T> {
  const client = await pool.connect()
  const borrowed = { query: client.query.bind(client), release: () => {} } as unknown as pg.PoolClient
  const db = new Kysely<DB>({
    dialect: new PostgresDialect({ pool: { connect: async () => borrowed as never, end: async () => {} } }),
  })
  try {
    return await work({ db, client })
  } finally {
    client.release()
  }
}

/**
 * Reads numbers by COPY … TO STDOUT in binary: many times faster than rows of text, and never more than some kilobytes
 * at a time in memory.
 * @param query whose columns are all float8; it takes no parameters, so that only literals of ours may stand in it
 * @param onRow gets the same array for each row, NaN where the database says null
 * @returns how many rows there were
 */
export function copyOutNumbers(
  client: pg.ClientBase,
  query: string,
  columns: number,
  onRow: (row: Float64Array) => void,
): Promise<number> {
  return new Promise((done, fail) => {
    const row = new Float64Array(columns)
    let failure: Error | undefined
    let rows = 0
    let isFirst = true
    const statement = {
      submit(connection: { query(text: string): void }) {
        connection.query(`copy (${query}) to stdout (format binary)`)
      },
      handleCopyData({ chunk }: { chunk: Buffer }) {
        if (failure) return
        try {
          // The header (signature, flags, extension) comes with the first row or before it.
          const at = isFirst ? headerBytes + chunk.readInt32BE(headerBytes - 4) : 0
          isFirst = false
          if (at >= chunk.length || chunk.readInt16BE(at) === -1) return
          readRow(chunk, at, row)
          rows++
          onRow(row)
        } catch (error) {
          failure = error as Error
        }
      },
      handleCopyOutResponse() {},
      handleCommandComplete() {},
      handleError(error: Error) {
        failure ??= error
        fail(failure)
      },
      handleReadyForQuery() {
        if (failure) fail(failure)
        else done(rows)
      },
      callback(error?: Error) {
        if (error) fail(error)
      },
    }
    // `pg` runs whatever has a submit(); its types know only its own Query.
    client.query(statement as unknown as pg.Submittable)
  })
}

// PostgreSQL manual, COPY, Binary Format.
const headerBytes = 11 + 4 + 4

function readRow(chunk: Buffer, start: number, row: Float64Array): void {
  if (chunk.readInt16BE(start) !== row.length)
    throw new Error(`${chunk.readInt16BE(start)} columns instead of ${row.length}`)
  let at = start + 2
  for (let k = 0; k < row.length; k++) {
    const length = chunk.readInt32BE(at)
    at += 4
    if (length === -1) {
      row[k] = Number.NaN
      continue
    }
    if (length !== 8) throw new Error(`Column ${k + 1} is no float8: ${length} bytes`)
    row[k] = chunk.readDoubleBE(at)
    at += 8
  }
}

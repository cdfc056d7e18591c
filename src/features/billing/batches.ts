import type { Tx } from '../../platform/db/pool.ts'
import type { BillingDeps } from './gateway-of.ts'

// A sweep walks along an index in batches. A batch is one transaction of a few statements, whatever its size: a sweep
// that is killed in the middle has done the batches before, and memory holds one at a time.

const batchRows = 1000
const batchesMax = 2000

/** The last row looked at, in the order of the index. */
export interface Place {
  at: Date
  id: string
}

export interface Batches<Row extends Place> {
  name: string
  /** The next rows after a place, in the order of the index, locked; rows that somebody else holds are left out. */
  page: (tx: Tx, after: Place | undefined, rowsMax: number) => Promise<Row[]>
  /** Does what is due for all of them. */
  act: (tx: Tx, rows: Row[]) => Promise<void>
}

/**
 * Does one batch after the other. Where a batch fails, its rows are done one by one, so that a bad one stops nobody
 * else; it is found again next time.
 * @returns false where the bound was reached before the end
 */
export async function doInBatches<Row extends Place>(
  deps: BillingDeps,
  batches: Batches<Row>,
): Promise<boolean> {
  let after: Place | undefined
  for (let done = 0; done < batchesMax; done++) {
    const looked: Row[] = await doBatch(deps, batches, after, batchRows).catch((error: unknown) => {
      deps.log.error('billing-sweep', error, { name: batches.name })
      return doOneByOne(deps, batches, after)
    })
    if (looked.length < batchRows) return true
    after = looked.at(-1)
  }
  return false
}

async function doBatch<Row extends Place>(
  deps: BillingDeps,
  { page, act }: Batches<Row>,
  after: Place | undefined,
  rowsMax: number,
): Promise<Row[]> {
  return deps.db.transaction().execute(async (tx) => {
    const rows = await page(tx, after, rowsMax)
    if (rows.length > 0) await act(tx, rows)
    return rows
  })
}

async function doOneByOne<Row extends Place>(
  deps: BillingDeps,
  { name, page, act }: Batches<Row>,
  after: Place | undefined,
): Promise<Row[]> {
  const looked: Row[] = []
  for (let n = 0; n < batchRows; n++) {
    let row: Row | undefined
    await deps.db
      .transaction()
      .execute(async (tx) => {
        ;[row] = await page(tx, looked.at(-1) ?? after, 1)
        if (row) await act(tx, [row])
      })
      .catch((error: unknown) => deps.log.error('billing-sweep', error, { name, id: row?.id }))
    if (!row) return looked
    looked.push(row)
  }
  return looked
}

import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import Papa from 'papaparse'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** The folder of real data that tests read and nobody commits: `CANDOUR_SHARED` or `../shared`, then `/data`. */
export const sharedDataFolder = `${process.env.CANDOUR_SHARED ?? `${root}../shared`}/data`

export const hasSharedData = existsSync(`${sharedDataFolder}/README.md`)

/** For the name of a `describe.skipIf(!hasSharedData)`, so that a skipped run says why. */
export const sharedDataReason = hasSharedData ? '' : ' (skipped: no shared data folder; set CANDOUR_SHARED)'

/** Rows of a CSV file of the shared data, plain or gzipped, by column name. */
export function readSharedCsv(path: string): Record<string, string>[] {
  return Papa.parse<Record<string, string>>(readShared(path), { header: true, skipEmptyLines: true }).data
}

/** Rows as arrays: for files whose column names repeat. */
export function readSharedRows(path: string): string[][] {
  return Papa.parse<string[]>(readShared(path), { skipEmptyLines: true }).data
}

function readShared(path: string): string {
  const bytes = readFileSync(`${sharedDataFolder}/${path}`)
  return (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
}

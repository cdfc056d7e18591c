import { readFile } from 'node:fs/promises'
import { csvRows, fieldText } from '../domain/csv-rows.ts'
import type { RawTable } from '../domain/snapshot/catalogue.ts'
import { tableOfObjects } from '../domain/snapshot/objects.ts'
import { readCsvFile } from './read-csv.ts'

export interface ReadTable extends RawTable {
  /** What the catalogue says of itself, as our own site does. */
  asOf?: string
  isSimulated: boolean
  /** Lines whose number of fields is not the header's. */
  uneven: number
}

type Read = ReadTable | { problem: string }

/** A catalogue from a file: JSON where it begins with a bracket or ends in .json, lines of JSON, else CSV. */
export async function readCatalogueFile(file: string): Promise<Read> {
  const first = await firstBytes(file)
  if ('problem' in first) return first
  if (/\.(json|jsonl|ndjson)$/i.test(file) || /^\s*[[{]/.test(first.text))
    return readJson(await readFile(file, 'utf8'), file)
  const table = new TableOfRows()
  const problem = await readCsvFile(file, (row) =>
    table.add(Array.from({ length: row.count }, (_, k) => fieldText(row, k))),
  )
  return problem === undefined ? table.finish(file) : { problem }
}

/** The same from bytes that came from an address. */
export function readCatalogueBytes(bytes: Uint8Array, contentType: string, source: string): Read {
  const text = new TextDecoder().decode(bytes)
  if (/json/.test(contentType) || /^\s*[[{]/.test(text)) return readJson(text, source)
  if (/html/.test(contentType) || /^\s*</.test(text))
    return {
      problem: `${source} is a web page, not a catalogue. Give the address of a Candour site, or of a CSV or JSON file.`,
    }
  const table = new TableOfRows()
  const rows = csvRows((row) => table.add(Array.from({ length: row.count }, (_, k) => fieldText(row, k))))
  rows.feed(bytes)
  rows.finish()
  return rows.problem === undefined ? table.finish(source) : { problem: `${source}: ${rows.problem}.` }
}

async function firstBytes(file: string): Promise<{ text: string } | { problem: string }> {
  try {
    const bytes = await readFile(file)
    return { text: new TextDecoder().decode(bytes.subarray(0, 200)) }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === undefined) throw error
    return { problem: `${file} can't be read (${code}). Give a CSV or JSON file.` }
  }
}

function readJson(text: string, source: string): Read {
  let value: unknown
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (error) {
    const lines = jsonLines(text)
    if (!lines) return { problem: `${source} is not JSON: ${(error as Error).message}. Mend it.` }
    value = lines
  }
  const table = tableOfObjects(value)
  if (!table) return { problem: `${source} holds no list of entries. Give a JSON list of objects.` }
  const about = value as { as_of?: unknown; simulated?: unknown }
  return {
    ...table,
    uneven: 0,
    isSimulated: about.simulated === true,
    ...(typeof about.as_of === 'string' ? { asOf: about.as_of } : {}),
  }
}

function jsonLines(text: string): unknown[] | undefined {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  if (lines.length < 2) return undefined
  try {
    return lines.map((line) => JSON.parse(line) as unknown)
  } catch {
    return undefined
  }
}

class TableOfRows {
  #header: string[] | undefined
  readonly #rows: string[][] = []
  #uneven = 0

  add(cells: string[]): undefined {
    if (!this.#header) this.#header = cells
    else if (cells.length === this.#header.length) this.#rows.push(cells)
    else this.#uneven++
  }

  finish(source: string): Read {
    if (!this.#header) return { problem: `${source} is empty. Give a CSV file with a header.` }
    return { header: this.#header, rows: this.#rows, uneven: this.#uneven, isSimulated: false }
  }
}

import { readCount, readDecimal, readLevel, readList, readPrice, readYes } from './cell-values.ts'
import { type CatalogueColumn, type Places, placesOf } from './columns.ts'
import { type Duration, type DurationUnit, exactly, inMonths, readDuration } from './duration.ts'
import { isDamaged, repairedText } from './encodings.ts'
import { type ProviderKind, providerKind } from './providers.ts'

/** A table as it was read: every cell a text, rows as long as the header. */
export interface RawTable {
  header: readonly string[]
  rows: readonly (readonly string[])[]
}

/** An entry of a catalogue, as far as the catalogue says it. */
export interface CatalogueRow {
  title: string
  /** As in the file, before any repair. */
  rawTitle: string
  provider: string
  providerKind?: ProviderKind
  type: string
  level?: string
  rating?: number
  ratingsCount?: number
  enrolled?: number
  skills: string[]
  duration?: Duration
  /** As it is written there. */
  durationText: string
  price?: { amount: number; currency?: string }
  field: string
  description: string
}

export interface Catalogue {
  rows: CatalogueRow[]
  has: ReadonlySet<CatalogueColumn>
  /** Ours → the file's column. */
  columns: Record<string, string>
  repaired: number
  damaged: number
  /** Cells that were there and could not be read, by column. */
  unread: Partial<Record<CatalogueColumn, number>>
}

/** Reads a table as a catalogue; or says what is missing, and the mend. */
export function readCatalogue(
  table: RawTable,
  map: Readonly<Record<string, string>> = {},
): Catalogue | { problem: string } {
  const header = table.header.map((name) => name.trim())
  const places = placesOf(header, map)
  if ('problem' in places) return { problem: places.problem as string }
  const found = places as Places
  if (found.title === undefined) {
    return {
      problem: `No column looks like the title of an entry. There are ${header.join(', ')}; name it with --map title=COLUMN.`,
    }
  }
  tellRatingsApart(table, found)
  const reader = new RowReader(found)
  const rows = table.rows.map((cells) => reader.read(cells))
  return {
    rows: rows.filter((row) => row.title !== '' || row.provider !== ''),
    has: new Set(Object.keys(found) as CatalogueColumn[]),
    columns: Object.fromEntries(
      Object.entries(found).map(([column, place]) => [column, header[place as number] as string]),
    ),
    repaired: reader.repaired,
    damaged: reader.damaged,
    unread: reader.unread,
  }
}

// "ratings" may be their mean or their number: above ten it is a number.
function tellRatingsApart({ rows }: RawTable, places: Places): void {
  const { rating } = places
  if (rating === undefined || places.ratings_count !== undefined) return
  const values = rows.map((cells) => readCount(cells[rating] ?? '')).filter((value) => value !== undefined)
  const large = values.filter((value) => value > 100).length
  if (values.length === 0 || large * 2 < values.length) return
  places.ratings_count = rating
  delete places.rating
}

class RowReader {
  readonly #places: Places
  repaired = 0
  damaged = 0
  readonly unread: Partial<Record<CatalogueColumn, number>> = {}

  constructor(places: Places) {
    this.#places = places
  }

  read(cells: readonly string[]): CatalogueRow {
    const rawTitle = this.#raw(cells, 'title')
    const title = repairedText(rawTitle)
    if (title !== rawTitle) this.repaired++
    if (isDamaged(title)) this.damaged++
    const provider = this.#text(cells, 'provider')
    const row: CatalogueRow = {
      title,
      rawTitle,
      provider,
      type: this.#text(cells, 'type'),
      skills: readList(repairedText(this.#raw(cells, 'skills'))),
      durationText: this.#text(cells, 'duration'),
      field: this.#text(cells, 'field'),
      description: this.#text(cells, 'description'),
    }
    const kind = providerKind(provider, this.#raw(cells, 'provider_kind'))
    const level = readLevel(this.#text(cells, 'level'))
    const rating = this.#value(cells, 'rating', readDecimal)
    const ratingsCount = this.#value(cells, 'ratings_count', readCount)
    const enrolled = this.#value(cells, 'enrolled', readCount)
    const duration = this.#duration(cells)
    const price = this.#price(cells)
    return {
      ...row,
      ...(kind === undefined ? {} : { providerKind: kind }),
      ...(level === undefined ? {} : { level }),
      // A rating of 0 is how exports write "nobody rated".
      ...(rating === undefined || rating === 0 ? {} : { rating }),
      ...(ratingsCount === undefined ? {} : { ratingsCount }),
      ...(enrolled === undefined ? {} : { enrolled }),
      ...(duration === undefined ? {} : { duration }),
      ...(price === undefined ? {} : { price }),
    }
  }

  #raw(cells: readonly string[], column: CatalogueColumn): string {
    const place = this.#places[column]
    const text = place === undefined ? '' : (cells[place] ?? '').trim()
    return MISSING.test(text) ? '' : text
  }

  #text(cells: readonly string[], column: CatalogueColumn): string {
    return repairedText(this.#raw(cells, column)).replace(/\s+/g, ' ')
  }

  #value<T>(
    cells: readonly string[],
    column: CatalogueColumn,
    read: (text: string) => T | undefined,
  ): T | undefined {
    const text = this.#raw(cells, column)
    if (text === '') return undefined
    const value = read(text)
    if (value === undefined) this.unread[column] = (this.unread[column] ?? 0) + 1
    return value
  }

  #duration(cells: readonly string[]): Duration | undefined {
    for (const [column, unit] of WITH_UNIT) {
      const amount = this.#value(cells, column, readDecimal)
      if (amount !== undefined) return exactly(inMonths(amount, unit))
    }
    return this.#value(cells, 'duration', readDuration)
  }

  #price(cells: readonly string[]): CatalogueRow['price'] {
    if (readYes(this.#raw(cells, 'is_free')) === true || readYes(this.#raw(cells, 'is_paid')) === false)
      return { amount: 0 }
    const price = this.#value(cells, 'price', readPrice)
    const currency = this.#raw(cells, 'currency')
    return price && currency !== '' ? { ...price, currency } : price
  }
}

const WITH_UNIT: readonly (readonly [CatalogueColumn, DurationUnit])[] = [
  ['duration_months', 'month'],
  ['duration_weeks', 'week'],
  ['duration_days', 'day'],
  ['duration_hours', 'hour'],
]
// What programs write where there is nothing.
const MISSING = /^(na|n\/a|nan|null|none|undefined|-|–|not calibrated|unknown)$/i

import type { Catalogue } from './catalogue.ts'
import { typeName } from './types.ts'

/** What is odd about a catalogue and would mislead who does not know it, a sentence each. */
export function oddities(catalogue: Catalogue): string[] {
  const found: (string | undefined)[] = [
    searchCap(catalogue.rows.length),
    rounding(catalogue, 'ratingsCount', 'Numbers of ratings'),
    rounding(catalogue, 'enrolled', 'Numbers of enrolments'),
    ...duplicates(catalogue),
    ...encodings(catalogue),
    ...unread(catalogue),
    mixedCurrencies(catalogue),
  ]
  return found.filter((sentence) => sentence !== undefined)
}

// A search that shows at most so many is the commonest way in which a catalogue is exported.
function searchCap(n: number): string | undefined {
  const cap = CAPS.find((one) => n >= one * 0.98 && n <= one * 1.02)
  return cap === undefined
    ? undefined
    : `${n} rows are about ${cap}, where searches and exports often stop: this may be a sample of the catalogue, not the whole, and not a random one.`
}

const CAPS = [100, 200, 250, 500, 1000, 1500, 2000, 2500, 5000, 10_000, 20_000, 50_000, 100_000]

function rounding({ rows }: Catalogue, key: 'ratingsCount' | 'enrolled', what: string): string | undefined {
  const large = rows.map((row) => row[key]).filter((value) => value !== undefined && value >= 1000)
  const round = large.filter((value) => (value as number) % 100 === 0)
  if (large.length < 5 || round.length < large.length * 0.8) return undefined
  const example = round.find((value) => (value as number) % 1000 === 0) ?? round[0]
  return `${what} are rounded: ${round.length} of the ${large.length} from 1,000 on end in 00 (such as ${example}). Shares made of them are known only as far as the rounding allows.`
}

function duplicates({ rows }: Catalogue): (string | undefined)[] {
  const whole = counted(rows.map((row) => JSON.stringify({ ...row, rawTitle: undefined })))
  const entries = counted(rows.map((row) => key(row.title, row.provider, typeName(row.type))))
  const titles = counted(rows.map((row) => key(row.title)))
  const repeats = surplus(whole)
  const again = surplus(entries) - repeats
  const shared = surplus(titles) - surplus(entries)
  return [
    repeats > 0 ? `Rows that repeat another one word for word: ${repeats}. They were counted.` : undefined,
    again > 0
      ? `Rows with title, provider and kind of another row, and something else in the rest: ${again}. They were counted.`
      : undefined,
    shared > 0
      ? `Further rows with the title of another row, of another provider or kind: ${shared}.`
      : undefined,
  ]
}

function encodings({ repaired, damaged, rows }: Catalogue): (string | undefined)[] {
  return [
    repaired > 0
      ? `${repaired} of ${rows.length} titles are UTF-8 that was read as Latin-1 somewhere on the way ("Ã©" for "é"); they were put right before they were compared.`
      : undefined,
    damaged > 0 ? `${damaged} titles have characters that were lost (U+FFFD).` : undefined,
  ]
}

function unread({ unread: cells, columns }: Catalogue): string[] {
  return Object.entries(cells).map(
    ([column, n]) =>
      `${n} values of ${columns[column]} could not be read as ${column.replaceAll('_', ' ')} and count as not stated.`,
  )
}

function mixedCurrencies({ rows }: Catalogue): string | undefined {
  const paid = rows.flatMap(({ price }) => (price && price.amount > 0 ? [price.currency ?? ''] : []))
  return new Set(paid).size > 1
    ? 'Prices are in several currencies and are not added up across them.'
    : undefined
}

function key(...parts: string[]): string {
  return parts
    .map((part) =>
      part
        .toLowerCase()
        .replace(/[^\p{L}\p{N}]+/gu, ' ')
        .trim(),
    )
    .join(' | ')
}

function counted(keys: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const one of keys) counts.set(one, (counts.get(one) ?? 0) + 1)
  return counts
}

function surplus(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((sum, count) => sum + count - 1, 0)
}

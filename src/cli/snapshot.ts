import { writeFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { isoInstant } from '../domain/iso-instant.ts'
import { readCatalogue } from '../domain/snapshot/catalogue.ts'
import { isColumn } from '../domain/snapshot/columns.ts'
import { snapshotReport } from '../domain/snapshot/snapshot.ts'
import type { Io } from './main.ts'
import { type ReadTable, readCatalogueFile } from './read-catalogue.ts'
import { snapshotInWords } from './snapshot-in-words.ts'

const USAGE = `Usage: candour snapshot [FILE|URL] [--map NAME=COLUMN ...] [--as-of DATE] [--json] [--out report.html]

Puts a catalogue through the review's questions: how many are there and of which kinds, who provides them, which are
about IT, for whom, how long, how rated, at what price, and what the catalogue does not say.

FILE is a CSV or JSON export of any catalogue; its columns are found by name (title, provider, type, level, rating,
ratings_count, enrolled, skills, duration, price, description and others), --map names what is not found.
URL is a Candour site, or the address of such a file. Without either it is this site's own catalogue: of its database,
where CANDOUR_DATA or DATABASE_URL has one, else of the folder content/.

Exit codes: 0 fine, 2 the catalogue can't be read, 64 wrong usage.
`

interface Options {
  source?: string
  map: Record<string, string>
  asOf?: string
  json: boolean
  out?: string
}

/** `candour snapshot`: the analysis on stdout, as words or JSON; everything else on stderr. Returns the exit code. */
export async function snapshot(argv: string[], io: Io, now = new Date()): Promise<number> {
  const options = parseOptions(argv)
  if (typeof options === 'string') {
    io.stderr(`${options}\n\n${USAGE}`)
    return 64
  }
  const read = await readSource(options.source)
  if ('problem' in read) {
    io.stderr(`${read.problem}\n`)
    return 2
  }
  const catalogue = readCatalogue(read, options.map)
  if ('problem' in catalogue) {
    io.stderr(`${read.source}: ${catalogue.problem}\n`)
    return 2
  }
  const report = snapshotReport(catalogue, {
    source: read.source,
    asOf: options.asOf ?? read.asOf ?? now.toISOString().slice(0, 10),
    computedAt: now.toISOString(),
    simulated: read.isSimulated,
  })
  if (read.uneven > 0)
    report.warnings.unshift(
      `${read.uneven} lines have more or fewer fields than the header and were left out.`,
    )
  if (options.out !== undefined) {
    const { snapshotHtml } = await import('./snapshot-html.tsx')
    try {
      await writeFile(options.out, snapshotHtml(report))
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === undefined) throw error
      io.stderr(`${options.out} can't be written (${code}). Give a file that can.\n`)
      return 2
    }
    io.stderr(`Written to ${options.out}\n`)
  }
  io.stdout(options.json ? `${JSON.stringify(report, null, 2)}\n` : snapshotInWords(report))
  return 0
}

type Read = (ReadTable & { source: string }) | { problem: string }

// What a file or address needs is loaded only for it: a file needs no database.
async function readSource(source: string | undefined): Promise<Read> {
  if (source === undefined) return (await import('./own-catalogue.ts')).readOwnCatalogue()
  if (/^https?:\/\//i.test(source))
    return (await import('./catalogue-address.ts')).readCatalogueAddress(source)
  const read = await readCatalogueFile(source)
  return 'problem' in read ? read : { ...read, source: basename(source) }
}

function parseOptions(argv: readonly string[]): Options | string {
  const words = [...argv]
  const options: Options = { map: {}, json: false }
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    const at = word.startsWith('--') ? word.indexOf('=') : -1
    const flag = at < 0 ? word : word.slice(0, at)
    const inline = at < 0 ? undefined : word.slice(at + 1)
    const value = () => inline ?? words.shift()
    if (!flag.startsWith('--')) {
      if (options.source !== undefined) return `Give one catalogue, not ${options.source} and ${word}.`
      options.source = word
    } else if (flag === '--json') options.json = true
    else if (flag === '--out') {
      const file = value()
      if (file === undefined || file === '') return '--out needs the name of a file, such as report.html.'
      options.out = file
    } else if (flag === '--as-of') {
      const text = value() ?? ''
      const instant = isoInstant(text)
      if (Number.isNaN(instant)) return `--as-of ${text} is not an ISO 8601 date, such as 2025-03-01.`
      options.asOf = new Date(instant).toISOString().slice(0, 10)
    } else if (flag === '--map') {
      for (let pair = value(); ; pair = words.shift()) {
        const equals = pair?.indexOf('=') ?? -1
        if (pair === undefined || equals < 1)
          return `--map takes NAME=COLUMN${pair === undefined ? '' : `, not ${pair}`}.`
        options.map[pair.slice(0, equals)] = pair.slice(equals + 1)
        const [next = ''] = words
        if (!isColumn(next.slice(0, Math.max(0, next.indexOf('='))))) break
      }
    } else return `There is no option ${flag}.`
  }
  return options
}

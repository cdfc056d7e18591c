import { basename } from 'node:path'
import { ENROLLED_LATER } from '../domain/enrolment-facts.ts'
import { outcomesCharts } from '../domain/outcomes-charts.ts'
import { inLines, outcomesReport } from '../domain/outcomes-report.ts'
import { type OutcomesReader, type OutcomesTable, outcomesReader } from '../domain/outcomes-table.ts'
import { writeReport } from './outcomes-files.ts'
import { outcomesInWords } from './outcomes-in-words.ts'
import { type Options, parseOptions } from './outcomes-options.ts'
import { readCsvFile } from './read-csv.ts'

const USAGE = `Usage: candour outcomes FILE.csv --as-of DATE [--days 30,120,240] [--group COLUMN] [--credential COLUMN]
       [--map NAME=COLUMN ...] [--publish] [--minimum-cell 10] [--strict] [--json] [--out DIR]

Computes from a table of enrolments who finishes, leaves and stays, how long it takes and what it costs.
Columns: learner_id and enrolled_at; and as far as there are any: entered_at, started_at, committed_at, completed_at,
left_at, last_active_at, followed_until, credential_id, advertised_days, advertised_hours, intends_to_finish,
active_hours, doing_hours, paid, refunded, currency, rating. Dates are ISO 8601.

Nothing is suppressed without --publish: it is your own data. --strict stops at impossible rows instead of leaving
them out. --out writes the label as report.html, and report.json, figures.csv and curves.csv.

Exit codes: 0 fine, 1 impossible rows with --strict, 2 the file can't be used, 64 wrong usage.
`

interface Io {
  stdout(text: string): void
  stderr(text: string): void
}

/** `candour outcomes`: the report on stdout, as words or JSON; everything else on stderr. Returns the exit code. */
export async function outcomes(argv: string[], io: Io, now = new Date()): Promise<number> {
  const options = parseOptions(argv)
  if (typeof options === 'string') {
    io.stderr(options === '' ? USAGE : `${options}\n\n${USAGE}`)
    return 64
  }
  const table = await readTable(options)
  if ('problem' in table) {
    io.stderr(`${table.problem}\n`)
    return 2
  }
  if (options.strict) {
    const impossible = [...table.excluded, ...table.unused].filter(({ why }) => why !== ENROLLED_LATER)
    for (const { why, n, lines } of impossible) io.stderr(`${n}: ${why} (${inLines(n, lines)})\n`)
    if (impossible.length > 0) {
      io.stderr(
        'Stopped, because of --strict. Mend these rows, or leave --strict out to count without them.\n',
      )
      return 1
    }
  }
  const computedAt = now.toISOString()
  const report = outcomesReport(table, { ...options, computedAt })
  if (options.out !== undefined) {
    // Only a page needs what draws it.
    const { outcomesHtml } = await import('./outcomes-html.tsx')
    const charts = outcomesCharts(table, report, { ...options, computedAt })
    const problem = await writeReport(
      options.out,
      report,
      outcomesHtml(report, charts, basename(options.file)),
    )
    if (problem !== undefined) {
      io.stderr(`${problem}\n`)
      return 2
    }
    io.stderr(`Written to ${options.out}: report.html, report.json, figures.csv, curves.csv\n`)
  }
  io.stdout(options.json ? `${JSON.stringify(report, null, 2)}\n` : outcomesInWords(report))
  return 0
}

// Streams the file: only the typed arrays of the reader grow with it.
async function readTable(options: Options): Promise<OutcomesTable | { problem: string }> {
  let reader: OutcomesReader | undefined
  let headerProblem: string | undefined
  const problem = await readCsvFile(options.file, (row) => {
    if (reader) {
      reader.add(row)
      return
    }
    const made = outcomesReader(row, options)
    if ('problem' in made) {
      headerProblem = `${options.file}: ${made.problem}`
      return false
    }
    reader = made
  })
  if (headerProblem ?? problem) return { problem: (headerProblem ?? problem) as string }
  const groupsAtMost = options.publish ? PUBLISHED_GROUPS_AT_MOST : GROUPS_AT_MOST
  if (reader && reader.groupCount > groupsAtMost) {
    return {
      problem: `--group ${options.group}: ${reader.groupCount} different values, and ${options.publish ? 'what is published of groups is checked together' : 'groups are compared with each other'} up to ${groupsAtMost}. Choose a column with fewer.`,
    }
  }
  return reader ? reader.finish() : { problem: `${options.file} is empty. Give a CSV file with a header.` }
}

const GROUPS_AT_MOST = 500
// The check that nothing suppressed can be computed grows with the third power of the number of groups.
const PUBLISHED_GROUPS_AT_MOST = 200

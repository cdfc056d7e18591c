import { createReadStream } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import Papa from 'papaparse'
import type { Figure } from '../domain/figure.ts'
import { isoInstant } from '../domain/iso-instant.ts'
import { DEFAULT_DAYS, outcomesReport } from '../domain/outcomes-report.ts'
import type { OutcomesReport } from '../domain/outcomes-shape.ts'
import {
  type OutcomesOptions,
  type OutcomesReader,
  type OutcomesTable,
  outcomesReader,
} from '../domain/outcomes-table.ts'
import { outcomesInWords } from './outcomes-in-words.ts'

const USAGE = `Usage: candour outcomes FILE.csv --as-of DATE [--days 30,120,240] [--group COLUMN] [--credential COLUMN]
       [--map NAME=COLUMN ...] [--publish] [--minimum-cell 10] [--strict] [--json] [--out DIR]

Computes from a table of enrolments who finishes, leaves and stays, how long it takes and what it costs.
Columns: learner_id and enrolled_at; and as far as there are any: entered_at, started_at, committed_at, completed_at,
left_at, last_active_at, followed_until, credential_id, advertised_days, advertised_hours, intends_to_finish,
active_hours, doing_hours, paid, refunded, currency, rating. Dates are ISO 8601.

Nothing is suppressed without --publish: it is your own data. --strict stops at impossible rows instead of leaving
them out. --out writes report.json, figures.csv and curves.csv.

Exit codes: 0 fine, 1 impossible rows with --strict, 2 the file can't be used, 64 wrong usage.
`

interface Io {
  stdout(text: string): void
  stderr(text: string): void
}

interface Options extends OutcomesOptions {
  file: string
  days: number[]
  publish: boolean
  minimumCell: number
  strict: boolean
  json: boolean
  out?: string
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
  if (options.strict && table.excluded.length > 0) {
    for (const { why, n, lines } of table.excluded) {
      io.stderr(`${n} rows: ${why} (lines ${lines.join(', ')}${n > lines.length ? ', …' : ''})\n`)
    }
    io.stderr('Stopped, because of --strict. Mend these rows, or leave --strict out to count without them.\n')
    return 1
  }
  const report = outcomesReport(table, {
    days: options.days,
    minimumCell: options.minimumCell,
    publish: options.publish,
    computedAt: now.toISOString(),
  })
  if (options.out !== undefined) {
    await writeReport(options.out, report)
    io.stderr(`Written to ${options.out}: report.json, figures.csv, curves.csv\n`)
  }
  io.stdout(options.json ? `${JSON.stringify(report, null, 2)}\n` : outcomesInWords(report))
  return 0
}

function parseOptions(argv: readonly string[]): Options | string {
  const words = [...argv]
  const files: string[] = []
  const map: Record<string, string> = {}
  const options: Partial<Options> = { days: [...DEFAULT_DAYS] }
  const minimum = { cell: 10 }
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    const [flag, inline] = word.startsWith('--') ? split(word) : ['', undefined]
    const value = () => inline ?? words.shift()
    if (flag === '') files.push(word)
    else if (flag === '--publish') options.publish = true
    else if (flag === '--strict') options.strict = true
    else if (flag === '--json') options.json = true
    else if (flag === '--as-of') {
      const text = value() ?? ''
      options.asOf = isoInstant(text)
      if (Number.isNaN(options.asOf)) return `--as-of ${text} is not an ISO 8601 date, such as 2025-03-01.`
    } else if (flag === '--days') {
      options.days = (value() ?? '').split(',').map((day) => (day.trim() === '' ? Number.NaN : Number(day)))
      if (!options.days.every((day) => day >= 0)) return '--days takes numbers of days, such as 30,120,240.'
    } else if (flag === '--minimum-cell') {
      minimum.cell = Number(value())
      if (!(Number.isInteger(minimum.cell) && minimum.cell >= 1))
        return '--minimum-cell takes a whole number from 1 on.'
    } else if (flag === '--group' || flag === '--out' || flag === '--credential') {
      const text = value()
      if (text === undefined || text === '') return `${flag} needs a name.`
      if (flag === '--group') options.group = text
      else if (flag === '--out') options.out = text
      else map.credential_id = text
    } else if (flag === '--map') {
      // One or several pairs may follow.
      for (let pair = value(); pair !== undefined; pair = isPair(words[0]) ? words.shift() : undefined) {
        if (!isPair(pair)) return `--map takes NAME=COLUMN, not ${pair}.`
        map[pair.slice(0, pair.indexOf('='))] = pair.slice(pair.indexOf('=') + 1)
      }
    } else return `There is no option ${flag}.`
  }
  const [file] = files
  if (file === undefined) return ''
  if (files.length > 1) return `Give one file, not ${files.join(' and ')}.`
  if (options.asOf === undefined)
    return '--as-of DATE is missing: the date up to which the table is complete.'
  return {
    file,
    asOf: options.asOf,
    days: options.days ?? [...DEFAULT_DAYS],
    map,
    publish: options.publish ?? false,
    minimumCell: minimum.cell,
    strict: options.strict ?? false,
    json: options.json ?? false,
    ...(options.group === undefined ? {} : { group: options.group }),
    ...(options.out === undefined ? {} : { out: options.out }),
  }
}

function split(word: string): [flag: string, inline: string | undefined] {
  const at = word.indexOf('=')
  // --map=a=b has its own equals sign after the first.
  return at < 0 ? [word, undefined] : [word.slice(0, at), word.slice(at + 1)]
}

function isPair(word: string | undefined): word is string {
  return word !== undefined && !word.startsWith('--') && /^[a-z_]+=./.test(word)
}

// Streams the file: only the typed arrays of the reader grow with it.
function readTable(options: Options): Promise<OutcomesTable | { problem: string }> {
  return new Promise((resolve) => {
    const stream = createReadStream(options.file, { encoding: 'utf8', highWaterMark: 1 << 20 })
    let reader: OutcomesReader | undefined
    let line = 1
    const stop = (problem: string) => {
      stream.destroy()
      resolve({ problem })
    }
    stream.on('error', (error: NodeJS.ErrnoException) => {
      stop(`${options.file} can't be read (${error.code ?? error.message}). Give a CSV file.`)
    })
    Papa.parse<string[]>(stream, {
      chunk: ({ data, errors }, parser) => {
        const broken = errors.find((error) => error.type === 'Quotes')
        if (broken) {
          stop(`${options.file}, from line ${line} on: ${broken.message}. Mend the quotes.`)
          parser.abort()
          return
        }
        for (const fields of data) {
          const at = line
          line += 1 + lineBreaks(fields)
          if (fields.length === 1 && fields[0] === '') continue
          if (reader) {
            reader.add(fields, at)
            continue
          }
          const made = outcomesReader(fields, options)
          if ('problem' in made) {
            stop(made.problem)
            parser.abort()
            return
          }
          reader = made
        }
      },
      complete: () => {
        if (reader) resolve(reader.finish())
        else stop(`${options.file} is empty. Give a CSV file with a header.`)
      },
    })
  })
}

// Quoted fields may span lines.
function lineBreaks(fields: readonly string[]): number {
  let count = 0
  for (const field of fields) {
    for (let at = field.indexOf('\n'); at >= 0; at = field.indexOf('\n', at + 1)) count++
  }
  return count
}

async function writeReport(folder: string, report: OutcomesReport): Promise<void> {
  await mkdir(folder, { recursive: true })
  await writeFile(`${folder}/report.json`, `${JSON.stringify(report, null, 2)}\n`)
  const sections = [{ group: '', ...report }, ...report.groups]
  const figures = sections.flatMap((section) =>
    figuresIn(section).map(({ period, ...figure }) => ({
      group: section.group,
      ...figure,
      period_from: period.from,
      period_to: period.to,
    })),
  )
  await writeFile(
    `${folder}/figures.csv`,
    `${Papa.unparse(figures, { columns: FIGURE_CSV, escapeFormulae: true })}\n`,
  )
  const curves = sections.flatMap(({ group, completion, leaving, retention }) => [
    ...completion.map((point) => ({
      group,
      curve: 'completion',
      ...point,
      value: point.cumulative_incidence,
    })),
    ...leaving.map((point) => ({ group, curve: 'leaving', ...point, value: point.cumulative_incidence })),
    ...retention.map((point) => ({ group, curve: 'retention', ...point, value: point.survival })),
  ])
  await writeFile(
    `${folder}/curves.csv`,
    `${Papa.unparse(curves, { columns: CURVE_CSV, escapeFormulae: true })}\n`,
  )
}

function figuresIn(section: Omit<OutcomesReport['groups'][number], 'group'>): Figure[] {
  const { coverage, mean, mean_worst_case, mean_post_stratified } = section.ratings
  return [
    ...section.funnel,
    ...Object.values(section.completion_at),
    ...Object.values(section.retention_quantiles),
    ...Object.values(section.cost).flatMap((figures) => Object.values(figures)),
    section.hands_on,
    coverage,
    mean,
    mean_worst_case,
    mean_post_stratified,
  ]
}

const FIGURE_CSV = [
  'group',
  'name',
  'status',
  'why',
  'kind',
  'value',
  'lower',
  'upper',
  'level',
  'numerator',
  'denominator',
  'population',
  'period_from',
  'period_to',
  'computed_at',
  'method',
  'simulated',
]
const CURVE_CSV = ['group', 'curve', 'day', 'value', 'standard_error', 'lower', 'upper', 'at_risk']

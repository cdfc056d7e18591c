import { type CsvRow, fieldText } from './csv-rows.ts'
import { decimalIn } from './decimal.ts'
import { type EnrolmentColumns, rowProblem } from './enrolment-facts.ts'
import { Growing, hash53, LabelReader, type Labels, trimmed } from './growing-column.ts'
import { isoInstantIn } from './iso-instant.ts'

export const DATE_COLUMNS = [
  'enrolled_at',
  'entered_at',
  'started_at',
  'committed_at',
  'completed_at',
  'left_at',
  'last_active_at',
  'followed_until',
] as const
export const NUMBER_COLUMNS = [
  'advertised_days',
  'advertised_hours',
  'active_hours',
  'doing_hours',
  'paid',
  'refunded',
  'rating',
] as const
export const TEXT_COLUMNS = ['learner_id', 'credential_id', 'intends_to_finish', 'currency'] as const

type DateColumn = (typeof DATE_COLUMNS)[number]
type NumberColumn = (typeof NUMBER_COLUMNS)[number]
export type OutcomesColumn = DateColumn | NumberColumn | (typeof TEXT_COLUMNS)[number]

export const INTENDS = { unknown: 0, yes: 1, no: 2 } as const

/** Enrolments read from somebody's table: the rows that can be used, as columns. */
export interface OutcomesTable {
  asOf: number
  n: number
  has: ReadonlySet<OutcomesColumn>
  columns: EnrolmentColumns
  numbers: Record<NumberColumn, Float64Array>
  lastActiveAt: Float64Array
  /** `INTENDS` of each row. */
  intends: Uint8Array
  currency: Labels
  credential: Labels
  group: Labels | undefined
  /** Learners who have more than one row. */
  repeatedLearners: number
  excluded: Exclusion[]
  /** Values that can't be true, in rows that were counted without them. */
  unused: Exclusion[]
  warnings: string[]
}

export interface Exclusion {
  why: string
  n: number
  /** Lines of the file, the header being line 1; the first hundred. */
  lines: number[]
}

export interface OutcomesOptions {
  asOf: number
  /** Column by which everything is computed apart as well. */
  group?: string
  /** Names of the file's columns for ours: `{ enrolled_at: 'start' }`. */
  map?: Readonly<Record<string, string>>
}

/** Takes rows one by one and keeps what is needed of them in typed arrays. */
export interface OutcomesReader {
  add(row: CsvRow): void
  /** Different values of the group column so far. */
  readonly groupCount: number
  finish(): OutcomesTable
}

/** A reader for a table with this row as its header; or what is wrong with it, and the mend. */
export function outcomesReader(
  header: CsvRow,
  options: OutcomesOptions,
): OutcomesReader | { problem: string } {
  const names = Array.from({ length: header.count }, (_, k) => fieldText(header, k).trim())
  const has = `The file has ${names.map((name) => name || '(no name)').join(', ')}.`
  const placeOf = (column: string) => names.indexOf(options.map?.[column] ?? column)
  for (const [ours, theirs] of Object.entries(options.map ?? {})) {
    if (!ALL_COLUMNS.some((column) => column === ours)) {
      return {
        problem: `--map ${ours}=${theirs}: there is no column ${ours}. Columns are ${ALL_COLUMNS.join(', ')}.`,
      }
    }
    if (!names.includes(theirs))
      return { problem: `--map ${ours}=${theirs}: the file has no column ${theirs}. ${has}` }
  }
  for (const required of ['learner_id', 'enrolled_at']) {
    if (placeOf(required) < 0)
      return { problem: `There is no column ${required}. ${has} Name one with --map ${required}=COLUMN.` }
  }
  if (options.group !== undefined && !names.includes(options.group))
    return { problem: `--group ${options.group}: there is no such column. ${has}` }
  const used = [
    ...ALL_COLUMNS.map((column) => options.map?.[column] ?? column),
    ...(options.group === undefined ? [] : [options.group]),
  ]
  const twice = used.find((name) => names.indexOf(name) !== names.lastIndexOf(name))
  if (twice !== undefined)
    return { problem: `The header has the column ${twice} more than once. Rename the one that is not meant.` }
  return new ColumnReader(names, placeOf, options)
}

interface DateReader {
  column: DateColumn
  place: number
  values: Growing
  /** Where the row in hand has it. */
  cell: Float64Array
}

interface NumberReader {
  column: NumberColumn
  place: number
  values: Growing
  /** Values that can't be, and the lines of the first of them. */
  wrong: number
  lines: number[]
}

class ColumnReader implements OutcomesReader {
  readonly #fieldCount: number
  readonly #asOf: number
  readonly #has: Set<OutcomesColumn>
  readonly #dates: DateReader[]
  readonly #datesThere: DateReader[]
  readonly #numbers: NumberReader[]
  readonly #numbersThere: NumberReader[]
  readonly #learnerPlace: number
  readonly #intendsPlace: number
  readonly #intends: Growing
  readonly #learners = new Growing(Float64Array, 0)
  readonly #currency: LabelReader
  readonly #credential: LabelReader
  readonly #group: LabelReader | undefined
  readonly #excluded = new Map<string, Exclusion>()
  /** The row in hand, for `rowProblem`. */
  readonly #row = emptyRow()
  #n = 0
  #wrongIntentions = 0
  readonly #wrongIntentionLines: number[] = []

  constructor(names: readonly string[], placeOf: (column: string) => number, options: OutcomesOptions) {
    this.#fieldCount = names.length
    this.#asOf = options.asOf
    this.#has = new Set(ALL_COLUMNS.filter((column) => placeOf(column) >= 0))
    this.#dates = DATE_COLUMNS.map((column) => {
      const place = placeOf(column)
      return { column, place, values: new Growing(Float64Array, place), cell: this.#row[COLUMN_OF[column]] }
    })
    this.#numbers = NUMBER_COLUMNS.map((column) => {
      const place = placeOf(column)
      return { column, place, values: new Growing(Float64Array, place), wrong: 0, lines: [] }
    })
    this.#datesThere = this.#dates.filter(({ place }) => place >= 0)
    this.#numbersThere = this.#numbers.filter(({ place }) => place >= 0)
    this.#learnerPlace = placeOf('learner_id')
    this.#intendsPlace = placeOf('intends_to_finish')
    this.#intends = new Growing(Uint8Array, this.#intendsPlace)
    this.#currency = new LabelReader(placeOf('currency'))
    this.#credential = new LabelReader(placeOf('credential_id'))
    this.#group = options.group === undefined ? undefined : new LabelReader(names.indexOf(options.group))
  }

  add(row: CsvRow): void {
    const problem = this.#fieldProblem(row) ?? rowProblem(this.#row, 0, this.#asOf)
    if (problem !== undefined) {
      this.#exclude(problem, row.line)
      return
    }
    for (const { values, cell } of this.#datesThere) values.push(cell[0] as number)
    for (const numbers of this.#numbersThere) {
      const { start, end } = trimmed(row, numbers.place)
      const value = start === end ? Number.NaN : decimalIn(row.bytes, start, end)
      const isRight = isPossible(numbers.column, value)
      if (start !== end && !isRight) {
        numbers.wrong++
        if (numbers.lines.length < LINES_NAMED) numbers.lines.push(row.line)
      }
      numbers.values.push(isRight ? value : Number.NaN)
    }
    if (this.#intendsPlace >= 0) {
      const intention = intentionIn(row, this.#intendsPlace)
      if (intention === undefined) {
        this.#wrongIntentions++
        if (this.#wrongIntentionLines.length < LINES_NAMED) this.#wrongIntentionLines.push(row.line)
      }
      this.#intends.push(intention ?? INTENDS.unknown)
    }
    const learner = trimmed(row, this.#learnerPlace)
    this.#learners.push(hash53(row.bytes, learner.start, learner.end))
    this.#currency.push(row)
    this.#credential.push(row)
    this.#group?.push(row)
    this.#n++
  }

  get groupCount(): number {
    return this.#group?.count ?? 0
  }

  finish(): OutcomesTable {
    const n = this.#n
    // Columns that the file does not have are the same column.
    const absent = new Float64Array(n).fill(Number.NaN)
    const take = (values: Growing) => (values.isAbsent ? absent : (values.finish() as Float64Array))
    const date = (column: DateColumn) =>
      take(this.#dates.find((one) => one.column === column)?.values as Growing)
    const numbers = Object.fromEntries(
      this.#numbers.map(({ column, values }) => [column, take(values)]),
    ) as Record<NumberColumn, Float64Array>
    return {
      asOf: this.#asOf,
      n,
      has: this.#has,
      columns: {
        n,
        enrolledAt: date('enrolled_at'),
        enteredAt: date('entered_at'),
        startedAt: date('started_at'),
        committedAt: date('committed_at'),
        completedAt: date('completed_at'),
        leftAt: date('left_at'),
        followedUntil: date('followed_until'),
        advertisedDays: numbers.advertised_days,
      },
      numbers,
      lastActiveAt: date('last_active_at'),
      intends: this.#intends.isAbsent ? new Uint8Array(n) : (this.#intends.finish() as Uint8Array),
      currency: this.#currency.finish(),
      credential: this.#credential.finish(),
      group: this.#group?.finish(),
      repeatedLearners: repeatedIn((this.#learners.finish() as Float64Array).sort()),
      excluded: [...this.#excluded.values()],
      unused: this.#unusedValues(),
      warnings: this.#warnings(),
    }
  }

  // Reads the dates of the row on the way.
  #fieldProblem(row: CsvRow): string | undefined {
    if (row.count !== this.#fieldCount) return `not the ${this.#fieldCount} fields of the header`
    const learner = trimmed(row, this.#learnerPlace)
    if (learner.start === learner.end) return 'learner_id is empty'
    for (const { column, place, cell } of this.#datesThere) {
      const { start, end } = trimmed(row, place)
      const instant = start === end ? Number.NaN : isoInstantIn(row.bytes, start, end)
      if (start !== end && Number.isNaN(instant)) return `${column} is not an ISO 8601 date`
      cell[0] = instant
    }
    return undefined
  }

  #exclude(why: string, line: number): void {
    const exclusion = this.#excluded.get(why) ?? { why, n: 0, lines: [] }
    exclusion.n++
    if (exclusion.lines.length < LINES_NAMED) exclusion.lines.push(line)
    this.#excluded.set(why, exclusion)
  }

  #unusedValues(): Exclusion[] {
    const unused = this.#numbers
      .filter((numbers) => numbers.wrong > 0)
      .map(({ column, wrong, lines }) => ({
        why: `values of ${column} are impossible and were not used`,
        n: wrong,
        lines,
      }))
    if (this.#wrongIntentions === 0) return unused
    const why = 'values of intends_to_finish are neither yes nor no and count as not answered'
    return [...unused, { why, n: this.#wrongIntentions, lines: this.#wrongIntentionLines }]
  }

  #warnings(): string[] {
    const labels = [this.#currency, this.#credential, ...(this.#group ? [this.#group] : [])]
    return labels.some((label) => label.hasOtherEncoding)
      ? ['Some text is not UTF-8 and was read as Windows-1252: look at the names of the groups.']
      : []
  }
}

// Words for yes and no as they are found in tables.
function intentionIn(row: CsvRow, place: number): number | undefined {
  const { start, end } = trimmed(row, place)
  if (start === end) return INTENDS.unknown
  return end - start > 5 ? undefined : INTENTIONS.get(hash53(row.bytes, start, end))
}

// How many numbers stand there more than once.
function repeatedIn(sorted: Float64Array): number {
  let count = 0
  for (let k = 1; k < sorted.length; k++) {
    if (sorted[k] === sorted[k - 1] && (k < 2 || sorted[k] !== sorted[k - 2])) count++
  }
  return count
}

function emptyRow(): EnrolmentColumns & { lastActiveAt: Float64Array } {
  const absent = () => new Float64Array(1).fill(Number.NaN)
  return {
    n: 1,
    enrolledAt: absent(),
    enteredAt: absent(),
    startedAt: absent(),
    committedAt: absent(),
    completedAt: absent(),
    leftAt: absent(),
    lastActiveAt: absent(),
    followedUntil: absent(),
    advertisedDays: absent(),
  }
}

const COLUMN_OF = {
  enrolled_at: 'enrolledAt',
  entered_at: 'enteredAt',
  started_at: 'startedAt',
  committed_at: 'committedAt',
  completed_at: 'completedAt',
  left_at: 'leftAt',
  last_active_at: 'lastActiveAt',
  followed_until: 'followedUntil',
} as const satisfies Record<DateColumn, string>

function isPossible(column: NumberColumn, value: number): boolean {
  if (column === 'rating') return Number.isInteger(value) && value >= 1 && value <= 5
  if (column === 'advertised_days' || column === 'advertised_hours')
    return Number.isFinite(value) && value > 0
  return Number.isFinite(value) && value >= 0
}

/** How many lines are named of what is wrong. */
const LINES_NAMED = 100

export const ALL_COLUMNS: readonly OutcomesColumn[] = [...DATE_COLUMNS, ...NUMBER_COLUMNS, ...TEXT_COLUMNS]

const INTENTIONS = new Map(
  [
    ...['yes', 'Yes', 'YES', 'y', 'Y', 'true', 'True', 'TRUE', '1'].map(
      (word) => [word, INTENDS.yes] as const,
    ),
    ...['no', 'No', 'NO', 'n', 'N', 'false', 'False', 'FALSE', '0'].map(
      (word) => [word, INTENDS.no] as const,
    ),
  ].map(([word, intention]) => [hash53(new TextEncoder().encode(word), 0, word.length), intention]),
)

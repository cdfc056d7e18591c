import { type EnrolmentColumns, rowProblem } from './enrolment-facts.ts'
import { Growing, LabelReader, type Labels } from './growing-column.ts'
import { isoInstant } from './iso-instant.ts'

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
  /** A row of the file, `line` being where it starts. */
  add(fields: readonly string[], line: number): void
  finish(): OutcomesTable
}

/** A reader for a table with this header; or what is wrong with the header, and the mend. */
export function outcomesReader(
  header: readonly string[],
  options: OutcomesOptions,
): OutcomesReader | { problem: string } {
  const names = header.map((name) => name.replace(/^\uFEFF/, '').trim())
  const placeOf = (column: string) => names.indexOf(options.map?.[column] ?? column)
  for (const [ours, theirs] of Object.entries(options.map ?? {})) {
    if (!ALL_COLUMNS.some((column) => column === ours)) {
      return {
        problem: `--map ${ours}=${theirs}: there is no column ${ours}. Columns are ${ALL_COLUMNS.join(', ')}.`,
      }
    }
    if (!names.includes(theirs))
      return { problem: `--map ${ours}=${theirs}: the file has no column ${theirs}.` }
  }
  for (const required of ['learner_id', 'enrolled_at']) {
    if (placeOf(required) < 0) {
      return {
        problem: `The file has no column ${required}. It has ${names.join(', ')}; name one with --map ${required}=COLUMN.`,
      }
    }
  }
  if (options.group !== undefined && !names.includes(options.group)) {
    return { problem: `--group ${options.group}: the file has no such column. It has ${names.join(', ')}.` }
  }
  return new ColumnReader(names, placeOf, options)
}

class ColumnReader implements OutcomesReader {
  readonly #fieldCount: number
  readonly #asOf: number
  readonly #has: Set<OutcomesColumn>
  readonly #dates: { column: DateColumn; place: number; values: Growing }[]
  readonly #numbers: { column: NumberColumn; place: number; values: Growing; wrong: number }[]
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

  constructor(names: readonly string[], placeOf: (column: string) => number, options: OutcomesOptions) {
    this.#fieldCount = names.length
    this.#asOf = options.asOf
    this.#has = new Set(ALL_COLUMNS.filter((column) => placeOf(column) >= 0))
    this.#dates = DATE_COLUMNS.map((column) => {
      const place = placeOf(column)
      return { column, place, values: new Growing(Float64Array, place) }
    })
    this.#numbers = NUMBER_COLUMNS.map((column) => {
      const place = placeOf(column)
      return { column, place, values: new Growing(Float64Array, place), wrong: 0 }
    })
    this.#learnerPlace = placeOf('learner_id')
    this.#intendsPlace = placeOf('intends_to_finish')
    this.#intends = new Growing(Uint8Array, this.#intendsPlace)
    this.#currency = new LabelReader(placeOf('currency'))
    this.#credential = new LabelReader(placeOf('credential_id'))
    this.#group = options.group === undefined ? undefined : new LabelReader(names.indexOf(options.group))
  }

  add(fields: readonly string[], line: number): void {
    const problem = this.#fieldProblem(fields) ?? rowProblem(this.#row, 0, this.#asOf)
    if (problem !== undefined) {
      this.#exclude(problem, line)
      return
    }
    for (const { column, values } of this.#dates) values.push(this.#row[COLUMN_OF[column]][0] as number)
    for (const numbers of this.#numbers) {
      if (numbers.place < 0) continue
      const text = fields[numbers.place] as string
      const value = text === '' ? Number.NaN : Number(text)
      const isRight = isPossible(numbers.column, value)
      if (text !== '' && !isRight) numbers.wrong++
      numbers.values.push(isRight ? value : Number.NaN)
    }
    if (this.#intendsPlace >= 0) {
      const intention = INTENTIONS.get((fields[this.#intendsPlace] as string).trim().toLowerCase())
      if (intention === undefined) this.#wrongIntentions++
      this.#intends.push(intention ?? INTENDS.unknown)
    }
    this.#learners.push(hash53(fields[this.#learnerPlace] as string))
    this.#currency.push(fields)
    this.#credential.push(fields)
    this.#group?.push(fields)
    this.#n++
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
      warnings: this.#warnings(),
    }
  }

  // Reads the dates of the row on the way.
  #fieldProblem(fields: readonly string[]): string | undefined {
    if (fields.length !== this.#fieldCount) return `not the ${this.#fieldCount} fields of the header`
    if ((fields[this.#learnerPlace] as string).trim() === '') return 'learner_id is empty'
    for (const { column, place } of this.#dates) {
      if (place < 0) continue
      const text = (fields[place] as string).trim()
      const instant = text === '' ? Number.NaN : isoInstant(text)
      if (text !== '' && Number.isNaN(instant)) return `${column} is not an ISO 8601 date`
      this.#row[COLUMN_OF[column]][0] = instant
    }
    return undefined
  }

  #exclude(why: string, line: number): void {
    const exclusion = this.#excluded.get(why) ?? { why, n: 0, lines: [] }
    exclusion.n++
    if (exclusion.lines.length < 100) exclusion.lines.push(line)
    this.#excluded.set(why, exclusion)
  }

  #warnings(): string[] {
    const wrong = this.#numbers
      .filter((numbers) => numbers.wrong > 0)
      .map(({ column, wrong: count }) => `${count} values of ${column} are impossible and were not used.`)
    if (this.#wrongIntentions > 0) {
      wrong.push(
        `${this.#wrongIntentions} values of intends_to_finish are neither yes nor no and count as not answered.`,
      )
    }
    return wrong
  }
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

// FNV-1a on both halves: enough to tell learners apart (a collision among a million has a chance of 1 in 10,000).
function hash53(text: string): number {
  let a = 0x811c9dc5
  let b = 0x01000193
  for (let k = 0; k < text.length; k++) {
    const code = text.charCodeAt(k)
    a = Math.imul(a ^ code, 0x01000193)
    b = Math.imul(b ^ code, 0x85ebca6b) + a
  }
  return (a >>> 0) * 2_097_152 + ((b >>> 0) & 0x1fffff)
}

const ALL_COLUMNS: readonly OutcomesColumn[] = [...DATE_COLUMNS, ...NUMBER_COLUMNS, ...TEXT_COLUMNS]

const INTENTIONS = new Map<string, number>([
  ['', INTENDS.unknown],
  ...['yes', 'y', 'true', '1'].map((word) => [word, INTENDS.yes] as const),
  ...['no', 'n', 'false', '0'].map((word) => [word, INTENDS.no] as const),
])

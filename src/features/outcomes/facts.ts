/** What somebody said when they enrolled, and how the self-check of the level had gone. */
export interface Enrolled {
  intent: 'none' | 'look_around' | 'finish'
  goal: 'none' | 'job' | 'promotion' | 'own_venture' | 'skills'
  entry: 'not_taken' | 'not_passed' | 'passed'
}

export type RatingQuestion = 'asDescribed' | 'usable' | 'worth'
export type RatingAnswer = 'none' | 'no' | 'partly' | 'yes'

// As the numbers of the columns say them.
export const intents = ['none', 'look_around', 'finish'] as const
export const goals = ['none', 'job', 'promotion', 'own_venture', 'skills'] as const
export const entries = ['not_taken', 'not_passed', 'passed'] as const
export const ratingAnswers = ['none', 'no', 'partly', 'yes'] as const

/** Everything that is known of one enrolment at a data date. Instants are milliseconds; what did not happen is NaN. */
export interface EnrolmentFact {
  /** Its place in the set, from 0. */
  readonly index: number
  /** Of the enrolment, the same for ever. */
  readonly number: number
  readonly enrolledAt: number
  readonly startedAt: number
  readonly committedAt: number
  readonly workDoneAt: number
  readonly completedAt: number
  readonly leftAt: number
  /** End of the last day with recorded activity. */
  readonly lastActiveAt: number
  /** What the edition that they enrolled in advertises. */
  readonly advertisedDays: number
  readonly intent: Enrolled['intent']
  readonly goal: Enrolled['goal']
  readonly entry: Enrolled['entry']
  readonly activeSeconds: number
  readonly doingSeconds: number
  readonly paidMinor: number
  /** Charged on days after the last one with activity, and not given back. */
  readonly paidAfterLastActivityMinor: number
  /** Of what was charged, so much went back: refunds, credit given, disputes lost. */
  readonly refundedMinor: number
  /** Got financial aid, for all of it or a part. */
  readonly isAided: boolean
  readonly stars: number | undefined
  answered(question: RatingQuestion): RatingAnswer
  readonly hasMarks: boolean
  /** Weights of marked items, by who decided them and by what earned them. */
  readonly marksByComputer: number
  readonly marksByPeers: number
  readonly marksByEducators: number
  readonly marksEarned: number
  readonly marksEarnedByDoing: number
  /** Days from handing in to the mark, the longest; of work that people marked. */
  readonly longestWaitDays: number
}

const numeric = [
  'number',
  'enrolledAt',
  'startedAt',
  'committedAt',
  'workDoneAt',
  'completedAt',
  'leftAt',
  'lastActiveAt',
  'advertisedDays',
  'paidMinor',
  'paidAfterLastActivityMinor',
  'refundedMinor',
  'marksByComputer',
  'marksByPeers',
  'marksByEducators',
  'marksEarned',
  'marksEarnedByDoing',
  'longestWaitDays',
] as const
type NumericColumn = (typeof numeric)[number]

/** The facts of many enrolments, one array for each kind of fact: a million take 150 MB instead of a gigabyte. */
export type FactColumns = Record<NumericColumn, Float64Array> & {
  activeSeconds: Uint32Array
  doingSeconds: Uint32Array
  /** Places in `intents`, `goals`, `entries`. */
  intent: Uint8Array
  goal: Uint8Array
  entry: Uint8Array
  /** 1: got aid. */
  aided: Uint8Array
  /** 0: has not rated. */
  stars: Uint8Array
  /** Places in `ratingAnswers`. */
  asDescribed: Uint8Array
  usable: Uint8Array
  worth: Uint8Array
  /** Who it is, by a number from 0; −1 for everybody who enrolled once. */
  person: Int32Array
}

export function emptyColumns(n: number): FactColumns {
  const columns = Object.fromEntries(
    numeric.map((name) => [name, new Float64Array(n).fill(Number.NaN)]),
  ) as Record<NumericColumn, Float64Array>
  columns.paidMinor.fill(0)
  columns.paidAfterLastActivityMinor.fill(0)
  columns.refundedMinor.fill(0)
  return {
    ...columns,
    activeSeconds: new Uint32Array(n),
    doingSeconds: new Uint32Array(n),
    intent: new Uint8Array(n),
    goal: new Uint8Array(n),
    entry: new Uint8Array(n),
    aided: new Uint8Array(n),
    stars: new Uint8Array(n),
    asDescribed: new Uint8Array(n),
    usable: new Uint8Array(n),
    worth: new Uint8Array(n),
    person: new Int32Array(n).fill(-1),
  }
}

/** The facts of one credential, simulated or real: rows `from` to before `from + n` of the columns. */
export class FactSet {
  readonly n: number
  readonly #columns: FactColumns
  readonly #from: number

  constructor(columns: FactColumns, from = 0, n = columns.enrolledAt.length - from) {
    this.#columns = columns
    this.#from = from
    this.n = n
  }

  /** Shows each in turn. It is one and the same object that moves on: take from it what you keep. */
  each(visit: (fact: EnrolmentFact) => void): void {
    const cursor = new Cursor(this.#columns, this.#from)
    for (let index = 0; index < this.n; index++) visit(cursor.moveTo(index))
  }

  /** Something of each of these, in their order. */
  values(indexes: Uint32Array, valueOf: (fact: EnrolmentFact) => number): Float64Array {
    const cursor = new Cursor(this.#columns, this.#from)
    const values = new Float64Array(indexes.length)
    for (let k = 0; k < indexes.length; k++) values[k] = valueOf(cursor.moveTo(indexes[k]!))
    return values
  }

  /** By index: the person's number, −1 for who enrolled once; undefined where that is everybody. */
  get persons(): Int32Array | undefined {
    const persons = this.#columns.person.subarray(this.#from, this.#from + this.n)
    return persons.some((person) => person >= 0) ? persons : undefined
  }

  get numbers(): Float64Array {
    return this.#columns.number.subarray(this.#from, this.#from + this.n)
  }

  get enrolledAt(): Float64Array {
    return this.#columns.enrolledAt.subarray(this.#from, this.#from + this.n)
  }

  get advertisedDays(): Float64Array {
    return this.#columns.advertisedDays.subarray(this.#from, this.#from + this.n)
  }
}

class Cursor implements EnrolmentFact {
  index = 0
  #row: number
  readonly #columns: FactColumns
  readonly #from: number

  constructor(columns: FactColumns, from: number) {
    this.#columns = columns
    this.#from = from
    this.#row = from
  }

  moveTo(index: number): this {
    this.index = index
    this.#row = this.#from + index
    return this
  }

  get number() {
    return this.#columns.number[this.#row]!
  }
  get enrolledAt() {
    return this.#columns.enrolledAt[this.#row]!
  }
  get startedAt() {
    return this.#columns.startedAt[this.#row]!
  }
  get committedAt() {
    return this.#columns.committedAt[this.#row]!
  }
  get workDoneAt() {
    return this.#columns.workDoneAt[this.#row]!
  }
  get completedAt() {
    return this.#columns.completedAt[this.#row]!
  }
  get leftAt() {
    return this.#columns.leftAt[this.#row]!
  }
  get lastActiveAt() {
    return this.#columns.lastActiveAt[this.#row]!
  }
  get advertisedDays() {
    return this.#columns.advertisedDays[this.#row]!
  }
  get intent() {
    return intents[this.#columns.intent[this.#row]!]!
  }
  get goal() {
    return goals[this.#columns.goal[this.#row]!]!
  }
  get entry() {
    return entries[this.#columns.entry[this.#row]!]!
  }
  get activeSeconds() {
    return this.#columns.activeSeconds[this.#row]!
  }
  get doingSeconds() {
    return this.#columns.doingSeconds[this.#row]!
  }
  get paidMinor() {
    return this.#columns.paidMinor[this.#row]!
  }
  get paidAfterLastActivityMinor() {
    // Of simulated people it is not known which charge a refund belongs to: it may be one of before.
    return Math.max(0, this.#columns.paidAfterLastActivityMinor[this.#row]!)
  }
  get refundedMinor() {
    return this.#columns.refundedMinor[this.#row]!
  }
  get isAided() {
    return this.#columns.aided[this.#row] === 1
  }
  get stars() {
    return this.#columns.stars[this.#row]! || undefined
  }
  answered(question: RatingQuestion) {
    return ratingAnswers[this.#columns[question][this.#row]!]!
  }
  get hasMarks() {
    return !Number.isNaN(this.#columns.marksEarned[this.#row]!)
  }
  get marksByComputer() {
    return this.#columns.marksByComputer[this.#row]!
  }
  get marksByPeers() {
    return this.#columns.marksByPeers[this.#row]!
  }
  get marksByEducators() {
    return this.#columns.marksByEducators[this.#row]!
  }
  get marksEarned() {
    return this.#columns.marksEarned[this.#row]!
  }
  get marksEarnedByDoing() {
    return this.#columns.marksEarnedByDoing[this.#row]!
  }
  get longestWaitDays() {
    return this.#columns.longestWaitDays[this.#row]!
  }
}

import { type CsvRow, fieldText } from '../domain/csv-rows.ts'
import type { Scale } from '../domain/peer-marks/estimates.ts'
import type { GivenMark } from '../domain/peer-marks/mark-table.ts'
import { readCsvFile } from './read-csv.ts'

export interface BadRow {
  file: string
  line: number
  why: string
}

export interface ReadMarks {
  marks: GivenMark[]
  bad: BadRow[]
  notes: string[]
}

/** Where the columns stand; the grader's at −1 where none is needed. */
interface Places {
  submission: number
  grader: number
  mark: number
}

/**
 * Reads `submission_id,grader_id,mark` (for educators `submission_id,mark` is enough); other columns are passed over.
 * Rows that can't be used are left out and named by line. Returns what is wrong with the whole file instead where it
 * can't be used at all.
 */
export async function readMarks(
  file: string,
  {
    scale,
    levels,
    needsGrader = true,
  }: { scale?: Scale | undefined; levels?: readonly number[] | undefined; needsGrader?: boolean },
): Promise<ReadMarks | { problem: string }> {
  const reader = new MarksReader(file, { scale, levels, needsGrader })
  const problem = await readCsvFile(file, (row) => reader.add(row))
  if (problem !== undefined) return { problem }
  return reader.finish()
}

class MarksReader {
  readonly #file: string
  readonly #scale: Scale | undefined
  readonly #levels: readonly number[] | undefined
  readonly #needsGrader: boolean
  readonly #marks: GivenMark[] = []
  readonly #bad: BadRow[] = []
  readonly #seen = new Map<string, { line: number; mark: number }>()
  #places: Places | undefined
  #problem: string | undefined
  #withoutMark = 0
  #repeated = 0
  #ownName = 0
  #offLevels = 0

  constructor(
    file: string,
    {
      scale,
      levels,
      needsGrader,
    }: { scale: Scale | undefined; levels: readonly number[] | undefined; needsGrader: boolean },
  ) {
    this.#file = file
    this.#scale = scale
    this.#levels = levels
    this.#needsGrader = needsGrader
  }

  add(row: CsvRow): boolean {
    if (this.#places) this.#addMark(row)
    else this.#begin(row)
    return this.#problem === undefined
  }

  finish(): ReadMarks | { problem: string } {
    const columns = this.#needsGrader ? 'submission_id,grader_id,mark' : 'submission_id,mark'
    if (this.#problem !== undefined) return { problem: this.#problem }
    if (!this.#places)
      return { problem: `${this.#file} is empty. Give a CSV file with the header ${columns}.` }
    if (this.#marks.length === 0) {
      const rows = this.#bad.length + this.#withoutMark
      const first = this.#bad[0]
      return {
        problem:
          rows === 0
            ? `${this.#file} has a header but no rows. Each row is ${columns}.`
            : `None of the ${rows} rows of ${this.#file} can be used${first ? ` (line ${first.line}: ${first.why})` : ': no mark stands in them'}.`,
      }
    }
    return { marks: this.#marks, bad: this.#bad, notes: this.#notes() }
  }

  #begin(row: CsvRow): void {
    const names = Array.from({ length: row.count }, (_, k) => nameOf(fieldText(row, k)))
    const wanted = this.#needsGrader ? ['submission_id', 'grader_id', 'mark'] : ['submission_id', 'mark']
    const missing = wanted.filter((name) => !names.includes(name))
    const twice = wanted.filter((name) => names.indexOf(name) !== names.lastIndexOf(name))
    if (missing.length > 0) {
      this.#problem = `${this.#file} has no column ${missing.join(' and ')}: its header (line ${row.line}) says ${names.map(plain).join(', ') || 'nothing'}. The columns are ${wanted.join(', ')}.`
      return
    }
    if (twice.length > 0) {
      this.#problem = `${this.#file} has the column ${twice.join(' and ')} twice. Rename or remove one.`
      return
    }
    this.#places = {
      submission: names.indexOf('submission_id'),
      grader: this.#needsGrader ? names.indexOf('grader_id') : -1,
      mark: names.indexOf('mark'),
    }
  }

  #addMark(row: CsvRow): void {
    const places = this.#places as Places
    const text = (place: number) => (place < row.count ? fieldText(row, place).trim() : '')
    const submission = text(places.submission)
    const grader = this.#needsGrader ? text(places.grader) : ''
    const written = text(places.mark)
    const bad = (why: string) => this.#bad.push({ file: this.#file, line: row.line, why })
    if (Math.max(places.submission, places.grader, places.mark) >= row.count)
      return void bad(`the row ends after ${row.count} ${row.count === 1 ? 'field' : 'fields'}`)
    if (submission === '') return void bad('submission_id is empty')
    if (this.#needsGrader && grader === '') return void bad('grader_id is empty')
    if (MISSING.has(written.toLowerCase())) {
      this.#withoutMark++
      return
    }
    const mark = numberOf(written)
    if (mark === undefined) return void bad(`the mark "${plain(written).slice(0, 40)}" is not a number`)
    if (this.#scale && (mark < this.#scale.lowest || mark > this.#scale.highest))
      return void bad(
        `the mark ${mark} lies outside the scale ${this.#scale.lowest} to ${this.#scale.highest}`,
      )
    if (this.#levels && !this.#levels.includes(mark)) this.#offLevels++
    if (this.#needsGrader) this.#noteRepeat(row.line, submission, grader, mark, bad)
    this.#marks.push({ submission, grader, mark })
  }

  #noteRepeat(
    line: number,
    submission: string,
    grader: string,
    mark: number,
    bad: (why: string) => void,
  ): void {
    if (submission === grader) this.#ownName++
    const key = `${submission}\u0000${grader}`
    const before = this.#seen.get(key)
    if (!before) this.#seen.set(key, { line, mark })
    else if (before.mark === mark) this.#repeated++
    else
      bad(
        `grader ${plain(grader)} marked submission ${plain(submission)} already on line ${before.line} (${before.mark}, here ${mark}): the mean counts as one mark`,
      )
  }

  #notes(): string[] {
    const notes: string[] = []
    if (this.#withoutMark > 0) notes.push(`${this.#withoutMark} rows of ${this.#file} hold no mark.`)
    if (this.#offLevels > 0)
      notes.push(`${this.#offLevels} marks of ${this.#file} are no declared level: they counted as they are.`)
    if (this.#repeated > 0)
      notes.push(
        `${this.#repeated} rows of ${this.#file} repeat the mark that the same grader gave before: it counts once.`,
      )
    if (this.#ownName > 0)
      notes.push(
        `In ${this.#ownName} rows of ${this.#file} submission_id and grader_id are the same. If these are marks of one’s own work, leave them out: they counted here.`,
      )
    return notes
  }
}

// What programs write where there is no value.
const MISSING = new Set(['', 'na', 'n/a', 'nan', 'null', 'none', '-', '.'])

function nameOf(cell: string): string {
  return cell
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, '_')
}

/** A decimal number, with a point or with the comma that some spreadsheets write. */
function numberOf(text: string): number | undefined {
  const value = /^[+-]?\d+,\d{1,2}$/.test(text) ? text.replace(',', '.') : text
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(value)) return undefined
  const number = Number(value)
  return Number.isFinite(number) ? number : undefined
}

/** What stands in files of others must not steer the terminal. */
export function plain(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, '·')
}

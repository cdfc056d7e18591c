import type { Random } from '../random.ts'
import { type Agreement, agreementOf, type Paired } from './agreement.ts'
import { estimateMarks } from './estimate.ts'
import type { Estimates, Method, Scale } from './estimates.ts'
import { countOf, type MarkTable } from './mark-table.ts'
import { meanOf, type Prior } from './prior.ts'
import { type Reliability, reliabilityOf } from './reliability.ts'
import { type Known, known } from './unknown.ts'

export interface MarksReport {
  /** The method that was used; with `notes` that say so where it is not the one asked for. */
  method: Method
  level: number
  seed: number
  /** Only of methods that have one. */
  prior: Prior | null
  scale: [number, number] | null
  n_submissions: number
  n_graders: number
  n_marks: number
  submissions: { submission_id: string; n: number; mark: number; lower: Known; upper: Known }[]
  graders: {
    grader_id: string
    n: number
    bias: Known
    lower: Known
    upper: Known
    precision?: number
  }[]
  reliability: Reliability
  agreement?: Agreement
  notes: string[]
}

export interface ReportOptions {
  method: Method
  seed: number
  random: Random
  level?: number
  sweeps?: number
  prior?: Partial<Prior>
  scale?: Scale
  levels?: readonly number[]
  /** Educators' marks by submission. */
  truth?: ReadonlyMap<string, number>
}

/**
 * Everything that marks of peers tell, submissions and graders in the order in which they came. Same marks and seed,
 * same report.
 * @throws RangeError for a table without marks
 */
export function marksReport(table: MarkTable, options: ReportOptions): MarksReport {
  if (table.mark.length === 0) throw new RangeError('There are no marks')
  const { level = 0.9, seed, random, truth, levels, scale } = options
  const estimates = estimateMarks(table, { ...options, level, random: random.fork('sampling') })
  return {
    method: estimates.method,
    level,
    seed,
    prior: estimates.prior,
    scale: scale ? [scale.lowest, scale.highest] : null,
    n_submissions: table.submissions.length,
    n_graders: table.graders.length,
    n_marks: table.mark.length,
    submissions: Array.from(table.submissionOrder, (place) => ({
      submission_id: table.submissions[place] as string,
      n: countOf(table.bySubmission, place),
      mark: estimates.marks.value[place] as number,
      lower: known(estimates.marks.lower[place] as number, estimates.why.marks),
      upper: known(estimates.marks.upper[place] as number, estimates.why.marks),
    })),
    graders: Array.from(table.graderOrder, (place) => graderRow(table, estimates, place)),
    reliability: reliabilityOf(table, {
      random: random.fork('reliability'),
      level,
      samples: samplesFor(table.mark.length, 500),
    }),
    ...(truth
      ? {
          agreement: agreementOf(pairedMarks(table, estimates, truth), {
            random: random.fork('agreement'),
            level,
            levels,
            samples: samplesFor(truth.size, 2000),
          }),
        }
      : {}),
    notes: estimates.notes,
  }
}

/** The submissions that educators marked too, in the order of the table. */
export function pairedMarks(
  table: MarkTable,
  { marks }: Pick<Estimates, 'marks'>,
  truth: ReadonlyMap<string, number>,
): Paired {
  const places = table.submissions
    .map((name, place) => ({ place, mark: truth.get(name) }))
    .filter((one): one is { place: number; mark: number } => one.mark !== undefined)
  const column = (values: Float64Array) => Float64Array.from(places, ({ place }) => values[place] as number)
  return {
    mark: column(marks.value),
    lower: column(marks.lower),
    upper: column(marks.upper),
    truth: Float64Array.from(places, ({ mark }) => mark),
    mean: Float64Array.from(places, ({ place }) => meanOf(table, place)),
  }
}

function graderRow(table: MarkTable, { bias, precision, why }: Estimates, place: number) {
  return {
    grader_id: table.graders[place] as string,
    n: countOf(table.byGrader, place),
    bias: known(bias.value[place] as number, why.bias),
    lower: known(bias.lower[place] as number, why.bias),
    upper: known(bias.upper[place] as number, why.bias),
    ...(precision ? { precision: precision[place] as number } : {}),
  }
}

// Large tables need fewer samples, and each of them takes longer.
function samplesFor(size: number, most: number): number {
  return Math.min(most, Math.max(200, Math.floor(500_000 / Math.max(1, size))))
}

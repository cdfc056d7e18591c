import type { Agreement } from '../domain/peer-marks/agreement.ts'
import type { MarksReport } from '../domain/peer-marks/report.ts'
import { isKnown, type Known } from '../domain/peer-marks/unknown.ts'
import { quantile, sortedSample } from '../domain/quantiles.ts'
import { plain } from './read-marks.ts'

const methodNames = {
  mean: 'the mean of the marks',
  median: 'the median of the marks',
  blup: 'blup, which takes each grader’s leniency off',
  pg1: 'pg1, a model of each grader’s leniency and precision',
}

/** The report for a terminal: what it comes to, not every row. */
export function marksInWords(report: MarksReport, badRows: number): string {
  const counts = (rows: { n: number }[]) => spread(rows.map((row) => row.n))
  const lines = [
    `${report.n_marks} marks of ${report.n_submissions} submissions (${counts(report.submissions)} each) by ${report.n_graders} graders (${counts(report.graders)} each)`,
    `Method: ${methodNames[report.method]}. Intervals are to hold the true mark ${percent(report.level)} of the time. Seed ${report.seed}.`,
    '',
    ...submissionLines(report),
    ...graderLines(report),
    ...reliabilityLines(report),
    ...(report.agreement ? agreementLines(report.agreement, report) : []),
  ]
  const notes = [
    ...report.notes,
    ...(badRows > 0 ? [`${badRows} rows have something wrong with them: see above.`] : []),
  ]
  if (notes.length > 0) lines.push('Note', ...notes.map((note) => `  ${plain(note)}`), '')
  return `${lines.join('\n').trimEnd()}\n`
}

const ROWS_SHOWN = 10

function submissionLines({ submissions }: MarksReport): string[] {
  const sorted = sortedSample(submissions.map((row) => row.mark))
  const widths = submissions.flatMap(({ lower, upper }) =>
    isKnown<number>(lower) && isKnown<number>(upper) ? [upper - lower] : [],
  )
  const width = quantile(sortedSample(widths), 0.5)
  return [
    `Marks: ${round(sorted[0])} to ${round(sorted.at(-1))}, median ${round(quantile(sorted, 0.5))}${width === undefined ? '' : `; intervals are ${round(width)} wide in the middle`}`,
    ...submissions
      .slice(0, ROWS_SHOWN)
      .map(
        ({ submission_id, n, mark, lower, upper }) =>
          `  ${plain(submission_id)}: ${round(mark)}${interval(lower, upper)}, ${n} ${n === 1 ? 'mark' : 'marks'}`,
      ),
    ...(submissions.length > ROWS_SHOWN
      ? [`  … ${submissions.length - ROWS_SHOWN} more: --json gives all`]
      : []),
    '',
  ]
}

function graderLines({ graders }: MarksReport): string[] {
  const told = graders
    .flatMap((row) => (isKnown<number>(row.bias) ? [{ ...row, bias: row.bias }] : []))
    .sort((a, b) => a.bias - b.bias)
  if (told.length === 0) {
    const why = graders[0]?.bias
    return [`Graders: leniency is not known${why && !isKnown(why) ? `: ${why.undefined}` : ''}`, '']
  }
  const beyond = told.filter(
    ({ lower, upper }) => (isKnown<number>(lower) && lower > 0) || (isKnown<number>(upper) && upper < 0),
  )
  const line = (name: string, row: (typeof told)[number] | undefined) =>
    row
      ? [
          `  ${name}: ${plain(row.grader_id)}, ${signed(row.bias)}${interval(row.lower, row.upper)} over ${row.n} ${row.n === 1 ? 'mark' : 'marks'}`,
        ]
      : []
  return [
    `Graders: ${beyond.length} of ${told.length} are more lenient or more severe than chance would have it`,
    ...line('most severe', told[0]),
    ...line('most lenient', told.length > 1 ? told.at(-1) : undefined),
    '',
  ]
}

function reliabilityLines({ reliability }: MarksReport): string[] {
  const { icc_1, icc_2_1, icc_2_k, k, intervals } = reliability
  return [
    'Agreement of peers with each other',
    `  one mark, ICC(1): ${value(icc_1)}${pair(intervals.icc_1)}`,
    `  one mark, ICC(2,1): ${value(icc_2_1)}${pair(intervals.icc_2_1)}`,
    `  mean of k = ${round(k)} marks, ICC(2,k): ${value(icc_2_k)}${pair(intervals.icc_2_k)}`,
    '',
  ]
}

function agreementLines(agreement: Agreement, { method }: MarksReport): string[] {
  const { intervals, gain_over_mean: gained, limits_of_agreement: limits } = agreement
  const row = (name: string, key: string, known: Known) =>
    `  ${name}: ${value(known)}${pair(intervals[key] ?? { undefined: '' })}`
  return [
    `Agreement with educators, on the ${agreement.n} submissions that both marked`,
    row('root mean squared error', 'rmse', agreement.rmse),
    row('  of the plain mean', 'rmse_mean', agreement.rmse_mean),
    row('peers give more than educators by', 'bias', agreement.bias),
    `  19 of 20 differences lie between: ${isKnown<[number, number]>(limits) ? `${round(limits[0])} and ${round(limits[1])}` : limits.undefined}`,
    row('Pearson', 'pearson', agreement.pearson),
    row('Spearman', 'spearman', agreement.spearman),
    row('Kendall τ-b', 'kendall', agreement.kendall),
    row('Lin’s concordance', 'lin_ccc', agreement.lin_ccc),
    row('quadratic weighted kappa', 'quadratic_weighted_kappa', agreement.quadratic_weighted_kappa),
    row('educators’ mark lies within the interval', 'interval_coverage', agreement.interval_coverage),
    !isKnown(gained)
      ? `  against the mean: ${gained.undefined}`
      : method === 'mean'
        ? '  this is the mean'
        : `  ${method} against the mean: ${claimInWords(gained.claim)}, RMSE ${signed(gained.difference)} smaller (${round(gained.lower)} to ${round(gained.upper)})`,
    '',
  ]
}

function claimInWords(claim: 'better' | 'no difference shown' | 'worse'): string {
  if (claim === 'no difference shown') return 'these data show no difference, so use the mean'
  return claim === 'better' ? 'nearer to educators' : 'further from educators, so use the mean'
}

function value(known: Known): string {
  return isKnown<number>(known) ? round(known) : `not defined: ${known.undefined}`
}

function interval(lower: Known, upper: Known): string {
  return isKnown<number>(lower) && isKnown<number>(upper)
    ? ` (${round(lower)} to ${round(upper)})`
    : ' (no interval)'
}

function pair(known: Known<[number, number]>): string {
  return isKnown<[number, number]>(known) ? ` (${round(known[0])} to ${round(known[1])})` : ''
}

function spread(counts: number[]): string {
  let least = Number.POSITIVE_INFINITY
  let most = 0
  for (const n of counts) {
    least = Math.min(least, n)
    most = Math.max(most, n)
  }
  return least === most ? `${most}` : `${least} to ${most}`
}

function round(x: number | undefined): string {
  return x === undefined ? '?' : String(Number(x.toFixed(Math.abs(x) >= 100 ? 1 : Math.abs(x) >= 10 ? 2 : 3)))
}

function signed(x: number): string {
  return x > 0 ? `+${round(x)}` : round(x)
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`
}

import { COMPLETED, enrolmentFollowUp, LEFT } from './enrolment-facts.ts'
import { type FollowUp, followUp } from './follow-up.ts'
import { grayTest } from './gray-test.ts'
import { logRank } from './log-rank.ts'
import {
  completionCurve,
  naiveCurve,
  restrictedMeans,
  retentionCurve,
  retentionQuantiles,
} from './outcomes-curves.ts'
import {
  completionAt,
  costFigures,
  credentialsReport,
  daysToComplete,
  funnelFigures,
  handsOnFigure,
  ratingFigures,
} from './outcomes-figures.ts'
import { publishableReport } from './outcomes-publication.ts'
import type { OutcomesReport, OutcomesReportOptions, OutcomesSection } from './outcomes-shape.ts'
import { groupRows, type OutcomesSlice, sliceOf } from './outcomes-slice.ts'
import type { OutcomesTable } from './outcomes-table.ts'
import { kaplanMeier } from './survival.ts'

export const DEFAULT_DAYS = [30, 60, 90, 180, 365]

/** The report of `candour outcomes`: every figure of the label that the table's columns allow, whole and by group. */
export function outcomesReport(table: OutcomesTable, options: OutcomesReportOptions): OutcomesReport {
  const slice = sliceOf('', undefined, table, options)
  const rows = enrolmentFollowUp(table.columns, table.asOf)
  const follow = followUp(rows)
  const groups = groupRows(table)
  const codes = table.group?.codes ?? new Uint32Array(0)
  const test = (run: typeof logRank | typeof grayTest, cause: number) => {
    const result =
      groups.length > 1 &&
      groups.length <= TESTED_AT_MOST &&
      run(follow, codes, table.group?.names.length ?? 0, cause)
    return result ? { chi_square: result.chi_square, df: result.df, p: result.p } : null
  }
  const report: OutcomesReport = {
    as_of: dateOrInstant(table.asOf),
    published: options.publish,
    ...section(slice, follow),
    excluded: table.excluded,
    credentials: credentialsReport(slice),
    log_rank: { completed: test(logRank, COMPLETED), left: test(logRank, LEFT) },
    gray: { completed: test(grayTest, COMPLETED), left: test(grayTest, LEFT) },
    // One after the other, so that the columns of one group at a time are copied.
    groups: groups.map(({ name, rows: own }) => {
      const group = sliceOf(name, own, table, options)
      return { group: name, ...section(group, followUp(enrolmentFollowUp(group.columns, table.asOf))) }
    }),
    warnings: [...warnings(table, rows, follow), ...untested(groups.length)],
  }
  return options.publish ? publishableReport(report, options.minimumCell) : report
}

// The work of the tests grows with the third power of the number of groups.
const TESTED_AT_MOST = 100

function untested(groups: number): string[] {
  return groups > TESTED_AT_MOST
    ? [
        `More than ${TESTED_AT_MOST} groups are not tested for differences: among so many some differ by chance.`,
      ]
    : []
}

function section(slice: OutcomesSlice, follow: FollowUp): OutcomesSection {
  const { options, table } = slice
  const isCompletionKnown = table.has.has('completed_at')
  const isLeavingKnown = table.has.has('left_at')
  const staying = kaplanMeier(follow, LEFT)
  return {
    n: slice.columns.n,
    funnel: funnelFigures(slice),
    // A curve without its column would be a line at 0 that nobody measured.
    completion: isCompletionKnown ? completionCurve(follow, COMPLETED, options) : [],
    leaving: isLeavingKnown ? completionCurve(follow, LEFT, options) : [],
    completion_naive: isCompletionKnown ? naiveCurve(follow, options) : [],
    completion_at: completionAt(slice),
    retention: isLeavingKnown ? retentionCurve(staying, options) : [],
    retention_quantiles: retentionQuantiles(staying, slice),
    restricted_mean: isLeavingKnown ? restrictedMeans(staying, options) : [],
    days_to_complete: daysToComplete(slice),
    cost: costFigures(slice),
    hands_on: handsOnFigure(slice),
    ratings: ratingFigures(slice),
  }
}

function warnings(table: OutcomesTable, rows: { cameBack: number }, follow: FollowUp): string[] {
  const found = [
    ...table.warnings,
    ...table.unused.map(
      ({ why, n, lines }) => `${n} ${why}${lines.length > 0 ? ` (${inLines(n, lines)})` : ''}.`,
    ),
  ]
  const say = (count: number, text: string) => {
    if (count > 0) found.push(`${count} ${text}`)
  }
  say(
    rows.cameBack,
    'people left before they completed: they came back, and count as completed, not as leavers.',
  )
  say(
    follow.excluded.neverAtRisk,
    'rows were observed only from the end of their follow-up on, and are in no curve.',
  )
  say(
    table.repeatedLearners,
    'learners have more than one row; the intervals take rows for independent and are a little too narrow.',
  )
  let activeLater = 0
  let endsAtEvent = 0
  let delayed = 0
  const { leftAt, completedAt, followedUntil, enteredAt, enrolledAt } = table.columns
  for (let row = 0; row < table.n; row++) {
    if ((table.lastActiveAt[row] as number) > (leftAt[row] as number)) activeLater++
    const end = followedUntil[row]
    if (end === completedAt[row] || end === leftAt[row]) endsAtEvent++
    if ((enteredAt[row] as number) > (enrolledAt[row] as number)) delayed++
  }
  say(activeLater, 'people were active after left_at; left_at was believed.')
  say(
    endsAtEvent,
    'rows end their follow-up with completing or leaving; for fixed times they count as followed until the data date.',
  )
  say(
    delayed,
    'people were observed only from some time after enrolment: they are in the curves, not in fixed horizons.',
  )
  if (!table.has.has('completed_at'))
    found.push('There is no column completed_at: completion is not measured.')
  if (!table.has.has('left_at'))
    found.push(
      'There is no column left_at: leaving and retention are not measured, and nobody counts as left.',
    )
  return found
}

/** "line 4", "lines 4, 9, …": the first ten of them. */
export function inLines(n: number, lines: readonly number[]): string {
  const named = lines.slice(0, 10)
  return `${n === 1 ? 'line' : 'lines'} ${named.join(', ')}${n > named.length ? ', …' : ''}`
}

// A data date that is a day is written as one, as it was given.
function dateOrInstant(instant: number): string {
  const text = new Date(instant).toISOString()
  return text.endsWith('T00:00:00.000Z') ? text.slice(0, 10) : text
}

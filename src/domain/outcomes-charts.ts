import { COMPLETED, enrolmentFollowUp, LEFT } from './enrolment-facts.ts'
import { drawnUntil, type FollowUp, followUp } from './follow-up.ts'
import { completionCurve } from './outcomes-curves.ts'
import type { CurvePoint, OutcomesReport, OutcomesReportOptions } from './outcomes-shape.ts'
import { groupRows, sliceOf } from './outcomes-slice.ts'
import type { OutcomesTable } from './outcomes-table.ts'

/** Curves fine enough to be drawn, of everybody (group '') or of a group. */
export interface OutcomesCharts {
  completion: CurvePoint[]
  leaving: CurvePoint[]
}

/**
 * The curves of a report as they are drawn: of one's own data at a hundred days up to the last at which at least
 * `minimumCell` people are at risk, where they stop; of what is published the steps that are published, no more.
 */
export function outcomesCharts(
  table: OutcomesTable,
  report: OutcomesReport,
  options: OutcomesReportOptions,
): { whole: OutcomesCharts; groups: Map<string, OutcomesCharts> } {
  if (options.publish) {
    return {
      whole: { completion: report.completion, leaving: report.leaving },
      groups: new Map(
        report.groups.map(({ group, completion, leaving }) => [group, { completion, leaving }]),
      ),
    }
  }
  const charts = (follow: FollowUp): OutcomesCharts => {
    const until = drawnUntil(follow, options.minimumCell)
    if (until === undefined) return { completion: [], leaving: [] }
    const days = Array.from({ length: POINTS }, (_, k) => Math.ceil(((k + 1) * until) / POINTS)).filter(
      (day, k, all) => day !== all[k - 1] && day <= until,
    )
    const of = (cause: number) => completionCurve(follow, cause, { ...options, days })
    return {
      completion: table.has.has('completed_at') ? of(COMPLETED) : [],
      leaving: table.has.has('left_at') ? of(LEFT) : [],
    }
  }
  const followed = (columns: OutcomesTable['columns']) => followUp(enrolmentFollowUp(columns, table.asOf))
  return {
    whole: charts(followed(table.columns)),
    groups: new Map(
      groupRows(table).map(({ name, rows }) => [
        name,
        charts(followed(sliceOf(name, rows, table, options).columns)),
      ]),
    ),
  }
}

const POINTS = 100

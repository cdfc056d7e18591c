import { type EnrolmentColumns, followUpEnd, selectRows } from './enrolment-facts.ts'
import { type Figure, type FigureSubject, measured, notMeasured, suppressed } from './figure.ts'
import { wilson } from './intervals.ts'
import type { OutcomesReportOptions } from './outcomes-shape.ts'
import type { OutcomesColumn, OutcomesTable } from './outcomes-table.ts'

/** The people that a section is about: all rows of the table, or those of a group. */
export interface OutcomesSlice {
  /** The group's name; empty for everybody. */
  name: string
  table: OutcomesTable
  options: OutcomesReportOptions
  columns: EnrolmentColumns
  /** Row numbers in the table; absent for all. */
  rows: Uint32Array | undefined
  /** The first day on which one of them enrolled. */
  from: string
}

/** The groups of a table with their rows, in the order of their names; none without a group column. */
export function groupRows(table: OutcomesTable): { name: string; rows: Uint32Array }[] {
  if (!table.group) return []
  const { names, codes } = table.group
  const counts = new Uint32Array(names.length)
  for (const code of codes) counts[code] = (counts[code] as number) + 1
  const rowsOf = names.map((_, code) => new Uint32Array(counts[code] as number))
  counts.fill(0)
  codes.forEach((code, row) => {
    const rows = rowsOf[code] as Uint32Array
    rows[counts[code] as number] = row
    counts[code] = (counts[code] as number) + 1
  })
  return names
    .map((name, code) => ({ name, rows: rowsOf[code] as Uint32Array }))
    .filter(({ rows }) => rows.length > 0)
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

/** The rows of a group, or all. */
export function sliceOf(
  name: string,
  rows: Uint32Array | undefined,
  table: OutcomesTable,
  options: OutcomesReportOptions,
): OutcomesSlice {
  const columns = rows ? selectRows(table.columns, rows) : table.columns
  let first = table.asOf
  for (const enrolled of columns.enrolledAt) if (enrolled < first) first = enrolled
  // Published, the day would be that of one person.
  const from = options.publish ? `${isoDate(first).slice(0, 7)}-01` : isoDate(first)
  return { name, table, options, rows, columns, from }
}

/** What is the same of all figures of a slice. */
export function subject(
  { table, options, name, rows, from }: OutcomesSlice,
  own: Pick<FigureSubject, 'name' | 'kind' | 'method' | 'population'>,
): FigureSubject {
  return {
    ...own,
    population: rows ? `${own.population}, group ${name || '(no value)'}` : own.population,
    period: { from, to: isoDate(table.asOf) },
    computed_at: options.computedAt,
    simulated: false,
  }
}

/** A proportion with Wilson's interval, where the column that it needs is there. */
export function share(
  slice: OutcomesSlice,
  name: string,
  numerator: number,
  denominator: number,
  population: string,
  column: OutcomesColumn,
): Figure {
  const about = subject(slice, { name, kind: 'proportion', method: 'wilson/1', population })
  if (!slice.table.has.has(column)) return notMeasured(about, `there is no column ${column}`)
  if (denominator === 0) return suppressed(about, 'nobody is in it')
  return measured(about, {
    value: numerator / denominator,
    ...wilson(numerator, denominator),
    numerator,
    denominator,
  })
}

/** Where a row of the slice stood at the data date, or the end of its follow-up. */
export function statusOf(
  { columns, table }: OutcomesSlice,
  row: number,
): 'completed' | 'left' | 'still_going' {
  const end = followUpEnd(columns, row, table.asOf)
  if ((columns.completedAt[row] as number) <= end) return 'completed'
  return (columns.leftAt[row] as number) <= end ? 'left' : 'still_going'
}

/** The table's row behind a row of the slice. */
export function tableRow({ rows }: OutcomesSlice, row: number): number {
  return rows ? (rows[row] as number) : row
}

function isoDate(instant: number): string {
  return new Date(instant).toISOString().slice(0, 10)
}

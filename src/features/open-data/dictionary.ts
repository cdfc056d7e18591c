import type { Locale } from '../../domain/locales.ts'
import { messages } from './messages.ts'
import type { OpenFigure } from './queries.ts'

type FieldType = 'string' | 'integer' | 'number' | 'boolean' | 'date' | 'datetime'

interface Field {
  name: string
  type: FieldType
  /** Whether every row has one. */
  required?: boolean
  values?: readonly string[]
  of: (row: OpenFigure) => string | number | boolean | undefined
}

/** The columns of the published figures, in order: files, schema and dictionary are all made from this list. */
export const fields = [
  { name: 'release', type: 'integer', required: true, of: (row) => row.release },
  { name: 'release_as_of', type: 'datetime', required: true, of: (row) => row.releaseAsOf.toISOString() },
  { name: 'provider', type: 'string', required: true, of: (row) => row.provider },
  { name: 'credential', type: 'string', required: true, of: (row) => row.credential },
  { name: 'name', type: 'string', required: true, of: (row) => row.figure.name },
  { name: 'grouping', type: 'string', of: (row) => row.grouping || undefined },
  { name: 'status', type: 'string', required: true, of: (row) => row.figure.status },
  { name: 'kind', type: 'string', required: true, of: (row) => row.figure.kind },
  { name: 'value', type: 'number', of: (row) => row.figure.value },
  { name: 'lower', type: 'number', of: (row) => row.figure.lower },
  { name: 'upper', type: 'number', of: (row) => row.figure.upper },
  { name: 'level', type: 'number', required: true, of: (row) => row.figure.level },
  { name: 'numerator', type: 'integer', of: (row) => row.figure.numerator },
  { name: 'denominator', type: 'integer', of: (row) => row.figure.denominator },
  {
    name: 'currency',
    type: 'string',
    of: (row) => (row.figure.kind === 'money' ? (row.currency ?? undefined) : undefined),
  },
  { name: 'population', type: 'string', required: true, of: (row) => row.figure.population },
  { name: 'from', type: 'date', required: true, of: (row) => row.figure.period.from },
  { name: 'to', type: 'date', required: true, of: (row) => row.figure.period.to },
  { name: 'as_of', type: 'datetime', required: true, of: (row) => row.asOf.toISOString() },
  { name: 'computed_at', type: 'datetime', required: true, of: (row) => row.figure.computed_at },
  { name: 'method', type: 'string', required: true, of: (row) => row.figure.method },
  { name: 'simulated', type: 'boolean', required: true, of: (row) => row.figure.simulated },
  { name: 'why', type: 'string', of: (row) => row.figure.why },
] as const satisfies readonly Field[]

export type FieldName = (typeof fields)[number]['name']

/** What a column holds, in words. */
export function fieldMeaning(locale: Locale, name: FieldName): string {
  return messages(locale)(`field_${name}`)
}

/** One figure as a line of the file: what it has not is not there. */
export function figureRow(row: OpenFigure): Record<string, string | number | boolean> {
  return Object.fromEntries(
    fields.flatMap(({ name, of }) => {
      const value = of(row)
      return value === undefined ? [] : [[name, value]]
    }),
  )
}

const csvHeader = `${fields.map((field) => field.name).join(',')}\r\n`

/** Figures as CSV (RFC 4180). */
export function figureLines(rows: readonly OpenFigure[]): string {
  return rows.map((row) => `${fields.map(({ of }) => csvCell(of(row))).join(',')}\r\n`).join('')
}

export function csvOf(rows: readonly OpenFigure[]): string {
  return csvHeader + figureLines(rows)
}

export { csvHeader }

function csvCell(value: string | number | boolean | undefined): string {
  if (value === undefined) return ''
  const text = String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

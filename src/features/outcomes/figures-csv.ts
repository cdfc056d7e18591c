import type { Figure } from '../../domain/figure.ts'

const csvColumns = [
  'credential',
  'name',
  'grouping',
  'status',
  'kind',
  'value',
  'lower',
  'upper',
  'level',
  'numerator',
  'denominator',
  'population',
  'from',
  'to',
  'as_of',
  'computed_at',
  'method',
  'simulated',
  'why',
] as const

export interface CsvFigure {
  credential: string
  grouping: string
  asOf: Date
  figure: Figure
}

/** Figures as CSV (RFC 4180), one a line, with everything that belongs to each. */
export function figuresCsv(figures: CsvFigure[]): string {
  const lines = figures.map(({ credential, grouping, asOf, figure }) => {
    const row: Record<(typeof csvColumns)[number], unknown> = {
      credential,
      grouping,
      as_of: asOf.toISOString(),
      name: figure.name,
      status: figure.status,
      kind: figure.kind,
      value: figure.value,
      lower: figure.lower,
      upper: figure.upper,
      level: figure.level,
      numerator: figure.numerator,
      denominator: figure.denominator,
      population: figure.population,
      from: figure.period.from,
      to: figure.period.to,
      computed_at: figure.computed_at,
      method: figure.method,
      simulated: figure.simulated,
      why: figure.why,
    }
    return csvColumns.map((column) => csvCell(row[column])).join(',')
  })
  return `${[csvColumns.join(','), ...lines].join('\r\n')}\r\n`
}

function csvCell(value: unknown): string {
  if (value === undefined || value === null) return ''
  const text = String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

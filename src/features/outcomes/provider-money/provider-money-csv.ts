import Papa from 'papaparse'
import { figuresCsv } from '../figures-csv.ts'
import type { MoneyMonth, ReleasedFigure } from './select-provider-money.ts'

/** Month by month as CSV (RFC 4180); money in minor units of the currency. */
export function monthsCsv(months: readonly MoneyMonth[]): string {
  return `${Papa.unparse(
    {
      fields: [
        'credential',
        'month',
        'currency',
        'simulated',
        'payers',
        'charged_minor',
        'given_back_minor',
        'tax_minor',
        'others_minor',
      ],
      data: months.map((one) => ({ ...one })),
    },
    { newline: '\r\n', escapeFormulae: true },
  )}\r\n`
}

/** The published figures of money, release by release, in the columns of every figure's CSV. */
export function trendCsv(trend: readonly ReleasedFigure[]): string {
  return figuresCsv(
    trend.map(({ credential, grouping, as_of: asOf, figure }) => ({ credential, grouping, asOf, figure })),
  )
}

import Papa from 'papaparse'
import type { OwnBatch, selectBatches } from './queries.ts'

// Spreadsheets run what begins with = + - @: such cells are written so that they stay text.
const csvOf = (rows: Record<string, string | number>[]) =>
  `${Papa.unparse(rows, { newline: '\n', escapeFormulae: true })}\n`

/** A provider's batches, one row each. */
export function batchesCsv(batches: Awaited<ReturnType<typeof selectBatches>>): string {
  return csvOf(
    batches.map((batch) => ({
      label: batch.label,
      credential: batch.slug ?? '',
      percent: batch.percent_bp / 100,
      charges: batch.charges ?? '',
      codes: batch.code_count,
      uses_max: batch.code_count * batch.uses_max,
      uses: batch.uses,
      expires_at: batch.expires_at?.toISOString() ?? '',
      made_at: batch.made_at.toISOString(),
      closed_at: batch.closed_at?.toISOString() ?? '',
    })),
  )
}

/** The codes of one batch, with what whoever hands them out needs to know. */
export function codesCsv(
  batch: OwnBatch,
  codes: { code: string; uses: number; uses_max: number }[],
  address: string,
): string {
  return csvOf(
    codes.map(({ code, uses, uses_max }) => ({
      code,
      credential: batch.slug ?? '',
      percent: batch.percent_bp / 100,
      charges: batch.charges ?? '',
      uses_max,
      uses,
      expires_at: batch.expires_at?.toISOString() ?? '',
      address,
    })),
  )
}

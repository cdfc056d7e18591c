import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { isCountry } from '../../../domain/countries.ts'
import { noTax, type TaxRule } from '../../../domain/tax.ts'
import { type Config, SetupError } from '../../../platform/config.ts'
import ownTable from './tax-table.json' with { type: 'json' }

// Tax by country: the table that comes along, or the operator's own file instead. Whether a provider has to charge tax
// in a country at all is for whoever sells to know; what the table says is what is charged, and what pages say.

const Row = z.strictObject({
  name: z.string().min(1).max(20),
  rate_bp: z.int().min(0).max(9999),
  added: z.boolean(),
  source: z.string().min(1).max(300),
})
const Table = z.strictObject({
  as_of: z.iso.date(),
  note: z.string().max(1000).default(''),
  countries: z.record(
    z.string().refine(isCountry, 'must be the two capital letters of a country of ISO 3166'),
    Row,
  ),
})
export type TaxTable = z.infer<typeof Table>
export type TaxRow = z.infer<typeof Row>

const kept = new Map<string, TaxTable>()

/**
 * The table in force. An operator's file is read once a process.
 * @throws SetupError one line that names file, place and mend
 */
export function taxTableOf({ taxTable: path }: Pick<Config, 'taxTable'>): TaxTable {
  const key = path ?? ''
  let table = kept.get(key)
  if (!table) {
    table = path ? readTable(path) : Table.parse(ownTable)
    kept.set(key, table)
  }
  return table
}

/** The rule for a sale to somebody in a country. */
export function taxRuleOf(config: Pick<Config, 'taxTable'>, country: string | null): TaxRule {
  const row = taxRowOf(config, country)
  return row ? { rateBp: row.rate_bp, added: row.added } : noTax
}

export function taxRowOf(config: Pick<Config, 'taxTable'>, country: string | null): TaxRow | undefined {
  const { countries } = taxTableOf(config)
  return country !== null && Object.hasOwn(countries, country) ? countries[country] : undefined
}

function readTable(path: string): TaxTable {
  let raw: unknown
  try {
    raw = JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    throw new SetupError(
      `Setting TAX_TABLE: ${path} can't be read as JSON (${(error as Error).message}). Mend the file or unset the setting.`,
    )
  }
  const parsed = Table.safeParse(raw)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new SetupError(
    `Setting TAX_TABLE: ${path}, at ${issue!.path.join('.') || 'the top'}: ${issue!.message}. docs/operating.md shows the form.`,
  )
}

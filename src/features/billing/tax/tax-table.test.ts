import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { taxRuleOf, taxTableOf } from './tax-table.ts'

const folder = mkdtempSync(join(tmpdir(), 'candour-tax-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
let serial = 0
const file = (text: string) => {
  const path = join(folder, `table-${++serial}.json`)
  writeFileSync(path, text)
  return { taxTable: path }
}

test('the table that comes along is whole: every row has a rate and where it is from', () => {
  const { countries } = taxTableOf({})
  expect(Object.keys(countries).length).toBeGreaterThan(50)
  expect(taxRuleOf({}, 'FI')).toEqual({ rateBp: 2550, added: false })
  expect(taxRuleOf({}, 'CA')).toEqual({ rateBp: 500, added: true })
})

test('where the country isn’t known or isn’t on the table, no tax is reckoned', () => {
  for (const country of [null, 'US', 'toString'])
    expect(taxRuleOf({}, country)).toEqual({ rateBp: 0, added: false })
})

test('an operator’s own table takes the place of it', () => {
  const config = file(
    '{ "as_of": "2027-01-01", "countries": { "US": { "name": "Sales tax", "rate_bp": 888, "added": true, "source": "our adviser" } } }',
  )
  expect(taxRuleOf(config, 'US')).toEqual({ rateBp: 888, added: true })
  expect(taxRuleOf(config, 'DE')).toEqual({ rateBp: 0, added: false })
})

test('a table that can’t be right stops the start with the place and the mend', () => {
  expect(() => taxTableOf(file('{'))).toThrow(/TAX_TABLE: .* can't be read as JSON/)
  expect(() =>
    taxTableOf(
      file(
        '{ "as_of": "2027-01-01", "countries": { "DE": { "name": "USt", "rate_bp": 19.5, "added": false, "source": "x" } } }',
      ),
    ),
  ).toThrow(/at countries\.DE\.rate_bp/)
  expect(() => taxTableOf(file('{ "as_of": "2027-01-01", "countries": {}, "rates": {} }'))).toThrow(/rates/)
})

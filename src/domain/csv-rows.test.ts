import * as fc from 'fast-check'
import Papa from 'papaparse'
import { describe, expect, test } from 'vitest'
import { csvRows, fieldText } from './csv-rows.ts'
import { decimalIn } from './decimal.ts'

interface Read {
  rows: string[][]
  lines: number[]
  problem: string | undefined
}

function read(text: string | Uint8Array, pieceBytes = 1 << 20): Read {
  const found: Read = { rows: [], lines: [], problem: undefined }
  const rows = csvRows((row) => {
    found.rows.push(Array.from({ length: row.count }, (_, k) => fieldText(row, k)))
    found.lines.push(row.line)
    return undefined
  })
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text
  for (let at = 0; at < bytes.length; at += pieceBytes) rows.feed(bytes.subarray(at, at + pieceBytes))
  rows.finish()
  found.problem = rows.problem
  return found
}

describe('CSV read as bytes', () => {
  test('takes quotes, doubled quotes, line breaks within them, and any line end', () => {
    const { rows, lines, problem } = read('\uFEFFa,b\r\n"x ""y""","1\r\n2"\n\n\r\n3,"é"\r4,"""",')
    expect(problem).toBeUndefined()
    expect(rows).toEqual([
      ['a', 'b'],
      ['x "y"', '1\r\n2'],
      ['3', 'é'],
      ['4', '"', ''],
    ])
    expect(lines).toEqual([1, 2, 6, 7])
  })

  test('finds semicolons, tabs and bars as delimiters, commas in a quoted name apart', () => {
    expect(read('a;"b,c,d";e\n1;2;3').rows[1]).toEqual(['1', '2', '3'])
    expect(read('\n\na\tb\n1\t2,5').rows).toEqual([
      ['a', 'b'],
      ['1', '2,5'],
    ])
    expect(read('a|b\n1|2').rows[1]).toEqual(['1', '2'])
    expect(read('alone\n1').rows).toEqual([['alone'], ['1']])
  })

  test('says on which line quotes are broken', () => {
    expect(read('a,b\n1,2\n3,"4\n5,6\n').problem).toContain('line 3')
    expect(read('a,b\n1,"2"x\n').problem).toContain('line 2')
    expect(read('').rows).toEqual([])
    expect(read('a,b').rows).toEqual([['a', 'b']])
  })

  test('stops at a row that is longer than any row could be', () => {
    const { problem, rows } = read(new TextEncoder().encode(`a,b\n1,"${'x'.repeat(18 << 20)}`))
    expect([rows.length, problem]).toEqual([1, expect.stringContaining('never closed')])
  })

  test('reads what is not UTF-8 as Windows-1252', () => {
    expect(read(Uint8Array.of(97, 10, 233, 0x80)).rows).toEqual([['a'], ['é€']])
  })

  test('is what an independent reader reads, in pieces of any size', () => {
    const cell = fc.oneof(
      fc.constantFrom('', 'a', '"', '""', 'x,y', 'l1\nl2', 'l1\r\nl2', ' ', 'é', '"quoted"', ','),
      fc.string({ maxLength: 6 }).map((text) => text.replaceAll('\r', '')),
    )
    const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 2 }), { minLength: 1, maxLength: 8 })
    fc.assert(
      fc.property(
        table,
        fc.integer({ min: 1, max: 9 }),
        fc.constantFrom('\n', '\r\n'),
        (rows, size, newline) => {
          const whole = [['first', 'second'], ...rows]
          const text = Papa.unparse(whole, { newline })
          const papa = Papa.parse<string[]>(text, { delimiter: ',', newline }).data
          const { rows: own, problem } = read(text, size)
          expect(problem).toBeUndefined()
          expect(own).toEqual(papa)
        },
      ),
      { numRuns: 400 },
    )
  })
})

describe('a decimal number', () => {
  const decimal = (text: string) => decimalIn(new TextEncoder().encode(text), 0, text.length)

  test('is what Number reads, to the last bit', () => {
    fc.assert(
      fc.property(fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer()), (value) => {
        expect(decimal(String(value))).toBe(Number(String(value)))
      }),
    )
    expect(['12.50', '-0.1', '+3', '.5', '7.', '1e3'].map(decimal)).toEqual([12.5, -0.1, 3, 0.5, 7, 1000])
  })

  test('is nothing else that Number would take', () => {
    for (const text of ['', ' ', '0x10', 'Infinity', '1,5', '1 000', '--1', '.', '-', 'NaN', '1e', '€5'])
      expect(decimal(text), text).toBeNaN()
  })
})

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Cell, type Relation, withheldCells } from './disclosure.ts'

describe('an adversary who solves for what is suppressed', () => {
  // Small thresholds keep the exhaustive search short; the rules are the same.
  const minimumCell = 4
  const table = fc
    .record({
      rows: fc.integer({ min: 2, max: 3 }),
      columns: fc.integer({ min: 2, max: 3 }),
      counts: fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 9, maxLength: 9 }),
    })
    .map(({ rows, columns, counts }) => crossTable(rows, columns, counts))

  test('finds at least two values for every small cell of a table with all its margins', () => {
    fc.assert(
      fc.property(table, ({ cells, relations }) => {
        const shown = new Map(cells.map((cell) => [cell.key, 1]))
        const withheld = withheldCells({ cells, relations, shown, minimumCell })
        const small = cells.filter((cell) => ['small', 'masked'].includes(withheld.get(cell.key) ?? ''))
        for (const cell of small) {
          expect(
            hasOtherValue(cell.key, { cells, relations }, withheld, minimumCell),
            `${cell.key} of ${JSON.stringify(cells)}`,
          ).toBe(true)
        }
      }),
      { numRuns: 400 },
    )
  })

  test('cannot compute a withheld cell from two releases of a growing table', () => {
    const growth = fc.record({
      before: table,
      seed: fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 9, maxLength: 9 }),
    })
    fc.assert(
      fc.property(growth, ({ before, seed }) => {
        const grown = crossTable(
          before.rows,
          before.columns,
          before.counts.map((count, k) => count + (seed[k] as number)),
        )
        const shown = new Map(before.cells.map((cell) => [cell.key, 1]))
        const first = withheldCells({ cells: before.cells, relations: before.relations, shown, minimumCell })
        const cells = grown.cells.map((cell, k) => {
          const was = before.cells[k] as Cell
          return first.has(cell.key)
            ? cell
            : { ...cell, changed: cell.persons - was.persons, before: was.persons }
        })
        const second = withheldCells({ cells, relations: grown.relations, shown, minimumCell })
        // The adversary knows both releases; the unknowns of both are solved for by elimination.
        const solved = solvable([
          ...before.relations.map((relation) => equation(relation, before.cells, first, '1 ')),
          ...grown.relations.map((relation) => equation(relation, cells, second, '2 ')),
        ])
        for (const [key, why] of first)
          if (why !== 'complementary') expect(solved.has(`1 ${key}`)).toBe(false)
        for (const [key, why] of second)
          if (why !== 'complementary') expect(solved.has(`2 ${key}`)).toBe(false)
      }),
      { numRuns: 400 },
    )
  })

  test('does not slow a release of many credentials down', () => {
    const cells: Cell[] = []
    const relations: Relation[] = []
    for (let credential = 0; credential < 300; credential++) {
      const parts = Array.from({ length: 6 }, (_, k) => ({
        key: `${credential}.${k}`,
        persons: (credential * 7 + k * 5) % 40,
      }))
      cells.push(...parts, {
        key: `${credential}`,
        persons: parts.reduce((sum, part) => sum + part.persons, 0),
      })
      relations.push({ total: `${credential}`, parts: parts.map((part) => part.key) })
    }
    const started = performance.now()
    withheldCells({ cells, relations, shown: new Map(cells.map((cell) => [cell.key, 1])), minimumCell: 10 })
    expect(performance.now() - started).toBeLessThan(2000)
  })
})

function crossTable(rows: number, columns: number, counts: number[]) {
  const cells: Cell[] = []
  const relations: Relation[] = []
  const at = (row: number, column: number) => counts[row * 3 + column] as number
  const range = (n: number) => Array.from({ length: n }, (_, k) => k)
  for (const row of range(rows))
    for (const column of range(columns)) cells.push({ key: `${row},${column}`, persons: at(row, column) })
  const add = (total: string, parts: string[]) => {
    const persons = parts.reduce(
      (sum, part) => sum + (cells.find((cell) => cell.key === part)?.persons ?? 0),
      0,
    )
    cells.push({ key: total, persons })
    relations.push({ total, parts })
  }
  for (const row of range(rows))
    add(
      `row ${row}`,
      range(columns).map((column) => `${row},${column}`),
    )
  for (const column of range(columns))
    add(
      `column ${column}`,
      range(rows).map((row) => `${row},${column}`),
    )
  add(
    'all',
    range(rows).map((row) => `row ${row}`),
  )
  relations.push({ total: 'all', parts: range(columns).map((column) => `column ${column}`) })
  return { rows, columns, counts, cells, relations }
}

// Whether another whole, non-negative table agrees with all that is published, and with what suppression itself says (a
// small cell holds 1 to minimum − 1), but has another value in that cell. Looks among tables near the true one.
function hasOtherValue(
  key: string,
  { cells, relations }: { cells: readonly Cell[]; relations: readonly Relation[] },
  withheld: ReadonlyMap<string, string>,
  minimumCell: number,
): boolean {
  const truth = new Map(cells.map((cell) => [cell.key, cell.persons]))
  const inner = [...truth.keys()].filter((name) => /^\d,\d$/.test(name))
  const fits = (name: string, value: number) => {
    if (!withheld.has(name)) return value === truth.get(name)
    return withheld.get(name) !== 'small' || (value >= 1 && value < minimumCell)
  }
  const search = (values: Map<string, number>): boolean => {
    for (const { total, parts } of relations) {
      if (values.has(total) || !parts.every((part) => values.has(part))) continue
      const sum = parts.reduce((all, part) => all + (values.get(part) as number), 0)
      if (!fits(total, sum)) return false
      values.set(total, sum)
    }
    const name = inner.find((one) => !values.has(one))
    if (name === undefined) return values.get(key) !== truth.get(key)
    const actual = truth.get(name) as number
    return [0, 1, -1, 2, -2, 3, -3].some((change) => {
      const value = actual + change
      return value >= 0 && fits(name, value) && search(new Map(values).set(name, value))
    })
  }
  return search(new Map())
}

// A relation as coefficients of the unknown cells.
function equation(
  relation: Relation,
  cells: readonly Cell[],
  withheld: ReadonlyMap<string, string>,
  prefix: string,
) {
  const personsOf = new Map(cells.map((cell) => [cell.key, cell.persons]))
  const unknowns = new Map<string, number>()
  for (const [key, sign] of [
    ...relation.parts.map((part) => [part, 1] as const),
    [relation.total, -1] as const,
  ]) {
    if (withheld.has(key) && personsOf.get(key) !== undefined) unknowns.set(prefix + key, sign)
  }
  return unknowns
}

// Unknowns with one value in the linear system, by plain Gauss–Jordan elimination.
function solvable(system: Map<string, number>[]): Set<string> {
  const names = [...new Set(system.flatMap((row) => [...row.keys()]))]
  const matrix = system.map((row) => names.map((name) => row.get(name) ?? 0))
  let rank = 0
  for (let column = 0; column < names.length && rank < matrix.length; column++) {
    const pivot = matrix.findIndex((row, at) => at >= rank && Math.abs(row[column] as number) > 1e-9)
    if (pivot < 0) continue
    const chosen = matrix[pivot] as number[]
    matrix[pivot] = matrix[rank] as number[]
    matrix[rank] = chosen.map((value) => value / (chosen[column] as number))
    for (let row = 0; row < matrix.length; row++) {
      if (row === rank) continue
      const factor = matrix[row]?.[column] as number
      matrix[row] = (matrix[row] as number[]).map(
        (value, k) => value - factor * (matrix[rank]?.[k] as number),
      )
    }
    rank++
  }
  const solved = new Set<string>()
  for (const row of matrix) {
    const nonzero = names.filter((_, k) => Math.abs(row[k] as number) > 1e-9)
    if (nonzero.length === 1) solved.add(nonzero[0] as string)
  }
  return solved
}

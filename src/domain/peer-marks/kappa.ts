/**
 * Cohen's weighted kappa (Cohen 1968, Psychological Bulletin 70, 213–220): 1 − Σ v·p ÷ Σ v·e, with p the observed
 * shares, e those expected from the margins and v the weights of disagreement. NaN where chance leaves no disagreement.
 * @param table counts or shares, rows for the first rater and columns for the second
 */
export function weightedKappa(
  table: readonly (readonly number[])[],
  weight: (row: number, column: number) => number,
): number {
  const rows = table.map((row) => row.reduce((sum, cell) => sum + cell, 0))
  const columns = table.map((_, k) => table.reduce((sum, row) => sum + (row[k] as number), 0))
  const total = rows.reduce((sum, row) => sum + row, 0)
  let observed = 0
  let expected = 0
  table.forEach((row, i) => {
    row.forEach((cell, j) => {
      observed += weight(i, j) * cell
      expected += (weight(i, j) * (rows[i] as number) * (columns[j] as number)) / total
    })
  })
  return expected > 0 ? 1 - observed / expected : Number.NaN
}

/**
 * Quadratic weighted kappa of two marks on declared levels: weights are squares of the distance in levels (Fleiss &
 * Cohen 1973, Educational and Psychological Measurement 33, 613–619).
 * @param x, y places of levels, from 0
 */
export function quadraticWeightedKappa(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  levelCount: number,
): number {
  const table = Array.from({ length: levelCount }, () => Array.from({ length: levelCount }, () => 0))
  for (let k = 0; k < x.length; k++) (table[x[k] as number] as number[])[y[k] as number]!++
  return weightedKappa(table, (row, column) => (row - column) ** 2)
}

/** The place of the declared level that is nearest to a mark; of two equally near the higher one. */
export function nearestLevel(levels: readonly number[], mark: number): number {
  let nearest = 0
  levels.forEach((level, place) => {
    if (Math.abs(level - mark) <= Math.abs((levels[nearest] as number) - mark)) nearest = place
  })
  return nearest
}

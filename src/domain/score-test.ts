import { chiSquareSurvival } from './distributions.ts'

export interface ChiSquareTest {
  chi_square: number
  df: number
  p: number
}

/**
 * Score test U′V⁻U with V the covariance of U, a symmetric positive semidefinite matrix, and as many degrees of freedom
 * as V has rank: groups that nothing can be compared with drop out by themselves. Cholesky decomposition with diagonal
 * pivoting (Golub & Van Loan 2013, section 4.2.8). Undefined where the rank is 0: there is nothing to test.
 */
export function scoreTest(
  score: readonly number[],
  covariance: readonly (readonly number[])[],
): ChiSquareTest | undefined {
  const rest = covariance.map((row) => [...row])
  const residual = [...score]
  const open = new Set(score.keys())
  const largest = Math.max(0, ...score.map((_, k) => entry(rest, k, k)))
  const tolerance = 1e-9 * largest
  let chiSquare = 0
  let df = 0
  while (open.size > 0) {
    const pivot = [...open].reduce((best, k) => (entry(rest, k, k) > entry(rest, best, best) ? k : best))
    const size = entry(rest, pivot, pivot)
    if (!(size > tolerance) || size <= 0) break
    open.delete(pivot)
    df++
    const own = residual[pivot] as number
    chiSquare += (own * own) / size
    // What remains is the score given the pivot's, and its covariance (the Schur complement).
    for (const row of open) {
      const share = entry(rest, row, pivot) / size
      residual[row] = (residual[row] as number) - share * own
      for (const column of open) {
        const target = rest[row] as number[]
        target[column] = (target[column] as number) - share * entry(rest, pivot, column)
      }
    }
  }
  return df === 0 ? undefined : { chi_square: chiSquare, df, p: chiSquareSurvival(chiSquare, df) }
}

function entry(matrix: readonly (readonly number[])[], row: number, column: number): number {
  return matrix[row]?.[column] as number
}

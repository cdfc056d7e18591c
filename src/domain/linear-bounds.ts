/** Σ coefficient × variable = value. */
export interface LinearEquation {
  terms: Map<number, number>
  value: number
}

/**
 * What an adversary can know of sums of variables that are 0 or more, as audits of published tables reckon it (Hundepool
 * et al. 2012, Statistical Disclosure Control, section 4.4): the simplex method on a dense tableau (Dantzig 1951), with
 * Bland's rule (1977) against going round in circles.
 * A first phase finds any solution; from there each sum is made as small and as large as the equations allow.
 */
export class LinearBounds {
  readonly #columns: number
  readonly #rows: Float64Array[]
  readonly #basis: number[]

  /** @throws where no solution exists: the equations contradict each other */
  constructor(variables: number, equations: readonly LinearEquation[]) {
    this.#columns = variables
    const width = variables + equations.length + 1
    this.#rows = equations.map(({ terms, value }, k) => {
      const row = new Float64Array(width)
      const sign = value < 0 ? -1 : 1
      for (const [variable, coefficient] of terms) row[variable] = sign * coefficient
      row[variables + k] = 1
      row[width - 1] = sign * value
      return row
    })
    this.#basis = equations.map((_, k) => variables + k)
    // The artificial variables of the first phase, made as small as possible.
    const objective = new Float64Array(width)
    for (const row of this.#rows)
      for (let c = 0; c < width; c++) if (c < variables || c === width - 1) objective[c]! -= row[c]!
    this.#minimise(this.#rows, this.#basis, objective, variables)
    if (Math.abs(objective[width - 1]!) > 1e-6) throw new Error('the equations contradict each other')
    this.#dropArtificials(variables, width)
  }

  /** The smallest and largest value of a sum of variables. */
  range(terms: ReadonlyMap<number, number>): { min: number; max: number } {
    // Adding 0 makes 0 of −0.
    return { min: this.least(terms).value + 0, max: 0 - this.least(terms, -1).value }
  }

  /** The smallest value of a sum (with `sign` −1: of its negative), and a solution that has it; −∞ has none. */
  least(terms: ReadonlyMap<number, number>, sign: 1 | -1 = 1): { value: number; solution?: Float64Array } {
    const rows = this.#rows.map((row) => row.slice())
    const basis = [...this.#basis]
    const objective = new Float64Array(this.#columns + 1)
    for (const [variable, coefficient] of terms) objective[variable] = sign * coefficient
    rows.forEach((row, k) => {
      const factor = objective[basis[k]!]!
      if (factor !== 0) for (let c = 0; c < row.length; c++) objective[c]! -= factor * row[c]!
    })
    if (!this.#minimise(rows, basis, objective, this.#columns)) return { value: Number.NEGATIVE_INFINITY }
    const solution = new Float64Array(this.#columns)
    rows.forEach((row, k) => {
      solution[basis[k]!] = row[this.#columns]!
    })
    return { value: -objective[this.#columns]!, solution }
  }

  #minimise(rows: Float64Array[], basis: number[], objective: Float64Array, columns: number): boolean {
    const last = objective.length - 1
    for (let step = 0; step < 20_000; step++) {
      // The steepest column at first; after many steps the first one, which cannot go round in circles.
      let enter = -1
      for (let c = 0; c < columns; c++) {
        if (objective[c]! >= -1e-9) continue
        if (enter < 0 || (step < 2000 && objective[c]! < objective[enter]!)) enter = c
        if (step >= 2000) break
      }
      if (enter < 0) return true
      let leave = -1
      let least = Number.POSITIVE_INFINITY
      for (let r = 0; r < rows.length; r++) {
        const pivot = rows[r]![enter]!
        if (pivot <= 1e-9) continue
        const ratio = rows[r]![last]! / pivot
        if (ratio < least - 1e-12 || (ratio < least + 1e-12 && (leave < 0 || basis[r]! < basis[leave]!))) {
          least = Math.min(least, ratio)
          leave = r
        }
      }
      if (leave < 0) return false
      this.#pivot(rows, basis, objective, leave, enter)
    }
    throw new Error('the simplex method did not come to an end')
  }

  #pivot(rows: Float64Array[], basis: number[], objective: Float64Array, at: number, enter: number): void {
    const row = rows[at]!
    const pivot = row[enter]!
    for (let c = 0; c < row.length; c++) row[c]! /= pivot
    for (const other of [...rows, objective]) {
      const factor = other === row ? 0 : other[enter]!
      if (factor === 0) continue
      for (let c = 0; c < row.length; c++) {
        const value = other[c]! - factor * row[c]!
        other[c] = Math.abs(value) < 1e-10 ? 0 : value
      }
    }
    basis[at] = enter
  }

  // An artificial variable that is still in the basis stands at 0: another takes its place, or its row says nothing.
  #dropArtificials(variables: number, width: number): void {
    const dummy = new Float64Array(width)
    for (let r = this.#rows.length - 1; r >= 0; r--) {
      if (this.#basis[r]! < variables) continue
      const enter = this.#rows[r]!.findIndex((value, c) => c < variables && Math.abs(value) > 1e-7)
      if (enter >= 0) this.#pivot(this.#rows, this.#basis, dummy, r, enter)
      else {
        this.#rows.splice(r, 1)
        this.#basis.splice(r, 1)
      }
    }
    for (let r = 0; r < this.#rows.length; r++) {
      const row = this.#rows[r]!
      const shorter = new Float64Array(variables + 1)
      shorter.set(row.subarray(0, variables))
      shorter[variables] = row[width - 1]!
      this.#rows[r] = shorter
    }
  }
}

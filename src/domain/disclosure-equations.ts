/** Persons of `total` are exactly those of `parts`, each in one of them. */
export interface Relation {
  total: string
  parts: readonly string[]
}

/** One equation: Σ coefficient × cell = 0. */
export type Equation = Map<string, number>

/**
 * The relations as given; reduced, unknown cells eliminated one after the other (Gauss–Jordan); and reduced ones taken
 * together in pairs.
 */
export function equations(
  relations: readonly Relation[],
  keys: readonly string[],
  known: ReadonlySet<string>,
): Equation[] {
  const given = relations.map(({ total, parts }) => {
    const equation: Equation = new Map()
    for (const part of parts) addTo(equation, part, 1)
    addTo(equation, total, -1)
    return equation
  })
  const reduced = given.map((equation) => new Map(equation))
  let rank = 0
  for (const key of keys) {
    if (known.has(key)) continue
    const found = reduced.findIndex((equation, at) => at >= rank && equation.has(key))
    if (found < 0) continue
    const pivot = reduced[found] as Equation
    reduced[found] = reduced[rank] as Equation
    reduced[rank] = pivot
    const size = pivot.get(key) as number
    for (const [other, coefficient] of pivot) pivot.set(other, coefficient / size)
    for (const equation of reduced) {
      const factor = equation === pivot ? 0 : (equation.get(key) ?? 0)
      if (factor === 0) continue
      for (const [other, coefficient] of pivot) addTo(equation, other, -factor * coefficient)
      equation.delete(key)
    }
    rank++
  }
  return [
    ...given,
    ...reduced,
    ...pairs(
      reduced.filter((equation) => equation.size > 0),
      known,
    ),
  ]
}

// Sums and differences of reduced equations that share an unknown cell, which then drops out.
function pairs(reduced: readonly Equation[], known: ReadonlySet<string>): Equation[] {
  const holding = new Map<string, Equation[]>()
  for (const equation of reduced) {
    for (const key of equation.keys())
      if (!known.has(key)) holding.set(key, [...(holding.get(key) ?? []), equation])
  }
  const combined: Equation[] = []
  for (const [key, sharing] of holding) {
    if (combined.length > PAIRS_AT_MOST) break
    sharing.slice(0, PAIRED_AT_MOST).forEach((one, at) => {
      for (const other of sharing.slice(at + 1, PAIRED_AT_MOST)) {
        const factor = (one.get(key) as number) / (other.get(key) as number)
        const equation = new Map(one)
        for (const [cell, coefficient] of other) addTo(equation, cell, -factor * coefficient)
        combined.push(equation)
      }
    })
  }
  return combined
}

function addTo(equation: Equation, key: string, amount: number): void {
  const value = (equation.get(key) ?? 0) + amount
  if (Math.abs(value) < 1e-9) equation.delete(key)
  else equation.set(key, value)
}

// Bounds the work on tables of many dimensions, where an unknown cell stands in very many equations.
const PAIRED_AT_MOST = 40
const PAIRS_AT_MOST = 3000

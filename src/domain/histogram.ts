import { MINIMUM_CELL } from './suppression.ts'

/** Persons with a value in [from, to), or in [from, to] for the last bin. */
export interface Bin {
  from: number
  to: number
  persons: number
}

/**
 * Persons counted into bins between `edges`, ascending; a value at an edge belongs to the bin above, the last edge to
 * the last bin. Missing values (NaN) and values outside are counted in neither.
 */
export function histogram(values: ArrayLike<number>, edges: readonly number[]): Bin[] {
  const bins = edges.slice(0, -1).map((from, k) => ({ from, to: edges[k + 1] as number, persons: 0 }))
  const last = bins.at(-1)
  for (let k = 0; k < values.length; k++) {
    const value = values[k] as number
    const bin =
      bins.find(({ from, to }) => value >= from && value < to) ?? (value === last?.to ? last : undefined)
    if (bin) bin.persons++
  }
  return bins
}

/**
 * Neighbouring bins merged, from the left, until each holds nobody or at least `minimumCell` persons; what is left over
 * at the end joins the last bin that holds somebody. Undefined where all bins together hold too few.
 */
export function publishableHistogram(bins: readonly Bin[], minimumCell = MINIMUM_CELL): Bin[] | undefined {
  const merged: Bin[] = []
  let open: Bin | undefined
  for (const bin of bins) {
    if (open) open = { from: open.from, to: bin.to, persons: open.persons + bin.persons }
    else if (bin.persons === 0 || bin.persons >= minimumCell) merged.push({ ...bin })
    else open = { ...bin }
    if (open && open.persons >= minimumCell) {
      merged.push(open)
      open = undefined
    }
  }
  if (!open) return merged
  const holder = merged.findLastIndex((bin) => bin.persons > 0)
  if (holder < 0) return undefined
  const [first] = merged.splice(holder)
  merged.push({
    from: (first as Bin).from,
    to: open.to,
    persons: (first as Bin).persons + open.persons,
  })
  return merged
}

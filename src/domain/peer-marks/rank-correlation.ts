/**
 * Spearman's rank correlation: Pearson's of the ranks, ties at the mean of their ranks. NaN where one side has only ties.
 */
export function spearman(x: ArrayLike<number>, y: ArrayLike<number>): number {
  return pearson(midRanks(x), midRanks(y))
}

/** Pearson's correlation; NaN where one side does not vary. */
export function pearson(x: ArrayLike<number>, y: ArrayLike<number>): number {
  const n = x.length
  const meanX = mean(x)
  const meanY = mean(y)
  let sxx = 0
  let syy = 0
  let sxy = 0
  for (let k = 0; k < n; k++) {
    const dx = (x[k] as number) - meanX
    const dy = (y[k] as number) - meanY
    sxx += dx * dx
    syy += dy * dy
    sxy += dx * dy
  }
  // Of equal values the mean may differ by the last bit.
  if (!varies(x) || !varies(y)) return Number.NaN
  return Math.min(Math.max(sxy / Math.sqrt(sxx * syy), -1), 1)
}

/**
 * Kendall's τ-b (Kendall 1945, Biometrika 33, 239–251): (concordant − discordant) ÷ √((pairs − ties in x)(pairs − ties
 * in y)), in n·log n by counting exchanges while sorting (Knight 1966, JASA 61, 436–439). NaN where one side has only
 * ties.
 */
export function kendall(x: ArrayLike<number>, y: ArrayLike<number>): number {
  const n = x.length
  const order = Array.from({ length: n }, (_, k) => k).sort(
    (a, b) => (x[a] as number) - (x[b] as number) || (y[a] as number) - (y[b] as number),
  )
  const sortedX = order.map((k) => x[k] as number)
  const sortedY = order.map((k) => y[k] as number)
  const pairs = (n * (n - 1)) / 2
  const tiesX = tiedPairs(sortedX)
  let tiesBoth = 0
  for (let from = 0; from < n; ) {
    let to = from
    while (to < n && sortedX[to] === sortedX[from] && sortedY[to] === sortedY[from]) to++
    tiesBoth += ((to - from) * (to - from - 1)) / 2
    from = to
  }
  const { exchanges, sorted } = sortCounting(sortedY)
  const tiesY = tiedPairs(sorted)
  const difference = pairs - tiesX - tiesY + tiesBoth - 2 * exchanges
  return difference / Math.sqrt((pairs - tiesX) * (pairs - tiesY))
}

/** Ranks from 1, ties at their mean. */
export function midRanks(values: ArrayLike<number>): Float64Array {
  const n = values.length
  const order = Array.from({ length: n }, (_, k) => k).sort(
    (a, b) => (values[a] as number) - (values[b] as number),
  )
  const ranks = new Float64Array(n)
  for (let from = 0; from < n; ) {
    let to = from
    while (to < n && values[order[to] as number] === values[order[from] as number]) to++
    for (let k = from; k < to; k++) ranks[order[k] as number] = (from + 1 + to) / 2
    from = to
  }
  return ranks
}

export function varies(values: ArrayLike<number>): boolean {
  for (let k = 1; k < values.length; k++) if (values[k] !== values[0]) return true
  return false
}

export function mean(values: ArrayLike<number>): number {
  let sum = 0
  for (let k = 0; k < values.length; k++) sum += values[k] as number
  return sum / values.length
}

function tiedPairs(sorted: number[]): number {
  let ties = 0
  for (let from = 0; from < sorted.length; ) {
    let to = from
    while (to < sorted.length && sorted[to] === sorted[from]) to++
    ties += ((to - from) * (to - from - 1)) / 2
    from = to
  }
  return ties
}

// Merge sort from below, with the number of pairs that stood in the wrong order.
function sortCounting(values: number[]): { exchanges: number; sorted: number[] } {
  const n = values.length
  let from = values
  let to = values.slice()
  let exchanges = 0
  for (let width = 1; width < n; width *= 2) {
    for (let left = 0; left < n; left += 2 * width) {
      const middle = Math.min(left + width, n)
      const end = Math.min(left + 2 * width, n)
      let a = left
      let b = middle
      for (let k = left; k < end; k++) {
        if (a < middle && (b >= end || (from[a] as number) <= (from[b] as number)))
          to[k] = from[a++] as number
        else {
          to[k] = from[b++] as number
          exchanges += middle - a
        }
      }
    }
    const read = from === values ? to.slice() : from
    from = to
    to = read
  }
  return { exchanges, sorted: from }
}

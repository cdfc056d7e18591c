/** Median of some numbers. */
export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

/**
 * Measures two things in turn, A B A B …, and compares them pair by pair, so that a machine that slows down slows both.
 * @param a rate of the first (more is faster)
 * @param b rate of the second
 */
export async function compareRates(
  rounds: number,
  a: () => Promise<number>,
  b: () => Promise<number>,
): Promise<{ ratio: number; low: number; high: number; a: number; b: number }> {
  const pairs: [number, number][] = []
  for (let round = 0; round < rounds; round++)
    pairs.push(
      round % 2
        ? ([await a(), await b()] as [number, number])
        : (([second, first]) => [first, second] as [number, number])([await b(), await a()] as [
            number,
            number,
          ]),
    )
  const ratios = pairs.map(([x, y]) => x / y)
  return {
    ratio: median(ratios),
    low: Math.min(...ratios),
    high: Math.max(...ratios),
    a: median(pairs.map(([x]) => x)),
    b: median(pairs.map(([, y]) => y)),
  }
}

export function printRow(
  name: string,
  { ratio, low, high, a, b }: { ratio: number; low: number; high: number; a: number; b: number },
  wanted?: number,
): void {
  const verdict = wanted === undefined ? '' : ratio >= wanted ? `  ≥ ${wanted} ✓` : `  < ${wanted} ✗`
  console.log(
    `${name.padEnd(44)} ${ratio.toFixed(2)}  (${low.toFixed(2)}–${high.toFixed(2)})  ${Math.round(a)}/s against ${Math.round(b)}/s${verdict}`,
  )
}

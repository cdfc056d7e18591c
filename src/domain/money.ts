// Money is whole numbers of a currency's minor unit (cents; yen; fils). Nothing here knows a fraction of one.

/**
 * Splits an amount by weights so that the parts add up to it exactly: each part is rounded down, and what is left
 * goes one unit each to the largest remainders (Hamilton's method), ties to the earlier part.
 * @param amountMinor whole number; a negative amount splits like its opposite
 * @param weights whole numbers ≥ 0, at least one above 0
 * @throws RangeError where an argument is not such a number
 */
export function splitByLargestRemainder(amountMinor: number, weights: readonly number[]): number[] {
  requireWhole(amountMinor)
  for (const weight of weights) {
    requireWhole(weight)
    if (weight < 0) throw new RangeError(`A weight must be 0 or more: ${weight}`)
  }
  const total = weights.reduce((sum, weight) => sum + BigInt(weight), 0n)
  if (total === 0n) throw new RangeError('At least one weight must be above 0')
  if (amountMinor < 0)
    return splitByLargestRemainder(-amountMinor, weights).map((part) => (part === 0 ? 0 : -part))
  const shares = weights.map((weight, index) => {
    const product = BigInt(amountMinor) * BigInt(weight)
    return { index, part: product / total, remainder: product % total }
  })
  let left = BigInt(amountMinor) - shares.reduce((sum, share) => sum + share.part, 0n)
  const byRemainder = [...shares].sort((a, b) =>
    a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1,
  )
  for (const share of byRemainder) {
    if (left === 0n) break
    share.part += 1n
    left -= 1n
  }
  return shares.map((share) => Number(share.part))
}

/**
 * A fraction of an amount, rounded up: what somebody gets back is rounded in their favour.
 * @param numerator whole number, 0 ≤ numerator ≤ denominator
 */
export function shareRoundedUp(amountMinor: number, numerator: number, denominator: number): number {
  for (const value of [amountMinor, numerator, denominator]) requireWhole(value)
  if (amountMinor < 0 || numerator < 0 || denominator <= 0 || numerator > denominator)
    throw new RangeError(`Not a part of an amount: ${numerator} of ${denominator} of ${amountMinor}`)
  const product = BigInt(amountMinor) * BigInt(numerator)
  const divisor = BigInt(denominator)
  return Number((product + divisor - 1n) / divisor)
}

/** @throws RangeError where a value is not a whole number that is held exactly */
export function requireWhole(value: number): void {
  if (!Number.isSafeInteger(value)) throw new RangeError(`Not a whole number of minor units: ${value}`)
}

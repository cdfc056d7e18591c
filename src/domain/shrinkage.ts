import { MINIMUM_CELL } from './suppression.ts'

/** A share of people, as it was published; undefined where it was not. */
export type CountedShare = { numerator: number; denominator: number } | undefined

/**
 * Shares pulled towards the middle of all of them, the smaller a group the more, so that a dozen people never lead a
 * ranking by luck: the mean of a beta prior, (x + m·s) ÷ (n + s), with m the unweighted mean of the shares and s the
 * strength that the spread between them leaves by the method of moments (Efron & Morris 1975, JASA 70, 311–319;
 * Kleinman 1973, JASA 68, 46–54). With fewer than three groups, or no spread beyond chance, s is at least ten people.
 */
export function shrunkenShares(shares: readonly CountedShare[]): (number | undefined)[] {
  const known = shares.filter(
    (share) => share !== undefined && share.denominator > 0,
  ) as NonNullable<CountedShare>[]
  if (known.length === 0) return shares.map(() => undefined)
  const values = known.map((share) => share.numerator / share.denominator)
  const middle = values.reduce((sum, value) => sum + value, 0) / values.length
  const strength = priorStrength(known, values, middle)
  return shares.map((share) =>
    share === undefined || share.denominator <= 0
      ? undefined
      : (share.numerator + middle * strength) / (share.denominator + strength),
  )
}

function priorStrength(known: NonNullable<CountedShare>[], values: number[], middle: number): number {
  if (known.length < 3 || middle <= 0 || middle >= 1) return MINIMUM_CELL
  const spread = values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1)
  const chance =
    known.reduce((sum, share) => sum + (middle * (1 - middle)) / share.denominator, 0) / known.length
  const between = spread - chance
  const all = known.reduce((sum, share) => sum + share.denominator, 0)
  // Where chance explains all of the spread, every group is as good as the middle.
  if (between <= 0) return Math.max(MINIMUM_CELL, all)
  return Math.max(MINIMUM_CELL, (middle * (1 - middle)) / between - 1)
}

/** An estimate with its standard error; undefined where it was not published. */
export type Estimated = { value: number; standardError: number } | undefined

/**
 * Estimates pulled towards their unweighted middle, the less sure the more, for medians and shares of totals: the
 * posterior mean of the normal model, m + (y − m)·τ² ÷ (τ² + se²), τ² being what the spread leaves beyond chance by the
 * method of moments (Efron & Morris 1975, JASA 70, 311–319). Where chance explains all of it, every estimate is the
 * middle. A single one stays as it is.
 */
export function shrunkenEstimates(estimates: readonly Estimated[]): (number | undefined)[] {
  const known = estimates.filter((one) => one !== undefined)
  if (known.length < 2) return estimates.map((one) => one?.value)
  const middle = known.reduce((sum, one) => sum + one.value, 0) / known.length
  const spread = known.reduce((sum, one) => sum + (one.value - middle) ** 2, 0) / (known.length - 1)
  const chance = known.reduce((sum, one) => sum + one.standardError ** 2, 0) / known.length
  const between = Math.max(0, spread - chance)
  return estimates.map((one) => {
    if (one === undefined) return undefined
    const total = between + one.standardError ** 2
    return total === 0 ? one.value : middle + ((one.value - middle) * between) / total
  })
}

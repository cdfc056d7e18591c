import { requireWhole, splitByLargestRemainder } from './money.ts'

// Tax on what is sold to learners: part of the price, or on top of it, as the country's table says.

/** One country's tax as it holds for a sale; fixed with the price at enrolment. */
export interface TaxRule {
  /** Hundredths of a percent: 19 % is 1900. */
  rateBp: number
  /** On top of the price (true), or in it (false). */
  added: boolean
}

/** No tax: the country isn't known, or nothing is due there. */
export const noTax: TaxRule = { rateBp: 0, added: false }

/**
 * The tax of a price, in minor units. Added tax is rounded down, so that rounding favours the learner; tax that is in
 * the price is rounded to the nearest unit, halves up, and changes nothing for them.
 * @param priceMinor what is asked before tax is added, or what it is in
 * @throws RangeError where an argument is no such amount or rate
 */
export function taxOf(priceMinor: number, { rateBp, added }: TaxRule): number {
  requireWhole(priceMinor)
  if (priceMinor < 0) throw new RangeError(`Not a price: ${priceMinor}`)
  if (!Number.isInteger(rateBp) || rateBp < 0 || rateBp > 9999)
    throw new RangeError(`Not a rate in hundredths of a percent: ${rateBp}`)
  const [price, rate] = [BigInt(priceMinor), BigInt(rateBp)]
  if (added) return Number((price * rate) / 10_000n)
  const whole = 10_000n + rate
  return Number((2n * price * rate + whole) / (2n * whole))
}

/** A price with what is asked for it and the tax in that. */
export interface TaxedPrice {
  /** What is paid. */
  totalMinor: number
  /** The part of it that is tax. */
  taxMinor: number
  netMinor: number
}

/** What is paid for a price (after its discount) and the tax in it. */
export function withTax(priceMinor: number, rule: TaxRule): TaxedPrice {
  const taxMinor = taxOf(priceMinor, rule)
  const totalMinor = rule.added ? priceMinor + taxMinor : priceMinor
  return { totalMinor, taxMinor, netMinor: totalMinor - taxMinor }
}

/**
 * The tax in a refund: of everything given back so far by largest remainder, less what was given back before. Parts
 * add up exactly: when all is given back, so is all of the tax.
 * @param paid what was paid (by card and by credit) and the tax in it
 * @param before what was given back of it before
 * @throws RangeError where more would be given back than was paid
 */
export function taxOfRefund(
  paid: { totalMinor: number; taxMinor: number },
  before: { totalMinor: number; taxMinor: number },
  refundMinor: number,
): number {
  for (const value of [paid.totalMinor, paid.taxMinor, before.totalMinor, before.taxMinor, refundMinor]) {
    requireWhole(value)
    if (value < 0) throw new RangeError(`Not an amount: ${value}`)
  }
  const after = before.totalMinor + refundMinor
  if (after > paid.totalMinor) throw new RangeError(`More than was paid: ${after} of ${paid.totalMinor}`)
  if (paid.totalMinor === 0) return 0
  const [taxAfter = 0] = splitByLargestRemainder(paid.taxMinor, [after, paid.totalMinor - after])
  // What was given back before may have been split otherwise; a refund holds no more tax than it is, and none below 0.
  return Math.max(0, Math.min(refundMinor, taxAfter - before.taxMinor))
}

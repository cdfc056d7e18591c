// What aid and coupons take off a price. Shares are hundredths of a percent, as the tables hold them.

/** What is taken off: rounded up, so that rounding favours the learner. @param bp 0 … 10000; 10000 is the whole price */
export function discountOf(listMinor: number, bp: number): number {
  if (!Number.isSafeInteger(listMinor) || listMinor < 0) throw new RangeError(`Not a price: ${listMinor}`)
  if (!Number.isInteger(bp) || bp < 0 || bp > 10_000) throw new RangeError(`Not a share of a price: ${bp}`)
  return Number((BigInt(listMinor) * BigInt(bp) + 9_999n) / 10_000n)
}

/** The discount of a subscription, as its columns hold it. */
export interface DiscountState {
  discount_bp: number
  /** For so many charges still; null is for good. */
  discount_charges_left: number | null
  /** What holds for good when a coupon has run out: aid, or nothing. */
  discount_after_bp: number
}

/** The discount after a charge succeeded: a coupon for some charges runs out, and the aid below it comes back. */
export function discountAfterCharge(before: DiscountState): DiscountState {
  const { discount_charges_left: left, discount_after_bp: after } = before
  if (left === null) return before
  if (left > 1) return { ...before, discount_charges_left: left - 1 }
  return { discount_bp: after, discount_charges_left: null, discount_after_bp: 0 }
}

export interface OfferedDiscount {
  bp: number
  /** null: for good */
  charges: number | null
}

/**
 * The discount when another one is offered: one at a time, the larger one now, and below it the larger one that stays.
 * @returns undefined where the learner would gain nothing
 */
export function withDiscount(before: DiscountState, offered: OfferedDiscount): DiscountState | undefined {
  const runsOut = before.discount_charges_left !== null
  const stays = runsOut ? before.discount_after_bp : before.discount_bp
  if (offered.charges === null) {
    if (offered.bp <= stays) return undefined
    if (runsOut && before.discount_bp > offered.bp) return { ...before, discount_after_bp: offered.bp }
    return { discount_bp: offered.bp, discount_charges_left: null, discount_after_bp: 0 }
  }
  if (offered.charges < 1 || offered.bp <= before.discount_bp) return undefined
  return { discount_bp: offered.bp, discount_charges_left: offered.charges, discount_after_bp: stays }
}

/** What a charge costs under a discount that may end. @returns one price for each of the next `n` charges */
export function nextPrices(priceMinor: number, state: DiscountState, n: number): number[] {
  const prices: number[] = []
  let now = state
  for (let k = 0; k < n; k++) {
    prices.push(priceMinor - discountOf(priceMinor, now.discount_bp))
    now = discountAfterCharge(now)
  }
  return prices
}

// Stripe counts in the minor unit of ISO 4217, with a few exceptions of its own.

/** Without a minor unit in ISO 4217, yet Stripe writes two decimals, always 00. */
const writtenWithTwoDecimals = new Set(['ISK', 'UGX'])
/** Three decimals, of which Stripe takes the last one only as 0. */
const threeDecimals = new Set(['BHD', 'JOD', 'KWD', 'OMR', 'TND'])

/** @throws where Stripe can't charge the amount exactly: rounding would charge another price than was agreed */
export function toStripeAmount(amountMinor: number, currency: string): number {
  if (writtenWithTwoDecimals.has(currency)) return amountMinor * 100
  if (threeDecimals.has(currency) && amountMinor % 10 !== 0)
    throw new Error(
      `Stripe can't charge ${amountMinor} of ${currency}'s minor unit: make prices in ${currency} end in 0.`,
    )
  return amountMinor
}

export function fromStripeAmount(amount: number, currency: string): number {
  return writtenWithTwoDecimals.has(currency.toUpperCase()) ? Math.round(amount / 100) : amount
}

import { minorDigitsOf } from './currencies.ts'

/** An amount as machines and messages of the command line write it: `39.00 EUR`, `4800 JPY`, `9.500 KWD`. */
export function formatMinor(minor: number, currency: string): string {
  return `${decimalOf(minor, currency)} ${currency}`
}

/** The same without the currency, exact, with a point: for CSV. */
export function decimalOf(minor: number, currency: string): string {
  const digits = minorDigitsOf(currency)
  if (digits === 0) return String(minor)
  const text = String(Math.abs(minor)).padStart(digits + 1, '0')
  return `${minor < 0 ? '-' : ''}${text.slice(0, -digits)}.${text.slice(-digits)}`
}

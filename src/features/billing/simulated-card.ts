import type { Random } from '../../platform/random.ts'

// Numbers of simulated cards begin with 9999, which no card of the world does: the form takes no real number, and a
// real one typed by mistake is refused before anything is kept.

/** Sixteen digits without spaces. */
export const simulatedCardPattern = /^9999[0-9]{12}$/
/** The same for the browser, with spaces allowed, so that a wrong number isn't even sent. */
export const simulatedCardInputPattern = '9999( ?[0-9]{4}){3}'

/** A made-up number of a card that works. */
export function newSimulatedCard(random: Random): string {
  const digits = [...random.bytes(12)].map((byte) => byte % 10).join('')
  return `9999 ${digits.slice(0, 4)} ${digits.slice(4, 8)} 1${digits.slice(9, 12)}`
}

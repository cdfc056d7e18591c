import type { Locale } from '../../../domain/locales.ts'
import { formatMoney } from '../../../ui/format.ts'
import { mandateMessages } from './mandate.messages.ts'

interface Agreement {
  price_minor: number
  currency: string
  charges_max: number
  tax_added: boolean
  tax_rate_bp: number
}

/** The most that one month may cost, with tax where it is added; rounded up, because it is a bound. */
export function dearestMonth({
  price_minor,
  tax_added,
  tax_rate_bp,
}: Omit<Agreement, 'currency' | 'charges_max'>) {
  return price_minor + (tax_added ? Math.ceil((price_minor * tax_rate_bp) / 10_000) : 0)
}

/** The words beside the button that agrees. */
export function mandateWords(locale: Locale, agreement: Agreement, title: string): string {
  return wordsFor(locale, 'words', agreement, { title, amountMinor: dearestMonth(agreement) })
}

/** The words of an agreement, for showing and for keeping. */
export function wordsFor(
  locale: Locale,
  key: 'words' | 'wider',
  { currency, charges_max: n }: Pick<Agreement, 'currency' | 'charges_max'>,
  { title, amountMinor, date = '' }: { title: string; amountMinor: number; date?: string },
): string {
  const money = (minor: number) => formatMoney(locale, minor, currency)
  const words = { title, n, date, amount: money(amountMinor), total: money(amountMinor * n) }
  return mandateMessages(locale)(key, words)
}

import type { Figure } from '../domain/figure.ts'
import type { Locale } from '../domain/locales.ts'
import { figureMessages } from './figure.messages.ts'
import { formatMoney, formatNumber, formatPercent } from './format.ts'

// How a figure is said: "28 of 100", "26 to 31". Whole people of a hundred are read faster and more rightly than
// percentages with decimals.

/** A share as people of a hundred; what would be rounded to nobody or everybody says so. */
export function perHundred(share: number): { count: number; isLess: boolean; isMore: boolean } {
  const count = Math.round(share * 100)
  if (count === 0 && share > 0) return { count: 1, isLess: true, isMore: false }
  if (count === 100 && share < 1) return { count: 99, isLess: false, isMore: true }
  return { count, isLess: false, isMore: false }
}

/** The bounds of a share's interval as whole people of a hundred, rounded outwards so that it never looks narrower. */
export function boundsPerHundred(figure: Figure): { lower: number; upper: number } | undefined {
  if (figure.lower === undefined || figure.upper === undefined) return undefined
  return { lower: Math.floor(figure.lower * 100 + 1e-9), upper: Math.ceil(figure.upper * 100 - 1e-9) }
}

/** Hours and weeks: whole ones from ten on, one decimal below. */
export function formatAmount(locale: Locale, value: number): string {
  return formatNumber(locale, value, value >= 10 ? 0 : 1)
}

/** Why there is no number, in the reader's language. */
export function sayNone(locale: Locale, figure: Figure | undefined): string {
  const t = figureMessages(locale)
  if (!figure) return t('none_suppressed')
  const band = /^(fewer|more) than (\d+) of (\d+)$/.exec(figure.why ?? '')
  if (band) return t(band[1] === 'fewer' ? 'none_fewer' : 'none_more', { some: band[2]!, all: band[3]! })
  switch (figure.status) {
    case 'too_early':
      return t('none_tooEarly')
    case 'not_reached':
      return t('none_notReached')
    case 'not_measured':
      return t('none_notMeasured')
    case 'refused':
      return t('none_refused')
    default:
      return t(figure.why?.startsWith('withheld') ? 'none_withheld' : 'none_suppressed')
  }
}

/** A figure's value or bound with its unit. `currency` is for money only. */
export function sayValue(
  locale: Locale,
  { kind }: Pick<Figure, 'kind'>,
  value: number,
  currency: string | null,
): string {
  switch (kind) {
    case 'proportion':
    case 'cumulative_incidence':
    case 'survival':
    case 'rate':
      return formatPercent(locale, value, 1)
    case 'money':
      return currency ? formatMoney(locale, value, currency) : formatNumber(locale, value)
    default:
      return formatNumber(locale, value, kind === 'mean' ? 2 : 1)
  }
}

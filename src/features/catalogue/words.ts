import type { Locale } from '../../domain/locales.ts'
import { formatNumber } from '../../ui/format.ts'
import { messages } from './messages.ts'

const named = new Map<string, Intl.DisplayNames>()

/** The name of a country or a language in the reader's language. */
export function nameOf(locale: Locale, type: 'region' | 'language', code: string): string {
  const key = `${locale} ${type}`
  const names = named.get(key) ?? new Intl.DisplayNames([locale], { type })
  named.set(key, names)
  return names.of(code) ?? code
}

/** "16 weeks", or "3 days" where weeks would say nothing. */
export function sayWeeks(locale: Locale, weeks: number): string {
  const t = messages(locale)
  if (weeks >= 2) return t('weeks', { n: Math.round(weeks) })
  const days = Math.max(1, Math.round(weeks * 7))
  return days % 7 === 0 ? t('weeks', { n: days / 7 }) : t('days', { n: days })
}

export function sayHours(locale: Locale, hours: number): string {
  const n = hours >= 10 ? Math.round(hours) : Number(formatNumber('en', hours, 1))
  return messages(locale)('hours', { n })
}

import { minorDigitsOf } from '../domain/currencies.ts'
import type { Locale } from '../domain/locales.ts'

// Numbers, dates and money as the reader's language writes them. Intl objects are slow to make and kept.

const kept = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat>()

function keep<T extends Intl.NumberFormat | Intl.DateTimeFormat>(key: string, make: () => T): T {
  let made = kept.get(key) as T | undefined
  if (!made) {
    made = make()
    // Time zones come from people's settings: bounded, so that odd ones can't fill the memory.
    if (kept.size > 500) kept.clear()
    kept.set(key, made)
  }
  return made
}

/** Arabic pages use Arabic-Indic digits nowhere by chance: the locale decides, Latin digits keep tables aligned. */
function tag(locale: Locale): string {
  return locale === 'ar' ? 'ar-u-nu-latn' : 'en-GB'
}

export function formatNumber(locale: Locale, value: number, digitsMax = 1): string {
  return keep(
    `n:${locale}:${digitsMax}`,
    () => new Intl.NumberFormat(tag(locale), { maximumFractionDigits: digitsMax }),
  ).format(value)
}

/** @param share between 0 and 1 */
export function formatPercent(locale: Locale, share: number, digitsMax = 0): string {
  return keep(
    `p:${locale}:${digitsMax}`,
    () => new Intl.NumberFormat(tag(locale), { style: 'percent', maximumFractionDigits: digitsMax }),
  ).format(share)
}

/** @param minor integer of the currency's smallest unit (ISO 4217); whole amounts are shown without decimals */
export function formatMoney(locale: Locale, minor: number, currency: string): string {
  const digits = minorDigitsOf(currency)
  const isWhole = minor % 10 ** digits === 0
  return moneyFormat(locale, currency, isWhole ? 0 : digits).format(minor / 10 ** digits)
}

/** The same with all decimals, for columns of amounts that are added up. */
export function formatAmount(locale: Locale, minor: number, currency: string): string {
  const digits = minorDigitsOf(currency)
  return moneyFormat(locale, currency, digits).format(minor / 10 ** digits)
}

/** Whole units of a currency that nobody is charged: amounts to compare with. */
export function formatWhole(locale: Locale, units: number, currency: string): string {
  return moneyFormat(locale, currency, 0).format(units)
}

function moneyFormat(locale: Locale, currency: string, digits: number): Intl.NumberFormat {
  return keep(
    `m:${locale}:${currency}:${digits}`,
    () =>
      new Intl.NumberFormat(tag(locale), {
        style: 'currency',
        currency,
        currencyDisplay: 'narrowSymbol',
        minimumFractionDigits: digits,
        maximumFractionDigits: digits,
      }),
  )
}

/** Tuesday 1 December 2026, 14:20 (with the zone's name, for moments that cost money) */
export function formatMoment(locale: Locale, at: Date, timeZone: string): string {
  return keep(
    `t:${locale}:${timeZone}`,
    () =>
      new Intl.DateTimeFormat(tag(locale), {
        weekday: 'long',
        day: 'numeric',
        month: 'long',
        year: 'numeric',
        hour: '2-digit',
        minute: '2-digit',
        timeZone,
        timeZoneName: 'short',
      }),
  ).format(at)
}

export function formatDate(locale: Locale, at: Date, timeZone = 'UTC'): string {
  return keep(
    `d:${locale}:${timeZone}`,
    () => new Intl.DateTimeFormat(tag(locale), { day: 'numeric', month: 'long', year: 'numeric', timeZone }),
  ).format(at)
}

/** "14 weeks", "1 month": a whole number with its unit. */
export function formatUnits(locale: Locale, value: number, unit: 'week' | 'month' | 'day' | 'hour'): string {
  return keep(
    `u:${locale}:${unit}`,
    () => new Intl.NumberFormat(tag(locale), { style: 'unit', unit, unitDisplay: 'long' }),
  ).format(value)
}

/** "November 2026" */
export function formatMonth(locale: Locale, at: Date): string {
  return keep(
    `y:${locale}`,
    () => new Intl.DateTimeFormat(tag(locale), { month: 'long', year: 'numeric', timeZone: 'UTC' }),
  ).format(at)
}

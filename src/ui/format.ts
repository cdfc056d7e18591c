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

/** @param minor integer of the currency's minor unit; whole amounts are shown without decimals */
export function formatMoney(locale: Locale, minor: number, currency: string): string {
  const format = keep(
    `m:${locale}:${currency}`,
    () =>
      new Intl.NumberFormat(tag(locale), { style: 'currency', currency, currencyDisplay: 'narrowSymbol' }),
  )
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2
  const value = minor / 10 ** digits
  if (Number.isInteger(value))
    return keep(
      `m0:${locale}:${currency}`,
      () =>
        new Intl.NumberFormat(tag(locale), {
          style: 'currency',
          currency,
          currencyDisplay: 'narrowSymbol',
          maximumFractionDigits: 0,
        }),
    ).format(value)
  return format.format(value)
}

/** Whole units of a currency that nobody is charged: amounts to compare with. */
export function formatWhole(locale: Locale, units: number, currency: string): string {
  return keep(
    `w:${locale}:${currency}`,
    () =>
      new Intl.NumberFormat(tag(locale), {
        style: 'currency',
        currency,
        currencyDisplay: 'narrowSymbol',
        maximumFractionDigits: 0,
      }),
  ).format(units)
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

import type { Locale } from '../domain/locales.ts'
import { forecastAtPace, type PaceForecast, type PaceOffer } from '../domain/pace-forecast.ts'
import { formatDate, formatMoney, formatUnits } from './format.ts'

// A forecast in the reader's words, without messages: so that the browser's script says exactly what the page said.

export interface PaceWords {
  /** "14 – 19 weeks" */
  time: string
  /** "2 March – 6 April 2027"; empty where the page does not know when it is read. */
  finish: string
  /** "4 – 5 months" */
  months: string
  /** Empty where nothing is said of it. */
  cost: string
}

interface Asked {
  /** null: nothing is said of the cost. */
  currency: string | null
  hoursPerWeek: number
  /** Absent on a page that is kept and read later. */
  nowMs?: number | undefined
  timeZone?: string | undefined
}

/** As advertised, and as the middle half of finishers needed it, where that is known. */
export function paceWords(
  locale: Locale,
  offer: PaceOffer,
  asked: Asked,
): { stated: PaceWords; observed?: PaceWords } {
  const { stated, from, to } = offer.hours
  const inWords = (low: number, high: number) => rangeWords(locale, offer, asked, [low, high])
  return {
    stated: inWords(stated, stated),
    ...(from !== undefined && to !== undefined ? { observed: inWords(from, to) } : {}),
  }
}

const nothing: PaceForecast = { days: 0, months: 0, costMinor: 0 }

function rangeWords(
  locale: Locale,
  offer: PaceOffer,
  { currency, hoursPerWeek, nowMs, timeZone }: Asked,
  hours: [number, number],
): PaceWords {
  const [low, high] = hours.map((each) => forecastAtPace(offer, each, hoursPerWeek) ?? nothing)
  const units = (unit: 'week' | 'month', valueOf: (one: PaceForecast) => number) =>
    rangeOf(
      String(valueOf(low!)),
      formatUnits(locale, valueOf(high!), unit),
      valueOf(low!) === valueOf(high!),
    )
  const money = (one: PaceForecast) => (currency ? formatMoney(locale, one.costMinor, currency) : '')
  const date = (one: PaceForecast) => formatDate(locale, new Date(nowMs! + one.days * 86_400_000), timeZone)
  return {
    time: units('week', (one) => Math.max(1, Math.round(one.days / 7))),
    finish: nowMs === undefined ? '' : rangeOf(date(low!), date(high!), date(low!) === date(high!)),
    months: units('month', (one) => one.months),
    cost: rangeOf(money(low!), money(high!), low!.costMinor === high!.costMinor),
  }
}

function rangeOf(low: string, high: string, isOne: boolean): string {
  return isOne ? high : `${low} – ${high}`
}

import type { Locale } from '../../domain/locales.ts'
import { monthsPaidAtPace, weeksAtPace } from '../../domain/pace.ts'
import { chargesMaxOf } from '../../domain/trial.ts'
import { formatDate, formatMoney } from '../../ui/format.ts'
import { messages } from './messages.ts'
import type { TrialOffer } from './queries.ts'

export interface PaceCost {
  effortHours: number
  chargesMax: number
  hoursPerWeek: number
  /** What is said for 0, 1, 2 … monthly prices; the last one is for who reaches the cap before finishing. */
  says: string[]
  cost: string
  finish: string
}

/** Cost and finish at a pace, in the reader's words, and the words for every other pace, for the page's script. */
export function costAtPaceInWords(
  locale: Locale,
  offer: Pick<TrialOffer, 'effort_hours' | 'advertised_weeks' | 'cap_months'> & {
    currency: string
    /** What each charge costs, the first one first. */
    prices: readonly number[]
  },
  { hoursPerWeek, now, timeZone }: { hoursPerWeek: number; now: Date; timeZone: string },
): PaceCost {
  const t = messages(locale)
  const chargesMax = chargesMaxOf(offer.advertised_weeks, offer.cap_months)
  const total = (n: number) =>
    formatMoney(
      locale,
      offer.prices.slice(0, n).reduce((sum, price) => sum + price, 0),
      offer.currency,
    )
  const says = Array.from({ length: chargesMax + 1 }, (_, n) => t('paceCost', { n, total: total(n) }))
  says.push(t('paceCapped', { cap: chargesMax, total: total(chargesMax) }))
  const months = monthsPaidAtPace(offer.effort_hours, hoursPerWeek) ?? 0
  const weeks = weeksAtPace(offer.effort_hours, hoursPerWeek) ?? 0
  const date = formatDate(locale, new Date(now.getTime() + weeks * 7 * 86_400_000), timeZone)
  return {
    effortHours: offer.effort_hours,
    chargesMax,
    hoursPerWeek,
    says,
    cost: says[Math.min(months, chargesMax + 1)] ?? '',
    finish: t('paceFinish', { date }),
  }
}

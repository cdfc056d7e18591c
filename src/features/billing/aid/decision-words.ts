import { aidDaysMax, incomeBands } from '../../../domain/aid.ts'
import { discountOf } from '../../../domain/discount.ts'
import type { Locale } from '../../../domain/locales.ts'
import { formatMoney, formatPercent } from '../../../ui/format.ts'
import { aidMessages } from './aid.messages.ts'
import type { AidApplication } from './queries.ts'

export interface AidPrice {
  price_minor: number
  currency: string
}

/** The decision in words: what is given, what is to pay now, and why; for the page and the mail alike. */
export function decisionInWords(locale: Locale, application: AidApplication, price: AidPrice) {
  const t = aidMessages(locale)
  const percent = application.appeal_percent ?? application.percent
  const what =
    percent === 100
      ? t('decisionWhole')
      : percent > 0
        ? t('decisionPart', { percent: formatPercent(locale, percent / 100) })
        : t('decisionNone')
  const money = (minor: number) => formatMoney(locale, minor, price.currency)
  const now = price.price_minor - discountOf(price.price_minor, percent * 100)
  const amount =
    percent > 0 && percent < 100
      ? t('amountNow', { now: money(now), full: money(price.price_minor) })
      : undefined
  return { percent, what, amount, why: reasonsOf(locale, application) }
}

// The rule that was applied, and the appeal's; after the answers were deleted only what does not tell of them.
function reasonsOf(locale: Locale, application: AidApplication): string[] {
  const t = aidMessages(locale)
  const { rule, appeal_decided_by: by } = application
  const known = rule === 'displaced' ? rule : incomeBands.find((band) => band === rule)
  const reasons = known ? [`${t('reason')} ${t(`why_${known}`)}`] : []
  if (application.is_raised) reasons.push(t('whyRaised'))
  if (by === 'person') reasons.push(t('whyAppealPerson'))
  if (by === 'time') reasons.push(t('whyAppealTime', { days: aidDaysMax }))
  return reasons
}

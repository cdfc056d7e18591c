import type { Locale } from '../../../domain/locales.ts'
import { formatDate } from '../../../ui/format.ts'
import { payoutsMessages } from './payouts.messages.ts'
import type { Statement } from './queries.ts'

/** What became of a statement's payout. */
export function payoutInWords(
  locale: Locale,
  statement: Pick<Statement, 'payout_state' | 'payout_settled_at' | 'payout_refusal'>,
): string {
  const t = payoutsMessages(locale)
  const { payout_state: state, payout_settled_at: at } = statement
  if (state === 'succeeded' && at) return t('state_succeeded', { date: formatDate(locale, at, 'UTC') })
  if (state === 'refused') return t('state_refused', { why: statement.payout_refusal ?? '' })
  return t(state ? 'state_intended' : 'state_none')
}

/** @param month its first day, 'YYYY-MM-DD' */
export function monthInWords(locale: Locale, month: string): string {
  const language = locale === 'ar' ? 'ar-u-nu-latn' : 'en-GB'
  const format = new Intl.DateTimeFormat(language, { month: 'long', year: 'numeric', timeZone: 'UTC' })
  return format.format(new Date(`${month}T00:00:00Z`))
}

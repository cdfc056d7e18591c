import { monthTotal } from '../../domain/charge-amount.ts'
import type { Locale } from '../../domain/locales.ts'
import { formatDate, formatMoment, formatMoney } from '../../ui/format.ts'
import { messages } from './messages.ts'
import { pausingMessages } from './pausing/pausing.messages.ts'
import type { OwnSubscription } from './queries.ts'
import { waysMessages } from './ways.messages.ts'

type State = Pick<
  OwnSubscription,
  | 'state'
  | 'end_reason'
  | 'free_because'
  | 'price_minor'
  | 'currency'
  | 'time_zone'
  | 'trial_ends_at'
  | 'next_charge_at'
  | 'paid_until'
  | 'access_until'
  | 'discount_bp'
  | 'tax_rate_bp'
  | 'tax_added'
  | 'paused_at'
  | 'paused_by'
  | 'paused_left_ms'
  | 'pause_ends_at'
>

/** How a subscription stands, in one or two sentences: what is charged next and when, or that nothing is. */
export function stateInWords(locale: Locale, subscription: State, now: Date, isUnconfirmed: boolean): string {
  const t = messages(locale)
  const amount = formatMoney(locale, monthTotal(subscription), subscription.currency)
  const at = (moment: Date) => ({ amount, moment: formatMoment(locale, moment, subscription.time_zone) })
  const { next_charge_at: next, trial_ends_at: trialEndsAt } = subscription
  const until = subscription.access_until ?? subscription.paid_until ?? trialEndsAt
  switch (subscription.state) {
    case 'trial':
      if (isUnconfirmed) return t('state_trial_address')
      if (!next) return t('state_under_way', { amount })
      return now < trialEndsAt && next.getTime() === trialEndsAt.getTime()
        ? t('state_trial', at(trialEndsAt))
        : t('state_trial_moved', at(next))
    case 'active':
      return next ? t('state_active', at(next)) : t('state_under_way', { amount })
    case 'past_due':
      return t('state_past_due', at(until))
    case 'paused':
      return pausedInWords(locale, subscription)
    case 'free_to_finish':
      return isOtherReason(subscription.free_because)
        ? waysMessages(locale)(`free_${subscription.free_because}`)
        : t('state_free_to_finish')
    case 'cancelled':
      return t(until > now ? 'state_cancelled' : 'state_cancelled_over', at(until))
    default:
      return t(endKey(subscription.end_reason))
  }
}

function pausedInWords(locale: Locale, subscription: State): string {
  const day = (at: Date | null) => (at ? formatDate(locale, at, subscription.time_zone) : '')
  return pausingMessages(locale)(subscription.paused_by === 'idle' ? 'state_paused_idle' : 'state_paused', {
    date: day(subscription.paused_at),
    until: day(subscription.pause_ends_at),
    left: Math.floor(Number(subscription.paused_left_ms) / 86_400_000),
  })
}

const otherReasons = ['aid', 'voucher', 'gift', 'seat', 'once'] as const

function isOtherReason(why: string | null): why is (typeof otherReasons)[number] {
  return otherReasons.some((one) => one === why)
}

function endKey(reason: string | null) {
  if (reason === 'work_done') return 'state_work_done'
  if (reason === 'trial_lapsed') return 'state_trial_lapsed'
  return reason === 'payment_failed' ? 'state_payment_failed' : 'state_person_erased'
}

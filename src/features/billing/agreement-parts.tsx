import type { RefundOffer } from '../../domain/self-service-refund.ts'
import { takeBackDays } from '../../domain/trial.ts'
import { formatMoment, formatMoney } from '../../ui/format.ts'
import type { PageContext } from '../../ui/page-context.ts'
import { urls } from '../../urls.ts'
import { messages } from './messages.ts'
import { pausingMessages } from './pausing/pausing.messages.ts'
import type { OwnSubscription } from './queries.ts'

// The parts of one agreement on the money page.

interface Part {
  page: PageContext
  subscription: OwnSubscription
}

const open = ['trial', 'active', 'past_due', 'paused']

/** Pause or resume, cancel or take it back: one button each. */
export function MoneyButtons({ page, subscription }: Part) {
  const t = messages(page.locale)
  const pausing = pausingMessages(page.locale)
  const { id, state, title, paused_left_ms: leftMs } = subscription
  const back = canTakeBack(subscription, page.now)
  if (!open.includes(state) && !back) return null
  return (
    <div class="money-buttons">
      {state === 'paused' && (
        <form method="post" action={urls.resumption({ subscription: id })}>
          <button class="btn" aria-label={`${pausing('resumeButton')}: ${title}`}>
            {pausing('resumeButton')}
          </button>{' '}
          <small>{pausing(Number(leftMs) > 0 ? 'resumeNote' : 'resumeAnewNote')}</small>
        </form>
      )}
      {open.includes(state) && state !== 'paused' && (
        <form method="post" action={urls.pause({ subscription: id })}>
          <button class="btn plain" aria-label={`${pausing('pauseButton')}: ${title}`}>
            {pausing('pauseButton')}
          </button>{' '}
          <small>{pausing('pauseNote')}</small>
        </form>
      )}
      {open.includes(state) && (
        <form method="post" action={urls.cancellation({ subscription: id })}>
          <button class="btn plain">{t('cancelButton', { title })}</button> <small>{t('cancelNote')}</small>
        </form>
      )}
      {back && (
        <form method="post" action={urls.cancellationTakenBack({ subscription: id })}>
          <button class="btn plain">{t('takeBackButton')}</button>{' '}
          <small>{back === 'runs_on' ? t('takeBackNote') : pausing('takeBackAnew')}</small>
        </form>
      )}
    </div>
  )
}

function canTakeBack(subscription: OwnSubscription, now: Date): 'runs_on' | 'starts_anew' | undefined {
  const { state, cancelled_at: cancelledAt, paid_until, trial_ends_at } = subscription
  if (state !== 'cancelled' || !cancelledAt) return undefined
  if (now.getTime() >= cancelledAt.getTime() + takeBackDays * 86_400_000) return undefined
  if (subscription.charges_paid >= subscription.charges_max)
    return isLastGivenBack(subscription) ? undefined : 'runs_on'
  return (paid_until ?? trial_ends_at) > now ? 'runs_on' : 'starts_anew'
}

function isLastGivenBack({ charges }: OwnSubscription): boolean {
  const last = charges.find((charge) => charge.state === 'succeeded')
  return last !== undefined && last.refunded_card_minor + last.refunded_credit_minor > 0
}

/** What I pay, paid so far, the card, the credit, and what becomes of a month without me. */
export function AgreementFacts({ page, subscription, amount }: Part & { amount: string }) {
  const t = messages(page.locale)
  const pausing = pausingMessages(page.locale)
  const { charges, currency, state } = subscription
  const money = (minor: number) => formatMoney(page.locale, minor, currency)
  const paid = charges.filter((charge) => charge.state === 'succeeded')
  const total = paid.reduce(
    (sum, charge) => sum + charge.amount_minor + charge.credit_minor - charge.refunded_minor,
    0,
  )
  return (
    <dl class="facts">
      <dt>{t('factPrice')}</dt>
      <dd>{t('factPriceText', { amount })}</dd>
      <dt>{t('factPaid')}</dt>
      <dd>
        {t('factPaidText', {
          total: money(total),
          n: paid.length,
          cap: subscription.charges_max,
        })}
      </dd>
      {subscription.credit_left > 0 && (
        <>
          <dt>{pausing('creditLeft')}</dt>
          <dd>{pausing('creditLeftText', { amount: money(subscription.credit_left) })}</dd>
        </>
      )}
      {subscription.last4 && (
        <>
          <dt>{t('factCard')}</dt>
          <dd>{t('factCardText', { brand: subscription.brand ?? '', last4: subscription.last4 })}</dd>
        </>
      )}
      {['trial', 'active', 'paused'].includes(state) && (
        <>
          <dt>{pausing('idleTitle')}</dt>
          <dd>
            <IdleGives page={page} subscription={subscription} />
          </dd>
        </>
      )}
    </dl>
  )
}

function IdleGives({ page, subscription }: Part) {
  const t = pausingMessages(page.locale)
  return (
    <form class="idle-gives" method="post" action={urls.idleGives({ subscription: subscription.id })}>
      <p>{t('idleText')}</p>
      {(['refund', 'credit'] as const).map((gives) => (
        <label key={gives}>
          <input type="radio" name="gives" value={gives} checked={subscription.idle_gives === gives} />{' '}
          {t(`idle_${gives}`)}
        </label>
      ))}
      <button class="btn plain" aria-label={`${t('idleTitle')}: ${t('idleSave')}`}>
        {t('idleSave')}
      </button>
    </form>
  )
}

/** What can be got back now, with the exact amount on the button. */
export function RefundOffered({ page, subscription, offer }: Part & { offer: RefundOffer | undefined }) {
  if (offer?.kind !== 'offer') return null
  const t = pausingMessages(page.locale)
  const money = (minor: number) => formatMoney(page.locale, minor, subscription.currency)
  const minor = offer.cardMinor + offer.creditMinor
  const key = offer.reason === 'withdrawal' ? 'refundWithdrawal' : offer.inFull ? 'refundFull' : 'refundPart'
  return (
    <form class="refund" method="post" action={urls.refundOfLastCharge({ subscription: subscription.id })}>
      <h3>{t('refundTitle')}</h3>
      <p>
        {t(key, {
          moment: formatMoment(page.locale, offer.until, subscription.time_zone),
          unused: offer.unusedDays,
          days: offer.periodDays,
        })}
        {offer.creditMinor > 0 &&
          ` ${t('refundWays', { card: money(offer.cardMinor), credit: money(offer.creditMinor) })}`}
      </p>
      <input type="hidden" name="minor" value={minor} />
      <button class="btn plain">{t('refundButton', { amount: money(minor) })}</button>{' '}
      <small>{t('refundNote')}</small>
    </form>
  )
}
